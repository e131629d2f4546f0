"""What a pair has written back into HubSpot, from their wrap-up to the CRM; for each CRM: `tests/crm`."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bot import write_backs
from bot.domain.deals import Outcome
from bot.domain.fixes import FixKind
from bot.domain.write_backs import MOST_ATTEMPTS, Fate, note_tag
from bot.errors import AlreadySettled, NotAllowed, TextChanged
from bot.storage import workspaces
from bot.storage import write_backs as storage
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases.write_back import orders, pressing
from bot.use_cases.write_back.orders import Overtaken
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.write_back.town import DAY, DEAL, NOTES, REASONS, Town, note_of

OWNERS = {"results": [{"id": "77", "email": "u0priya@acme.example"}]}


def test_the_pair_reads_what_would_change_before_anything_does(town: Town) -> None:
    town.wrap_up()
    assert town.card()[0].startswith("*Northwind: update HubSpot?*")
    assert town.card()[1:] == [
        f"• Reason: “Price” becomes “{REASONS}”.",
        "A note, with a link to this talk and the name of whoever presses:",
        "What we take from it (Silver Lining): Northwind",
        f"Reason: {REASONS}",
        "Lesson: Ask who signs.",
    ]
    assert town.buttons() == ["Update HubSpot", "Not this time"]
    assert town.told() == []


def test_pressed_it_is_written_once_as_whoever_pressed(town: Town) -> None:
    town.server.answer("/owners/.*email=u0priya%40acme.example", OWNERS)
    town.wrap_up()
    town.press(by=PRIYA)
    town.work(DAY / 2)
    (patch, reason), (post, note) = town.told()
    assert (patch, reason, post) == ("PATCH", {"closed_lost_reason": REASONS}, "POST")
    assert note["hubspot_owner_id"] == "77"
    with town.scene() as scene:
        assert note_tag(town.row(scene).id) in note["hs_note_body"]
        link = workspaces.link(scene.workspace, *_root(scene, town.talk))
    assert str(link).replace("&", "&amp;") in note["hs_note_body"]
    assert town.card() == [
        f"*Northwind:* <@{PRIYA}> had HubSpot updated. Here is what became of it:",
        f"• Reason: “Price” became “{REASONS}”.",
        "• Note: added.",
    ]
    assert town.buttons() == ["Undo the update of HubSpot"]


def _root(scene: Scene, talk: UUID) -> tuple[str | None, str | None]:
    row = scene.session.get_one(RetrospectiveRow, talk)
    root = scene.session.get_one(OutboxRow, row.root_id)
    return root.channel, root.slack_ts


def test_late_double_and_foreign_presses_write_nothing_more(town: Town) -> None:
    town.wrap_up()
    for by, shown, error in ((KIM, None, NotAllowed), (ANA, "another mark", TextChanged)):
        with pytest.raises(error):
            town.press(by, shown)
    town.press()
    for by in (ANA, PRIYA):
        with pytest.raises(AlreadySettled):
            town.press(by)
    assert len(town.told()) == 2


def test_what_somebody_changed_meanwhile_stays(town: Town) -> None:
    town.wrap_up()
    town.holds("Timing")
    town.press()
    assert [method for method, _ in town.told()] == ["POST"]
    assert town.card()[1] == "• Reason: left alone, because somebody has changed it since you read it."


def test_after_a_lost_answer_our_note_is_looked_for_before_it_is_written_again(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{NOTES}$", {}, 502, times=1, method="POST")
    town.press()
    body = note_of(town.told())
    town.server.answer(
        f"{DEAL}.associations=notes", {"id": "4711", "associations": {"notes": {"results": [{"id": "902"}]}}}
    )
    found = {"results": [{"id": "902", "properties": {"hs_note_body": body}}]}
    town.server.answer(f"{NOTES}/batch/read$", found, method="POST")
    town.holds(REASONS)  # the reason's answer was lost as well, for all we know
    town.work(timedelta(minutes=1))
    assert [method for method, _ in town.told()] == ["PATCH", "POST"]
    assert town.fates() == [Fate.WRITTEN, Fate.WRITTEN]
    with town.scene() as scene:
        assert storage.writes(scene.session, town.row(scene))[-1].note_id == "902"


def test_a_crm_that_never_answers_is_left_to_people(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{NOTES}$", {}, 503, method="POST")
    town.press()
    for _ in range(MOST_ATTEMPTS):
        town.work(timedelta(hours=7))
    assert town.fates() == [Fate.WRITTEN, Fate.UNSURE]
    asked = len(town.server.asked)
    town.work(DAY)
    assert len(town.server.asked) == asked


def test_a_refusal_is_told_to_pair_and_admin_until_another_try_helps(town: Town) -> None:
    town.wrap_up()
    town.server.answer(DEAL, {"message": "Price (Trust) is not one of the options"}, 400, method="PATCH", times=1)
    town.server.answer(f"{NOTES}$", {}, 403, method="POST", times=2)
    town.press()
    assert town.card()[1:] == [
        "• Reason: refused (“Price (Trust) is not one of the options”).",
        "• Note: refused.",
        "An admin can help.",
    ]
    assert set(town.to_fix()) == {FixKind.CRM_UNWRITTEN}
    assert town.buttons() == ["Try HubSpot again"]
    town.press()
    assert (town.fates(), town.to_fix()) == ([Fate.WRITTEN, Fate.WRITTEN], [])
    assert town.server.asked_for("associations=notes")


def test_a_deal_that_is_gone_is_written_nowhere(town: Town) -> None:
    town.wrap_up()
    town.server.answer(DEAL, {}, 404)
    town.server.answer(f"{NOTES}$", {}, 404, method="POST")
    town.press()
    assert town.fates() == [Fate.GONE, Fate.GONE]
    assert town.buttons() == []


def test_no_is_taken_back_by_a_press(town: Town) -> None:
    town.wrap_up()
    with town.scene() as scene:
        pressing.leave(scene.session, scene.actor(PRIYA), town.talk, town.now)
    assert town.buttons() == ["Update HubSpot"]
    town.press()
    assert len(town.told()) == 2


@pytest.mark.parametrize("why", ["off", "sensitive", "won", "open", "by hand", "deleted there"])
def test_nobody_is_asked(town: Town, why: str) -> None:
    with town.scene() as scene:
        row, deal = scene.session.get_one(RetrospectiveRow, town.talk), scene.deal()
        match why:
            case "off":
                workspaces.change(scene.session, scene.workspace, "crm_write_back", "no")
            case "sensitive":
                row.is_sensitive = True
            case "won":
                row.outcome = deal.outcome = Outcome.WON
            case "open":
                deal.outcome = Outcome.OPEN
            case "by hand":
                deal.connection_id = scene.connection_id
            case "deleted there":
                town.server.answer(DEAL, {}, 404)
    town.wrap_up()
    assert (town.card(), town.told()) == ([], [])


def test_a_field_that_the_crm_does_not_know_keeps_no_note_back(town: Town) -> None:
    town.server.answer(f"{DEAL}.properties", {"message": "no such property"}, 400)
    town.wrap_up()
    assert town.to_fix() == [FixKind.CRM_UNWRITTEN]
    town.press()
    assert [method for method, _ in town.told()] == ["POST"]


def test_each_round_takes_one_so_that_its_lease_begins_by_then(town: Town) -> None:
    with town.scene() as scene:
        for name in ("Fabrikam", "Contoso"):
            storage.begin(scene.session, scene.open(name), town.now)
    assert [write_backs.work(town.db, town.http, town.now) for _ in range(3)] == [1, 1, 0]


def test_whoever_was_overtaken_sends_nothing(town: Town) -> None:
    town.wrap_up()
    with town.scene() as scene:
        pressing.write(scene.session, scene.actor(), town.talk, town.mark(scene), town.now)
    with town.scene() as scene:
        slow = orders.claim(scene.session, town.now, write_backs.LEASE)
    assert slow is not None
    town.work(write_backs.LEASE)
    for write in slow.writes:
        with town.scene() as scene, pytest.raises(Overtaken):
            orders.clear(scene.session, slow, write, town.now)
    assert len(town.told()) == 2


def test_without_a_connection_nothing_is_written_nor_lost(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{NOTES}$", {}, 502, times=1, method="POST")
    town.press()
    with town.scene() as scene:
        deal = scene.deal()
        known, deal.connection_id = deal.connection_id, scene.connection_id
    town.work(timedelta(minutes=1))
    assert town.fates() == [Fate.WRITTEN, Fate.UNSURE]
    with town.scene() as scene:
        scene.deal().connection_id = known
    town.finds(note_of(town.told()), "902")
    town.press()
    assert [method for method, _ in town.told()] == ["PATCH", "POST"]
    assert town.fates() == [Fate.WRITTEN, Fate.WRITTEN]


@pytest.mark.parametrize(("status", "to_fix"), [(403, [FixKind.CRM_UNWRITTEN]), (503, [])])
def test_a_crm_that_does_not_say_what_it_holds_is_asked_until_it_does(
    town: Town, status: int, to_fix: list[FixKind]
) -> None:
    town.server.answer(f"{DEAL}.properties", {}, status)
    town.wrap_up()
    for _ in range(MOST_ATTEMPTS + 1):
        town.work(timedelta(hours=7))
    assert (town.card(), town.to_fix()) == ([], to_fix)
    town.holds("Price")
    town.work(timedelta(hours=7))
    assert town.buttons() == ["Update HubSpot", "Not this time"]


def test_where_we_must_not_write_for_others_the_note_says_whose_it_is(town: Town) -> None:
    town.server.answer("/owners/.*email=u0priya%40acme.example", OWNERS)
    town.wrap_up()
    town.server.answer(f"{NOTES}$", {}, 403, times=1, method="POST")
    town.press(by=PRIYA)
    refused, taken = [what for method, what in town.told() if method == "POST"]
    assert (refused.pop("hubspot_owner_id"), refused) == ("77", taken)
    assert town.fates() == [Fate.WRITTEN, Fate.WRITTEN]


@pytest.mark.parametrize("held", [["Price", "Timing"], {"name": "Price"}, True, []])
def test_a_field_that_takes_no_words_is_left_alone(town: Town, held: Any) -> None:
    town.holds(held)
    town.wrap_up()
    assert town.card()[1] == "• Reason: left alone, because the field in HubSpot is not a text field."
    town.press()
    assert [method for method, _ in town.told()] == ["POST"]


def test_a_note_that_may_stand_there_unseen_is_not_called_refused(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{NOTES}$", {}, 502, times=1, method="POST")
    town.press()
    town.finds(note_of(town.told()), "902")
    town.server.answer(f"{DEAL}.associations=notes", {}, 401, times=1)
    town.holds(REASONS)
    town.work(timedelta(minutes=1))
    assert (town.fates(), town.to_fix()) == ([Fate.WRITTEN, Fate.UNSURE], [FixKind.CRM_UNWRITTEN])
    town.server.answer(f"{NOTES}/902$", b"", 204, method="DELETE")
    town.undo()
    assert ("DELETE", "/crm/objects/2026-03/notes/902") in town.told()
