"""A workspace with years of deals behind it, made quickly: the same rows for the same number of deals.

Sealed values are sealed once and stored many times: only sizes and shapes matter here.
"""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from benchmarks import bulk, scenes
from benchmarks.bulk import Bulk, moment
from bot.domain import celebrations, guides
from bot.domain.celebrations import CelebrationFacts
from bot.domain.deals import Outcome
from bot.domain.reasons import Reason
from bot.messages.guides import guide
from bot.storage import connections, rooms, tallies, workspaces
from bot.storage.database import Database
from bot.storage.models import PersonRow
from bot.storage.types import vaults

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
END, YEARS, DAY = int(NOW.timestamp()), 5, 86_400
REPS, MANAGERS = 200, 20
TALKS_OF_A_HUNDRED = 10  # of the lost deals
OPEN_DAYS = 14  # of the younger talks half are still open
BACKLOG = 20  # of everything that waits for a worker, however much was done before
NAMES = ("Northwind", "Fabrikam", "Litware", "Adatum", "Tailspin", "Wingtip", "Proseware", "Lucerne", "Humongous")
TEAM_CHANNEL = "C0SALES"

COLUMNS = {
    "deals": "id workspace_id connection_id external_id name outcome closings last_source_at owner_email created_at "
    "closed_at competitor vertical region persona facts",
    "deal_events": "workspace_id connection_id external_id kind stage source_at payload state attempts due_at",
    "inbox": "source connection_key delivery_key lane body state attempts received_at due_at",
    "outbox": "id workspace_id lane dedupe_key method room_id thread_id subject marker payload state attempts looks "
    "due_at tried_at sent_at channel slack_ts",
    "retrospectives": "id workspace_id deal_id loss_no outcome guide status question call call_attempts called_at "
    "rep_id manager_id room_id root_id opened_at closed_at due_at attempts asked announced ending",
    "answers": "id workspace_id retrospective_id question view kind author_id channel slack_ts text quotable said_at",
    "lessons": "id workspace_id retrospective_id text noted_at",
    "reasons": "id workspace_id retrospective_id rank reason",
    "actions": "id workspace_id retrospective_id text owner_id due_on",
    "consents": "id workspace_id retrospective_id person_id choice given_at",
    "audit": "workspace_id at actor action object allowed",
}


@dataclass
class Place:
    """The workspace, and what questions are asked about. `talk` is an open one, `ts` names its messages."""

    db: Database
    workspace_id: UUID
    connection_id: UUID
    slug: str
    people: list[UUID]
    rooms: list[UUID]
    talk: UUID = field(default_factory=lambda: UUID(int=0))
    rep: int = 0
    deal_id: str = ""
    root_ts: str = ""
    reply_ts: str = ""
    channel: str = ""


def filled(url: str, count: int) -> Place:
    """A database with so many deals of one workspace, and all that hangs on them."""
    db = scenes.opened(url)
    place = _founded(db)
    with bulk.storing(db, COLUMNS) as rows:
        crowd = _Crowd(place, rows, random.Random(count))  # noqa: S311  # the same deals on every run
        for number in range(count):
            crowd.deal(number)
        crowd.backlog()
    with db.begin() as session:
        tallies.rebuild(session, place.workspace_id)
    bulk.tidy(db)
    return place


def rep(number: int) -> tuple[str, str]:
    """The Slack id and address of a rep."""
    return f"U0REP{number}", f"rep{number}@bench.example"


def channel(number: int) -> str:
    """The channel in which a rep talks with their manager."""
    return f"G0PAIR{number}"


