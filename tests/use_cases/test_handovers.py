"""A seat in a talk goes to somebody else."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.domain.colleagues import Kind
from bot.domain.conversation import Status
from bot.errors import AlreadySettled, NotAColleague, NotAllowed, NotMetYet
from bot.storage import workspaces
from bot.storage.models import OutboxRow, RetrospectiveRow, RoomRow
from bot.use_cases.people import handovers
from bot.use_cases.talk import overviews, retrospectives
from bot.use_cases.wrap_up import lessons
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

BEN = "U0BEN"
NINE, BACK = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 12, 2, 9, tzinfo=UTC)  # a Monday, a Wednesday


def hand_over(scene: Scene, row: RetrospectiveRow, to: str, *, by: str = ANA, before: str = ANA) -> None:
    handovers.hand_over(scene.session, scene.actor(by), row.id, before=before, to=to, now=scene.tick())
    scene.deliver()


def step_aside(scene: Scene, row: RetrospectiveRow, to: str, *, by: str = PRIYA, before: str = PRIYA) -> None:
    handovers.step_aside(scene.session, scene.actor(by), row.id, before=before, to=to, now=scene.tick())
    scene.deliver()


def room(scene: Scene, row: RetrospectiveRow) -> str | None:
    return scene.session.get_one(RoomRow, row.room_id).members


# Hand over


@pytest.mark.parametrize("by", [ANA, PRIYA])
def test_it_goes_on_in_the_room_of_the_new_pair_with_what_is_open(scene: Scene, by: str) -> None:
    talk = scene.open()
    scene.types(talk, "They trusted Contoso.")
    old = scene.session.get_one(OutboxRow, talk.root_id)
    before = len(scene.outbox())
    hand_over(scene, talk, scene.met(KIM), by=by)
    told, root, call, question, welcome = scene.outbox()[before:]
    assert (talk.rep_id, room(scene, talk)) == (scene.person(KIM), f"{KIM},{PRIYA}")
    assert text(told).startswith(f"*Northwind:* <@{by}> handed it over to <@{KIM}>.")
    assert told.thread_id == old.id
    assert {call.thread_id, question.thread_id, welcome.thread_id} == {root.id} != {old.id}
    assert text(question).startswith("*Northwind, 2 of 3.*")
    assert text(welcome).startswith(f"*Northwind:* <@{KIM}>, <@{by}> handed this talk to you.")
    signpost = next(row for row in reversed(scene.outbox("update")) if row.target_id == old.id)
    assert text(signpost) == f"*Northwind* goes on with <@{KIM}>, <@{PRIYA}>. What was written here is kept."
    assert scene.audit()[-1] == (by, "handed_over")


def test_what_was_said_stays_with_whoever_said_it(scene: Scene) -> None:
    talk = scene.open()
    typed = scene.types(talk, "They trusted Contoso.")
    hand_over(scene, talk, scene.met(KIM))
    scene.types(talk, "Their CFO, in the end.", by=KIM)
    scene.edits(talk, typed, "They trusted their proof.")
    said = scene.conversation(talk).answers
    assert [(one.author, one.text) for one in said] == [
        (scene.person(ANA), "They trusted their proof."),
        (scene.person(KIM), "Their CFO, in the end."),
    ]
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.decided")


def test_it_waits_for_the_new_rep_and_no_longer_for_the_old_one(scene: Scene) -> None:
    talk = scene.open()
    hand_over(scene, talk, scene.met(KIM))
    waiting = {who: overviews.open_with(scene.session, scene.actor(who)).count for who in (ANA, KIM, PRIYA)}
    assert waiting == {ANA: 0, KIM: 1, PRIYA: 1}
    with pytest.raises(NotAllowed):
        retrospectives.decline(scene.session, scene.actor(ANA), talk.id, scene.tick())


def test_handed_back_it_goes_on_in_its_old_thread(scene: Scene) -> None:
    talk = scene.open()
    root_id = talk.root_id
    hand_over(scene, talk, scene.met(KIM))
    hand_over(scene, talk, scene.met(ANA), by=KIM, before=KIM)
    assert (talk.rep_id, talk.root_id) == (scene.person(ANA), root_id)
    card = next(row for row in reversed(scene.outbox("update")) if row.target_id == root_id)
    assert text(card).startswith("*Northwind was closed lost.*")
    scene.types(talk, "They trusted Contoso.")
    assert scene.answers() == [("ours.value", "They trusted Contoso.")]


def test_a_rep_without_a_manager_hands_over_to_somebody_who_talks_alone(scene: Scene) -> None:
    talk = scene.open(rep=PRIYA, manager=PRIYA)
    hand_over(scene, talk, scene.met(KIM), by=PRIYA, before=PRIYA)
    assert (room(scene, talk), talk.manager_id) == (KIM, None)


def test_of_two_at_once_the_first_one_counts(scene: Scene) -> None:
    talk = scene.open()
    hand_over(scene, talk, scene.met(KIM))
    with pytest.raises(AlreadySettled):
        hand_over(scene, talk, scene.met(BEN), by=PRIYA)
    with pytest.raises(NotAllowed):
        hand_over(scene, talk, scene.met(KIM))
    assert talk.rep_id == scene.person(KIM)


@pytest.mark.parametrize("over", ["declined", "done"])
def test_nothing_is_handed_over_once_it_is_over(scene: Scene, over: str) -> None:
    talk = scene.open()
    if over == "done":
        lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    else:
        retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    with pytest.raises(AlreadySettled):
        hand_over(scene, talk, scene.met(KIM))


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("", "nobody"),
        (ANA, "in_already"),
        (PRIYA, "in_already"),
        ("U0SILVER", "bot"),
        ("USLACKBOT", "bot"),
        ("U0GUEST", "guest"),
        ("U0BUYER", "outside"),
        ("U0APP", "bot"),
        ("U0LEFT", "gone"),
    ],
)
def test_who_cannot_take_it(scene: Scene, to: str, why: str) -> None:
    talk = scene.open()
    scene.met("U0GUEST", Kind.GUEST)
    scene.met("U0BUYER", Kind.OUTSIDE)
    scene.met("U0APP", Kind.BOT, active=False)
    scene.met("U0LEFT", active=False)
    with pytest.raises(NotAColleague) as refused:
        hand_over(scene, talk, to)
    assert (refused.value.why, talk.rep_id) == (why, scene.person(ANA))


def test_slack_is_asked_first_who_somebody_unknown_is(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(NotMetYet):
        hand_over(scene, talk, "U0NEW")
    assert talk.rep_id == scene.person(ANA)


def test_strangers_hand_over_nothing(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(NotAllowed):
        hand_over(scene, talk, KIM, by=KIM)


@pytest.mark.parametrize("manager", [PRIYA, None])
def test_handed_to_somebody_who_is_away_only_they_hear_of_it_later(scene: Scene, manager: str | None) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.now = NINE
    talk = scene.open(manager=manager)
    scene.met(KIM)
    lost_deals.person(scene.session, scene.workspace, KIM).away_until = date(2026, 12, 1)
    before = len(scene.outbox())
    handovers.hand_over(scene.session, scene.actor(ANA), talk.id, before=ANA, to=KIM, now=scene.now)
    told, *moved, welcome = scene.outbox()[before:]
    assert f"<@{KIM}> is next at work on Wednesday 2 December" in text(told)
    assert told.due_at == scene.now
    assert {row.due_at for row in moved} == {scene.now if manager else BACK}
    assert (welcome.due_at, welcome.lane == moved[0].lane) == (BACK, False)


@pytest.mark.parametrize("manager", [PRIYA, None])
def test_what_waits_for_somebody_away_is_not_said_once_it_was_handed_back(scene: Scene, manager: str | None) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.now = NINE
    talk = scene.open(manager=manager)
    scene.met(KIM)
    lost_deals.person(scene.session, scene.workspace, KIM).away_until = date(2026, 12, 1)
    for before, to in ((ANA, KIM), (KIM, ANA)):
        by = before if before == ANA else manager or KIM
        handovers.hand_over(scene.session, scene.actor(by), talk.id, before=before, to=to, now=scene.tick())
    scene.deliver()
    later = select(OutboxRow).where(OutboxRow.due_at > scene.now, OutboxRow.state != "dropped")
    assert [text(row) for row in scene.session.scalars(later)] == []
    hand_over(scene, talk, KIM)  # and they may get it again
    assert room(scene, talk) == (f"{KIM},{manager}" if manager else KIM)


def test_somebody_who_is_at_work_is_welcomed_at_once(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.now = NINE
    talk = scene.open()
    before = len(scene.outbox())
    hand_over(scene, talk, scene.met(KIM))
    told, *others = scene.outbox()[before:]
    assert "next at work" not in text(told)
    assert {row.due_at for row in others} == {scene.now}


# Somebody neutral


def test_a_manager_who_worked_the_deal_stays_and_somebody_neutral_leads(scene: Scene) -> None:
    talk = scene.open()
    step_aside(scene, talk, scene.met(KIM))
    assert (talk.manager_id, room(scene, talk)) == (scene.person(KIM), f"{ANA},{KIM},{PRIYA}")
    assert scene.last_post().startswith(f"*Northwind:* <@{PRIYA}> worked on this deal too, so <@{KIM}> leads")
    scene.types(talk, "I promised too much.", by=PRIYA)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    assert scene.answers() == [("ours.value", "I promised too much.")]
    with pytest.raises(NotAllowed):
        lessons.wrap_up(scene.session, scene.actor(PRIYA), talk.id, form(), scene.tick())


def test_somebody_neutral_who_is_away_is_welcomed_when_back_and_not_if_another_leads_by_then(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.now = NINE
    talk = scene.open()
    lost_deals.person(scene.session, scene.workspace, scene.met(KIM)).away_until = date(2026, 12, 1)
    before = len(scene.outbox())
    handovers.step_aside(scene.session, scene.actor(PRIYA), talk.id, before=PRIYA, to=KIM, now=scene.now)
    *moved, welcome = scene.outbox()[before:]
    assert {row.due_at for row in moved} == {scene.now}
    assert (welcome.due_at, f"<@{KIM}> leads" in text(welcome)) == (BACK, True)
    step_aside(scene, talk, scene.met(PRIYA), by=KIM, before=KIM)
    scene.session.refresh(welcome)
    assert welcome.state == "dropped"


def test_only_the_manager_steps_aside_and_only_once(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(NotAllowed):
        step_aside(scene, talk, scene.met(KIM), by=ANA)
    step_aside(scene, talk, scene.met(KIM))
    with pytest.raises(NotAllowed):
        step_aside(scene, talk, scene.met(BEN))
    with pytest.raises(AlreadySettled):
        step_aside(scene, talk, scene.met(BEN), by=KIM, before=PRIYA)
    with pytest.raises(NotAColleague):
        step_aside(scene, talk, ANA, by=KIM, before=KIM)


def test_the_one_who_stepped_aside_takes_the_lead_again(scene: Scene) -> None:
    talk = scene.open()
    step_aside(scene, talk, scene.met(KIM))
    step_aside(scene, talk, scene.met(PRIYA), by=KIM, before=KIM)
    assert talk.manager_id == scene.person(PRIYA)
    assert room(scene, talk) == f"{ANA},{KIM},{PRIYA}"
