"""The vote on what the groups of a workshop wrote."""

import pytest

from bot.errors import NotAllowed, NotFound
from bot.use_cases.workshop import voting
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.workshop_hour import OTHER, TEAM, VOTE_ENDS, WorkshopHour, guest, stranger


@pytest.fixture
def hour(scene: Scene) -> WorkshopHour:
    return WorkshopHour(scene)


@pytest.fixture
def vote(scene: Scene) -> WorkshopHour:
    return WorkshopHour(scene).comes_to_a_vote()


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
