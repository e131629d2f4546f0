"""What stands in the digest beside the week itself: one thing to practise, and why deals are won."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.digests import Digest, Evidence, Practice, WinReason
from bot.domain.reasons import Cause, Reason
from bot.domain.trials import Result
from bot.domain.wrap_ups import Consent, WrapUp
from bot.messages.guides import guide
from bot.storage import lessons, playbook, retrospectives, wrap_ups
from bot.storage.database import Database
from bot.storage.models import DealRow, DigestRow, LessonRow, OutboxRow, RetrospectiveRow, TrialRow, WorkspaceRow
from bot.use_cases.week import consents, digests, weekly
from tests import lost_deals
from tests.lost_deals import ANA, BEN, FRIDAY

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LONG_AGO = FRIDAY - 10 * WEEK


def kept(session: Session, workspace: WorkspaceRow, deal: str, *, helped: int = 0, rep: str = ANA) -> LessonRow:
    """A lesson of the playbook that helped on so many deals."""
    talk = lost_deals.loss(session, workspace, deal, rep=rep, lesson=f"Lesson of {deal}", done_at=LONG_AGO)
    lesson = session.scalars(select(LessonRow).where(LessonRow.retrospective_id == talk.id)).one()
    playbook.keep(session, lesson, None, LONG_AGO)
    for number in range(helped):
        lessons.try_on(session, lesson, lost_deals.person(session, workspace, BEN).id, None, f"Deal {number}", LONG_AGO)
    for trial in session.scalars(select(TrialRow).where(TrialRow.lesson_id == lesson.id)):
        trial.status = Result.HELPED
    session.flush()
    return lesson


def digest(session: Session, workspace: WorkspaceRow, weeks: int = 0) -> Digest:
    return digests.of_week(session, workspace.id, FRIDAY + weeks * WEEK, None)


def win(session: Session, workspace: WorkspaceRow, reason: Reason, number: int) -> RetrospectiveRow:
    """A deal that was won and talked through yesterday."""
    won = lost_deals.deal(session, workspace, f"Won {number}", outcome=Outcome.WON)
    row = retrospectives.hold(
        session, won, number=1, outcome=Outcome.WON, guide=guide(Outcome.WON), due_at=FRIDAY - 2 * DAY
    )
    row.status, row.closed_at = Status.DONE, FRIDAY - DAY
    wrap_ups.keep(session, row, WrapUp("Go on.", None, (Cause(reason), Cause(Reason.PRICE))), FRIDAY - DAY)
    return row


@pytest.mark.both_databases
def test_what_helped_most_is_what_to_practise_but_not_week_after_week(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        for deal, helped in (("Northwind", 1), ("Contoso", 2), ("Fabrikam", 0)):
            kept(session, workspace, deal, helped=helped)
        told = []
        for week in range(6):
            lost_deals.deal(session, workspace, f"Lost {week}", closed_at=FRIDAY + week * WEEK - DAY)
            told.append(digest(session, workspace, week).practice)
            workspace.next_slot_at = FRIDAY + week * WEEK
            weekly.post(session, workspace, FRIDAY + week * WEEK)
        assert [practice and practice.deal for practice in told] == [
            "Contoso",
            "Northwind",
            None,
            None,
            None,
            "Contoso",
        ]
        assert told[0] == Practice("Contoso", "Lesson of Contoso", Evidence.WE_THINK, 2, 0)


def test_what_is_told_in_the_same_hour_is_not_practised_as_well(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        lesson = kept(session, workspace, "Contoso", helped=1)
        assert digests.of_week(session, workspace.id, FRIDAY, lesson.retrospective_id).practice is None
        assert digest(session, lost_deals.workspace(session, "T0OTHER")).practice is None


def test_what_to_practise_goes_from_the_post_with_its_consent_and_the_chart_stays(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        lesson = kept(session, workspace, "Contoso", helped=1)
        for number in range(5):
            lost_deals.deal(session, workspace, f"Lost {number}", closed_at=FRIDAY - 15 * DAY)
        workspace.next_slot_at = FRIDAY
        weekly.post(session, workspace, FRIDAY)
        posted = session.scalars(select(OutboxRow).where(OutboxRow.dedupe_key == "digest:2026-W47")).one()
        assert "*What to practise, from Contoso*" in str(posted.payload)
        session.scalars(select(DigestRow)).one().chart_file = "F0CHART"
        ana = lost_deals.actor(session, workspace, ANA)
        consents.answer(session, ana, lesson.retrospective_id, Consent.NO, FRIDAY + DAY)
        update = session.scalars(select(OutboxRow).where(OutboxRow.method == "update")).one()
        assert "Contoso" not in str(update.payload)
        assert "1 deal lost" in str(update.payload)
        assert "F0CHART" in str(update.payload)


@pytest.mark.parametrize(
    ("unfit", "values"),
    [
        ("talk", {"closed_at": FRIDAY - 14 * WEEK}),
        ("talk", {"status": Status.SKIPPED}),
        ("talk", {"is_sensitive": True}),
        ("talk", {"is_bulk": True}),
        ("deal", {"outcome": Outcome.OPEN}),
        ("deal", {"deleted_at": FRIDAY}),
    ],
    ids=["long ago", "skipped", "sensitive", "bulk", "reopened", "deleted"],
)
def test_why_we_win_is_counted_over_wins_that_were_talked_through(
    db: Database, unfit: str, values: dict[str, object]
) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        talks = [win(session, workspace, Reason.TRUST, number) for number in range(4)]
        talks.append(win(session, workspace, Reason.PROOF, 4))
        assert digest(session, workspace).win == WinReason(Reason.TRUST, 4, 5)
        row = talks[0] if unfit == "talk" else session.get_one(DealRow, talks[0].deal_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.flush()
        assert digest(session, workspace).win is None


@pytest.mark.both_databases
def test_losses_do_not_say_why_we_win(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        for number in range(5):
            lost_deals.loss(session, workspace, f"Lost {number}")
        assert digest(session, workspace).win is None
