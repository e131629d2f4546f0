"""The one action: asked about on its day, once, in private; what stays open comes first in the next wrap-up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.actions import Finish
from bot.domain.colleagues import Kind
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage import workspaces
from bot.storage.models import ActionRow, PersonRow, RetrospectiveRow, RoomRow
from bot.use_cases.talk import sensitivity
from bot.use_cases.wrap_up import actions, lessons, reminding
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

DUE = date(2026, 12, 4)
TASK = "Write down who signs."


def wrapped_up(
    scene: Scene, name: str = "Northwind", owner: str = PRIYA, due_on: date | None = DUE
) -> RetrospectiveRow:
    talk = scene.open(name)
    what = form(action=TASK, action_owner=scene.person(owner), due_on=due_on)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, what, scene.tick())
    scene.deliver()
    return talk


def task(scene: Scene, talk: RetrospectiveRow) -> ActionRow:
    return scene.session.scalars(select(ActionRow).where(ActionRow.retrospective_id == talk.id)).one()


def on_the_day(scene: Scene, hour: int = 12) -> None:
    scene.now = datetime(2026, 12, 4, hour, tzinfo=UTC)


def asked(scene: Scene, talk: RetrospectiveRow) -> ActionRow:
    """Whoever does it was asked on the day."""
    on_the_day(scene)
    row = task(scene, talk)
    assert reminding.remind(scene.session, row.id, scene.tick())
    scene.deliver()
    return row


def test_whoever_does_it_is_asked_once_on_its_day_in_private(scene: Scene) -> None:
    row = task(scene, wrapped_up(scene))
    on_the_day(scene, hour=8)
    assert reminding.due(scene.session, scene.now) == []
    assert not reminding.remind(scene.session, row.id, scene.now)
    on_the_day(scene, hour=9)
    assert reminding.due(scene.session, scene.now) == [row.id]
    assert [reminding.remind(scene.session, row.id, scene.tick()) for _ in range(2)] == [True, False]
    assert reminding.due(scene.session, scene.now + timedelta(days=99)) == []
    said = scene.outbox()[-1]
    assert text(said).startswith("*Northwind:* today is the day for one small thing: “Write down who signs.”")
    assert scene.session.get_one(RoomRow, said.room_id).members == PRIYA


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Tokyo", 0), ("America/Los_Angeles", 17), ("Nowhere", 9)])
def test_the_day_begins_where_the_person_is(scene: Scene, zone: str, hour: int) -> None:
    scene.session.get_one(PersonRow, scene.person(PRIYA)).zone = zone
    assert task(scene, wrapped_up(scene)).remind_at == datetime(2026, 12, 4, hour, tzinfo=UTC)


def test_on_a_day_off_it_waits_for_the_next_morning(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    row = task(scene, wrapped_up(scene, owner=KIM, due_on=date(2026, 12, 5)))  # a Saturday
    posts = len(scene.outbox())
    assert reminding.remind(scene.session, row.id, datetime(2026, 12, 5, 12, tzinfo=UTC))
    assert (row.remind_at, len(scene.outbox())) == (datetime(2026, 12, 7, 9, tzinfo=UTC), posts)
    assert row.remind_at is not None
    assert reminding.remind(scene.session, row.id, row.remind_at)
    assert "today is the day" in text(scene.outbox()[-1])


@pytest.mark.parametrize(("owner", "edits"), [(KIM, 1), (PRIYA, 0)])
def test_a_question_beyond_the_pair_loses_its_words_when_the_talk_becomes_sensitive(
    scene: Scene, owner: str, edits: int
) -> None:
    scene.met(KIM)
    talk = wrapped_up(scene, owner=owner)
    asked(scene, talk)
    question = scene.outbox()[-1].id
    sensitivity.mark(scene.session, scene.actor(ANA), talk.id, sensitive=True, now=scene.tick())
    said = [text(row) for row in scene.outbox("update") if row.target_id == question]
    assert len(said) == edits
    assert TASK not in str(said)


@pytest.mark.parametrize("why", ["done", "gone", "guest", "app", "outside", "sensitive", "without a day"])
def test_nobody_is_asked_in_vain(scene: Scene, why: str) -> None:
    talk = wrapped_up(scene, owner=KIM, due_on=None if why == "without a day" else DUE)
    row = task(scene, talk)
    on_the_day(scene)
    if why == "done":
        actions.finish(scene.session, scene.actor(KIM), row.id, Finish.DONE, scene.now)
    kind = {"guest": Kind.GUEST, "app": Kind.BOT, "outside": Kind.OUTSIDE}.get(why, Kind.MEMBER)
    scene.met(KIM, kind, active=why != "gone")
    talk.is_sensitive = why == "sensitive"
    assert not reminding.remind(scene.session, row.id, scene.tick())


@pytest.mark.parametrize(("outcome", "said"), [(Finish.DONE, "Done, thank you."), (Finish.DROPPED, "That is fine")])
def test_the_answer_ends_it_and_takes_the_buttons_away(scene: Scene, outcome: Finish, said: str) -> None:
    row = asked(scene, wrapped_up(scene))
    actions.finish(scene.session, scene.actor(PRIYA), row.id, outcome, scene.tick())
    assert (row.done_at, row.outcome) == (scene.now, outcome)
    assert said in text(scene.outbox("update")[-1])
    with pytest.raises(AlreadySettled):
        actions.leave_open(scene.session, scene.actor(PRIYA), row.id, scene.tick())


def test_what_stays_open_is_not_asked_about_again_but_comes_first_the_next_time(scene: Scene) -> None:
    first = wrapped_up(scene)
    row = asked(scene, first)
    actions.leave_open(scene.session, scene.actor(PRIYA), row.id, scene.tick())
    assert "the next wrap-up begins with it" in text(scene.outbox("update")[-1])
    assert (row.done_at, reminding.due(scene.session, scene.now + timedelta(days=99))) == (None, [])
    second = scene.open("Fabrikam")
    earlier = lessons.to_wrap_up(scene.session, scene.actor(), second.id, scene.now).earlier
    assert earlier is not None
    assert (earlier.id, earlier.deal_name, earlier.owner) == (row.id, "Northwind", PRIYA)
    actions.finish_unless_done(scene.session, scene.actor(), row.id, Finish.DONE, scene.tick())
    actions.finish_unless_done(scene.session, scene.actor(), row.id, Finish.DROPPED, scene.tick())
    assert row.outcome == Finish.DONE
    assert lessons.to_wrap_up(scene.session, scene.actor(), second.id, scene.now).earlier is None


def test_other_pairs_never_see_it(scene: Scene) -> None:
    wrapped_up(scene)
    for rep, manager in ((ANA, KIM), (ANA, None), (KIM, PRIYA)):
        talk = scene.open("Fabrikam", rep=rep, manager=manager)
        assert lessons.to_wrap_up(scene.session, scene.actor(rep), talk.id, scene.now).earlier is None


def test_another_day_is_another_reminder_and_the_same_one_is_not(scene: Scene) -> None:
    talk = wrapped_up(scene)
    asked(scene, talk)
    for due_on, waits in ((DUE, False), (date(2026, 12, 11), True)):
        closing = lessons.to_change(scene.session, scene.actor(), talk.id, scene.now)
        what = form("Ask twice.", action=TASK, action_owner=scene.person(PRIYA), due_on=due_on)
        lessons.change(scene.session, scene.actor(), talk.id, what, closing.mark, scene.tick())
        assert (task(scene, talk).remind_at is not None) is waits


def test_strangers_say_nothing_about_it(scene: Scene) -> None:
    row, elsewhere = task(scene, wrapped_up(scene)), Scene(scene.session, "T0OTHER")
    for actor, error in ((scene.actor(KIM), NotAllowed), (elsewhere.actor(), NotFound)):
        with pytest.raises(error):
            actions.leave_open(scene.session, actor, row.id, scene.tick())
