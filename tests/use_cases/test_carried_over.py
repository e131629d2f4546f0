"""What waits in one round when the next begins: it goes along, or whoever wrote it hears what becomes of it."""

from datetime import UTC, datetime

import pytest

from bot.domain.conversation import Kind, MessageRef, Status
from bot.domain.deals import EventKind, Outcome
from bot.domain.typed_lines import Field
from bot.errors import AlreadySettled
from bot.storage import drafts as rows
from bot.storage import outbox, typed_lines, wrap_ups
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases.answering import answers, drafts, typed_replies
from bot.use_cases.losses import starts
from bot.use_cases.people import participants
from bot.use_cases.talk import retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, STORY_BEGINS, Scene, event, form, text
from tests.use_cases.wrapping_up import fall_silent

pytestmark = pytest.mark.both_databases

PRIVATE = "I promised them a date that nobody had agreed to."


def lost(scene: Scene, *, rep: str = ANA, outcome: Outcome = Outcome.LOST) -> RetrospectiveRow:
    """The deal is lost, again after it was open, and talked about."""
    number = len(scene.rounds())
    if number:
        scene.hear(event(EventKind.REOPENED, -20 + 2 * number), Outcome.OPEN)
    scene.hear(event(EventKind.LOST, -19 + 2 * number), outcome)
    return scene.begin(scene.rounds()[-1], rep=rep)


def words(scene: Scene, row: RetrospectiveRow) -> dict[Field, str]:
    scene.session.flush()
    return typed_lines.words(scene.session, row)


def kept(scene: Scene, row: RetrospectiveRow) -> dict[str, str]:
    return rows.of(scene.session, row, scene.person(ANA))


def letters(scene: Scene) -> list[str]:
    """What was said in private rooms of one."""
    return [text(row) for row in scene.outbox() if row.lane.startswith("dm:")]


def shows(scene: Scene, card_id: int) -> str:
    """A card as it stands now."""
    return text([row for row in scene.outbox("update") if row.target_id == card_id][-1])


def test_lines_of_the_wrap_up_go_along_and_close_the_next_round(scene: Scene) -> None:
    first = lost(scene)
    ref = scene.types(first, "lesson: Ask who sings.")
    card = scene.outbox()[-1].id
    second = lost(scene)
    assert (words(scene, first), words(scene, second)) == ({}, {Field.LESSON: "Ask who sings."})
    assert "waits in round 2 now" in shows(scene, card)
    assert "kept so far: the lesson" in scene.last_post()
    scene.edits(second, ref, "lesson: Ask who signs.")
    scene.types(second, "done")
    assert (first.status, second.status) == (Status.PAUSED, Status.DONE)
    assert wrap_ups.find(scene.session, second) == form("Ask who signs.")


def test_they_go_along_as_far_as_the_third_round(scene: Scene) -> None:
    scene.types(lost(scene), "lesson: Ask who signs.")
    scene.types(lost(scene), "lesson: And when.", by=PRIYA)
    third = lost(scene)
    assert words(scene, third) == {Field.LESSON: "Ask who signs.\nAnd when."}


def test_a_line_that_comes_late_goes_there_as_well(scene: Scene) -> None:
    first = lost(scene)
    late = MessageRef(scene.thread(first).channel, scene.next_ts())
    scene.hear(event(EventKind.REOPENED, -18), Outcome.OPEN)
    first.paused_at = datetime.fromtimestamp(float(scene.next_ts()), UTC)
    scene.hear(event(EventKind.LOST, -17), Outcome.LOST)
    second = scene.begin(scene.rounds()[1])
    for _ in range(2):
        scene.types(second, "lesson: Ask who signs.", ref=late)
    assert (words(scene, first), words(scene, second)) == ({}, {Field.LESSON: "Ask who signs."})


def test_an_answer_whose_line_went_along_follows_its_edit_where_it_stands(scene: Scene) -> None:
    first = lost(scene)
    ref = scene.types(first, "1: They were calm.\nlesson: Ask who signs.")
    second = lost(scene)
    scene.edits(second, ref, "They were calm and kind.")
    assert [one.text for one in scene.conversation(first).answers] == ["They were calm and kind."]
    assert (words(scene, first), words(scene, second)) == ({}, {})
    assert "names no lesson any more" in text(scene.outbox("ephemeral")[-1])
    scene.deletes(ref, scene.thread(second).ts)
    assert scene.conversation(first).answers == ()


