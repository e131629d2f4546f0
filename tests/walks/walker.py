"""People who do anything that could be done: press what stands there, old or new, type, edit, wait, crash.

Whatever is on a screen may be used: buttons are found in the messages themselves, forms are filled by their kinds of
fields. So a new button is walked over without a word here.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.crm import PROVIDERS
from sandbox.errors import ActFailedError
from sandbox.seen import Seen, elements_in
from sandbox.states import inputs
from sandbox.views import View
from tests.house import GENERIC_SECRET, House
from tests.journeys.senders import generic
from tests.walks import records

EVERYBODY = ("ana", "priya", "kim")
PAIR = ("ana", "priya")
DEAL = "D-1"
WORDS = (
    "Price.",
    "?",
    "They saw less risk in Contoso, and the plant manager trusted their people.",
    "<!channel> *bold* _x_ `code`",
    "lesson: ask who signs before you show anything",
    "ended: competitor\nreasons: price, magic\naction: <@U0PRIYA> sends it by friday",
    "They declined",
    "tried",
    "call: friday",
    "2: The plant manager, whom we never met.",
    "1: They were calm, we were not.\nreasons: price\nlesson: bring the plant manager",
    "lesson: ask for the reference first\ndone",
    "reasons: timing, trust",
    "action: call them again",
    "share",
    "done",
    "x" * 400,
)
COMMANDS = ("/retro northwind", "/retro status", "/retro", "/retro help", "/retro away until friday", "/retro nonsense")
DAYS = (0.1, 1, 3, 8, 30)


class Walker:
    """Acts at random, by the chances of `seed`, in a house with one pair and one deal that was lost."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)  # chances to play again, no secret
        self.path: list[str] = []
        self.lost: list[str] = []  # what was typed, is kept nowhere, and of which its author heard nothing
        self._crm = house.connect("generic", PROVIDERS["generic"].check_config({"secret": GENERIC_SECRET}))
        self._shift = timedelta()
        self._acts: dict[Callable[[], str], int] = {
            self._press: 10,
            self._fill: 10,
            self._choose: 3,
            self._type: 5,
            self._edit: 2,
            self._delete: 1,
            self._command: 1,
            self._news: 1,
            self._wait: 2,
            self._crash: 1,
        }

    def walk(self, steps: int) -> None:
        """So many steps; what each was stands in `path`."""
        self.tell("lost")
        for _ in range(steps):
            [act] = self.chance.choices(list(self._acts), list(self._acts.values()))
            try:
                done = act()
            except (ActFailedError, LookupError) as refused:
                done = f"{act.__name__} refused: {refused}"
            self.path.append(done)
            self.house.settle()

    def tell(self, kind: str) -> None:
        """The CRM's news of the deal."""
        owner = {"email": "ana@fabrikam.example", "name": "Ana Ruiz"}
        assert generic(self.house, self._crm, kind, DEAL, name="Northwind", owner=owner, lost_reason="Price") == 200
        self.house.settle()

    # The acts

    def _press(self) -> str:
        who, seen = self.chance.choice(PAIR), self._some_message()
        label = self.chance.choice(seen.buttons)
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            self.house.sandbox.person(who).clicks(seen, label)
        return f"{who} presses {label}"

    def _choose(self) -> str:
        who, seen = self.chance.choice(PAIR), self._some_message()
        menus = [element for element in elements_in(seen.blocks) if element["type"] != "button"]
        if not menus:
            return self._press()
        menu = self.chance.choice(menus)
        value = self._value(menu)
        self.house.sandbox.person(who).selects(seen, menu["action_id"], value)
        return f"{who} chooses {value} in {menu['action_id']}"

    def _fill(self) -> str:
        who = next((one for one in EVERYBODY if self.house.sandbox.person(one).modal), "")
        view = self.house.sandbox.person(who).modal if who else None
        if view is None:
            return self._press()
        if self.chance.random() < 0.2:
            self.house.sandbox.person(who).closes()
            return f"{who} closes a form"
        return f"{who} sends {view.content['callback_id']}: {self._sent(who, view) or 'taken'}"

    def _sent(self, who: str, view: View) -> dict[str, str]:
        values = {block["block_id"]: self._value(element) for block, element in inputs(view.content["blocks"])}
        person = self.house.sandbox.person(who)
        errors = person.submits(view, unchecked=True, **{key: value for key, value in values.items() if value})
        if errors and self.chance.random() < 0.5:
            person.closes(whole_stack=True)
        return errors

    def _type(self) -> str:
        who, text = self.chance.choice(PAIR), self.chance.choice(WORDS)
        root = self._some_root()
        before = records.answers_to(self.house, replace(root, user=self.house.sandbox.person(who).id, ts=""))
        self._look(self.house.sandbox.person(who).says(root, text), text, before)
        return f"{who} types {text[:20]}"

    def _edit(self) -> str:
        who, own = self._own_reply()
        text, before = self.chance.choice(WORDS), records.answers_to(self.house, own)
        self.house.sandbox.person(who).edits(own, text)
        self._look(own, text, before)
        return f"{who} edits {own.text[:20]} into {text[:20]}"

    def _look(self, said: Seen, text: str, answered_before: tuple[int, int]) -> None:
        """Note what of a reply that reads `text` now is lost without a word."""
        self.house.settle()
        missing = records.lost(self.house, said, text, answered_before)
        self.lost += [f"{line!r} after {self.path}" for line in missing]

    def _delete(self) -> str:
        who, own = self._own_reply()
        self.house.sandbox.person(who).deletes(own)
        return f"{who} deletes"

    def _command(self) -> str:
        who, line = self.chance.choice(EVERYBODY), self.chance.choice(COMMANDS)
        self.house.sandbox.person(who).command(line)
        return f"{who} types {line}"

    def _news(self) -> str:
        kind = self.chance.choice(("lost", "lost", "reopened", "won"))
        self.tell(kind)
        return f"the CRM says {kind}"

    def _wait(self) -> str:
        days = self.chance.choice(DAYS)
        self.house.wait(timedelta(days=days))
        return f"{days} days pass"

    def _crash(self) -> str:
        self.house.restart()
        return "everything is started anew"

    # What there is to use

    def messages(self) -> list[Seen]:
        """Everything that the bot and people wrote where one of the pair can see it, oldest first."""
        found: dict[str, Seen] = {}
        for person in map(self.house.sandbox.person, PAIR):
            for where in list(self.house.sandbox.workspace.conversations.values()):
                if {person.id, self.house.sandbox.bot_id} <= set(where.members):
                    found |= {seen.ts: seen for seen in person.sees(where.id)}
        return [found[ts] for ts in sorted(found, key=float)]

    def _some_message(self) -> Seen:
        """One that has something to use: mostly the latest, now and then an old one. Raises LookupError."""
        usable = [seen for seen in self.messages() if any(elements_in(seen.blocks))]
        if not usable:
            raise LookupError("nothing to press")
        return self.chance.choice(usable if self.chance.random() < 0.3 else usable[-3:])

    def _some_root(self) -> Seen:
        roots = [seen for seen in self.messages() if seen.thread_ts in (None, seen.ts)]
        if not roots:
            raise LookupError("no thread")
        return self.chance.choice(roots)

    def _own_reply(self) -> tuple[str, Seen]:
        ids = {self.house.sandbox.person(who).id: who for who in PAIR}
        own = [seen for seen in self.messages() if seen.user in ids]
        if not own:
            raise LookupError("nobody wrote anything")
        chosen = self.chance.choice(own)
        return ids[chosen.user], chosen

    def _value(self, element: dict[str, Any]) -> Any:
        """Something that fits the field; now and then nothing."""
        if self.chance.random() < 0.2:
            return None
        options = [option["value"] for option in element.get("options", ())]
        match element["type"]:
            case "plain_text_input":
                return self.chance.choice(WORDS)[: element.get("max_length", 3000)]
            case "static_select" | "radio_buttons" | "overflow":
                return self.chance.choice(options)
            case "multi_static_select" | "checkboxes":
                return self.chance.sample(options, self.chance.randint(0, min(3, len(options))))
            case "users_select" | "multi_users_select":
                who = self.house.sandbox.person(self.chance.choice(EVERYBODY)).id
                return [who] if element["type"].startswith("multi") else who
            case "datepicker":
                return (self.house.sandbox.now() + timedelta(days=self.chance.randint(-1, 40))).date().isoformat()
            case _:
                return None
