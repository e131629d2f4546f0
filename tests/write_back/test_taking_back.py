"""What a pair has taken back out of HubSpot, and what stays there."""

from datetime import timedelta

import pytest

from bot.domain.conversation import Quotable
from bot.domain.reasons import Cause, Reason
from bot.domain.write_backs import MOST_ATTEMPTS, Fate
from bot.errors import AlreadySettled
from bot.use_cases.talk import sensitivity
from tests.factories import form
from tests.write_back.town import DAY, DEAL, NOTES, REASONS, SAID, Town, note_of


def test_undone_the_old_value_stands_again_and_our_note_is_gone(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.undo()
    put_back, (method, path) = town.told()[2:]
    assert put_back == ("PATCH", {"closed_lost_reason": "Price"})
    assert (method, path) == ("DELETE", "/crm/objects/2026-03/notes/901")
    assert town.card()[1:] == ["• Reason: “Price” again.", "• Note: taken away."]
    with pytest.raises(AlreadySettled):
        town.undo()
    assert len(town.told()) == 4


def test_what_is_not_ours_any_more_is_not_taken_back(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds("Timing")
    town.server.answer(f"{NOTES}/901$", {}, 404, method="DELETE")
    town.undo()
    assert town.fates() == [Fate.KEPT, Fate.UNDONE]


def test_after_a_day_it_stays(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.work(DAY)
    assert town.buttons() == []
    with pytest.raises(AlreadySettled):
        town.undo()


def test_after_a_day_it_is_still_taken_back_where_it_may_not_be_told_any_more(town: Town) -> None:
    town.captures(SAID, Quotable.INSIDE)
    town.wrap_up(form(SAID, causes=(Cause(Reason.ONBOARDING),)))
    town.press()
    town.work(DAY)
    assert town.buttons() == []
    town.permits(Quotable.NO)
    assert town.card()[-1] == "*HubSpot still holds what should not stand there any more.* You can take it back."
    assert town.buttons() == ["Take it back from HubSpot"]
    town.holds("Onboarding effort")
    town.undo()
    assert (town.fates(), town.buttons()) == ([Fate.UNDONE, Fate.UNDONE], [])


def test_what_becomes_sensitive_is_taken_back_on_a_press(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.work(DAY)
    with town.scene() as scene:
        sensitivity.mark(scene.session, scene.actor(), town.talk, sensitive=True, now=town.now)
    assert town.buttons() == ["Take it back from HubSpot"]


def test_what_stood_there_when_we_came_is_not_taken_back(town: Town) -> None:
    town.wrap_up()
    town.holds(REASONS)
    town.press()
    assert town.card()[1] == f"• Reason: “{REASONS}” was there already."
    town.undo()
    assert [method for method, _ in town.told()] == ["POST", "DELETE"]


def test_a_deal_that_is_gone_holds_nothing_to_take_back(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.server.answer(f"{DEAL}.properties", {}, 404)
    town.undo()
    assert town.card()[1] == "• Reason: nothing was done; the deal is no longer in HubSpot."


def test_without_a_connection_the_card_says_what_stands_there(town: Town) -> None:
    town.wrap_up()
    town.press()
    with town.scene() as scene:
        scene.deal().connection_id = scene.connection_id
    town.undo()
    assert town.card()[1:] == [
        "• Reason: could not be taken back.",
        "• Note: could not be taken back.",
        "An admin can help.",
    ]


def test_a_note_of_which_no_answer_came_is_looked_for_and_taken_away(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{NOTES}$", {}, 502, method="POST")
    town.press()
    for _ in range(MOST_ATTEMPTS):
        town.work(timedelta(hours=7))
    town.finds(note_of(town.told()[:2]), "901")
    town.undo()
    assert town.told()[-1] == ("DELETE", "/crm/objects/2026-03/notes/901")
