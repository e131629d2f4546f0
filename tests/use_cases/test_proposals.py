"""Whoever leads hears the day before which loss would be told, and may have another one told, or none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed, NotFound, NotToBeTold, ProposalOver
from bot.messages import ids
from bot.storage import slots, workspaces
from bot.storage.database import Database
from bot.storage.models import OutboxRow, ProposalRow, RetrospectiveRow, SlotRow, WorkspaceRow
from bot.use_cases.week import consents, occasions, proposals, proposing, weekly
from tests import lost_deals
from tests.lost_deals import ANA, BEN, FRIDAY, KIM, Said

PRIYA, LEE = "U0PRIYA", "U0LEE"
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
THURSDAY = FRIDAY - DAY - 6 * HOUR  # 09:00, as its work begins


@dataclass
class Eve:
    """Ana's Northwind would be told on Friday; Ben's Fabrikam and Kim's Litware could be. Priya leads Ana."""

    session: Session
    workspace: WorkspaceRow
    talks: dict[str, RetrospectiveRow]

    def actor(self, slack_user: str = PRIYA) -> Actor:
        return lost_deals.actor(self.session, self.workspace, slack_user)

    def comes(self, now: datetime = THURSDAY) -> None:
        workspace = slots.claim(self.session, self.workspace.id, now, slots.PROPOSAL)
        if workspace is not None:
            proposing.hold(self.session, workspace, now)
        self.session.flush()

    def friday(self) -> list[str]:
        """What the team reads first of the celebration."""
        weekly.post(self.session, self.workspace, FRIDAY)
        self.session.flush()
        rows = self.session.scalars(select(OutboxRow).where(OutboxRow.dedupe_key.startswith("celebration:")))
        return [str((row.payload or {})["text"]).split(" ")[0] for row in rows]

    def row(self) -> ProposalRow:
        return self.session.scalars(select(ProposalRow)).one()

    def pick(self, deal: str, by: str = PRIYA, *, at: timedelta = HOUR) -> None:
        chosen = self.talks[deal].id
        proposals.pick(self.session, self.actor(by), self.row().id, chosen, THURSDAY + at)
        self.session.flush()

    def cards(self) -> list[OutboxRow]:
        query = select(OutboxRow).where(OutboxRow.dedupe_key.startswith("proposal:"))
        return list(self.session.scalars(query.execution_options(populate_existing=True)))

    def card(self) -> dict[str, object]:
        """The card as it stands now."""
        post = self.cards()[0]
        edits = select(OutboxRow).where(OutboxRow.target_id == post.id).order_by(OutboxRow.id.desc())
        newest = self.session.scalars(edits.execution_options(populate_existing=True)).first()
        return (newest or post).payload or {}

    def why_not(self) -> str | None:
        return self.session.scalars(select(SlotRow.reason).where(SlotRow.kind == slots.Kind.PROPOSAL)).one()


@pytest.fixture
def eve(db: Database) -> Iterator[Eve]:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        northwind = lost_deals.loss(session, workspace, said=(Said("Slow."),), action="Map the deciders.")
        talks = {
            "Northwind": northwind,
            "Fabrikam": lost_deals.loss(session, workspace, "Fabrikam", rep=BEN, action="Call sooner."),
            "Litware": lost_deals.loss(session, workspace, "Litware", rep=KIM),
        }
        for talk in talks.values():
            talk.manager_id = lost_deals.person(session, workspace, PRIYA).id
        workspace.next_slot_at = FRIDAY
        session.flush()
        yield Eve(session, workspace, talks)


@pytest.mark.both_databases
def test_whoever_leads_is_asked_once_and_silence_means_that_it_stands(eve: Eve) -> None:
    eve.comes(THURSDAY - timedelta(minutes=1))
    assert eve.cards() == []
    assert eve.workspace.next_proposal_at == THURSDAY
    for minutes in (0, 1, 60):
        eve.comes(THURSDAY + timedelta(minutes=minutes))
        eve.workspace.next_proposal_at = None
    [post] = eve.cards()
    assert post.lane == f"dm:{PRIYA}"
    assert eve.card()["text"] == (
        "*Northwind* would be the loss of the week on Friday 20 November. What speaks for it: the customer's own "
        "voice, a prompt call with the customer, an action that is planned. Or another one? If you leave this, it is "
        "told as it stands."
    )
    assert "Fabrikam: an action that is planned" in str(eve.card())
    assert eve.friday() == ["*Northwind"]
    assert eve.card() == {"text": "*Northwind* was the loss of the week. Thank you for looking."} | {
        "blocks": eve.card()["blocks"]
    }
    assert "action_id" not in str(eve.card())


def test_what_stands_was_proposed_even_if_something_better_comes_meanwhile(eve: Eve) -> None:
    eve.comes()
    lost_deals.loss(
        eve.session, eve.workspace, "Woodgrove", rep=LEE, said=(Said("Late."),), action="Ask.", done_at=FRIDAY - 2 * DAY
    )
    assert eve.friday() == ["*Northwind"]


def test_another_one_is_picked_for_that_week_only(eve: Eve) -> None:
    eve.comes()
    for deal in ("Litware", "Fabrikam", "Fabrikam"):  # a change of mind, and a second click
        eve.pick(deal)
    assert str(eve.card()["text"]).startswith("*Fabrikam* will be the loss of the week")
    assert ids.LET_IT_BE not in str(eve.card())
    assert eve.friday() == ["*Fabrikam"]
    eve.comes(THURSDAY + WEEK)
    newest = eve.cards()[-1]
    assert str((newest.payload or {})["text"]).startswith("*Northwind* would be")


