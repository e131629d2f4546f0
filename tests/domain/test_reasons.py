"""Reasons in two layers: what asks on, what counts, what a CRM's own reason begins with."""

import pytest

from bot.domain.reasons import (
    NUANCED,
    SIGNS,
    TABLE_STAKES,
    Cause,
    Reason,
    deepened,
    remembering,
    suggested,
)

PRICE, TRUST, OTHER = Cause(Reason.PRICE), Cause(Reason.TRUST), Cause(Reason.OTHER)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_stands_in_one_layer(reason: Reason) -> None:
    assert (reason in TABLE_STAKES) + (reason in NUANCED) + (reason is Reason.OTHER) == 1
    assert Cause(reason).asks_further is (reason not in NUANCED)


def test_what_lies_below_goes_to_its_own_reason() -> None:
    assert deepened((PRICE, TRUST, OTHER), {Reason.PRICE: Reason.PROOF}, "A feud.") == (
        Cause(Reason.PRICE, Reason.PROOF),
        TRUST,
        Cause(Reason.OTHER, words="A feud."),
    )


def test_what_was_not_asked_stays_and_what_was_emptied_goes() -> None:
    known = (Cause(Reason.PRICE, Reason.PROOF), Cause(Reason.FIT, Reason.TRUST))
    assert deepened(known, {Reason.FIT: None}, "") == (Cause(Reason.PRICE, Reason.PROOF), Cause(Reason.FIT))


def test_the_same_reason_chosen_anew_keeps_what_lay_below() -> None:
    earlier = (Cause(Reason.PRICE, Reason.PROOF), Cause(Reason.OTHER, words="A feud."))
    assert remembering((TRUST, PRICE), earlier) == (TRUST, Cause(Reason.PRICE, Reason.PROOF))


@pytest.mark.parametrize(
    ("crm", "reason"),
    [
        ("Price", Reason.PRICE),
        ("Lost to price / budget", Reason.PRICE),
        ("Zu teuer", Reason.PRICE),
        ("Missing features", Reason.FIT),
        ("Product fit", Reason.FIT),
        ("Bad timing", Reason.TIMING),
        ("Kein Bedarf", Reason.NEED),
        ("Product too expensive", None),
        ("Profit", None),
        ("No decision", None),
        ("<!channel> {{ 7 * 7 }}", None),
        ("", None),
        (None, None),
    ],
)
def test_a_crms_reason_is_a_starting_point_only_where_it_is_clear(crm: str | None, reason: Reason | None) -> None:
    assert suggested(crm) is reason


@pytest.mark.parametrize("sign", [sign for signs in SIGNS.values() for sign in signs])
def test_signs_are_plain_words(sign: str) -> None:
    assert sign == sign.casefold()
    assert sign.replace(" ", "").isalpha()