def _founded(db: Database) -> Place:
    with db.begin() as session:
        workspace = scenes.workspace(session)
        workspaces.change(session, workspace, "team_channel", TEAM_CHANNEL)
        crm = connections.add(session, workspace.id, "generic", {"secret": "x"}, NOW)
        names = [rep(number) for number in range(REPS)]
        leaders = [(f"U0MAN{number}", f"manager{number}@bench.example") for number in range(MANAGERS)]
        people = []
        for place, (user, email) in enumerate(names + leaders):
            led = {"manager_email": leaders[place % MANAGERS][1]} if place < REPS else {}
            row = PersonRow(workspace_id=workspace.id, slack_user=user, email=email, checked_at=NOW, **led)
            session.add(row)
            session.flush()
            people.append(row.id)
        pairs = [rooms.of_members(session, workspace.id, [names[n][0], leaders[n % MANAGERS][0]]) for n in range(REPS)]
        for number, room in enumerate(pairs):
            rooms.opened(session, room, channel(number))
        pairs.append(rooms.of_channel(session, workspace.id, TEAM_CHANNEL))
        return Place(db, workspace.id, crm.id, crm.slug, people, pairs)


class _Crowd:
    """Writes the rows of deals, talks and their traffic."""

    def __init__(self, place: Place, rows: Bulk, chance: random.Random) -> None:
        self._place, self._rows, self._chance = place, rows, chance
        self._workspace, self._crm = place.workspace_id.hex, place.connection_id.hex
        self._people = [person.hex for person in place.people]
        self._rooms = [room.hex for room in place.rooms]
        self._guide = guide(Outcome.LOST)
        self._stored_guide = json.dumps(guides.stored(self._guide))
        self._posts = 0
        vault = vaults[place.db.engine.dialect]
        told = celebrations.stored(CelebrationFacts("Northwind", "Ask who signs.", days=94))
        said = {"text": "Three questions about Northwind, the first of them now.", "blocks": []}
        self._facts = vault.seal(b'{"amount": "48000", "currency": "EUR"}', "deals.facts")
        self._body = vault.seal(b"{" + b" " * 600 + b"}", "inbox.body")
        self._payload = vault.seal(json.dumps(said).encode(), "outbox.payload")
        self._announced = vault.seal(json.dumps(told).encode(), "retrospectives.announced")
        self._texts = {
            name: vault.seal(b"Ask who signs before you show anything.", f"{name}.text")
            for name in ("answers", "lessons", "actions")
        }

    def deal(self, number: int) -> None:
        """One deal with the news of it, and with its talk if it had one."""
        chance, at = self._chance, END - int(YEARS * 365 * DAY * self._chance.random()) - 3600
        outcome = chance.choices(("lost", "won", "open"), (6, 3, 1))[0]
        deal_id, owner = self._id(), number % REPS
        closed = None if outcome == "open" else moment(at)
        # Half of the features are known, with a few values that are frequent and many that are not.
        features = [f"{name} {int(chance.paretovariate(1)) % 40}" for name in ("Rival", "Branch", "Region", "Role")]
        self._rows.add(
            "deals",
            *(deal_id, self._workspace, self._crm, f"D{number}", f"{NAMES[number % len(NAMES)]} {number}", outcome),
            *(int(outcome != "open"), closed, rep(owner)[1], moment(at - chance.randrange(5, 300) * DAY), closed),
            *(name if chance.random() < 0.5 else None for name in features),
            self._facts,
        )
        told = (self._workspace, self._crm, f"D{number}", outcome, "", moment(at), None, "done", 1, moment(at))
        self._rows.add("deal_events", *told)
        self._inbox("generic", self._crm, f"w{number}", None, at)
        if outcome == "lost" and number % 100 < TALKS_OF_A_HUNDRED:
            self._talk(deal_id, f"D{number}", owner, at)

    def backlog(self) -> None:
        """What waits for workers at this moment."""
        for number in range(BACKLOG):
            self._inbox("slack", "T0BENCH", f"waits{number}", f"lane{number}", END - 60, state="waiting")
            news = (self._workspace, self._crm, f"D{number}", "lost", "", moment(END - 60 + number), None)
            self._rows.add("deal_events", *news, "waiting", 0, moment(END - 60))
            self._post(f"waits{number}", number % REPS, END - 60, state="pending")

    def _talk(self, deal_id: str, external_id: str, owner: int, at: int) -> None:
        talk, chance = self._id(), self._chance
        is_open = at > END - OPEN_DAYS * DAY and chance.random() < 0.5
        status = "our_view" if is_open else chance.choices(("done", "skipped"), (85, 15))[0]
        ended = None if is_open else min(at + 5 * DAY, END - 3600)
        called = ended is not None and chance.random() < 0.5
        keys = [question.key for question in self._guide.questions]
        root = self._post(f"{talk}:root", owner, at, subject=f"retrospective:{UUID(talk)}")
        self._rows.add(
            "retrospectives",
            *(talk, self._workspace, deal_id, 1, "lost", self._stored_guide, status, keys[0] if is_open else None),
            *("talked" if called else "none", 0, moment(ended) if ended and called else None, self._people[owner]),
            *(self._people[REPS + owner % MANAGERS], self._rooms[owner], root, moment(at)),
            *(moment(ended) if ended else None, None, 0, 3, self._announced, "competitor"),
        )
        for place, key in enumerate(keys[:1] if is_open else keys[:5]):
            subject = f"question:{UUID(talk)}:{key}"
            self._post(f"{talk}:{place}", owner, at + place, thread=root, subject=subject)
        for place in range(4):
            self._post(f"{talk}:more{place}", owner, at + 9 + place, thread=root)
        for place in range(6):
            self._inbox("slack", "T0BENCH", f"{talk}:{place}", channel(owner), at + place)
        for place in range(8):
            noted = (self._workspace, moment(at + place), rep(owner)[0], "answered", f"retrospective:{talk}", True)
            self._rows.add("audit", *noted)
        if is_open:
            self._remember(talk, owner, external_id, root)
        else:
            self._ended(talk, owner, at, keys, ended or at, status)

    def _ended(self, talk: str, owner: int, at: int, keys: list[str], ended: int, status: str) -> None:
        chance, common = self._chance, (self._workspace, talk)
        for place, key in enumerate(keys[:5]):
            who, quotable = ("ours", None) if place < 3 else ("customers", "inside" if chance.random() < 0.3 else None)
            said = (key, who, "said", self._people[owner], channel(owner), f"{at + place}.{self._posts:06}")
            self._rows.add("answers", self._id(), *common, *said, self._texts["answers"], quotable, moment(at + place))
        if status == "skipped":
            return
        self._rows.add("lessons", self._id(), *common, self._texts["lessons"], moment(ended))
        for rank, reason in enumerate(chance.sample(list(Reason), 2), start=1):
            self._rows.add("reasons", self._id(), *common, rank, str(reason))
        if chance.random() < 0.5:
            self._rows.add("actions", self._id(), *common, self._texts["actions"], self._people[owner], None)
        if chance.random() < 0.7:
            self._rows.add("consents", self._id(), *common, self._people[owner], "name", moment(ended))

    def _remember(self, talk: str, owner: int, external_id: str, root: int) -> None:
        place = self._place
        place.talk, place.rep, place.deal_id = UUID(talk), owner, external_id
        place.channel, place.root_ts = channel(owner), f"{root + 1_000_000_000}.000100"
        place.reply_ts = f"{END}.000900"

    def _post(
        self,
        key: str,
        owner: int,
        at: int,
        *,
        thread: int | None = None,
        subject: str | None = None,
        state: str = "sent",
    ) -> int:
        self._posts += 1
        number, sent = self._posts, moment(at) if state == "sent" else None
        self._rows.add(
            "outbox",
            *(number, self._workspace, f"lane:{key}" if thread is None else f"lane:{thread}", key, "post"),
            *(self._rooms[owner], thread, subject, self._id(), self._payload, state, 1, 0, moment(at), sent, sent),
            *((channel(owner), f"{number + 1_000_000_000}.000100") if sent else (None, None)),
        )
        return number

    def _inbox(self, source: str, key: str, name: str, lane: str | None, at: int, state: str = "done") -> None:
        whose = str(UUID(key)) if source == "generic" else key
        self._rows.add("inbox", source, whose, name, lane, self._body, state, 1, moment(at), moment(at))

    def _id(self) -> str:
        return f"{self._chance.getrandbits(128):032x}"
