"""Whatever the pair types and edits, and whatever becomes of the talk meanwhile: no word is lost silently."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.chat import SOON
from bot.domain.conversation import STOPPED, Kind, MessageRef
from bot.domain.deals import Outcome
from bot.errors import BotError
from bot.messages.guides import guide
from bot.storage import retrospectives as retrospectives_of
from bot.use_cases.answering import answers
from bot.use_cases.call import calls
from bot.use_cases.talk import pauses, reminders, retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, PRIYA, STORY_BEGINS, Scene, form
from tests.walks import records
from tests.walks.walker import WORDS

STEPS = 40


@dataclass(frozen=True)
class Reply:
    """A message in the thread."""

    channel: str
    ts: str
    thread_ts: str | None
    user: str


class Pair:
    """Ana and Priya, who do anything in one talk, by the chances of `seed`."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene, self.chance = scene, random.Random(seed)
        self.talk = scene.open()
        self.replies: list[Reply] = []
        self.path: list[str] = []
        self.lost: list[str] = []

    def rows(self, kind: type[Any], **having: Any) -> list[Any]:
        self.scene.session.flush()
        return list(self.scene.session.scalars(select(kind).filter_by(**having)))

    def act(self) -> None:
        acts: dict[Callable[[], None], int] = {self.types: 8, self.edits: 6, self.moves: 4, self.hears_late: 2}
        self.agrees_with_slack()
        [act] = self.chance.choices(list(acts), list(acts.values()))
        try:
            act()
        except BotError as refused:
            self.path.append(f"refused: {refused!r}")
        self.scene.deliver()

    def agrees_with_slack(self) -> None:
        """Our clock and Slack's show the same."""
        at = max(self.scene.now.timestamp(), float(self.scene.next_ts()))
        self.scene.now, self.scene.seconds = datetime.fromtimestamp(at, UTC), int(at) - STORY_BEGINS

    def types(self) -> None:
        by, text = self.chance.choice((ANA, PRIYA)), self.chance.choice(WORDS)
        self.scene.seconds += self.chance.choice((0, SOON))
        thread = self.scene.thread(self.talk)
        reply = Reply(thread.channel, self.scene.next_ts(), thread.ts, by)
        before = records.answers_to(self, reply)
        self.path.append(f"{by} types {text[:30]!r} at {self.scene.stands(self.talk)}")
        self.scene.types(self.talk, text, by=by, ref=MessageRef(reply.channel, reply.ts))
        self.replies.append(reply)
        self.lost += records.lost(self, reply, text, before)

    def hears_late(self) -> None:
        """Somebody types, something happens, and only then we hear of it."""
        by, text, thread = self.chance.choice((ANA, PRIYA)), self.chance.choice(WORDS), self.scene.thread(self.talk)
        reply, typed_in = Reply(thread.channel, self.scene.next_ts(), thread.ts, by), self.talk
        for _ in range(self.chance.choice((1, 2, 3))):
            self.agrees_with_slack()
            with suppress(BotError):
                self.moves()
            self.scene.deliver()
        self.path.append(f"{by} had typed {text[:30]!r} in round {typed_in.loss_no}")
        before = records.answers_to(self, reply)
        for _ in range(2):
            self.scene.types(typed_in, text, by=by, ref=MessageRef(reply.channel, reply.ts))
        self.replies.append(reply)
        self.lost += records.lost(self, reply, text, before)

    def edits(self) -> None:
        if not self.replies:
            return self.types()
        reply, text = self.chance.choice(self.replies[-4:]), self.chance.choice(WORDS)
        before = records.answers_to(self, reply)
        self.path.append(f"{reply.user} edits {reply.ts[-11:]} into {text[:30]!r} at {self.scene.stands(self.talk)}")
        self.scene.edits(self.talk, MessageRef(reply.channel, reply.ts), text, by=reply.user)
        self.scene.deliver()
        self.lost += records.lost(self, reply, text, before)
        return None

    def moves(self) -> None:
        """Something else happens to the talk."""
        session, actor, talk_id = self.scene.session, self.scene.actor(self.chance.choice((ANA, PRIYA))), self.talk.id
        asked, now = self.talk.question or "", self.scene.tick()
        moves: dict[str, Callable[[], object]] = {
            "walks": lambda: calls.walk_through(session, self.scene.actor(PRIYA), talk_id, now),
            "skips": lambda: answers.give(session, actor, talk_id, asked, Kind.SKIPPED, "", now),
            "goes back": lambda: answers.go_back(session, actor, talk_id, asked, now),
            "declined": lambda: calls.customer_declined(session, self.scene.actor(PRIYA), talk_id, now),
            "leaves it out": lambda: retrospectives.decline(session, actor, talk_id, now),
            "reopened": lambda: pauses.pause_all(session, self.scene.deal(), now),
            "takes it up": lambda: retrospectives.take_up(session, actor, talk_id, now),
            "wraps up": lambda: lessons.wrap_up(session, actor, talk_id, form(), now),
            "silence": self.falls_silent,
            "lost again": self.loses_it_again,
        }
        name = self.chance.choice((*moves, "takes it up", "walks", "skips"))
        self.path.append(name)
        moves[name]()

    def loses_it_again(self) -> None:
        """The next round begins, in the same thread."""
        if self.talk.status not in STOPPED:
            return
        self.agrees_with_slack()
        outcome = Outcome(self.talk.outcome)
        row = retrospectives_of.hold(
            self.scene.session,
            self.scene.deal(),
            number=self.talk.loss_no + 1,
            outcome=outcome,
            guide=guide(outcome),
            due_at=self.scene.now,
        )
        self.talk = self.scene.begin(row)

    def falls_silent(self) -> None:
        for _ in range(3):
            self.scene.now = max(self.scene.now, self.talk.remind_at or self.scene.now)
            reminders.remind(self.scene.session, self.talk.workspace_id, self.talk.id, self.scene.now)


@pytest.mark.parametrize("seed", range(4))
def test_no_word_of_the_pair_is_lost_silently(scene: Scene, seed: int) -> None:
    pair = Pair(scene, seed)
    for _ in range(STEPS):
        pair.act()
        assert pair.lost == [], pair.path
