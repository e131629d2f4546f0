"""The loss of the week in the team channel, and what colleagues can do with it, over real HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import clock
from bot.domain.conversation import Quotable
from bot.domain.deals import DealEvent, EventKind, Outcome
from bot.domain.trials import TRY_FOR
from bot.storage.models import CheerRow, InboxRow, PersonRow, ReactionRow, TrialRow, WorkspaceRow
from bot.use_cases.losses import deals
from sandbox.actors import Actor
from sandbox.seen import Seen
from sandbox.views import View
from tests import lost_deals
from tests.house import House
from tests.lost_deals import CHANNEL, LESSON, Said

SALES = CHANNEL


def open_modal(person: Actor) -> View:
    """What this person has open."""
    assert person.modal is not None
    return person.modal


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


def test_a_lesson_comes_back_to_whoever_gave_it(house: House, celebration: Seen) -> None:
    kim = house.sandbox.person("kim")
    with house.db.begin() as session:
        workspace = session.get_one(WorkspaceRow, house.workspace_id)
        deal = lost_deals.deal(session, workspace, "Fabrikam", owner=kim.id, outcome=Outcome.OPEN, closed_at=None)
        deal_id, connection_id, external_id = deal.id, deal.connection_id, deal.external_id
    kim.clicks(celebration, "I can use this")
    kim.submits(deal=str(deal_id))
    house.wait(TRY_FOR + timedelta(days=3))
    kim.clicks(house.sandbox.messages(house.sandbox.dm("kim"))[-1], "It helped")
    house.settle()
    won = DealEvent(external_id, EventKind.WON, clock.now())
    with house.db.begin() as session:
        of = {"workspace_id": house.workspace_id, "connection_id": connection_id}
        deals.record(session, **of, event=won, deal=None, now=clock.now())
    house.wait(timedelta(hours=1))
    thanks = house.sandbox.messages(house.sandbox.dm("ana"))[-1].words
    assert (
        thanks == "*Fabrikam is won.* Your Northwind lesson was used on it, and it helped. Thank you for passing it on."
    )
    kim.clicks(celebration, "Tell me more")
    assert "Tried on 1 deal since:* it helped on 1" in kim.modal_words


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


def test_replies_below_it_are_counted_and_no_word_of_them_is_kept(house: House, celebration: Seen) -> None:
    kim = house.sandbox.person("kim")
    reply = kim.says(celebration, "Cheers to you two!")
    kim.says(SALES, "Lunch, anybody?")
    house.settle()
    assert [(row.slack_user, row.slack_ts) for row in house.rows(CheerRow)] == [(kim.id, reply.ts)]
    (kept,) = [row.body for row in house.rows(InboxRow) if reply.ts.encode() in row.body]
    assert b"Cheers" not in kept
    assert not [row for row in house.rows(InboxRow) if b"Lunch" in row.body]


def test_a_manager_keeps_the_lesson_and_everybody_finds_it(house: House, celebration: Seen) -> None:
    priya, kim = house.sandbox.person("priya"), house.sandbox.person("kim")
    with house.db.begin() as session:
        workspace = session.get_one(WorkspaceRow, house.workspace_id)
        lost_deals.person(session, workspace, kim.id).manager_id = lost_deals.person(session, workspace, priya.id).id
    priya.clicks(celebration, "Tell me more")
    priya.clicks(open_modal(priya), "Keep in the playbook")
    assert priya.submits(new_tags="signing, trust") == {}
    assert "In the playbook: signing, trust." in priya.modal_words
    found = kim.command("/retro lesson signs", SALES)
    assert found is not None
    assert LESSON in found.words
    kim.clicks(found, "Open")
    kim.clicks(open_modal(kim), "Seen again")
    assert "*Seen again:* 1 time." in kim.modal_words
    kim.clicks(open_modal(kim), "I can use this")
    assert kim.submits(deal_name="Woodgrove") == {}
    house.settle()
    whisper = [seen for seen in kim.sees(SALES) if seen.ephemeral][-1]
    assert whisper.words.startswith("*Woodgrove:* noted")