def test_what_was_typed_after_the_end_stays_to_change_that(scene: Scene) -> None:
    first = lost(scene)
    lessons.wrap_up(scene.session, scene.actor(), first.id, form("Ask."), scene.tick())
    scene.deliver()
    scene.types(first, "ended: budget")
    second = lost(scene)
    assert (words(scene, first), words(scene, second)) == ({Field.ENDING: "budget"}, {})


def test_what_goes_on_with_somebody_else_is_told_to_whoever_typed_it(scene: Scene) -> None:
    first = lost(scene)
    scene.types(first, "lesson: Ask who signs.")
    card = scene.outbox()[-1].id
    scene.types(first, "lesson: Call Bob.", by=PRIYA)
    second = lost(scene, rep=scene.met(KIM))
    assert (words(scene, first), words(scene, second)) == ({}, {})
    assert "no part of it" in shows(scene, card)
    told = [one for one in letters(scene) if "never saved" in one]
    assert len(told) == 2
    assert all(f"with <@{KIM}>" in one for one in told)


def test_a_field_that_the_next_round_does_not_ask_for_is_told(scene: Scene) -> None:
    first = lost(scene)
    scene.types(first, "lesson: Ask who signs.\nended: budget")
    scene.hear(event(EventKind.WON, -18), Outcome.WON)
    starts.start(scene.session, scene.actor(), scene.deal().id, scene.tick())
    second = scene.begin(scene.rounds()[1])
    assert words(scene, second) == {Field.LESSON: "Ask who signs."}
    (told,) = [one for one in letters(scene) if "never saved" in one]
    assert "how it ended" in told


class TestPrivateWords:
    """Drafts of a rep."""

    def writes(self, scene: Scene, row: RetrospectiveRow, said: str = PRIVATE) -> OutboxRow:
        drafts.save(scene.session, scene.actor(), row.id, {"ours.value": said}, scene.tick())
        scene.deliver()
        card_id = outbox.latest_of(scene.session, row.workspace_id, f"draft:{row.id}:{scene.person(ANA)}")
        return scene.session.get_one(OutboxRow, card_id)

    def replies(self, scene: Scene, card: OutboxRow, said: str, ref: MessageRef | None = None) -> MessageRef:
        ref = ref or MessageRef(str(card.channel), scene.next_ts())
        typed_replies.reply(scene.session, scene.actor(), ref, str(card.slack_ts), said, scene.tick())
        scene.deliver()
        return ref

    def test_they_go_along_with_their_card_and_are_shared_there(self, scene: Scene) -> None:
        first = lost(scene)
        card = self.writes(scene, first)
        ref = self.replies(scene, card, "2: The CFO.")
        second = lost(scene)
        assert (kept(scene, first), len(kept(scene, second))) == ({}, 2)
        typed_replies.edit(
            scene.session, scene.actor(), ref, str(card.slack_ts), "2: Dana Wu.", scene.next_ts(), scene.tick()
        )
        self.replies(scene, card, "3: Timing.")
        assert kept(scene, second) == {"ours.value": PRIVATE, "ours.voices": "Dana Wu.", "ours.decided": "Timing."}
        self.replies(scene, card, "share")
        assert [one.text for one in scene.conversation(second).answers] == [PRIVATE, "Dana Wu.", "Timing."]
        assert "shared" in shows(scene, card.id)
        assert scene.conversation(first).answers == ()

    def test_a_reply_that_is_deleted_on_the_card_is_gone(self, scene: Scene) -> None:
        first = lost(scene)
        card = self.writes(scene, first)
        ref = self.replies(scene, card, "2: The CFO.")
        second = lost(scene)
        scene.deletes(ref, str(card.slack_ts))
        assert kept(scene, second) == {"ours.value": PRIVATE}

    def test_a_form_of_the_round_before_that_is_sent_late_writes_into_the_next(self, scene: Scene) -> None:
        first = lost(scene)
        self.writes(scene, first)
        second = lost(scene)
        drafts.save(scene.session, scene.actor(), first.id, {"ours.value": "Shorter."}, scene.tick())
        assert (kept(scene, first), kept(scene, second)) == ({}, {"ours.value": "Shorter."})

    def test_they_are_nobody_elses_when_somebody_else_has_the_deal(self, scene: Scene) -> None:
        first = lost(scene)
        card = self.writes(scene, first)
        second = lost(scene, rep=scene.met(KIM))
        assert kept(scene, first) == {"ours.value": PRIVATE}
        assert rows.authors(scene.session, second) == []
        (told,) = [one for one in letters(scene) if "stays with you alone" in one]
        assert f"with <@{KIM}>" in told
        drafts.withdraw(scene.session, scene.actor(), first.id, scene.tick())
        assert "deleted" in shows(scene, card.id)

    def test_a_new_round_in_another_room_of_the_same_rep_takes_them_along(self, scene: Scene) -> None:
        first = lost(scene)
        participants.add(scene.session, scene.actor(), first.id, [scene.met(KIM)], scene.tick())
        scene.deliver()
        self.writes(scene, first)
        scene.types(first, "lesson: Ask who signs.")
        second = lost(scene)
        assert second.root_id != first.root_id
        assert (kept(scene, second), words(scene, second)) == (
            {"ours.value": PRIVATE},
            {Field.LESSON: "Ask who signs."},
        )

    def test_nothing_goes_along_twice(self, scene: Scene) -> None:
        first = lost(scene)
        self.writes(scene, first)
        second = lost(scene)
        said = len(letters(scene))
        retrospectives.decline(scene.session, scene.actor(), second.id, scene.tick())
        retrospectives.take_up(scene.session, scene.actor(), second.id, scene.tick())
        assert (len(letters(scene)), kept(scene, second)) == (said, {"ours.value": PRIVATE})


