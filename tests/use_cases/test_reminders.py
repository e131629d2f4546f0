"""What happens when nobody goes on with a talk: two reminders, a promise kept, a kind end, and a way back."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from bot.access import Actor
from bot.domain.conversation import Kind, Status
from bot.domain.snoozes import When
from bot.errors import AlreadySettled, FieldErrors, NotAllowed, NotFound
from bot.messages import reminders as cards
from bot.storage import silences, workspaces
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import answers
from bot.use_cases.call import calls, plans
from bot.use_cases.losses import starts
from bot.use_cases.talk import pauses, reminders, retrospectives
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, text

MONDAY = datetime(2026, 11, 16, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OUR_WORDS = ("They saw less risk in it.", "The CFO, whom we never met.", "Onboarding would take a year.")
FIRST = f"*Northwind, 1 of 3.* <@{ANA}>, this one is still open:"


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 11, 1, hour, minute, tzinfo=UTC) + timedelta(days=day - 1)


def begun(scene: Scene, **who: str) -> RetrospectiveRow:
    """A talk that began on a Monday."""
    scene.now = MONDAY
    return scene.open(**who)  # type: ignore[arg-type]  # rep or manager


def comes(scene: Scene, now: datetime) -> int:
    """The scheduler looks at `now`; how much it did."""
    scene.now = now
    scene.session.flush()
    due = silences.due(scene.session, now)
    done = sum(reminders.remind(scene.session, *one, now) for one in due)
    scene.deliver()
    return done


def said_since(scene: Scene, count: int) -> list[str]:
    return scene.posts()[count:]


def test_two_reminders_then_a_kind_end_and_silence(scene: Scene) -> None:
    talk = begun(scene)
    begin = len(scene.posts())
    days = {day: comes(scene, at(day)) for day in range(16, 60)}
    assert [day for day, done in days.items() if done] == [18, 23, 30]
    first, second, end = said_since(scene, begin)
    assert first.startswith(FIRST)
    assert second.startswith(FIRST)
    assert second.endswith("I will not bring it up again.")
    assert not first.endswith("again.")
    assert end.startswith("*Northwind* closes with what is there, and that is fine")
    assert (talk.status, talk.remind_at) == (Status.PARTIAL, None)


def test_a_reminder_stands_in_the_thread_and_leads_to_the_answer(scene: Scene) -> None:
    talk = begun(scene)
    comes(scene, at(18))
    reminder = scene.outbox()[-1]
    assert reminder.thread_id == talk.root_id
    buttons = [button["action_id"] for button in (reminder.payload or {})["blocks"][1]["elements"]]
    assert buttons == ["question.answer", "question.dont_know", "retrospective.later", "retrospective.skip"]


def test_only_in_their_own_morning(scene: Scene) -> None:
    begun(scene)
    person = lost_deals.person(scene.session, scene.workspace, ANA)
    person.zone = "America/New_York"
    assert comes(scene, at(18)) == 0  # four in the morning there
    assert comes(scene, at(18, 14)) == 1


def test_who_was_down_all_morning_waits_for_the_next_one(scene: Scene) -> None:
    begun(scene)
    assert comes(scene, at(18, 15)) == 0
    assert comes(scene, at(19, 8, 59)) == 0
    assert comes(scene, at(19)) == 1


def test_a_reply_moves_the_time_on_and_not_the_count(scene: Scene) -> None:
    talk = begun(scene)
    assert comes(scene, at(18)) == 1
    scene.types(talk, "They saw less risk.")
    assert [comes(scene, at(day)) for day in (19, 20)] == [0, 0]
    assert comes(scene, at(23)) == 1
    assert text(scene.outbox()[-1]).startswith(f"*Northwind, 2 of 3.* <@{ANA}>")
    scene.types(talk, "The CFO.")
    assert comes(scene, at(26)) == 0
    assert comes(scene, at(30)) == 1
    assert talk.status == Status.PARTIAL


def test_the_call_and_the_wrap_up_are_the_leaders(scene: Scene) -> None:
    talk = begun(scene)
    for words in OUR_WORDS:
        scene.types(talk, words)
    assert comes(scene, at(18)) == 1
    assert scene.last_post().startswith(f"*Northwind: have you spoken with the customer?* <@{PRIYA}>")
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert comes(scene, at(23)) == 1
    assert scene.last_post().startswith(f"*Northwind: only the wrap-up is left.* <@{PRIYA}>")


def test_alone_every_turn_is_the_reps(scene: Scene) -> None:
    talk = begun(scene, rep=PRIYA, manager=PRIYA)
    for words in OUR_WORDS:
        scene.types(talk, words, by=PRIYA)
    assert comes(scene, at(18)) == 1
    assert f"<@{PRIYA}>" in scene.last_post()


@pytest.mark.parametrize("how", ["left out", "open again"])
def test_nothing_comes_of_a_talk_that_rests(scene: Scene, how: str) -> None:
    talk = begun(scene)
    if how == "left out":
        retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    else:
        pauses.pause_all(scene.session, scene.deal(), scene.tick())
    assert [comes(scene, at(day)) for day in range(17, 40)] == [0] * 23


def test_a_planned_call_holds_back_the_end(scene: Scene) -> None:
    talk = begun(scene)
    plans.plan(scene.session, scene.actor(), talk.id, date(2026, 12, 10), scene.tick())
    days = {day: comes(scene, at(day)) for day in range(16, 60)}
    assert [day for day, done in days.items() if done] == [18, 23, 41]  # the eleventh of December
    assert talk.status == Status.PARTIAL


def test_a_workspace_may_leave_talks_open(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "close_after_days", "0")
    talk = begun(scene)
    assert sum(comes(scene, at(day)) for day in range(16, 60)) == 2
    assert talk.status == Status.OUR_VIEW


def test_a_workspace_that_removed_the_bot_hears_nothing(scene: Scene) -> None:
    begun(scene)
    scene.workspace.revoked_at = MONDAY
    assert comes(scene, at(18)) == 0


class TestTakenUpAgain:
    def closed(self, scene: Scene) -> RetrospectiveRow:
        talk = begun(scene)
        scene.types(talk, "They saw less risk.")
        for day in range(16, 40):
            comes(scene, at(day))
        assert talk.status == Status.PARTIAL
        assert talk.closed_at is not None
        return talk

    def test_by_a_late_reply(self, scene: Scene) -> None:
        talk = self.closed(scene)
        scene.types(talk, "The CFO.")
        assert scene.stands(talk) == (Status.OUR_VIEW, "ours.decided")
        assert scene.answers() == [("ours.value", "They saw less risk."), ("ours.voices", "The CFO.")]
        assert talk.closed_at is None

    def test_by_name(self, scene: Scene) -> None:
        talk = self.closed(scene)
        assert starts.start(scene.session, scene.actor(), talk.deal_id, scene.tick()).is_new
        assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")

    def test_by_the_card_and_never_reminded_a_third_time(self, scene: Scene) -> None:
        talk = self.closed(scene)
        retrospectives.take_up(scene.session, scene.actor(), talk.id, scene.tick())
        before = len(scene.posts())
        for day in range(40, 60):
            comes(scene, at(day))
        assert [one.split("*")[1] for one in said_since(scene, before)] == ["Northwind"]
        assert talk.status == Status.PARTIAL

    def test_a_late_click_is_only_late(self, scene: Scene) -> None:
        talk = self.closed(scene)
        with pytest.raises(AlreadySettled):
            answers.give(scene.session, scene.actor(), talk.id, "ours.voices", Kind.DONT_KNOW, "", scene.tick())
        with pytest.raises(AlreadySettled):
            reminders.offered(scene.session, scene.actor(), talk.id, scene.tick())


class TestLater:
    def snooze(self, scene: Scene, talk: RetrospectiveRow, until: datetime, by: str = ANA) -> None:
        reminders.snooze(scene.session, scene.actor(by), talk.id, until, scene.tick())

    def test_one_nudge_at_the_hour_and_nothing_before(self, scene: Scene) -> None:
        talk = begun(scene)
        self.snooze(scene, talk, at(24, 14))
        assert [comes(scene, at(day)) for day in (18, 19, 23, 24)] == [0] * 4
        assert comes(scene, at(24, 14)) == 1
        assert "you wanted to come back to this one:" in scene.last_post()
        assert (talk.snoozed_until, talk.reminded) == (None, 0)

    def test_the_root_card_says_until_when(self, scene: Scene) -> None:
        talk = begun(scene)
        self.snooze(scene, talk, at(24))
        assert "Resting until Tuesday 24 November." in text(scene.outbox("update")[-1])
        comes(scene, at(24))
        assert "Resting" not in text(scene.outbox("update")[-1])

    def test_a_promise_is_kept_after_both_reminders(self, scene: Scene) -> None:
        talk = begun(scene)
        assert [comes(scene, at(day)) for day in (18, 23)] == [1, 1]
        self.snooze(scene, talk, at(25))
        assert comes(scene, at(25)) == 1
        assert [day for day in range(26, 40) if comes(scene, at(day))] == [32]
        assert talk.status == Status.PARTIAL

    def test_who_goes_on_meanwhile_is_still_left_in_peace_until_then(self, scene: Scene) -> None:
        talk = begun(scene)
        self.snooze(scene, talk, at(30))
        scene.types(talk, "They saw less risk.")
        assert [comes(scene, at(day)) for day in range(16, 30)] == [0] * 14

    def test_choices_are_in_the_readers_zone(self, scene: Scene) -> None:
        talk = begun(scene)
        lost_deals.person(scene.session, scene.workspace, PRIYA).zone = "Asia/Tokyo"
        choices = reminders.offered(scene.session, scene.actor(PRIYA), talk.id, scene.now)
        assert choices[When.NEXT_MORNING].isoformat() == "2026-11-17T09:00:00+09:00"

    def test_what_has_passed_cannot_be_chosen(self, scene: Scene) -> None:
        talk = begun(scene)
        for until in (scene.now, scene.now + 300 * DAY):
            with pytest.raises(FieldErrors) as refused:
                self.snooze(scene, talk, until)
            assert cards.UNTIL in refused.value.errors

    def test_the_last_of_two_counts(self, scene: Scene) -> None:
        talk = begun(scene)
        self.snooze(scene, talk, at(24))
        self.snooze(scene, talk, at(25), by=PRIYA)
        assert [day for day in range(17, 27) if comes(scene, at(day))] == [25]

    def test_nothing_for_strangers(self, scene: Scene) -> None:
        talk = begun(scene)
        with pytest.raises(NotAllowed):
            self.snooze(scene, talk, at(24), by=KIM)
        elsewhere = Actor(uuid4(), ANA, scene.person(ANA))
        with pytest.raises(NotFound):
            reminders.snooze(scene.session, elsewhere, talk.id, at(24), scene.now)

    def test_a_talk_that_ends_forgets_it(self, scene: Scene) -> None:
        talk = begun(scene)
        self.snooze(scene, talk, at(24))
        retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
        assert (talk.snoozed_until, talk.remind_at) == (None, None)
