"""A workshop from its plan to what comes of it: mixed groups, a timer, practices, votes, and an open deal for each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bot.access import Actor
from bot.domain.workshops import LAST_CALL, LATEST, WRITE_FOR, Stage, Unfit
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed, NotFound, NoWorkshop, WorkshopClosed
from bot.storage import workspaces
from bot.use_cases.playbook import playbook
from bot.use_cases.workshop import outcomes, planning, practices, stages, voting
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, text
from tests.workshop_hour import BEN, FIRST, OTHER, TEAM, WorkshopHour

VOTE_ENDS = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def hour(scene: Scene) -> WorkshopHour:
    return WorkshopHour(scene)


def guest(actor: Actor) -> Actor:
    return replace(actor, is_guest=True)


def stranger(actor: Actor) -> Actor:
    return replace(actor, person=None, is_outside=True)


# Planning


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


# Writing


def test_it_begins_with_a_thread_for_each_group_that_names_only_its_members(hour: WorkshopHour) -> None:
    opening, *rest = hour.begins().in_channel()
    assert opening.startswith("*Northwind: the workshop has begun.* Ask &lt;!channel&gt; who signs.")
    roots, cards = rest[::2], rest[1::2]
    for number, (root, group) in enumerate(zip(roots, hour.groups(), strict=True), start=1):
        assert root.startswith(f"*Workshop, group {number} of 2:* <@U0")
        assert root.count("<@") == 3
        assert hour.member(group).slack_user in root
    assert all("We think this decided it" in card and "<@" not in card for card in cards)
    assert [row.thread_id for row in hour.scene.outbox() if row.thread_id] == [one.root_id for one in hour.groups()]


def test_what_a_group_writes_stands_on_its_card_alone_and_changes(hour: WorkshopHour) -> None:
    hour.begins().writes("Ask <@U0EVE> who signs.", "")
    hour.writes(FIRST, OTHER)
    first, second = hour.in_channel()[2::2]
    assert f"1. {FIRST}\n2. {OTHER}" in first
    assert FIRST not in second
    hour.writes("", "")
    assert hour.written() == []


@pytest.mark.parametrize("typed", [f"practice: {FIRST}", f"Practices : {FIRST}", f"VORGEHEN: {FIRST}"])
def test_a_typed_practice_is_kept_once_and_has_a_sign(hour: WorkshopHour, typed: str) -> None:
    ref = hour.begins().types(typed)
    hour.types(typed, ref=ref)
    hour.types("I like it.")
    assert (hour.written(), len(hour.scene.outbox("react"))) == ([FIRST], 1)


def test_a_typed_practice_follows_its_edits_and_its_deletion(hour: WorkshopHour) -> None:
    one, two = hour.begins().types(f"practice: {FIRST}"), hour.types(f"practice: {OTHER}")
    hour.edits(one, "practice: Ask.")
    assert hour.written() == ["Ask.", OTHER]
    hour.edits(one, "never mind")
    hour.deletes(two)
    assert hour.written() == []
    hour.edits(one, "practice: After all.")
    assert hour.written() == ["After all."]


def test_a_third_practice_is_not_kept_and_its_writer_hears_so(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST, OTHER)
    hour.types("practice: A third.")
    assert hour.written() == [FIRST, OTHER]
    assert "has two practices already" in text(hour.scene.outbox("ephemeral")[-1])


def test_only_members_write_in_a_group(hour: WorkshopHour) -> None:
    session, member = hour.scene.session, hour.begins().member(hour.groups()[0])
    group = hour.groups()[0].id
    for actor in (hour.member(hour.groups()[1]), hour.actor(KIM), guest(member), stranger(member)):
        hour.types(f"practice: {FIRST}", by=actor)
        with pytest.raises(NotAllowed):
            practices.page(session, actor, group)
        with pytest.raises(NotAllowed):
            practices.write(session, actor, group, [FIRST], hour.scene.now)
        with pytest.raises(NotAllowed):
            practices.done(session, actor, group, hour.scene.now)
    assert hour.written() == []


def test_the_timer_warns_once_and_then_closes(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST)
    hour.passes(WRITE_FOR - LAST_CALL)
    assert [said.startswith("Two minutes left") for said in hour.in_channel()[-2:]] == [True, True]
    assert hour.stands()[0] == Stage.LAST_CALL
    hour.writes(FIRST, OTHER)
    hour.passes(LAST_CALL)
    assert hour.stands()[0] == Stage.VOTING
    for group in (0, 1):
        with pytest.raises(WorkshopClosed):
            hour.writes("Late.", group=group)
    hour.types("practice: Late.")
    assert "that part of it is over" in text(hour.scene.outbox("ephemeral")[-1])


def test_a_worker_that_slept_through_it_closes_without_a_warning(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST)
    hour.passes(WRITE_FOR * 2)
    assert hour.stands()[0] == Stage.VOTING
    assert "Two minutes" not in str(hour.in_channel())


def test_it_closes_once_all_groups_are_done(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST)
    hour.writes(OTHER, group=1)
    for place, stage in enumerate((Stage.WRITING, Stage.VOTING)):
        group = hour.groups()[place]
        practices.done(hour.scene.session, hour.member(group), group.id, hour.scene.tick())
        assert hour.stands()[0] == stage


def test_its_leader_closes_or_stops_it_and_nobody_else(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST)
    session, row = hour.scene.session, hour.row()
    for act in (stages.close_now, stages.stop):
        for actor in (hour.actor(ANA), guest(hour.actor(KIM)), stranger(hour.actor(KIM))):
            with pytest.raises(NotAllowed):
                act(session, actor, row.id, hour.scene.now)
    stages.close_now(session, hour.actor(KIM), row.id, hour.scene.tick())
    with pytest.raises(WorkshopClosed):
        stages.close_now(session, hour.actor(KIM), row.id, hour.scene.tick())
    for _ in "12":
        stages.stop(session, hour.actor(KIM), row.id, hour.scene.tick())
    assert (hour.stands()[0], hour.row().due_at) == (Stage.STOPPED, None)
    assert "the workshop was stopped" in hour.in_channel()[0]
    assert "the workshop is stopped" in hour.told(KIM)[0]
    with pytest.raises(WorkshopClosed):
        hour.votes(ANA, hour.practice(FIRST))
    hour.passes(timedelta(days=7))
    assert hour.told(ANA) == []


def test_where_nothing_is_written_that_is_said_once_and_nobody_is_asked(hour: WorkshopHour) -> None:
    hour.begins().times_out()
    assert hour.stands()[0] == Stage.OVER
    assert [said for said in hour.in_channel() if "no practice was written" in said] == [hour.in_channel()[-1]]
    hour.passes(timedelta(days=7))
    assert hour.told(ANA) == []


# Voting


@pytest.fixture
def vote(hour: WorkshopHour) -> WorkshopHour:
    hour.begins().writes(FIRST, OTHER)
    hour.writes("Before the demo ask who signs", group=1)
    hour.times_out()
    return hour


def test_the_vote_shows_all_practices_put_together_and_not_whose_they_are(vote: WorkshopHour) -> None:
    head, *lines = vote.in_channel()[-1].split("\n")
    assert head.startswith("*Northwind: what should we adopt?* 2 practices from all groups")
    assert "until Tuesday 24 November, 09:00" in head
    assert len(lines) == 2
    assert all(line.endswith("0 votes") for line in lines)
    assert not any(f"<@{user}>" in vote.in_channel()[-1] or "group 1" in vote.in_channel()[-1] for user in TEAM)


def test_one_vote_a_person_and_practice_taken_back_at_will(vote: WorkshopHour) -> None:
    other = vote.practice(OTHER)
    for by in (ANA, ANA, PRIYA, KIM):
        told = vote.votes(by, other)
    assert told.startswith("*Northwind:* you voted for 1 practice of at most 3.")
    assert "Bring the security papers. · 3 votes" in vote.in_channel()[-1]
    for _ in "12":
        assert "you have no vote here now" in vote.votes(ANA, other, back=True)
    assert "Bring the security papers. · 2 votes" in vote.in_channel()[-1]
    waiting = [row for row in vote.scene.outbox("update") if row.target_id == vote.row().vote_id]
    assert len(waiting) == 1  # the changes that wait are one


def test_three_votes_are_all(hour: WorkshopHour) -> None:
    texts = ("Ask.", "Listen.", "Wait.", "Prove.")
    hour.begins().writes(*texts[:2])
    hour.writes(*texts[2:], group=1)
    hour.times_out()
    for one in texts[:3]:
        hour.votes(ANA, hour.practice(one))
    assert "you have given all 3 votes" in hour.votes(ANA, hour.practice("Prove."))
    assert "you voted for 3 practices" in hour.votes(ANA, hour.practice("Ask."))
    hour.votes(ANA, hour.practice("Ask."), back=True)
    assert "you voted for 3 practices" in hour.votes(ANA, hour.practice("Prove."))


def test_guests_and_other_workspaces_do_not_vote(vote: WorkshopHour) -> None:
    other = vote.practice(OTHER)
    for actor in (guest(vote.actor()), stranger(vote.actor())):
        with pytest.raises(NotAllowed):
            voting.vote(vote.scene.session, actor, other, "C0SALES", "k", vote.scene.now)
    elsewhere = lost_deals.workspace(vote.scene.session, "T0OTHER")
    with pytest.raises(NotFound):
        voting.vote(
            vote.scene.session, lost_deals.actor(vote.scene.session, elsewhere, ANA), other, "C", "k", VOTE_ENDS
        )


# What comes of it


@pytest.fixture
def over(vote: WorkshopHour) -> WorkshopHour:
    vote.votes(ANA, vote.practice(OTHER))
    vote.passes(VOTE_ENDS - vote.scene.now)
    return vote


def test_the_result_is_told_once_and_all_who_took_part_are_asked_once(over: WorkshopHour) -> None:
    over.passes(timedelta(days=3))
    assert [said for said in over.in_channel() if "this is what we adopt" in said] == [
        "*Northwind: this is what we adopt.*\n• Bring the security papers. · 1 vote"
    ]
    for user in TEAM:
        [asked] = over.told(user)
        assert "The team voted for: Bring the security papers." in asked
        assert "In two weeks I ask once whether it helped." in asked
    with pytest.raises(WorkshopClosed):
        over.votes(ANA, over.practice(OTHER))


def test_somebody_is_asked_in_their_own_hours(vote: WorkshopHour) -> None:
    lost_deals.person(vote.scene.session, vote.scene.workspace, ANA).zone = "America/New_York"
    workspaces.change(vote.scene.session, vote.scene.workspace, "quiet_hours", "yes")
    vote.passes(VOTE_ENDS - vote.scene.now)
    assert (vote.told(ANA), len(vote.told(PRIYA))) == ([], 1)
    vote.passes(timedelta(hours=5))
    assert len(vote.told(ANA)) == 1


def test_its_leader_keeps_a_practice_beside_the_lesson(over: WorkshopHour) -> None:
    session, other = over.scene.session, over.practice(OTHER)
    assert "the team voted for 1 practice." in over.told(KIM)[-1]
    with pytest.raises(NotAllowed):
        outcomes.keep(session, over.actor(ANA), other, over.scene.now)
    for _ in "12":
        outcomes.keep(session, over.actor(KIM), other, over.scene.tick())
    assert over.told(KIM)[-1].endswith("Bring the security papers. · 1 vote · in the playbook")
    page = playbook.page(session, over.actor(ANA), over.lesson)
    assert (page.is_kept, page.practices) == (True, (OTHER,))


@pytest.mark.parametrize("how_far", ["begun", "voting", "over"])
def test_a_lesson_that_is_taken_back_goes_from_every_message(hour: WorkshopHour, how_far: str) -> None:
    hour.begins().writes(FIRST)
    if how_far != "begun":
        hour.times_out()
    if how_far == "over":
        hour.votes(ANA, hour.practice(FIRST))
        hour.passes(VOTE_ENDS - hour.scene.now)
    hour.takes_lesson_back()
    said = [*hour.in_channel(), *hour.told(KIM), *hour.told(ANA)]
    assert not [one for one in said if "Northwind" in one or "who signs" in one]
    hour.passes(timedelta(days=7))
    assert len([*hour.in_channel(), *hour.told(KIM), *hour.told(ANA)]) == len(said)
