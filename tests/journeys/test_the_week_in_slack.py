"""The loss of the week in the team channel, and what colleagues can do with it, over real HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import clock
from bot.domain.conversation import Quotable
from bot.domain.deals import Outcome
from bot.storage.models import PersonRow, ReactionRow, TrialRow, WorkspaceRow
from sandbox.seen import Seen
from tests import lost_deals
from tests.house import House
from tests.lost_deals import CHANNEL, LESSON, Said

SALES = CHANNEL


@pytest.fixture
def celebration(house: House) -> Seen:
    """Ana's loss, told in the team channel on Friday."""
    with house.db.begin() as session:
        workspace = session.get_one(WorkspaceRow, house.workspace_id)
        said = (Said("They showed us the first week.", Quotable.INSIDE),)
        lost_deals.loss(session, workspace, said=said, done_at=clock.now() - timedelta(hours=1))
    house.to("friday_1500")
    celebration, _ = house.sandbox.messages(SALES)[-2:]
    return celebration


def test_a_colleague_uses_the_lesson_on_a_deal_of_their_own(house: House, celebration: Seen) -> None:
    kim = house.sandbox.person("kim")
    with house.db.begin() as session:
        workspace = session.get_one(WorkspaceRow, house.workspace_id)
        fabrikam = lost_deals.deal(session, workspace, "Fabrikam", owner=kim.id, outcome=Outcome.OPEN)
    kim.clicks(celebration, "I can use this")
    assert LESSON in kim.modal_words
    assert kim.submits() == {"deal_name": "Choose a deal, or type the name of one."}
    assert kim.submits(deal=str(fabrikam.id)) == {}
    house.settle()
    [whisper] = [seen for seen in kim.sees(SALES) if seen.ephemeral]
    assert whisper.words.startswith("*Fabrikam:* noted, you will try it there.")
    [trial] = house.rows(TrialRow)
    assert (trial.deal_id, trial.deal_name) == (fabrikam.id, "Fabrikam")
    with house.db.read() as session:
        person = session.scalars(select(PersonRow).where(PersonRow.id == trial.person_id)).one()
        assert person.slack_user == kim.id


def test_a_colleague_without_open_deals_types_a_name(house: House, celebration: Seen) -> None:
    kim = house.sandbox.person("kim")
    kim.clicks(celebration, "I can use this")
    assert kim.submits(deal_name="Woodgrove <!channel>") == {}
    house.settle()
    [whisper] = [seen for seen in kim.sees(SALES) if seen.ephemeral]
    assert whisper.text.startswith("*Woodgrove &lt;!channel&gt;:* noted")


def test_a_colleague_asks_for_more(house: House, celebration: Seen) -> None:
    kim = house.sandbox.person("kim")
    kim.clicks(celebration, "Tell me more")
    told = kim.modal_words
    for words in (LESSON, "A competitor won", "Price, Trust", "They showed us the first week."):
        assert words in told


def test_reactions_are_counted_and_taken_back(house: House, celebration: Seen) -> None:
    kim, ana = house.sandbox.person("kim"), house.sandbox.person("ana")
    kim.reacts(celebration, "clap")
    ana.reacts(celebration, "tada")
    house.settle()
    assert {(row.slack_user, row.name) for row in house.rows(ReactionRow)} == {(kim.id, "clap"), (ana.id, "tada")}
    kim.reacts(celebration, "clap", on=False)
    house.settle()
    assert {(row.slack_user, row.name) for row in house.rows(ReactionRow)} == {(ana.id, "tada")}