class TestBesideTheNextRound:
    """What comes so late that the next round is on already."""

    def reopened(self, scene: Scene, first: RetrospectiveRow) -> None:
        scene.hear(event(EventKind.REOPENED, -18), Outcome.OPEN)
        if first.paused_at is not None:
            first.paused_at = datetime.fromtimestamp(float(scene.next_ts()), UTC)

    def lost_again(self, scene: Scene) -> RetrospectiveRow:
        scene.hear(event(EventKind.LOST, -17), Outcome.LOST)
        return scene.begin(scene.rounds()[1])

    def closed_by_silence(self, scene: Scene) -> tuple[RetrospectiveRow, RetrospectiveRow, MessageRef]:
        first = lost(scene)
        ref = scene.types(first, "1: Their calm.")
        fall_silent(scene, first)
        scene.seconds = int(scene.now.timestamp()) - STORY_BEGINS
        scene.deliver()
        self.reopened(scene, first)
        return first, self.lost_again(scene), ref

    def test_a_lesson_edited_into_what_silence_closed_does_not_wake_it(self, scene: Scene) -> None:
        first, second, ref = self.closed_by_silence(scene)
        scene.edits(second, ref, "1: Their calm.\nlesson: Ask who signs.")
        assert (first.status, words(scene, first), words(scene, second)) == (Status.PARTIAL, {}, {})
        (told,) = [text(row) for row in scene.outbox("ephemeral")]
        assert "round 2 has begun" in told
        assert "the lesson" in told

    @pytest.mark.parametrize("kind", [Kind.SAID, Kind.SKIPPED])
    def test_nor_does_a_form_or_a_button(self, scene: Scene, kind: Kind) -> None:
        first, second, _ = self.closed_by_silence(scene)
        with pytest.raises(AlreadySettled):
            answers.give(scene.session, scene.actor(), first.id, "ours.voices", kind, "Late words.", scene.tick())
        assert (first.status, second.status) == (Status.PARTIAL, Status.OUR_VIEW)

    def test_a_lesson_of_an_edit_that_was_made_in_time_goes_along(self, scene: Scene) -> None:
        first = lost(scene)
        ref, at = scene.types(first, "1: Their calm."), scene.next_ts()
        self.reopened(scene, first)
        second = self.lost_again(scene)
        scene.edits(second, ref, "1: Their calm.\nlesson: Ask who signs.", edited_ts=at)
        assert (words(scene, first), words(scene, second)) == ({}, {Field.LESSON: "Ask who signs."})

    def test_a_late_line_leaves_what_the_next_round_ended_with(self, scene: Scene) -> None:
        first = lost(scene)
        late = MessageRef(scene.thread(first).channel, scene.next_ts())
        self.reopened(scene, first)
        second = self.lost_again(scene)
        lessons.wrap_up(scene.session, scene.actor(), second.id, form("Lesson of two."), scene.tick())
        scene.deliver()
        scene.types(second, "lesson: Lesson of one, late.", ref=late)
        scene.types(second, "done")
        assert wrap_ups.find(scene.session, second) == form("Lesson of two.")
        assert (words(scene, first), words(scene, second)) == ({}, {})
        assert len([one for one in letters(scene) if "never saved" in one]) == 1
