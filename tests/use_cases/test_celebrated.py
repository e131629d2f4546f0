"""What colleagues do with the loss of the week: react, ask for more, use the lesson."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import MessageRef, Quotable
from bot.domain.deals import Outcome
from bot.domain.digests import Evidence
from bot.domain.playbook import Kept, Page
from bot.domain.reasons import Reason
from bot.errors import NotAllowed, NotFound, TryLater
from bot.storage.database import Database
from bot.storage.models import CelebrationRow, LessonRow, OutboxRow, ReactionRow, TrialRow, WorkspaceRow
from bot.use_cases.playbook import playbook, trials
from bot.use_cases.week import celebrations, weekly
from tests import lost_deals
from tests.lost_deals import BEN, CHANNEL, FRIDAY, KIM, LESSON, Said

TS = "1763650800.000100"


def celebrated(session: Session, *, settled: bool = True) -> tuple[WorkspaceRow, CelebrationRow]:
    """Ana's loss, celebrated; `settled` once Slack has said where the post stands."""
    workspace = lost_deals.workspace(session)
    said = (Said("Slow.", Quotable.INSIDE), Said("Between us.", Quotable.NO_NAME), Said("Secret."))
    lost_deals.loss(session, workspace, said=said)
    weekly.post(session, workspace, FRIDAY)
    session.flush()
    if settled:
        for place, row in enumerate(session.scalars(select(OutboxRow).order_by(OutboxRow.id))):
            row.state, row.channel, row.slack_ts = "sent", CHANNEL, TS if place == 0 else f"{TS}{place}"
    else:
        for row in session.scalars(select(OutboxRow)):
            row.state, row.tried_at = "sending", FRIDAY
        session.flush()
    return workspace, session.scalars(select(CelebrationRow)).one()


def reactions(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(ReactionRow).order_by(ReactionRow.slack_user, ReactionRow.name))
    return [(row.slack_user, row.name) for row in rows]


def react(
    session: Session, actor: Actor, name: str = "clap", *, added: bool = True, ts: str = TS, second: int = 0
) -> None:
    """Somebody reacts in this `second`, of which Slack tells now."""
    event_ts = f"{1763650900 + second}.000100"
    celebrations.react(session, actor, MessageRef(CHANNEL, ts), name, event_ts, added=added)
    session.flush()


def test_reactions_are_counted_once_each_and_taken_back(db: Database) -> None:
    with db.begin() as session:
        workspace, row = celebrated(session)
        ben, kim = (lost_deals.actor(session, workspace, user) for user in (BEN, KIM))
        for actor, name in ((ben, "clap"), (ben, "clap"), (ben, "tada"), (kim, "clap")):
            react(session, actor, name)
        assert reactions(session) == [(BEN, "clap"), (BEN, "tada"), (KIM, "clap")]
        assert playbook.page(session, ben, row.id).cheers == 2
        react(session, kim, added=False, second=1)
        react(session, kim, added=False, second=1)
        assert reactions(session) == [(BEN, "clap"), (BEN, "tada")]


def test_slacks_last_word_on_a_reaction_counts_whatever_the_order(db: Database) -> None:
    """Added, taken back, added: told in every order, the last two of it once more; and the other way round."""
    with db.begin() as session:
        workspace, _ = celebrated(session)
        ben, kim = (lost_deals.actor(session, workspace, user) for user in (BEN, KIM))
        orders = list(permutations(range(3)))
        for order in orders:
            name = f"emoji{order}"
            for second in (*order, *order[1:]):
                react(session, ben, name, added=second % 2 == 0, second=second)
                react(session, kim, name, added=second % 2 == 1, second=second)
        assert reactions(session) == [(BEN, f"emoji{order}") for order in orders]


def test_two_workers_with_two_changes_of_one_reaction_leave_the_last(db: Database) -> None:
    with db.begin() as session:
        workspace, _ = celebrated(session)
        ben = lost_deals.actor(session, workspace, BEN)
    names = [f"emoji{number}" for number in range(10)]

    def work(second: int) -> None:
        for name in names:
            with db.begin() as session:
                react(session, ben, name, added=second == 0, second=second)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, (0, 1)))
    with db.read() as session:
        assert reactions(session) == []


def test_reactions_to_anything_else_are_left_alone(db: Database) -> None:
    with db.begin() as session:
        workspace, _ = celebrated(session)
        ben = lost_deals.actor(session, workspace, BEN)
        react(session, ben, ts=f"{TS}1")  # the digest
        react(session, ben, ts="1.0")  # somebody's message
        react(session, Actor(workspace.id, "U0GUEST", is_outside=True))
        react(session, Actor(uuid4(), BEN))
        assert reactions(session) == []


def test_a_reaction_that_overtakes_slacks_answer_waits(db: Database) -> None:
    with db.begin() as session:
        workspace, _ = celebrated(session, settled=False)
        with pytest.raises(TryLater):
            react(session, lost_deals.actor(session, workspace, BEN))


