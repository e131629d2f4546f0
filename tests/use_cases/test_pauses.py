"""A deal that is open again at night: its card says so at once, its people hear of it when they are at work."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calls import Call
from bot.domain.conversation import MessageRef, Status
from bot.domain.deals import EventKind, Outcome
from bot.domain.rules import Why
from bot.domain.typed_lines import Field
from bot.errors import AlreadySettled
from bot.storage import typed_lines, workspaces
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls
from bot.use_cases.talk import pauses, retrospectives
from tests import lost_deals
from tests.factories import ANA, PRIYA, Scene, event, text

pytestmark = pytest.mark.both_databases

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
OPEN_AGAIN = "*Northwind is open again.* Paused, nothing lost. Good luck with it."


def paused_at_night(scene: Scene) -> RetrospectiveRow:
    """A talk of Friday afternoon whose deal is open again in the night to Saturday."""
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.hear(event(EventKind.LOST, -9), Outcome.LOST)
    (row,) = scene.rounds()
    scene.begin(row)
    turns(scene, EventKind.REOPENED, Outcome.OPEN, 12)
    return row


def turns(scene: Scene, kind: EventKind, outcome: Outcome, hours: int) -> None:
    """The deal stands otherwise, so many hours after Friday at three."""
    scene.now = FRIDAY + timedelta(hours=hours)
    scene.hear(event(kind, 60 * hours), outcome)


def comes(scene: Scene, now: datetime) -> int:
    """The scheduler looks at `now`; how much it said."""
    scene.now = now
    scene.session.flush()
    return sum(pauses.tell(scene.session, one, now) for one in pauses.due(scene.session, now))


def said(scene: Scene) -> int:
    return scene.posts().count(OPEN_AGAIN)


def test_it_is_said_on_monday_morning_and_once(scene: Scene) -> None:
    row = paused_at_night(scene)
    assert (row.status, said(scene)) == (Status.PAUSED, 0)
    assert "open again" in text(scene.outbox("update")[-1])
    assert comes(scene, MONDAY - timedelta(minutes=1)) == 0
    assert comes(scene, MONDAY) == 1
    assert (scene.last_post(), row.tell_pause_at) == (OPEN_AGAIN, None)
    assert comes(scene, MONDAY + timedelta(minutes=1)) == 0


def test_at_work_it_is_said_at_once(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.hear(event(EventKind.LOST, -9), Outcome.LOST)
    (row,) = scene.rounds()
    scene.begin(row)
    scene.hear(event(EventKind.REOPENED, -8), Outcome.OPEN)
    assert (said(scene), row.tell_pause_at) == (1, None)


def test_what_was_taken_up_meanwhile_is_not_said_to_rest(scene: Scene) -> None:
    row = paused_at_night(scene)
    retrospectives.take_up(scene.session, scene.actor(), row.id, scene.tick())
    assert (comes(scene, MONDAY), said(scene), row.tell_pause_at) == (0, 0, None)


def test_lost_again_before_they_came_back_there_is_nothing_to_say(scene: Scene) -> None:
    row = paused_at_night(scene)
    turns(scene, EventKind.LOST, Outcome.LOST, 13)
    assert (comes(scene, MONDAY), said(scene), row.tell_pause_at) == (0, 0, None)


def test_lost_and_open_once_more_it_is_said_of_the_first(scene: Scene) -> None:
    paused_at_night(scene)
    turns(scene, EventKind.LOST, Outcome.LOST, 13)
    turns(scene, EventKind.REOPENED, Outcome.OPEN, 14)
    assert (comes(scene, MONDAY), said(scene)) == (1, 1)


def test_how_the_deal_stands_by_then_is_what_is_said(scene: Scene) -> None:
    paused_at_night(scene)
    turns(scene, EventKind.WON, Outcome.WON, 13)
    assert comes(scene, MONDAY) == 1
    assert scene.last_post().startswith("*Northwind is won after all.*")


def test_whoever_is_away_by_then_hears_of_it_after(scene: Scene) -> None:
    row = paused_at_night(scene)
    lost_deals.person(scene.session, scene.workspace, ANA).away_until = date(2026, 11, 24)
    assert comes(scene, MONDAY) == 0
    assert (row.tell_pause_at, comes(scene, MONDAY + timedelta(days=2))) == (MONDAY + timedelta(days=2), 1)


def test_where_the_bot_was_removed_nothing_is_due(scene: Scene) -> None:
    paused_at_night(scene)
    scene.workspace.revoked_at = scene.now
    assert comes(scene, MONDAY) == 0


def test_what_becomes_of_the_deal_while_it_rests_is_said_too(scene: Scene) -> None:
    scene.hear(event(EventKind.LOST, -9), Outcome.LOST)
    row = scene.begin(scene.rounds()[0])
    for minutes, kind, outcome, says in (
        (-8, EventKind.REOPENED, Outcome.OPEN, "open again"),
        (-7, EventKind.WON, Outcome.WON, "won after all"),
        (-6, EventKind.REOPENED, Outcome.OPEN, "open again"),
    ):
        said_before = len(scene.posts())
        scene.tick()
        for _ in range(2):
            scene.hear(event(kind, minutes), outcome)
        assert says in scene.last_post()
        assert len(scene.posts()) == said_before + 1
        assert ("the deal is open again" in root(scene, row)) is (outcome is Outcome.OPEN)
        scene.deliver()


def test_lost_again_while_it_rests_the_next_round_says_so_and_nothing_before(scene: Scene) -> None:
    scene.hear(event(EventKind.LOST, -9), Outcome.LOST)
    row = scene.begin(scene.rounds()[0])
    scene.hear(event(EventKind.REOPENED, -8), Outcome.OPEN)
    said_before = len(scene.posts())
    scene.hear(event(EventKind.LOST, -7), Outcome.LOST)
    assert "the deal is open again" not in root(scene, row)
    scene.hear(event(EventKind.REOPENED, -6), Outcome.OPEN)
    assert "the deal is open again" in root(scene, row)
    assert len(scene.posts()) == said_before, "nobody heard of that loss"


def test_of_two_rounds_that_came_to_rest_in_one_night_it_is_said_once(scene: Scene) -> None:
    paused_at_night(scene)
    turns(scene, EventKind.LOST, Outcome.LOST, 13)
    second = scene.rounds()[1]
    second.why = Why.BY_HAND  # and so at night as well
    scene.begin(second)
    turns(scene, EventKind.REOPENED, Outcome.OPEN, 14)
    assert (comes(scene, MONDAY), said(scene)) == (1, 1)


def test_what_comes_at_night_of_a_talk_that_rests_is_said_in_the_morning(scene: Scene) -> None:
    row = paused_at_night(scene)
    assert comes(scene, MONDAY) == 1
    turns(scene, EventKind.WON, Outcome.WON, 72 + 12)
    assert row.tell_pause_at == MONDAY + timedelta(days=1)
    assert comes(scene, MONDAY + timedelta(days=1)) == 1
    assert scene.last_post().startswith("*Northwind is won after all.*")


def test_a_deal_that_is_deleted_is_not_told_of_as_open(scene: Scene) -> None:
    row = paused_at_night(scene)
    scene.hear(event(EventKind.DELETED, 60 * 13))
    assert "the CRM has no such deal any more" in root(scene, row)
    assert comes(scene, MONDAY) == 1
    assert scene.last_post() == "*Northwind is gone from the CRM.* Paused, nothing lost."
    scene.hear(event(EventKind.REOPENED, 60 * 14), Outcome.OPEN)
    assert "the deal is open again" in root(scene, row)


def root(scene: Scene, row: RetrospectiveRow) -> str:
    """The root card as it looks now."""
    return text([one for one in scene.outbox("update") if one.target_id == row.root_id][-1])


class TestWrittenBefore:
    """What Slack delivers late: its own clock says that it was written while the talk went on."""

    def paused(self, scene: Scene) -> tuple[RetrospectiveRow, MessageRef, MessageRef]:
        """A talk that came to rest, and places in its thread from before that and after."""
        scene.hear(event(EventKind.LOST, -9), Outcome.LOST)
        (row,) = scene.rounds()
        scene.begin(row)
        scene.types(row, "They showed calm and we showed slides.")
        return row, *self.rests(scene, row)

    def rests(self, scene: Scene, row: RetrospectiveRow) -> tuple[MessageRef, MessageRef]:
        """The deal is open again."""
        channel, before = scene.thread(row).channel, scene.next_ts()
        scene.hear(event(EventKind.REOPENED, -8), Outcome.OPEN)
        row.paused_at = by_slack(scene.next_ts())
        scene.deliver()
        return MessageRef(channel, before), MessageRef(channel, scene.next_ts())

    def test_an_answer_counts_and_its_author_hears_so(self, scene: Scene) -> None:
        row, before, after = self.paused(scene)
        said = len(scene.outbox("ephemeral"))
        for _ in range(2):
            scene.types(row, "The CFO, whom we never met.", ref=before)
        assert scene.answers()[1:] == [("ours.voices", "The CFO, whom we never met.")]
        (told,) = scene.outbox("ephemeral")[said:]
        assert "I kept it as an answer to question 2" in text(told)
        scene.types(row, "And the plant manager.", ref=after)
        assert (len(scene.answers()), row.status) == (2, Status.PAUSED)
        assert "this talk rests, so I noted nothing of that" in text(scene.outbox("ephemeral")[-1])

    def test_a_lesson_waits_until_it_goes_on(self, scene: Scene) -> None:
        row, before, _ = self.paused(scene)
        scene.types(row, "2: The CFO.\nlesson: Ask who signs.", ref=before)
        assert scene.answers()[1:] == [("ours.voices", "The CFO.")]
        assert "It waits until this talk goes on" in scene.last_post()
        retrospectives.take_up(scene.session, scene.actor(), row.id, scene.tick())
        assert (row.question, row.paused_at) == ("ours.decided", None)
        assert typed_lines.words(scene.session, row) == {Field.LESSON: "Ask who signs."}

    def test_it_belongs_to_its_own_round_also_when_the_next_one_has_begun(self, scene: Scene) -> None:
        first, before, _ = self.paused(scene)
        scene.hear(event(EventKind.LOST, -7), Outcome.LOST)
        second = scene.begin(scene.rounds()[1])
        assert second.root_id == first.root_id
        scene.types(second, "The CFO, whom we never met.", ref=before)
        scene.types(second, "This time it was timing.")
        assert [one.text for one in scene.conversation(first).answers][1:] == ["The CFO, whom we never met."]
        assert [one.text for one in scene.conversation(second).answers] == ["This time it was timing."]

    def test_the_customers_first_words_are_of_a_talk_with_them(self, scene: Scene) -> None:
        scene.hear(event(EventKind.LOST, -9), Outcome.LOST)
        (row,) = scene.rounds()
        scene.begin(row)
        calls.walk_through(scene.session, scene.actor(PRIYA), row.id, scene.tick())
        scene.deliver()
        before, _ = self.rests(scene, row)
        assert row.call == Call.NONE
        scene.types(row, "They trusted Contoso.", by=PRIYA, ref=before)
        assert (scene.answers(), row.call) == ([("customers.winner", "They trusted Contoso.")], Call.TALKED)

    def test_a_word_of_the_call_written_at_rest_is_not_noted_either_and_told(self, scene: Scene) -> None:
        row, _, at_rest = self.paused(scene)
        scene.now = by_slack(scene.next_ts())
        retrospectives.take_up(scene.session, scene.actor(), row.id, scene.now)
        scene.deliver()
        scene.types(row, "they declined", by=PRIYA, ref=at_rest)
        assert row.call == Call.NONE
        assert "this talk rested when you wrote that" in text(scene.outbox("ephemeral")[-1])
        scene.types(row, "they declined", by=PRIYA)
        assert row.call == Call.DECLINED

    def test_chat_is_answered_once_in_each_pause(self, scene: Scene) -> None:
        row, *_ = self.paused(scene)
        for pauses_so_far in (1, 2):
            for words in ("Good luck, Priya!", "Fingers crossed."):
                scene.types(row, words)
            told = [text(one) for one in scene.outbox("ephemeral") if "this talk rests" in text(one)]
            assert len(told) == pauses_so_far
            row.paused_at = scene.now  # it went on, and came to rest again without a question


def test_a_round_is_not_taken_up_beside_the_next_one(scene: Scene) -> None:
    scene.hear(event(EventKind.LOST, -9), Outcome.LOST)
    first = scene.begin(scene.rounds()[0])
    scene.hear(event(EventKind.REOPENED, -8), Outcome.OPEN)
    scene.hear(event(EventKind.LOST, -7), Outcome.LOST)
    second = scene.begin(scene.rounds()[1])
    asked = second.question
    with pytest.raises(AlreadySettled):
        retrospectives.take_up(scene.session, scene.actor(), first.id, scene.tick())
    assert (first.status, second.question) == (Status.PAUSED, asked)


def by_slack(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)
