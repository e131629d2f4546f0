"""What a digest may say."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from bot.domain import digests, paces, tallies
from bot.domain.conversation import Quotable
from bot.domain.deals import Outcome
from bot.domain.digests import Digest, Evidence, Heard, Numbers, Practice, Quote, WinReason
from bot.domain.paces import Closed
from bot.domain.reasons import Reason

ANA, BEN, KIM, ANSWER = UUID(int=1), UUID(int=2), UUID(int=4), UUID(int=3)
LESSON = UUID(int=5)
TODAY = date(2026, 11, 20)
TOLD = Digest(
    Numbers(4, 3, 2),
    (
        Heard("Northwind", "Ask who signs.", Evidence.CUSTOMER_SAID, ANA),
        Heard("Fabrikam", "Call sooner.", Evidence.WE_THINK, BEN, LESSON),
    ),
    Quote("Slow.", None, ANA, ANSWER),
    paces.of([Closed(tallies.monday(TODAY), Outcome.LOST, [(94, 5)])], TODAY),
    Practice("Contoso", "Bring proof.", Evidence.CUSTOMER_SAID, 2, 1, KIM),
    WinReason(Reason.TRUST, 4, 6),
)


def test_what_was_told_is_read_as_it_was_stored() -> None:
    read = digests.of(digests.stored(TOLD))
    assert read == TOLD
    assert [one.id for one in read.heard] == [None, LESSON]
    assert digests.sources(read) == {ANA, BEN, KIM}
    assert read.quote is not None
    assert read.quote.answer == ANSWER
    assert digests.of(digests.stored(Digest(Numbers()))) == Digest(Numbers())


def test_put_right_tells_what_is_agreed_to_now_and_nothing_else() -> None:
    now = {
        ANA: {"deal": "Northwind", "lesson": "Ask who decides."},
        BEN: {"deal": "Fabrikam", "lesson": "Call sooner."},
    }
    assert [one.lesson for one in digests.put_right(TOLD, now, TOLD.quote).heard] == [
        "Ask who decides.",
        "Call sooner.",
    ]
    without_ana = digests.put_right(TOLD, {BEN: now[BEN]}, TOLD.quote)
    assert (without_ana.heard, without_ana.quote, without_ana.numbers) == (TOLD.heard[1:], None, TOLD.numbers)
    without = digests.put_right(TOLD, {}, None)
    assert (without.heard, without.practice, without.win) == ((), None, TOLD.win)
    practised = digests.put_right(TOLD, {KIM: {"deal": "Contoso", "lesson": "Bring papers."}}, None).practice
    assert practised == Practice("Contoso", "Bring papers.", Evidence.CUSTOMER_SAID, 2, 1)
    assert digests.put_right(TOLD, now, None).quote is None


def test_a_digest_of_an_earlier_release_is_read_without_what_it_did_not_know() -> None:
    data = digests.stored(TOLD)
    del data["quote"]["answer"], data["pace"], data["practice"], data["win"]
    data["numbers"] |= {"days_to_lose": 94, "days_to_win": None}
    assert digests.of(data) == replace(TOLD, pace=None, practice=None, win=None)


@pytest.mark.parametrize(
    ("quotable", "quote"),
    [
        (Quotable.INSIDE, Quote("Too slow.", "Northwind")),
        (Quotable.NO_NAME, Quote("Too slow.", None)),
        (Quotable.NO, None),
        (None, None),
    ],
)
def test_a_customer_is_quoted_only_as_they_allowed(quotable: Quotable | None, quote: Quote | None) -> None:
    assert digests.permitted("Too slow.", quotable, "Northwind") == quote


@pytest.mark.parametrize(
    ("quote", "conversations", "stays"),
    [
        (Quote("Slow.", None), 2, False),
        (Quote("Slow.", None), 3, True),
        (Quote("Slow.", "Northwind"), 1, True),
        (None, 5, False),
    ],
)
def test_a_quote_without_a_name_needs_others_to_hide_among(
    quote: Quote | None, conversations: int, stays: bool
) -> None:
    numbers = Numbers(conversations=conversations)
    assert digests.unrecognised(quote, numbers) == (quote if stays else None)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ({}, None),
        ({Reason.TRUST: 4}, None),
        ({Reason.TRUST: 5}, WinReason(Reason.TRUST, 5, 5)),
        ({Reason.TRUST: 4, Reason.PROOF: 2}, WinReason(Reason.TRUST, 4, 6)),
        ({Reason.TRUST: 3, Reason.PROOF: 3}, None),
        ({Reason.TRUST: 2, Reason.PROOF: 1, Reason.FIT: 1, Reason.NEED: 1}, None),
        ({Reason.OTHER: 5}, None),
        ({Reason.OTHER: 5, Reason.PROOF: 3}, WinReason(Reason.PROOF, 3, 8)),
    ],
)
def test_why_we_win_is_told_of_many_wins_only(first: dict[Reason, int], told: WinReason | None) -> None:
    assert digests.most_often(first) == told


@pytest.mark.parametrize(
    ("digest", "says"),
    [
        (Digest(Numbers()), False),
        (Digest(Numbers(), pace=TOLD.pace, practice=TOLD.practice, win=TOLD.win), False),
        (Digest(Numbers(lost=1)), True),
        (Digest(Numbers(talked_through=1)), True),
        (Digest(Numbers(conversations=1)), True),
        (Digest(Numbers(), heard=(Heard("Northwind", "Ask.", Evidence.WE_THINK),)), True),
        (Digest(Numbers(), quote=Quote("Slow.", None)), True),
    ],
)
def test_a_week_without_news_says_nothing(digest: Digest, says: bool) -> None:
    assert digest.says_something is says
