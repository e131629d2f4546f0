"""People and CRMs at work in every workspace, each story numbered.

They try again as they do in life: when the answer is an error or stays out, never after a 2xx.
"""

import json
import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sandbox import outbound
from sandbox.errors import ActFailedError
from sandbox.seen import Seen
from tests.chaos.stage import Cast, Stage
from tests.crm_signatures import standard_webhook
from tests.house import GENERIC_SECRET

ANSWER_SECONDS = 3.0
PATIENCE_SECONDS = 25.0  # longer than the leases of what a killed worker had in hand
POLL_SECONDS = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
DECLINED, WRAP_UP, SKIP = "They declined", "Wrap up", "Skip this question"
CONSENTS = ("Yes, with my name", "Yes, no name", "No")
CHEERS = ("tada", "clap", "heart")


class GaveUp(Exception):
    """Somebody waited long enough and went on with their day."""


class Workload:
    """Stories in every workspace at once, until `stop`. What happened stands in the sandbox's journal."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self._stage = stage
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._play, args=(cast, rep, random.Random(f"{seed} {cast.team_id} {rep}")))
            for cast in stage.casts
            for rep in cast.reps
        ]
        self.failed: list[BaseException] = []
        self.begun = 0
        self.told = 0

    def start(self) -> None:
        """Everybody begins."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Everybody ends after the act in hand. Raises what went wrong with the acting itself."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        if self.failed:
            raise self.failed[0]

    def _play(self, cast: Cast, rep: str, chance: random.Random) -> None:
        number = 0
        try:
            while not self._stopping.is_set():
                number += 1
                self.begun += 1
                self._tell(Story(self._stage, cast, rep, number, chance, self._stopping))
        except BaseException as error:
            self.failed.append(error)

    def _tell(self, story: "Story") -> None:
        try:
            story.play()
            self.told += 1
        except GaveUp:
            return


