"""A workshop is planned: its lesson, its people, its hour, its mixed groups; and it begins."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bot.domain.workshops import LATEST, WRITE_FOR, Stage, Unfit
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed, NotFound, NoWorkshop
from bot.storage import workspaces
from bot.storage.models import OutboxRow, RoomRow
from bot.use_cases import channels
from bot.use_cases.workshop import planning
from tests import lost_deals
from tests.factories import ANA, KIM, Scene
from tests.workshop_hour import BEN, FIRST, TEAM, VOTE_ENDS, WorkshopHour, guest, stranger


@pytest.fixture
def hour(scene: Scene) -> WorkshopHour:
    return WorkshopHour(scene)


def test_the_form_offers_what_may_be_told_and_the_team(hour: WorkshopHour) -> None:
    for name, consent in (("Sensitive", Consent.NAME), ("Unasked", None), ("Refused", Consent.NO)):
        talk = lost_deals.loss(hour.scene.session, hour.scene.workspace, name, consent=consent)
        talk.is_sensitive = name == "Sensitive"
    offer = planning.offer(hour.scene.session, hour.actor(KIM), hour.scene.now)
    assert [deal for deal, _ in offer.lessons.values()] == ["Northwind"]
    assert sorted(offer.team) == sorted(TEAM)
    assert min(offer.starts.values()) > hour.scene.now


def test_the_lesson_they_come_from_stands_first_also_when_it_is_old(hour: WorkshopHour) -> None:
    lost_deals.loss(hour.scene.session, hour.scene.workspace, "Fabrikam", done_at=hour.scene.now)
    later = hour.scene.now + timedelta(weeks=20)
    offer = planning.offer(hour.scene.session, hour.actor(KIM), later, hour.lesson)
    assert [deal for deal, _ in offer.lessons.values()] == ["Northwind"]
    hour.takes_lesson_back()
    with pytest.raises(NotFound):
        planning.offer(hour.scene.session, hour.actor(KIM), later, hour.lesson)


def test_who_leads_nobody_holds_none_but_an_admin_may(hour: WorkshopHour) -> None:
    now, session = hour.scene.now, hour.scene.session
    for actor in (hour.actor(ANA), guest(hour.actor(KIM)), stranger(hour.actor(KIM))):
        with pytest.raises(NotAllowed):
            planning.offer(session, actor, now)
        with pytest.raises(NotAllowed):
            planning.preview(session, actor, hour.plan, now)
        with pytest.raises(NotAllowed):
            planning.hold(session, actor, hour.plan, now)
    assert planning.offer(session, replace(hour.actor(ANA), is_admin=True), now).lessons


def test_the_groups_are_shown_before_and_mixed_again(hour: WorkshopHour) -> None:
    def shown(seed: int) -> tuple[tuple[str, ...], ...]:
        plan = replace(hour.plan, id=UUID(int=seed))
        return planning.preview(hour.scene.session, hour.actor(KIM), plan, hour.scene.now).groups

    assert [len(group) for group in shown(1)] == [3, 3]
    assert shown(1) == shown(1)
    assert len({tuple(sorted(map(tuple, map(sorted, shown(seed))))) for seed in range(1, 6)}) > 1


@pytest.mark.parametrize("quiet_hours", ["yes", "no"])
def test_whoever_is_away_then_is_left_out_and_the_leader_hears_who(hour: WorkshopHour, quiet_hours: str) -> None:
    away = lost_deals.person(hour.scene.session, hour.scene.workspace, BEN)
    workspaces.change(hour.scene.session, hour.scene.workspace, "quiet_hours", quiet_hours)
    away.away_until = date(2026, 12, 1)
    shown = planning.preview(hour.scene.session, hour.actor(KIM), hour.plan, hour.scene.now)
    assert (shown.left_out, [len(group) for group in shown.groups]) == ((BEN,), [5])
    assert "Not at work now, so left out: <@U0BEN>." in hour.begins().told(KIM)[0]
    assert BEN not in str(hour.in_channel())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"people": (ANA,)}, "too_few"),
        ({"starts_at": lost_deals.FRIDAY - WRITE_FOR}, "too_late"),
    ],
)
def test_a_plan_that_does_not_fit(hour: WorkshopHour, change: dict[str, Any], why: str) -> None:
    hour.plan = replace(hour.plan, **change)
    with pytest.raises(NoWorkshop) as refused:
        hour.begins()
    assert refused.value.why == why


def test_it_takes_a_channel_in_which_no_other_is_held(hour: WorkshopHour) -> None:
    hour.begins().plan = replace(hour.plan, id=UUID(int=9))
    for setting, why in (("C0SALES", "under_way"), ("none", "no_channel")):
        workspaces.change(hour.scene.session, hour.scene.workspace, "team_channel", setting)
        with pytest.raises(NoWorkshop) as refused:
            hour.begins()
        assert refused.value.why == why


def test_a_lesson_that_may_not_be_told_is_nothing_to_work_on(hour: WorkshopHour) -> None:
    hour.takes_lesson_back()
    with pytest.raises(NoWorkshop) as refused:
        planning.offer(hour.scene.session, hour.actor(KIM), hour.scene.now)
    assert refused.value.why == Unfit.NO_LESSON
    with pytest.raises(NotFound):
        hour.begins()


def test_the_same_plan_sent_twice_is_one(hour: WorkshopHour) -> None:
    hour.begins()
    before = len(hour.scene.outbox())
    hour.begins()
    assert (hour.stands(), len(hour.scene.outbox())) == ((Stage.WRITING, 2), before)


def test_a_planned_one_begins_at_its_hour(hour: WorkshopHour) -> None:
    hour.plan = replace(hour.plan, starts_at=hour.scene.now + timedelta(hours=1))
    assert "your workshop is planned" in hour.begins().told(KIM)[0]
    assert hour.in_channel() == []
    hour.passes(timedelta(hours=1))
    assert hour.stands() == (Stage.WRITING, 2)
    assert all("your workshop is under way" in told for told in hour.told(KIM))


@pytest.mark.parametrize(("late", "words"), [(LATEST * 2, "went by without me"), (timedelta(), "Too few of those")])
def test_one_that_cannot_begin_says_so_to_its_leader_alone(hour: WorkshopHour, late: timedelta, words: str) -> None:
    hour.plan = replace(hour.plan, starts_at=hour.scene.now + timedelta(hours=1))
    hour.begins()
    if not late:
        for user in TEAM[1:]:
            hour.scene.met(user, active=False)
    hour.passes(timedelta(hours=1) + late)
    assert (hour.row().stage, hour.row().due_at, hour.in_channel()) == (Stage.STOPPED, None, [])
    assert words in hour.told(KIM)[-1]


def shares(hour: WorkshopHour) -> None:
    channels.share(hour.scene.session, hour.scene.workspace, hour.row().channel, hour.scene.now)


def posts_in(hour: WorkshopHour, channel: str) -> int:
    query = select(OutboxRow.id).join(RoomRow, RoomRow.id == OutboxRow.room_id).where(RoomRow.channel == channel)
    return len(hour.scene.session.scalars(query).all())


def test_it_opens_where_the_team_is_by_then_and_not_where_others_read(hour: WorkshopHour) -> None:
    hour.plan = replace(hour.plan, starts_at=hour.scene.now + timedelta(hours=1))
    hour.begins()
    channels.choose(hour.scene.session, hour.scene.workspace, "team_channel", "C0MOVED", hour.scene.now)
    hour.passes(timedelta(hours=1))
    assert (hour.row().channel, posts_in(hour, "C0SALES"), posts_in(hour, "C0MOVED")) == ("C0MOVED", 0, 1)


@pytest.mark.parametrize("when", ["planned", "written", "voted"])
def test_where_another_company_reads_by_now_it_ends_and_its_leader_hears_why(hour: WorkshopHour, when: str) -> None:
    if when == "planned":
        hour.plan = replace(hour.plan, starts_at=hour.scene.now + timedelta(hours=1))
    hour.begins() if when != "voted" else hour.comes_to_a_vote()
    channel = hour.row().channel
    before = posts_in(hour, channel)
    shares(hour)
    if when == "written":
        hour.writes(FIRST)
    hour.passes({"planned": timedelta(hours=1), "written": WRITE_FOR, "voted": VOTE_ENDS - hour.scene.now}[when])
    assert (hour.row().stage, hour.row().due_at, posts_in(hour, channel)) == (Stage.STOPPED, None, before)
    assert "Another company reads the team channel" in hour.told(KIM)[-1]
