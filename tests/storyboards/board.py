"""A storyboard being drawn: people act, the bot answers, and what they then see becomes a frame.

Messages, clicks and typed words are counted on the way: a click is a button, a choice in a menu, or a form sent.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from bot.crm import PROVIDERS
from bot.storage import people
from bot.storage.models import OutboxRow
from sandbox.journal import Entry
from sandbox.seen import Seen, elements_in
from tests.house import GENERIC_SECRET, House
from tests.journeys.senders import generic

TEAM_CHANNEL, PRODUCT_CHANNEL = "C0SALES", "C0PRODUCT"
CHANNELS = frozenset({TEAM_CHANNEL, PRODUCT_CHANNEL})
SAYS_ONE, SAYS_SEVERAL = "chat.postEphemeral", "chat.postMessage"


@dataclass(frozen=True)
class Place:
    """What somebody looks at, in the light or in the dark: a thread, a conversation, or (`tab`) the app's Home."""

    who: str
    channel: str
    thread: str = ""
    tab: str = ""
    is_dark: bool = False


class Camera(Protocol):
    """Takes a picture of what stands at `place`, an open form before all else; `form` is written into it first."""

    def shoot(self, place: Place, name: str, form: Mapping[str, Any] | None) -> None: ...


class NoCamera:
    """For those who only want to know whether the story can be told."""

    def shoot(self, place: Place, name: str, form: Mapping[str, Any] | None) -> None:
        """No picture."""


@dataclass(frozen=True)
class Frame:
    caption: str
    who: str
    picture: str


