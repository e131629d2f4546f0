"""Which loss becomes the loss of the week: by what stands in the database, and why, in words."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.actions import Finish
from bot.domain.choices import Merit, merits
from bot.domain.trials import Result
from bot.domain.wrap_ups import Consent
from bot.storage import lessons
from bot.storage.database import Database
from bot.storage.models import ActionRow, RetrospectiveRow, TrialRow, WorkspaceRow
from bot.use_cases.playbook import playbook
from bot.use_cases.week import choices, weekly
from tests import lost_deals
from tests.lost_deals import ANA, BEN, FRIDAY, KIM, Said

WEEK = "2026-W47"
DAY = timedelta(days=1)


def tried(session: Session, workspace: WorkspaceRow, talk: RetrospectiveRow, *by: str) -> None:
    for user in by:
        lesson, person = lessons.of(session, talk), lost_deals.person(session, workspace, user)
        assert lesson is not None
        lessons.try_on(session, lesson, person.id, None, f"Deal of {user}", FRIDAY - DAY)


def names(session: Session, workspace: WorkspaceRow) -> list[str]:
    return [one.deal for one in choices.ranked(session, workspace.id, WEEK, FRIDAY)]


@pytest.mark.both_databases
def test_an_action_done_and_a_lesson_used_by_others_count(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        bare = lost_deals.loss(session, workspace, "Bare")
        used = lost_deals.loss(session, workspace, "Used", rep=BEN)
        done = lost_deals.loss(session, workspace, "Done", rep=KIM, action="Map the deciders.")
        tried(session, workspace, bare, ANA)  # one's own use of one's own lesson proves nothing
        tried(session, workspace, used, ANA, KIM)
        session.scalars(select(ActionRow).where(ActionRow.retrospective_id == done.id)).one().outcome = Finish.DONE
        session.flush()
        assert names(session, workspace) == ["Done", "Used", "Bare"]
        for trial in session.scalars(select(TrialRow)):
            trial.status = Result.HELPED
        found = choices.ranked(session, workspace.id, WEEK, FRIDAY)
        assert {one.deal: (one.used_by, one.helped, merits(one)) for one in found} == {
            "Used": (2, 2, (Merit.HELPED,)),
            "Done": (0, 0, (Merit.ACTION_DONE,)),
            "Bare": (0, 0, ()),
        }


def test_a_lesson_that_others_met_again_counts_and_ones_own_meeting_does_not(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        seen, own = lost_deals.loss(session, workspace, "Seen", rep=BEN), lost_deals.loss(session, workspace, "Own")
        for talk in (seen, own):
            lesson = lessons.of(session, talk)
            assert lesson is not None
            playbook.see_again(session, lost_deals.actor(session, workspace, ANA), lesson.id, FRIDAY)
        found = choices.ranked(session, workspace.id, WEEK, FRIDAY)
        assert [(one.deal, one.seen_by) for one in found] == [("Seen", 1), ("Own", 0)]


@pytest.mark.parametrize(
    ("consent", "first"), [(Consent.NAME, "Kim's own"), (Consent.NO_NAME, "Northwind"), (Consent.NO, "Northwind")]
)
def test_where_nobody_was_celebrated_whoever_leads_goes_first_with_their_name(
    db: Database, consent: Consent, first: str
) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        lost_deals.loss(session, workspace, said=(Said("Slow."),), action="Map the deciders.")
        lost_deals.loss(session, workspace, "Kim's own", rep=KIM, consent=consent)
        lost_deals.person(session, workspace, ANA).manager_id = lost_deals.person(session, workspace, KIM).id
        session.flush()
        assert names(session, workspace)[0] == first


def test_after_the_first_celebration_whoever_leads_waits_their_turn(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        lost_deals.person(session, workspace, ANA).manager_id = lost_deals.person(session, workspace, KIM).id
        lost_deals.loss(session, workspace, rep=BEN)
        weekly.post(session, workspace, FRIDAY)
        lost_deals.loss(session, workspace, "Ana's", said=(Said("Slow."),))
        lost_deals.loss(session, workspace, "Kim's own", rep=KIM)
        assert names(session, workspace) == ["Ana's", "Kim's own"]


def test_the_choice_is_explained_and_nothing_is_where_there_is_none(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        assert choices.explain(session, workspace.id, FRIDAY) is None
        lost_deals.loss(session, workspace, said=(Said("Slow."),), action="Map the deciders.", done_at=FRIDAY - DAY)
        lost_deals.loss(session, workspace, "Fabrikam", rep=BEN)
        told = choices.explain(session, workspace.id, FRIDAY)
        assert told is not None
        assert told.text == (
            "*Northwind* would be the loss of the week. What speaks for it: the customer's own voice, a prompt call "
            "with the customer, an action that is planned.\n"
            "It could also be:\n"
            "• *Fabrikam:* it has waited longest"
        )