def test_none_is_told_where_they_want_none_and_all_wait_for_another_week(eve: Eve) -> None:
    eve.comes()
    for _ in range(2):
        proposals.none_this_week(eve.session, eve.actor(), eve.row().id, THURSDAY + HOUR)
    assert "none is told on Friday 20 November, as you said" in str(eve.card()["text"])
    assert ids.PICK_ANOTHER in str(eve.card())
    assert eve.friday() == []
    assert "none was told this time" in str(eve.card()["text"])
    weekly.post(eve.session, eve.workspace, FRIDAY + WEEK)
    assert eve.friday() == ["*Northwind"]


def test_a_rep_who_takes_it_back_is_heard_and_the_card_says_what_stands(eve: Eve) -> None:
    eve.comes()
    eve.pick("Fabrikam")
    consents.answer(eve.session, eve.actor(BEN), eve.talks["Fabrikam"].id, Consent.NO, THURSDAY + 2 * HOUR)
    assert str(eve.card()["text"]).startswith("*Northwind* would be")
    assert "Fabrikam" not in str(eve.card())
    with pytest.raises(NotToBeTold):
        eve.pick("Fabrikam")
    assert eve.friday() == ["*Northwind"]


def test_nothing_left_to_tell_is_said(eve: Eve) -> None:
    eve.comes()
    for deal, rep in (("Northwind", ANA), ("Fabrikam", BEN), ("Litware", KIM)):
        consents.answer(eve.session, eve.actor(rep), eve.talks[deal].id, Consent.NO, THURSDAY + HOUR)
    assert "nothing is left to tell" in str(eve.card()["text"])
    assert eve.friday() == []


def test_a_late_click_changes_nothing(eve: Eve) -> None:
    eve.comes()
    told = eve.friday()
    for at in (HOUR, DAY + 6 * HOUR):  # the click waited, or came afterwards
        with pytest.raises(ProposalOver):
            eve.pick("Fabrikam", at=at)
        with pytest.raises(ProposalOver):
            proposals.none_this_week(eve.session, eve.actor(), eve.row().id, THURSDAY + at)
    assert eve.friday() == told == ["*Northwind"]


def test_nobody_else_chooses_and_nothing_else_can_be_chosen(eve: Eve) -> None:
    eve.comes()
    elsewhere = lost_deals.workspace(eve.session, "T0OTHER")
    theirs = lost_deals.loss(eve.session, elsewhere, "Theirs")
    for actor, error in ((eve.actor(ANA), NotAllowed), (lost_deals.actor(eve.session, elsewhere, PRIYA), NotFound)):
        with pytest.raises(error):
            proposals.pick(eve.session, actor, eve.row().id, eve.talks["Fabrikam"].id, THURSDAY + HOUR)
        with pytest.raises(error):
            proposals.none_this_week(eve.session, actor, eve.row().id, THURSDAY + HOUR)
    for chosen in (theirs.id, UUID(int=0)):
        with pytest.raises(NotToBeTold):
            proposals.pick(eve.session, eve.actor(), eve.row().id, chosen, THURSDAY + HOUR)


def test_with_one_candidate_there_is_nothing_to_ask(eve: Eve) -> None:
    for deal in ("Fabrikam", "Litware"):
        eve.talks[deal].is_sensitive = True
    eve.comes()
    assert (eve.cards(), eve.why_not()) == ([], proposing.NO_CHOICE)
    assert eve.friday() == ["*Northwind"]


@pytest.mark.parametrize("name", ["proposal", "loss_of_the_week"])
def test_turned_off_nobody_is_asked(eve: Eve, name: str) -> None:
    workspaces.change(eve.session, eve.workspace, name, "no")
    eve.comes()
    assert (eve.cards(), eve.why_not()) == ([], occasions.OFF)
    assert eve.friday() == (["*Northwind"] if name == "proposal" else [])


def test_the_one_who_leads_by_the_settings_is_asked_instead(eve: Eve) -> None:
    lost_deals.person(eve.session, eve.workspace, LEE)
    workspaces.change(eve.session, eve.workspace, "gaffe_leader", LEE)
    eve.comes()
    assert [card.lane for card in eve.cards()] == [f"dm:{LEE}"]


def test_where_nobody_leads_or_nobody_who_does_is_at_work_nobody_is_asked(eve: Eve) -> None:
    workspaces.change(eve.session, eve.workspace, "quiet_hours", "yes")
    lost_deals.person(eve.session, eve.workspace, PRIYA).away_until = FRIDAY.date()
    eve.comes()
    assert (eve.cards(), eve.why_not()) == ([], proposing.NOT_AT_WORK)
    eve.talks["Northwind"].manager_id = None
    eve.session.execute(delete(SlotRow))
    eve.workspace.next_proposal_at = None
    eve.comes(THURSDAY + HOUR)
    assert (eve.cards(), eve.why_not()) == ([], proposing.NOBODY_LEADS)


def test_in_their_own_morning(eve: Eve) -> None:
    workspaces.change(eve.session, eve.workspace, "quiet_hours", "yes")
    lost_deals.person(eve.session, eve.workspace, PRIYA).zone = "America/New_York"
    eve.comes()
    assert [card.due_at for card in eve.cards()] == [THURSDAY + 5 * HOUR]
