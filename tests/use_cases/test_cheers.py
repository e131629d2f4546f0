"""Colleagues' reactions and replies below a celebration are counted, and lead to the choice of the month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import MessageRef
from bot.domain.wrap_ups import Consent
from bot.errors import TryLater
from bot.storage import cheers
from bot.storage.database import Database
from bot.storage.models import CelebrationRow, CheerRow, OutboxRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.week import celebrations, consents, weekly
from tests import lost_deals
from tests.lost_deals import ANA, BEN, CHANNEL, FRIDAY, KIM

WEEK = timedelta(weeks=1)
LEE = "U0LEE"
DECEMBER = FRIDAY + 2 * WEEK


@dataclass
class Team:
    """Colleagues around one celebration after the other."""

    session: Session
    workspace: WorkspaceRow

    def celebrates(self, deal: str, rep: str, at: datetime = FRIDAY, *, settled: bool = True) -> CelebrationRow:
        """The loss of a week, posted at the `ts` that is its deal's name as far as Slack has told."""
        talk = lost_deals.loss(self.session, self.workspace, deal, rep=rep, done_at=at - timedelta(days=1))
        self.workspace.next_slot_at = at
        weekly.post(self.session, self.workspace, at)
        self.session.flush()
        row = self.session.scalars(select(CelebrationRow).filter_by(retrospective_id=talk.id)).one()
        post = self.session.get_one(OutboxRow, row.post_id)
        post.state, post.tried_at = ("sent" if settled else "sending"), at
        if settled:
            post.channel, post.slack_ts = CHANNEL, deal
        self.session.flush()
        return row

    def actor(self, slack_user: str) -> Actor:
        return lost_deals.actor(self.session, self.workspace, slack_user)

    def replies(self, deal: str, *by: str) -> None:
        for who in by:
            ref = MessageRef(CHANNEL, f"reply.{deal}.{who}")
            celebrations.reply(self.session, self.actor(who), ref, deal)
        self.session.flush()

    def deletes(self, deal: str, by: str) -> None:
        ref = MessageRef(CHANNEL, f"reply.{deal}.{by}")
        celebrations.unreply(self.session, self.workspace.id, ref, deal, FRIDAY)
        self.session.flush()

    def counted(self, row: CelebrationRow) -> int:
        return cheers.count(self.session, row)

    def consents(self, row: CelebrationRow, choice: Consent) -> None:
        talk = self.session.get_one(RetrospectiveRow, row.retrospective_id)
        rep = lost_deals.person(self.session, self.workspace, self.rep(row))
        actor = Actor(self.workspace.id, rep.slack_user or "", rep.id)
        consents.answer(self.session, actor, talk.id, choice, FRIDAY)
        self.session.flush()

    def rep(self, row: CelebrationRow) -> str:
        return next(who for who in (ANA, BEN, KIM, LEE) if self.actor(who).person == row.rep_id)

    def post(self, row: CelebrationRow) -> str:
        """What the celebration says by now."""
        edits = select(OutboxRow).where(OutboxRow.target_id == row.post_id).execution_options(populate_existing=True)
        newest = self.session.scalars(edits.order_by(OutboxRow.id.desc())).first()
        return str(((newest or self.session.get_one(OutboxRow, row.post_id)).payload or {})["text"])


@pytest.fixture
def team(db: Database) -> Iterator[Team]:
    with db.begin() as session:
        yield Team(session, lost_deals.workspace(session))


@pytest.mark.both_databases
def test_each_colleague_who_reacts_or_replies_counts_once_and_not_whoever_is_celebrated(team: Team) -> None:
    row = team.celebrates("Northwind", ANA)
    team.replies("Northwind", BEN, BEN, KIM, ANA)
    second = MessageRef(CHANNEL, "another reply")
    celebrations.reply(team.session, team.actor(BEN), second, "Northwind")
    for who in (ANA, BEN, LEE):
        celebrations.react(team.session, team.actor(who), MessageRef(CHANNEL, "Northwind"), "tada", "1.1", added=True)
    assert team.counted(row) == 3
    celebrations.unreply(team.session, team.workspace.id, second, "Northwind", FRIDAY)
    team.deletes("Northwind", KIM)
    assert team.counted(row) == 2


def test_a_deleted_reply_stays_uncounted_in_whatever_order_slack_tells(team: Team) -> None:
    row = team.celebrates("Northwind", ANA)
    team.deletes("Northwind", BEN)
    team.replies("Northwind", BEN)
    assert team.counted(row) == 0
    assert team.session.scalars(select(CheerRow)).all() == []


def test_replies_elsewhere_and_those_of_outsiders_are_left_alone(team: Team) -> None:
    row = team.celebrates("Northwind", ANA)
    team.replies("somebody's thread", BEN)
    guest = Actor(team.workspace.id, "U0GUEST", is_outside=True)
    for actor in (guest, Actor(UUID(int=1), BEN)):
        celebrations.reply(team.session, actor, MessageRef(CHANNEL, "reply"), "Northwind")
    team.deletes("", BEN)
    assert team.counted(row) == 0


def test_a_reply_that_overtakes_slacks_answer_waits(team: Team) -> None:
    team.celebrates("Northwind", ANA, settled=False)
    with pytest.raises(TryLater):
        team.replies("Northwind", BEN)
    with pytest.raises(TryLater):
        team.deletes("Northwind", BEN)


def named(post: str) -> str | None:
    """What the post says of last month."""
    return next((line for line in post.splitlines() if line.startswith("*Most cheered")), None)


@pytest.mark.both_databases
def test_the_first_celebration_of_a_month_names_the_most_cheered_of_the_month_before_once(team: Team) -> None:
    team.celebrates("Northwind", ANA)
    fabrikam = team.celebrates("Fabrikam", BEN, FRIDAY + WEEK)
    team.replies("Northwind", BEN)
    team.replies("Fabrikam", ANA, KIM, BEN)
    litware, woodgrove = team.celebrates("Litware", KIM, DECEMBER), team.celebrates("Woodgrove", LEE, DECEMBER + WEEK)
    assert named(team.post(litware)) == "*Most cheered last month:* Fabrikam (2 colleagues)."
    assert named(team.post(woodgrove)) is None
    team.consents(fabrikam, Consent.NO)
    assert "Fabrikam" not in team.post(litware)
    assert team.post(litware).startswith("*Litware and")
    team.consents(fabrikam, Consent.NO_NAME)
    assert named(team.post(litware)) == "*Most cheered last month:* Fabrikam (2 colleagues)."


def test_what_was_taken_back_or_answered_by_nobody_is_not_named(team: Team) -> None:
    northwind = team.celebrates("Northwind", ANA)
    team.celebrates("Fabrikam", BEN, FRIDAY + WEEK)
    team.replies("Northwind", BEN, KIM)
    team.consents(northwind, Consent.NO)
    assert named(team.post(team.celebrates("Litware", KIM, DECEMBER))) is None
