"""A wrap-up that changes after it was written into HubSpot is offered again, once per change."""

from datetime import date, timedelta

import pytest

from bot.domain.calls import Call
from bot.domain.reasons import Cause, Reason
from bot.domain.write_backs import Fate
from bot.errors import AlreadySettled, TextChanged
from bot.storage import workspaces
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import come_backs
from bot.use_cases.talk import sensitivity
from bot.use_cases.write_back import pressing
from tests.factories import PRIYA, form
from tests.write_back.town import DAY, NOTES, REASONS, Town, note_of

OTHER = form("Ask sooner.", causes=(Cause(Reason.TIMING),))
AGAIN = "*Northwind: update HubSpot again?* Your wrap-up has changed since <@U0ANA> had it updated. "


@pytest.fixture
def town(town: Town) -> Town:
    """The pair has had it written, and says something else by now."""
    town.holds("Price", next_touch=None)
    town.wrap_up()
    town.press()
    town.holds(REASONS, next_touch=None)
    town.server.answer(f"{NOTES}$", {"id": "902"}, 201, method="POST")
    town.server.answer(f"{NOTES}/902$", b"", 204, method="DELETE")
    town.changes(OTHER)
    return town


def test_the_pair_reads_what_we_wrote_and_what_would_stand_there(town: Town) -> None:
    assert town.card() == [
        f"{AGAIN}This is what would change:",
        f"• Reason: “{REASONS}” becomes “Timing”.",
        "A note, with a link to this talk and the name of whoever presses:",
        "What we take from it (Silver Lining): Northwind",
        "Reason: Timing",
        "Lesson: Ask sooner.",
    ]
    assert town.buttons() == ["Update HubSpot", "Not this time", "Undo the update of HubSpot"]
    assert len(town.told()) == 2


def test_pressed_the_new_stands_in_place_of_the_old(town: Town) -> None:
    town.press()
    (patch, reason), (post, note), (delete, path) = town.told()[2:]
    assert (patch, reason, post) == ("PATCH", {"closed_lost_reason": "Timing"}, "POST")
    assert "Ask sooner." in note["hs_note_body"]
    assert (delete, path) == ("DELETE", "/crm/objects/2026-03/notes/901")
    assert town.card()[1:] == [
        f"• Reason: “{REASONS}” became “Timing”.",
        "• Note: stands in place of the earlier one.",
    ]
    with pytest.raises(AlreadySettled):
        town.press()


def test_undone_stands_what_stood_there_before_us(town: Town) -> None:
    town.press()
    town.holds("Timing", next_touch=None)
    town.undo()
    assert town.told()[5:] == [
        ("PATCH", {"closed_lost_reason": "Price"}),
        ("DELETE", "/crm/objects/2026-03/notes/902"),
    ]
    assert town.card()[1:] == ["• Reason: “Price” again.", "• Note: taken away."]


def test_each_change_is_offered_once(town: Town) -> None:
    with town.scene() as scene:
        pressing.leave(scene.session, scene.actor(PRIYA), town.talk, town.now)
    assert town.buttons() == ["Update HubSpot", "Undo the update of HubSpot"]
    with town.scene() as scene, pytest.raises(AlreadySettled):
        pressing.leave(scene.session, scene.actor(PRIYA), town.talk, town.now)
    with town.scene() as scene:
        before = town.mark(scene)
    town.changes(form("Ask soonest.", causes=(Cause(Reason.TIMING),)))
    assert "Not this time" in town.buttons()
    with pytest.raises(TextChanged):
        town.press(shown=before)
    town.press()
    assert "Ask soonest." in note_of(town.told()[2:])


def test_what_is_changed_back_is_not_offered(town: Town) -> None:
    town.changes(form(causes=(Cause(Reason.PRICE, Reason.TRUST), Cause(Reason.ONBOARDING))))
    assert town.buttons() == ["Undo the update of HubSpot"]


def test_after_a_lost_answer_the_new_note_is_told_from_the_old(town: Town) -> None:
    town.finds(note_of(town.told()), "901")
    town.server.answer(f"{NOTES}$", {}, 502, times=1, method="POST")
    town.press()
    town.finds(note_of(town.told()[2:]), "902")
    town.holds("Timing", next_touch=None)
    town.work(timedelta(minutes=1))
    assert [what for method, what in town.told() if method == "DELETE"] == ["/crm/objects/2026-03/notes/901"]
    assert town.fates() == [Fate.WRITTEN, Fate.IDLE, Fate.WRITTEN]


def test_what_somebody_changed_since_stays(town: Town) -> None:
    town.holds("Timing of theirs")
    town.press()
    assert town.fates() == [Fate.THEIRS, Fate.IDLE, Fate.WRITTEN]
    assert town.buttons() == ["Undo the update of HubSpot"]


def test_what_was_refused_anew_leaves_the_old_to_undo(town: Town) -> None:
    town.server.answer(f"{NOTES}$", {}, 403, method="POST")
    town.press()
    assert town.fates() == [Fate.WRITTEN, Fate.IDLE, Fate.REFUSED]
    town.holds("Timing", next_touch=None)
    town.undo()
    assert town.told()[-1] == ("DELETE", "/crm/objects/2026-03/notes/901")


@pytest.mark.parametrize("why", ["off", "sensitive"])
def test_what_may_not_go_out_is_not_offered(town: Town, why: str) -> None:
    with town.scene() as scene:
        if why == "off":
            workspaces.change(scene.session, scene.workspace, "crm_write_back", "no")
        else:
            sensitivity.mark(scene.session, scene.actor(), town.talk, sensitive=True, now=town.now)
        mark = town.mark(scene)
    town.changes(form("Ask later.", causes=(Cause(Reason.TIMING),)))
    assert "Update HubSpot" not in town.buttons()
    with pytest.raises((AlreadySettled, TextChanged)):
        town.press(shown=mark)
    assert len(town.told()) == 2


def test_once_it_was_taken_back_no_change_is_offered(town: Town) -> None:
    town.undo()
    town.changes(form("Ask soonest."))
    assert town.buttons() == []


def test_a_day_chosen_after_it_was_written_is_offered_for_its_field(town: Town) -> None:
    town.press()
    town.work(DAY)
    town.holds("Timing", next_touch=None)
    with town.scene() as scene:
        scene.session.get_one(RetrospectiveRow, town.talk).call = Call.DECLINED
        come_backs.choose(scene.session, scene.actor(PRIYA), town.talk, date(2027, 3, 1), town.now)
    assert "• Ask again on: empty so far, becomes “2027-03-01”." in town.card()
    town.press()
    assert ("PATCH", {"next_touch": "2027-03-01"}) in town.told()
