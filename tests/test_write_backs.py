"""What a pair has written back into HubSpot, from their wrap-up to the CRM and back; for each CRM: `tests/crm`."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bot import write_backs
from bot.crm import PROVIDERS, Http
from bot.domain.calls import Call
from bot.domain.deals import Outcome
from bot.domain.fixes import FixKind
from bot.domain.reasons import Cause, Reason
from bot.domain.write_backs import MOST_ATTEMPTS, Fate, State, mark, note_mark
from bot.errors import AlreadySettled, NotAllowed, TextChanged
from bot.storage import calls, connections, outbox, workspaces
from bot.storage import write_backs as storage
from bot.storage.database import Database
from bot.storage.models import FixRow, OutboxRow, RetrospectiveRow, WriteBackRow
from bot.use_cases.call import come_backs
from bot.use_cases.talk import sensitivity
from bot.use_cases.wrap_up import lessons
from bot.use_cases.write_back import pressing
from tests.crm.local_server import LocalServer
from tests.crm.samples import SETTINGS
from tests.factories import ANA, KIM, NOW, PRIYA, Scene, form, text

DEAL, NOTES = "^/crm/objects/2026-03/deals/4711", "^/crm/objects/2026-03/notes"
WRAP_UP = form(causes=(Cause(Reason.PRICE, Reason.TRUST), Cause(Reason.ONBOARDING)))
REASONS = "Price (Trust), Onboarding effort"
DAY = timedelta(days=1)


@dataclass
class Town:
    """A workspace with HubSpot, and one talk about a deal there. Each act is a transaction of its own."""

    db: Database
    http: Http
    server: LocalServer
    talk: UUID
    now: datetime = NOW

    def scene(self) -> Any:
        return _acting(self)

    def work(self, later: timedelta = timedelta(seconds=1)) -> None:
        self.now += later
        while write_backs.work(self.db, self.http, self.now):
            pass

    def wrap_up(self) -> None:
        with self.scene() as scene:
            lessons.wrap_up(scene.session, scene.actor(), self.talk, WRAP_UP, self.now)
        self.work()

    def press(self, by: str = ANA, shown: str | None = None) -> None:
        with self.scene() as scene:
            pressing.write(scene.session, scene.actor(by), self.talk, shown or self.mark(scene), self.now)
        self.work()

    def undo(self) -> None:
        with self.scene() as scene:
            pressing.undo(scene.session, scene.actor(PRIYA), self.talk, self.now)
        self.work()

    def mark(self, scene: Scene) -> str:
        return mark(storage.writes(scene.session, self.row(scene)))

    def row(self, scene: Scene) -> WriteBackRow:
        return scene.session.scalars(select(WriteBackRow)).one()

    def card(self) -> list[str]:
        """What the card says by now, line by line; nothing where there is none."""
        with self.scene() as scene:
            row = self.latest(scene)
            return text(row).splitlines() if row else []

    def buttons(self) -> list[str]:
        with self.scene() as scene:
            row = self.latest(scene)
            blocks = row.payload["blocks"] if row and row.payload else []
            rows = [one for one in blocks if one["type"] == "actions"]
            return [one["text"]["text"] for row in rows for one in row["elements"]]

    def latest(self, scene: Scene) -> OutboxRow | None:
        """The card as it was posted or, later, updated last."""
        posted = outbox.find_by_key(scene.session, scene.workspace.id, f"{self.talk}:write_back")
        if posted is None:
            return None
        about = (OutboxRow.id == posted) | (OutboxRow.target_id == posted)
        return scene.session.scalars(select(OutboxRow).where(about).order_by(OutboxRow.id.desc())).first()

    def fates(self) -> list[Fate]:
        with self.scene() as scene:
            return [one.fate for one in storage.writes(scene.session, self.row(scene))]

    def told(self) -> list[tuple[str, Any]]:
        """The changes that HubSpot was told: the method, and what it holds; without questions."""
        changes = [one for one in self.server.asked if one.method != "GET" and "batch/read" not in one.path]
        return [(one.method, json.loads(one.body)["properties"] if one.body else one.path) for one in changes]

    def to_fix(self) -> list[str]:
        with self.scene() as scene:
            rows = scene.session.scalars(select(FixRow).where(FixRow.fixed_at.is_(None)))
            return [row.kind for row in rows]

    def holds(self, reason: str | None, **more: str | None) -> None:
        properties = {"closed_lost_reason": reason, **more}
        self.server.answer(f"{DEAL}.properties", {"id": "4711", "properties": properties})


class _acting:
    """A scene in a transaction of its own."""

    def __init__(self, town: Town) -> None:
        self.town, self.begun = town, town.db.begin()

    def __enter__(self) -> Scene:
        return Scene(self.begun.__enter__(), now=self.town.now)

    def __exit__(self, *error: Any) -> None:
        self.begun.__exit__(*error)


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


@pytest.fixture
def town(sqlite_db: Database, http: Http) -> Iterator[Town]:
    with LocalServer([]).running() as server:
        with sqlite_db.begin() as session:
            scene = Scene(session)
            workspaces.change(session, scene.workspace, "crm_write_back", "yes")
            talk = scene.open()
            settings = {**SETTINGS["hubspot"], "api_url": server.url, "write": {"come_back": "next_touch"}}
            config = PROVIDERS["hubspot"].check_config(settings)
            deal = scene.deal()
            deal.connection_id = connections.add(session, scene.workspace.id, "hubspot", config, NOW).id
            deal.external_id = "4711"
            made = Town(sqlite_db, http, server, talk.id)
        made.holds("Price")
        server.answer(DEAL, {}, method="PATCH")
        server.answer(f"{DEAL}.associations=notes", {"id": "4711"})
        server.answer(f"{NOTES}$", {"id": "901"}, 201, method="POST")
        server.answer(f"{NOTES}/901$", b"", 204, method="DELETE")
        yield made


def note_of(told: list[tuple[str, Any]]) -> str:
    [body] = [what["hs_note_body"] for method, what in told if method == "POST"]
    return str(body)


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
    town.server.answer("/owners/.*email=u0priya%40acme.example", {"results": [{"id": "77"}]})
    town.wrap_up()
    town.press(by=PRIYA)
    town.work(DAY / 2)
    (patch, reason), (post, note) = town.told()
    assert (patch, reason, post) == ("PATCH", {"closed_lost_reason": REASONS}, "POST")
    assert note["hubspot_owner_id"] == "77"
    with town.scene() as scene:
        assert note_mark(town.row(scene).id) in note["hs_note_body"]
        link = workspaces.link(scene.workspace, *_root(scene, town.talk))
    assert str(link).replace("&", "&amp;") in note["hs_note_body"]
    assert town.card() == [
        f"*Northwind:* <@{PRIYA}> had HubSpot updated. This came of it:",
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
    town.server.answer(f"{DEAL}.associations=notes", {"associations": {"notes": {"results": [{"id": "902"}]}}})
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
    town.server.answer(f"{NOTES}$", {}, 403, method="POST", times=1)
    town.press()
    assert town.card()[1:] == [
        "• Reason: refused (“Price (Trust) is not one of the options”).",
        "• Note: refused.",
    ]
    assert set(town.to_fix()) == {FixKind.CRM_UNWRITTEN}
    assert town.buttons() == ["Try HubSpot again"]
    town.press()
    assert (town.fates(), town.to_fix()) == ([Fate.WRITTEN, Fate.WRITTEN], [])
    assert town.server.asked_for("associations=notes")


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