def test_more_is_told_only_of_what_may_stand_beside_the_deals_name(db: Database) -> None:
    with db.begin() as session:
        workspace, row = celebrated(session)
        lesson_id = session.scalars(select(LessonRow.id)).one()
        assert playbook.page(session, lost_deals.actor(session, workspace, KIM), row.id) == Page(
            Kept(lesson_id, "Northwind", LESSON, Evidence.CUSTOMER_SAID),
            ending="competitor",
            reasons=(Reason.PRICE, Reason.TRUST),
            quotes=("Slow.",),
        )


def test_the_form_offers_the_persons_own_open_deals_by_name(db: Database) -> None:
    with db.begin() as session:
        workspace, row = celebrated(session)
        for name, owner, outcome in (
            ("Woodgrove", BEN, Outcome.OPEN),
            ("Fabrikam", BEN, Outcome.OPEN),
            ("Lost", BEN, Outcome.LOST),
            ("Kim's", KIM, Outcome.OPEN),
        ):
            lost_deals.deal(session, workspace, name, owner=owner, outcome=outcome)
        offer = trials.offer(session, lost_deals.actor(session, workspace, BEN), row.id)
        assert (offer.deal, offer.lesson) == ("Northwind", LESSON)
        assert list(offer.open_deals.values()) == ["Fabrikam", "Woodgrove"]
        assert trials.offer(session, Actor(workspace.id, "U0NEW"), row.id).open_deals == {}


def tried(session: Session) -> list[tuple[str, UUID | None, str]]:
    return sorted((row.deal_name, row.deal_id, row.status) for row in session.scalars(select(TrialRow)))


def test_a_lesson_is_tried_on_a_chosen_deal_or_a_typed_one_and_the_person_is_thanked(db: Database) -> None:
    with db.begin() as session:
        workspace, row = celebrated(session)
        ben = lost_deals.actor(session, workspace, BEN)
        fabrikam = lost_deals.deal(session, workspace, "Fabrikam", owner=BEN, outcome=Outcome.OPEN)
        trials.use_lesson(session, ben, row.id, fabrikam.id, "", FRIDAY, form_id="V1")
        trials.use_lesson(session, ben, row.id, None, " Wood\tgrove ", FRIDAY, form_id="V2")
        trials.use_lesson(session, ben, row.id, None, "Woodgrove", FRIDAY, form_id="V3")
        trials.use_lesson(session, ben, row.id, None, "Woodgrove", FRIDAY, form_id="V3")
        assert tried(session) == [
            ("Fabrikam", fabrikam.id, "tried"),
            ("Wood grove", None, "tried"),
            ("Woodgrove", None, "tried"),
        ]
        assert (
            session.scalars(select(TrialRow.lesson_id).distinct()).all() == session.scalars(select(LessonRow.id)).all()
        )
        whispers = session.scalars(select(OutboxRow).where(OutboxRow.method == "ephemeral")).all()
        assert len(whispers) == 3
        assert {(whisper.channel, (whisper.payload or {})["user"]) for whisper in whispers} == {(CHANNEL, BEN)}
        assert str((whispers[0].payload or {})["text"]).startswith("*Fabrikam:* noted, you will try it there.")


@pytest.mark.parametrize("whose", ["kims", "closed", "another workspace's", "nobody's"])
def test_only_an_open_deal_of_ones_own_can_be_chosen(db: Database, whose: str) -> None:
    with db.begin() as session:
        workspace, row = celebrated(session)
        other = lost_deals.workspace(session, "T0OTHER")
        found = {
            "kims": lost_deals.deal(session, workspace, "Kim's", owner=KIM, outcome=Outcome.OPEN).id,
            "closed": lost_deals.deal(session, workspace, "Closed", owner=BEN).id,
            "another workspace's": lost_deals.deal(session, other, "Theirs", owner=BEN, outcome=Outcome.OPEN).id,
            "nobody's": uuid4(),
        }
        with pytest.raises(NotFound):
            trials.use_lesson(
                session, lost_deals.actor(session, workspace, BEN), row.id, found[whose], "", FRIDAY, form_id="V3"
            )
        assert tried(session) == []


@pytest.mark.parametrize("typed", ["", "  ", "\u200b"])
def test_a_deal_without_a_name_is_none(db: Database, typed: str) -> None:
    with db.begin() as session:
        workspace, row = celebrated(session)
        with pytest.raises(NotFound):
            trials.use_lesson(
                session, lost_deals.actor(session, workspace, BEN), row.id, None, typed, FRIDAY, form_id="V3"
            )


def test_guests_and_other_workspaces_get_nothing(db: Database) -> None:
    with db.begin() as session:
        workspace, row = celebrated(session)
        stranger = lost_deals.actor(session, lost_deals.workspace(session, "T0OTHER"), BEN)
        guest = Actor(workspace.id, "U0GUEST", is_outside=True)
        for actor, error in ((stranger, NotFound), (guest, NotAllowed)):
            with pytest.raises(error):
                playbook.page(session, actor, row.id)
            with pytest.raises(error):
                trials.offer(session, actor, row.id)
            with pytest.raises(error):
                trials.use_lesson(session, actor, row.id, None, "Fabrikam", FRIDAY, form_id="V3")
        assert tried(session) == []
