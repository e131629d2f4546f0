"""What is written while a talk rests, between its rounds, or where it stood before, however late we hear of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.domain.conversation import MessageRef, Status
from bot.domain.deals import EventKind, Outcome
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases.answering import typed_replies
from bot.use_cases.people import handovers
from bot.use_cases.talk import retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, STORY_BEGINS, Scene, event, form, text
from tests.use_cases.wrapping_up import fall_silent

pytestmark = pytest.mark.both_databases

Rest = Callable[[Scene, RetrospectiveRow], None]
CHAT = "Good luck with it, Priya!"


def now(scene: Scene) -> None:
    """Our clock shows what Slack's does."""
    scene.now = datetime.fromtimestamp(float(scene.next_ts()), UTC)


def place(scene: Scene, row: RetrospectiveRow) -> MessageRef:
    """Where somebody writes something in the thread, of which we hear later."""
    return MessageRef(scene.thread(row).channel, scene.next_ts())


def turns(scene: Scene, kind: EventKind, outcome: Outcome, minutes: int) -> None:
    now(scene)
    scene.hear(event(kind, minutes), outcome)
    scene.deliver()


def reopened(scene: Scene, _row: RetrospectiveRow) -> None:
    turns(scene, EventKind.REOPENED, Outcome.OPEN, -20 + len(scene.rounds()) * 2)


def left_out(scene: Scene, row: RetrospectiveRow) -> None:
    now(scene)
    retrospectives.decline(scene.session, scene.actor(PRIYA), row.id, scene.now)
    scene.deliver()


def goes_on(scene: Scene, row: RetrospectiveRow) -> None:
    now(scene)
    retrospectives.take_up(scene.session, scene.actor(PRIYA), row.id, scene.now)
    scene.deliver()


def lost(scene: Scene, *, rep: str = ANA) -> RetrospectiveRow:
    """The deal is lost, once more where it was before, and talked about."""
    number = len(scene.rounds()) + 1
    turns(scene, EventKind.LOST, Outcome.LOST, -21 + number * 2)
    now(scene)
    return scene.begin(scene.rounds()[-1], rep=rep)


def said(scene: Scene, row: RetrospectiveRow) -> list[str]:
    return [one.text for one in scene.conversation(row).answers]


def told(scene: Scene, by: str = ANA) -> list[str]:
    scene.session.flush()
    return [text(row) for row in scene.outbox("ephemeral") if (row.payload or {})["user"] == by]


class TestAtRest:
    """One talk that rests and goes on."""

    @pytest.mark.parametrize("rests", [reopened, left_out])
    def test_chat_is_no_answer_however_late_it_comes(self, scene: Scene, rests: Rest) -> None:
        row = lost(scene)
        rests(scene, row)
        chat, more = place(scene, row), place(scene, row)
        scene.types(row, CHAT, ref=chat)
        goes_on(scene, row)
        for _ in range(2):
            scene.types(row, "Fingers crossed.", ref=more)
            scene.edits(row, chat, f"{CHAT} And to you.")
        assert (said(scene, row), row.question) == ([], "ours.value")
        assert "I took that as talk between you" in told(scene)[-1]
        scene.types(row, "They trusted Contoso.")
        assert said(scene, row) == ["They trusted Contoso."]

    def test_it_is_none_either_before_the_question_stands_again(self, scene: Scene) -> None:
        row = lost(scene)
        reopened(scene, row)
        now(scene)
        retrospectives.take_up(scene.session, scene.actor(PRIYA), row.id, scene.now)
        chat = place(scene, row)
        scene.deliver()
        scene.types(row, CHAT, ref=chat)
        assert said(scene, row) == []

    def test_chat_of_the_first_rest_is_none_after_the_second(self, scene: Scene) -> None:
        row = lost(scene)
        reopened(scene, row)
        chat = place(scene, row)
        goes_on(scene, row)
        left_out(scene, row)
        goes_on(scene, row)
        scene.types(row, CHAT, ref=chat)
        assert said(scene, row) == []

    def test_edited_to_name_its_question_it_is_an_answer(self, scene: Scene) -> None:
        row = lost(scene)
        reopened(scene, row)
        chat = scene.types(row, CHAT)
        goes_on(scene, row)
        scene.edits(row, chat, "1: Their calm.")
        assert (said(scene, row), row.question) == (["Their calm."], "ours.voices")

    def test_what_was_written_before_it_rested_and_comes_after_still_counts(self, scene: Scene) -> None:
        row = lost(scene)
        before = place(scene, row)
        reopened(scene, row)
        goes_on(scene, row)
        scene.types(row, "They trusted Contoso.", ref=before)
        assert said(scene, row) == ["They trusted Contoso."]