@dataclass
class Board:
    """One story with its frames. `house` is furnished for it: a roster and a CRM."""

    name: str
    house: House
    camera: Camera = field(default_factory=NoCamera)
    frames: list[Frame] = field(default_factory=list)
    clicked: Counter[str] = field(default_factory=Counter)
    typed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.people: tuple[str, ...] = ("ana", "priya")
        self.deals = 0
        self._crm = self.house.connect("generic", PROVIDERS["generic"].check_config({"secret": GENERIC_SECRET}))

    # What happens

    def led(self, rep: str, manager: str) -> None:
        """Who talks in this story."""
        self.people = (rep,) if rep == manager else (rep, manager)
        self.house.roster((self._address(rep), self._address(manager)))

    def meets(self, manager: str, *team: str) -> None:
        """A team that the bot knows, led by `manager`."""
        self.house.roster(*((self._address(one), self._address(manager)) for one in team))
        with self.house.db.begin() as session:
            for one in team:
                people.ensure(session, self.house.workspace_id, self.house.sandbox.person(one).id)
        self.house.settle()

    def waits_for_more(self, **limits: int) -> None:
        """Deals are looked at ten minutes after they closed, so that several can be seen together."""
        for name, value in {"grace_minutes": 10, **limits}.items():
            self.house.set(name, str(value))

    def closes(self, who: str, name: str, kind: str = "lost", number: int | None = None, **facts: Any) -> int:
        """The CRM says that a deal of `who` ended; `number` names one that it told of before. Returns its number."""
        self.deals += number is None
        number = number or self.deals
        owner = self.house.sandbox.person(who)
        told = {"name": name, "owner": {"email": self._address(who), "name": owner.name}, **FACTS, **facts}
        assert generic(self.house, self._crm, kind, f"D-{number}", **told) == 200
        self.house.settle()
        return number

    def replies(self, who: str, text: str) -> None:
        """Type into the thread."""
        self.typed[who] += len(text.split())
        self.house.sandbox.person(who).says(self.thread()[-1], text)
        self.house.settle()

    def types(self, who: str, root: Seen, text: str) -> None:
        """Type into the thread of another message than the talk's."""
        self.typed[who] += len(text.split())
        self.house.sandbox.person(who).says(root, text)
        self.house.settle()

    def presses(self, who: str, label: str) -> None:
        """Press the newest button with this label that `who` sees."""
        self.clicked[who] += 1
        self.house.sandbox.person(who).clicks(self.newest_with(label), label)
        self.house.settle()

    def presses_in_form(self, who: str, label: str) -> None:
        """Press a button of the form that stands open."""
        self.clicked[who] += 1
        person = self.house.sandbox.person(who)
        assert person.modal is not None
        person.clicks(person.modal, label)
        self.house.settle()

    def presses_in(self, channel: str, who: str, label: str) -> None:
        """Press a button of the newest message in a channel."""
        self.clicked[who] += 1
        self.house.sandbox.person(who).clicks(self.house.sandbox.messages(channel)[-1], label)
        self.house.settle()

    def chooses(self, who: str, action_id: str, value: Any) -> None:
        """Choose in the newest menu of this kind."""
        self.clicked[who] += 1
        holders = [seen for seen in self.seen_by(who) if _has(seen, action_id)]
        self.house.sandbox.person(who).selects(holders[-1], action_id, value)
        self.house.settle()

    def fills(self, who: str, caption: str, typed: Mapping[str, str], **chosen: Any) -> None:
        """Fill in the form that stands open, and send it: what is `typed`, and what is `chosen` by a click each."""
        self.frame(who, caption, {**typed, **chosen})
        self.typed[who] += sum(len(text.split()) for text in typed.values())
        self.clicked[who] += sum(len(one) if isinstance(one, list) else 1 for one in chosen.values()) + 1
        values: dict[str, Any] = {**typed, **chosen}
        assert self.house.sandbox.person(who).submits(None, **values) == {}
        self.house.settle()

    def submits(self, who: str, **values: Any) -> None:
        """Send the form that stands open, as it is or with these values, without a picture of it."""
        self.clicked[who] += 1 + len(values)
        assert self.house.sandbox.person(who).submits(None, **values) == {}
        self.house.settle()

    def commands(self, who: str, line: str) -> Seen | None:
        """Type a command. Returns what is answered at once."""
        self.typed[who] += len(line.split())
        answer = self.house.sandbox.person(who).command(line)
        self.house.settle()
        return answer

    def later(self, when: str) -> None:
        """The clock goes on: `next_morning`, `friday_1500` or `quarter_end`."""
        self.house.to(when)

    def goes_on(self, *, minutes: float) -> None:
        """So much time goes by."""
        self.house.wait(timedelta(minutes=minutes))

    # What is seen

    def frame(self, who: str, caption: str, form: Mapping[str, Any] | None = None) -> None:
        """What `who` sees now in the thread, or the form that stands open for them."""
        self._take(self._place(who), caption, form)

    def frame_of_channel(self, who: str, caption: str, channel: str = TEAM_CHANNEL, *, is_dark: bool = False) -> None:
        """What `who` sees now in a conversation."""
        self._take(Place(who, channel, tab="messages", is_dark=is_dark), caption, None)

    def frame_of_thread(self, who: str, caption: str, root: Seen) -> None:
        """What `who` sees now under a message."""
        self._take(Place(who, root.channel, root.ts), caption, None)

    def group_of(self, who: str) -> Seen:
        """The message that the thread of somebody's group in a workshop hangs on."""
        named = f"<@{self.house.sandbox.person(who).id}>"
        roots = [row for row in self.house.rows(OutboxRow, method="post") if "group" in row.dedupe_key]
        root = next(row for row in roots if row.thread_id is None and named in row.payload["text"])
        return next(seen for seen in self.house.sandbox.messages(root.channel) if seen.ts == root.slack_ts)

    def dm(self, who: str) -> str:
        """Somebody's conversation with the bot."""
        return self.house.sandbox.person(who).dm

    def root(self) -> Seen:
        """The newest root card in the room of those who talk."""
        return self.house.sandbox.messages(self.room)[-1]

    def thread(self) -> list[Seen]:
        """The root card and what stands under it."""
        root = self.root()
        return self.house.sandbox.messages(root.channel, thread_ts=root.ts)

    @property
    def room(self) -> str:
        """The conversation of those who talk."""
        return self.house.sandbox.group_dm(*self.people)

    def seen_by(self, who: str) -> list[Seen]:
        """Everything that `who` may read in the room, the DM with the bot and the team channel, oldest first."""
        person = self.house.sandbox.person(who)
        rooms = {self.room, person.dm, TEAM_CHANNEL}
        return sorted((seen for room in rooms for seen in person.sees(room)), key=lambda seen: float(seen.ts))

    def newest_with(self, label: str) -> Seen:
        """The newest message that has this button."""
        found = [seen for who in self.people for seen in self.seen_by(who) if label in seen.buttons]
        return max(found, key=lambda seen: float(seen.ts))

    @property
    def messages(self) -> int:
        """How many messages the bot wrote to the people of this talk, what one alone sees included."""
        return sum(call.payload.get("channel") not in CHANNELS for call in self._calls())

    @property
    def posts(self) -> int:
        """How many messages the bot wrote into channels for all."""
        return sum(call.payload.get("channel") in CHANNELS for call in self._calls() if call.name == SAYS_SEVERAL)

    def _place(self, who: str) -> Place:
        """The thread of those who talk; the team channel while nobody does."""
        roots = self.house.sandbox.messages(self.room)
        return Place(who, roots[-1].channel, roots[-1].ts) if roots else Place(who, TEAM_CHANNEL, tab="messages")

    def _address(self, who: str) -> str:
        return self.house.sandbox.person(who).email or ""

    def _calls(self) -> list[Entry]:
        return self.house.sandbox.calls(SAYS_ONE, SAYS_SEVERAL)

    def _take(self, place: Place, caption: str, form: Mapping[str, Any] | None) -> None:
        picture = f"{self.name}-{len(self.frames) + 1:02}.png"
        self.camera.shoot(place, picture, form)
        self.frames.append(Frame(caption, place.who, picture))


FACTS = {
    "stage": "Proposal",
    "competitor": "Contoso",
    "lost_reason": "Price",
    "created_at": "2026-08-01T09:00:00Z",
    "closed_at": "2026-11-03T10:00:00Z",
}


def _has(message: Seen, action_id: str) -> bool:
    return any(element.get("action_id") == action_id for element in elements_in(message.blocks))
