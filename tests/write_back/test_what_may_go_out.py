"""What of a talk goes into HubSpot when it changes between the card, the press and the answer."""

from contextlib import suppress
from datetime import date, timedelta

import pytest

from bot.domain.calls import Call
from bot.domain.conversation import Quotable
from bot.domain.reasons import Cause, Reason
from bot.domain.write_backs import State
from bot.errors import AlreadySettled, TextChanged
from bot.storage import calls
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import come_backs
from bot.use_cases.talk import sensitivity
from bot.use_cases.write_back import pressing
from tests.factories import PRIYA, form
from tests.write_back.town import DEAL, REASONS, SAID, Town, note_of


def test_the_card_follows_what_the_talk_ends_with(town: Town) -> None:
    town.holds("Price", next_touch=None)
    town.wrap_up()
    with town.scene() as scene:
        before = town.mark(scene)
        row = scene.session.get_one(RetrospectiveRow, town.talk)
        call = calls.find(scene.session, row)
        assert call is not None
        row.call = Call.DECLINED
        come_backs.choose(scene.session, scene.actor(PRIYA), town.talk, date(2027, 3, 1), town.now)
    town.work()
    assert "• Ask again on: empty so far, becomes “2027-03-01”." in town.card()
    with pytest.raises(TextChanged):
        town.press(shown=before)
    town.press()
    assert ("PATCH", {"next_touch": "2027-03-01"}) in town.told()


def test_what_becomes_sensitive_is_withheld_and_asked_about_again_when_it_is_not(town: Town) -> None:
    town.wrap_up()
    with town.scene() as scene:
        sensitivity.mark(scene.session, scene.actor(), town.talk, sensitive=True, now=town.now)
    town.work()
    assert town.card() == ["*Northwind:* nothing of this talk goes into HubSpot."]
    with suppress(AlreadySettled), town.scene() as scene:
        pressing.write(scene.session, scene.actor(), town.talk, town.mark(scene), town.now)
    with town.scene() as scene:
        sensitivity.mark(scene.session, scene.actor(), town.talk, sensitive=False, now=town.now)
    town.work()
    assert town.buttons() == ["Update HubSpot", "Not this time"]
    assert town.told() == []


def test_what_becomes_sensitive_while_the_crm_is_away_is_not_written(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{DEAL}.properties", {}, 503, times=1)
    town.press()
    with town.scene() as scene:
        scene.session.get_one(RetrospectiveRow, town.talk).is_sensitive = True
    town.work(timedelta(minutes=1))
    assert town.told() == []
    assert town.card()[1:] == ["• Reason: not written.", "• Note: not written."]
    with town.scene() as scene:
        assert town.row(scene).state == State.WRITTEN


def test_their_words_stay_out_of_field_and_note_and_the_card_says_so(town: Town) -> None:
    town.captures(SAID, Quotable.NO)
    town.wrap_up(form(SAID.upper(), causes=(Cause(Reason.OTHER, words=SAID),)))
    assert town.card()[1:] == [
        "• Reason stays out: it holds the customer's words, which may not be quoted.",
        "• Lesson stays out: it holds the customer's words, which may not be quoted.",
        "A note, with a link to this talk and the name of whoever presses:",
        "What we take from it (Silver Lining): Northwind",
    ]
    town.press()
    assert [method for method, _ in town.told()] == ["POST"]
    assert "onboarding" not in note_of(town.told()).casefold()


def test_leave_that_is_withdrawn_while_the_crm_is_away_is_heeded(town: Town) -> None:
    town.captures(SAID, Quotable.INSIDE)
    town.wrap_up(form(SAID, causes=(Cause(Reason.ONBOARDING),)))
    town.server.answer(f"{DEAL}.properties", {}, 503, times=1)
    town.press()
    town.permits(Quotable.NO)
    town.work(timedelta(minutes=1))
    assert SAID not in note_of(town.told())
    assert town.card()[-1] == "• Lesson stays out: it holds the customer's words, which may not be quoted."


def test_a_wrap_up_that_changes_later_is_offered_without_words_that_may_not_be_quoted(town: Town) -> None:
    town.captures(SAID, Quotable.NO)
    town.wrap_up()
    town.press()
    town.changes(form(SAID, causes=(Cause(Reason.ONBOARDING),)))
    assert "Update HubSpot" in town.buttons()
    assert SAID not in "\n".join(town.card())
    town.holds(REASONS)
    town.press()
    assert [SAID in note["hs_note_body"] for method, note in town.told() if method == "POST"] == [False, False]
