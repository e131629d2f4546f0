"""What comes of a workshop: its result, what is kept, an open deal for each, and a lesson that is taken back."""

from datetime import timedelta

import pytest

from bot.domain.workshops import Stage
from bot.errors import NotAllowed, WorkshopClosed
from bot.storage import workspaces
from bot.use_cases.playbook import playbook
from bot.use_cases.workshop import outcomes
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.workshop_hour import FIRST, OTHER, TEAM, VOTE_ENDS, WorkshopHour


@pytest.fixture
def hour(scene: Scene) -> WorkshopHour:
    return WorkshopHour(scene)


@pytest.fixture
def vote(scene: Scene) -> WorkshopHour:
    return WorkshopHour(scene).comes_to_a_vote()


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


@pytest.mark.parametrize("written", [(), (FIRST, OTHER)])
def test_an_hour_that_ended_days_ago_has_no_vote_and_its_leader_may_keep_what_was_written(
    hour: WorkshopHour, written: tuple[str, ...]
) -> None:
    hour.begins().writes(*written)
    hour.passes(timedelta(days=9))
    hour.passes(timedelta(days=9))
    assert hour.stands()[0] == Stage.UNVOTED
    assert "there was no vote" in hour.in_channel()[0]
    assert "I was away when your workshop ended" in hour.told(KIM)[-1]
    assert [practice in hour.told(KIM)[-1] for practice in (FIRST, OTHER)] == [bool(written)] * 2
    assert (hour.told(ANA), len(hour.told(KIM)), "to be voted on" in str(hour.in_channel())) == ([], 2, False)
    for practice in written:
        outcomes.keep(hour.scene.session, hour.actor(KIM), hour.practice(practice), hour.scene.tick())
    assert hour.told(KIM)[-1].count("· in the playbook") == len(written)


@pytest.mark.parametrize(
    ("votes", "stage", "offered"), [(1, Stage.OVER, "the team voted for 1 practice"), (0, Stage.UNVOTED, "I was away")]
)
def test_a_result_of_days_ago_stands_where_the_vote_was(
    vote: WorkshopHour, votes: int, stage: Stage, offered: str
) -> None:
    before = len(vote.in_channel())
    for _ in range(votes):
        vote.votes(ANA, vote.practice(OTHER))
    vote.passes(VOTE_ENDS - vote.scene.now + timedelta(days=9))
    assert (vote.stands()[0], len(vote.in_channel())) == (stage, before)
    assert "the vote is closed" in vote.in_channel()[-1]
    assert offered in vote.told(KIM)[-1]
    assert [len(vote.told(user)) for user in TEAM] == [votes] * len(TEAM)


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
