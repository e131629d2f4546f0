"""What a run left behind: the rows, and the sandbox's journal as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot.domain import channel_talk
from bot.storage import models
from bot.storage.models import Row
from sandbox.journal import Entry
from tests.chaos.stage import Cast, Stage

KINDS: tuple[type[Row], ...] = (
    models.AnswerRow,
    models.CelebrationRow,
    models.ConsentRow,
    models.DealRow,
    models.InboxRow,
    models.LessonRow,
    models.OutboxRow,
    models.ReactionRow,
    models.RetrospectiveRow,
    models.SlotRow,
    models.WorkspaceRow,
)


@dataclass(frozen=True)
class Post:
    """A message that Slack accepted, whatever it answered."""

    channel: str
    ts: str
    thread_ts: str | None
    marker: str
    words: str


@dataclass(frozen=True)
class News:
    """A CRM delivery that was taken: what it said, and of when."""

    key: str
    deal: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Heard:
    """An event of Slack's. One that was not `taken` may have been stored all the same: only its answer is missing."""

    id: str
    event: dict[str, Any]
    taken: bool

    @property
    def is_for_us(self) -> bool:
        """Whether there is anything to keep of it: of talk in channels only replies are."""
        is_talk = channel_talk.is_said_in_a_channel(self.event)
        return not is_talk or channel_talk.without_words(self.event) is not None

    @property
    def at(self) -> float:
        """When it happened, by Slack's clock."""
        return float(self.event["event_ts"])


class Records:
    """Everything of one workspace, and the rows of its database. The journal must be whole."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.cast = cast
        self.excused = stage.excused
        self.now = cast.slack.now()
        self._rows = _read(stage)
        self.journal: list[Entry] = cast.slack.workspace.journal.after()
        self.is_whole = not self.journal or self.journal[0].n == 1
        [self.workspace] = [row for row in self.all(models.WorkspaceRow) if row.team_id == cast.team_id]

    @property
    def workspace_id(self) -> UUID:
        """The workspace's id in the database."""
        found: UUID = self.workspace.id
        return found

    def all(self, kind: type[Row]) -> list[Any]:
        """All rows of a kind, those of the other workspaces too."""
        return self._rows[kind]

    def own(self, kind: type[Row]) -> list[Any]:
        """This workspace's rows of a kind."""
        return [row for row in self._rows[kind] if getattr(row, "workspace_id", None) == self.workspace_id]

    def standing(self) -> list[Post]:
        """The messages of ours that Slack accepted, oldest first."""
        return [_post(entry) for entry in self._of("call", "chat.postMessage") if entry.ok]

    def posts(self) -> list[Post]:
        """As `standing`, but of those that are excused only the first."""
        accepted = self.standing()
        first = {post.marker: post for post in reversed(accepted)}
        return [post for post in accepted if post.marker not in self.excused or post is first[post.marker]]

    def news(self) -> list[News]:
        """The CRM deliveries that were taken, each once."""
        taken = {entry.payload["id"]: entry.payload for entry in self._of("webhook", "chaos") if entry.ok}
        return [
            News(key, told["body"]["data"]["deal_id"], told["body"]["type"], _at(told)) for key, told in taken.items()
        ]

    def doubtful(self) -> set[str]:
        """The deals of which some news was sent and never answered 2xx: nobody knows whether it was stored."""
        sent = {entry.payload["id"]: entry.payload for entry in self._of("webhook", "chaos")}
        taken = {news.key for news in self.news()}
        return {told["body"]["data"]["deal_id"] for key, told in sent.items() if key not in taken}

    def heard(self, *types: str) -> list[Heard]:
        """The events that were sent, each once; of these types, or all."""
        sent: dict[str, Heard] = {}
        for entry in self.journal:
            if entry.direction == "event" and (not types or entry.name in types):
                name = entry.payload["event_id"]
                earlier = name in sent and sent[name].taken
                sent[name] = Heard(name, entry.payload["event"], entry.ok or earlier)
        return list(sent.values())

    def clicks(self, *action_ids: str) -> list[dict[str, Any]]:
        """The actions that were answered with 2xx."""
        taken = [entry for entry in self.journal if entry.direction == "action" and entry.ok]
        actions = [action for entry in taken for action in entry.payload.get("actions", [])]
        return [action for action in actions if action["action_id"] in action_ids]

    def forms(self, callback_id: str) -> list[Entry]:
        """The forms that were taken without an objection."""
        sent = [entry for entry in self._of("action", f"submit {callback_id}") if entry.ok]
        return [entry for entry in sent if entry.answer.get("response_action") != "errors"]

    def _of(self, direction: str, name: str) -> Iterator[Entry]:
        return (entry for entry in self.journal if (entry.direction, entry.name) == (direction, name))


def _read(stage: Stage) -> dict[type[Row], list[Any]]:
    with stage.db.read() as session:
        return {kind: list(session.scalars(select(kind))) for kind in KINDS}


def _post(entry: Entry) -> Post:
    said = entry.payload
    return Post(
        channel=str(entry.answer["channel"]),
        ts=str(entry.answer["ts"]),
        thread_ts=said.get("thread_ts"),
        marker=str((said.get("metadata") or {}).get("event_payload", {}).get("key", "")),
        words=f"{said.get('text', '')} {said.get('blocks', '')}",
    )


def _at(told: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(told["body"]["timestamp"])