class Story:
    """One deal of one rep, from its loss as far as people get with it."""

    def __init__(
        self, stage: Stage, cast: Cast, rep: str, number: int | str, chance: random.Random, stopping: threading.Event
    ) -> None:
        self._stage, self._cast, self._chance, self._stopping = stage, cast, chance, stopping
        self._rep, self._manager = cast.slack.person(rep), cast.slack.person(cast.manager)
        self.name = f"{cast.team_id}-{rep}-{number}"
        self._room = cast.slack.group_dm(rep, cast.manager)

    def play(self) -> None:
        """Raises GaveUp when something does not come."""
        self.tell_crm("lost")
        match self._chance.randrange(6):
            case 0:
                self.tell_crm("reopened")
            case 1:
                self.tell_crm("reopened")
                self.tell_crm("lost")
            case 2:
                root = self.root()
                self.tell_crm("reopened")
                self._pester(root, "Not this one")
            case 3:
                self._begin_only()
            case _:
                self._talk()
        self._cheer()

    def _begin_only(self) -> None:
        """A talk that is left alone; the rep presses the same button twice."""
        root = self.root()
        self._await(root, "1 of 3")
        for _ in range(2):
            self._press(self._with(root, "1 of 3"), "Don't know")

    def _talk(self) -> None:
        """The whole talk, to the consent."""
        root = self.root()
        for place, then in ((1, "2 of 3"), (2, "3 of 3"), (3, "our view is in")):
            self._answer(root, place)
            if not self._comes(root, then):
                self._says(self._rep, root, f"{place} of 3, said again")  # as people do whom nobody seems to hear
        self._decline_call(root)
        self._wrap_up(root)
        self._press(self._await(root, "may I put it forward"), self._chance.choice(CONSENTS))

    def _answer(self, root: Seen, place: int) -> None:
        question = f"{place} of 3"
        self._await(root, question)
        if place == 2 and self._chance.random() < 0.3:
            self._press(self._with(root, question), SKIP)
            return
        if self._chance.random() < 0.3:
            self._says(self._manager, root, f"{question}, as the manager sees it")
        said = self._says(self._rep, root, f"{question}, as it was first put")
        if self._chance.random() < 0.4:
            self._rep.edits(said, f"{said.text} and put better")
            self._rep.edits(said, f"{said.text} and put best")
        elif self._chance.random() < 0.2:
            self._says(self._rep, root, f"{question}, a second thought")

    def _says(self, who: Any, root: Seen, text: str) -> Seen:
        said: Seen = who.says(self._room, f"{self.name}: {text}", thread_ts=root.ts)
        return said

    def _wrap_up(self, root: Seen) -> None:
        def sent() -> bool:
            self._press(self._with(root, WRAP_UP), WRAP_UP)
            if self._rep.modal is None:
                return False
            lesson = f"{self.name}: ask who signs first."
            return self._rep.submits(ending="competitor", lesson=lesson, first="onboarding") == {}

        self._insist(sent)

    def _cheer(self) -> None:
        """Somebody reacts to the newest weekly post, and perhaps takes it back."""
        posts = [seen for seen in self._cast.slack.messages(self._cast.channel) if "Loss of the week" in seen.text]
        if posts:
            self._rep.reacts(posts[-1], self._chance.choice(CHEERS), on=self._chance.random() < 0.7)

    # Waiting and pressing

    def root(self) -> Seen:
        """The thread's first message, once it stands. Raises GaveUp."""
        found: Seen = self._eventually(self._find_root)
        return found

    def _find_root(self) -> Seen | None:
        roots = self._cast.slack.messages(self._room)
        return next((seen for seen in roots if f"{self.name} was" in seen.text.replace("*", "")), None)

    def _await(self, root: Seen, words: str) -> Seen:
        found: Seen = self._eventually(lambda: self._with(root, words))
        return found

    def _comes(self, root: Seen, words: str) -> bool:
        try:
            return bool(self._await(root, words))
        except GaveUp:
            return False

    def _with(self, root: Seen, words: str) -> Seen | None:
        thread = self._cast.slack.messages(self._room, root.ts)
        return next((seen for seen in reversed(thread) if words in seen.words or words in seen.text), None)

    def _press(self, message: Seen | None, label: str) -> None:
        """Press until it was taken, or until the button is gone."""
        self._insist(lambda: self._pester(message, label))

    def _decline_call(self, root: Seen) -> None:
        """The manager says that the customer would rather not talk, until the thread shows that it was heard."""

        def came() -> bool:
            thread = self._cast.slack.messages(self._room, root.ts)
            card = next((seen for seen in thread if DECLINED in seen.buttons), None)
            if card is not None:
                self._act(lambda: self._manager.clicks(card, DECLINED))
            return self._with(root, "time to wrap up") is not None

        self._insist(came)

    def _pester(self, message: Seen | None, label: str) -> bool:
        """Press once, whatever comes of it; False when nobody took it."""
        if message is None:
            return False
        return self._act(lambda: self._rep.clicks(message, label))

    def _act(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except ActFailedError:
            return False
        except LookupError:
            return True  # the button is gone: somebody else, or an earlier try, has pressed it
        return True

    def _insist(self, act: Callable[[], bool]) -> None:
        self._eventually(lambda: self._guarded(act) or None)

    def _guarded(self, act: Callable[[], bool]) -> bool:
        try:
            return act()
        except (ActFailedError, LookupError):
            return False

    def _eventually(self, look: Callable[[], Any]) -> Any:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and not self._stopping.is_set():
            found = look()
            if found:
                return found
            time.sleep(POLL_SECONDS)
        raise GaveUp

    # The CRM

    def tell_crm(self, kind: str) -> None:
        """Send news of the deal until it is taken; some of it twice, some old news once more."""
        at = self._cast.slack.now()
        key = f"msg_{self.name}_{kind}_{at.timestamp()}"
        body = self._news(kind, at.isoformat())
        self._send(key, body)
        if self._chance.random() < 0.3:
            self._send(key, body)
        if self._chance.random() < 0.2:
            old = (at - timedelta(seconds=30)).isoformat()
            self._send(f"{key}_old", self._news("reopened", old))

    def loss(self) -> bytes:
        """What the CRM says when the deal is lost now."""
        return self._news("lost", self._cast.slack.now().isoformat())

    def _news(self, kind: str, at: str) -> bytes:
        rep, manager = self._rep, self._manager
        data = {
            "deal_id": self.name,
            "name": self.name,
            "owner": {"email": rep.email, "name": rep.name},
            "manager": {"email": manager.email, "name": manager.name},
        }
        return json.dumps({"type": f"deal.{kind}", "timestamp": at, "data": data}).encode()

    def _send(self, key: str, body: bytes) -> None:
        pause = FIRST_PAUSE
        while not self._sent(key, body):
            if self._stopping.wait(pause):
                raise GaveUp
            pause = min(pause * 2, LONGEST_PAUSE)

    def _sent(self, key: str, body: bytes) -> bool:
        headers = {"content-type": "application/json"} | standard_webhook(GENERIC_SECRET, key, body)
        reply = outbound.post(f"{self._stage.front.url}{self._cast.path}", body, headers, ANSWER_SECONDS)
        slack = self._cast.slack
        payload = {"id": key, "body": json.loads(body)}
        slack.workspace.journal.add("webhook", "chaos", at=slack.now(), status=reply.status, payload=payload)
        return reply.ok