class TestBetweenRounds:
    """A talk that rests until the deal is lost again."""

    @pytest.mark.parametrize("rests", [reopened, left_out])
    def test_chat_between_them_is_no_answer_of_the_next(self, scene: Scene, rests: Rest) -> None:
        first = lost(scene)
        rests(scene, first)
        if rests is left_out:
            reopened(scene, first)
        chat, more = scene.types(first, CHAT), place(scene, first)
        second = lost(scene)
        assert second.root_id == first.root_id
        for _ in range(2):
            scene.types(second, "Fingers crossed.", ref=more)
            scene.edits(second, chat, f"{CHAT} And to you.")
        assert (said(scene, first), said(scene, second)) == ([], [])
        assert [one for one in told(scene) if "before round 2 began" in one] == [told(scene)[-1]]
        scene.types(second, "This time it was timing.")
        assert said(scene, second) == ["This time it was timing."]

    def test_what_says_where_it_belongs_is_answered_each_time(self, scene: Scene) -> None:
        first = lost(scene)
        reopened(scene, first)
        one, other = place(scene, first), place(scene, first)
        second = lost(scene)
        scene.types(second, "1: Calm.", ref=one)
        scene.types(second, "1: Trust.", ref=other)
        assert len([said for said in told(scene) if "before round 2 began" in said]) == 2
        assert said(scene, second) == []

    def test_words_of_each_round_stay_with_it_in_the_third(self, scene: Scene) -> None:
        talks, late = [], []
        for _ in range(3):
            row = lost(scene)
            talks.append(row)
            late.append(place(scene, row))
            if len(talks) < 3:
                reopened(scene, row)
        for number, ref in enumerate(late, 1):
            scene.types(talks[-1], f"Word of round {number}.", ref=ref)
        assert [said(scene, row) for row in talks] == [[f"Word of round {number}."] for number in (1, 2, 3)]

    def test_thanks_after_the_end_are_no_answer_of_the_next(self, scene: Scene) -> None:
        first = lost(scene)
        now(scene)
        lessons.wrap_up(scene.session, scene.actor(), first.id, form(), scene.now)
        scene.deliver()
        thanks = place(scene, first)
        reopened(scene, first)
        second = lost(scene)
        scene.types(second, "Thanks all!", ref=thanks)
        assert said(scene, second) == []
        assert "this talk is wrapped up" in told(scene)[-1]

    @pytest.mark.parametrize("words", ["They trusted Contoso.", "lesson: Ask who signs."])
    def test_what_silence_had_closed_does_not_go_on_beside_the_next(self, scene: Scene, words: str) -> None:
        first = lost(scene)
        fall_silent(scene, first)
        scene.seconds = int(scene.now.timestamp()) - STORY_BEGINS
        scene.deliver()
        late = place(scene, first)
        reopened(scene, first)
        second = lost(scene)
        scene.types(second, words, ref=late)
        assert (first.status, said(scene, first), said(scene, second)) == (Status.PARTIAL, [], [])
        assert "before round 2 began" in told(scene)[-1]


class TestElsewhere:
    """The next round goes on in another room than the one before."""

    @pytest.fixture
    def moved(self, scene: Scene) -> tuple[RetrospectiveRow, RetrospectiveRow, OutboxRow]:
        """Round two began in the thread of round one and was handed over; the card of that thread."""
        first = lost(scene)
        old = scene.session.get_one(OutboxRow, first.root_id)
        reopened(scene, first)
        scene.types(first, CHAT)
        return first, lost(scene), old

    def hands_over(self, scene: Scene, row: RetrospectiveRow) -> None:
        now(scene)
        handovers.hand_over(scene.session, scene.actor(), row.id, before=ANA, to=scene.met(KIM), now=scene.now)
        scene.deliver()

    def types(self, scene: Scene, root: OutboxRow, words: str, by: str, ref: MessageRef | None = None) -> None:
        assert root.channel is not None
        assert root.slack_ts is not None
        ref = ref or MessageRef(root.channel, scene.next_ts())
        typed_replies.reply(scene.session, scene.actor(by), ref, root.slack_ts, words, scene.tick())

    def test_what_was_written_before_it_moved_is_kept(
        self, scene: Scene, moved: tuple[RetrospectiveRow, RetrospectiveRow, OutboxRow]
    ) -> None:
        first, second, old = moved
        late = place(scene, second)
        self.hands_over(scene, second)
        self.types(scene, old, "From my side: timing.", PRIYA, late)
        assert (said(scene, first), said(scene, second)) == ([], ["From my side: timing."])

    def test_what_is_written_there_after_it_moved_is_told_where_it_goes_on(
        self, scene: Scene, moved: tuple[RetrospectiveRow, RetrospectiveRow, OutboxRow]
    ) -> None:
        first, second, old = moved
        self.hands_over(scene, second)
        for by in (PRIYA, ANA, PRIYA, ANA):
            self.types(scene, old, "It was timing.", by)
        assert (said(scene, first), said(scene, second)) == ([], [])
        (to_priya,) = told(scene, PRIYA)
        assert "has moved to another thread" in to_priya
        assert f"goes on with <@{KIM}> in another thread" in told(scene)[-1]
        assert len(told(scene)) == 2

    def test_a_round_that_began_elsewhere_is_where_what_the_last_one_says_no_more_belongs(self, scene: Scene) -> None:
        first = lost(scene)
        old = scene.session.get_one(OutboxRow, first.root_id)
        reopened(scene, first)
        second = lost(scene, rep=KIM)
        assert second.root_id != first.root_id
        for by in (PRIYA, ANA, PRIYA):
            self.types(scene, old, "It was timing.", by)
        assert (said(scene, first), said(scene, second)) == ([], [])
        (to_priya,), (to_ana,) = told(scene, PRIYA), told(scene)
        assert "Please write it there" in to_priya
        assert f"goes on with <@{KIM}>" in to_ana
