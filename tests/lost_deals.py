"""A workspace with a team channel, and deals that were lost and talked through in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import celebrations
from bot.domain.calls import Call
from bot.domain.conversation import Kind, Quotable, Status
from bot.domain.deals import Deal, Outcome, Person, Standing
from bot.domain.guides import View
from bot.domain.permissions import told_inside
from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import Consent, Ending, WrapUp
from bot.messages.guides import guide
from bot.storage import connections, conversations, deals, people, retrospectives, workspaces, wrap_ups
from bot.storage.models import AnswerRow, DealRow, PersonRow, RetrospectiveRow, WorkspaceRow
from tests.installing import installed

CHANNEL = "C0SALES"
ANA, BEN, KIM = "U0ANA", "U0BEN", "U0KIM"
# A Friday at 15:00 in UTC, the hour that workspaces have by default.
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
LESSON = "Ask who signs before you show anything."


@dataclass(frozen=True)
class Said:
    """One answer of the customer."""

    text: str
    quotable: Quotable | None = None
    verbatim: bool = True


MET_AT = datetime(2026, 1, 1, tzinfo=UTC)


def workspace(session: Session, team_id: str = "T0ACME", **settings: str) -> WorkspaceRow:
    """A workspace that installed us long ago, with a team channel unless `settings` say otherwise."""
    row = installed(session, FRIDAY - timedelta(days=200), team_id=team_id)
    for name, text in ({"team_channel": CHANNEL, "full_per_week": "0", "quiet_hours": "no"} | settings).items():
        workspaces.change(session, row, name, text)
    return row


def person(session: Session, workspace: WorkspaceRow, slack_user: str) -> PersonRow:
    row = people.ensure(session, workspace.id, slack_user)
    if row.email is None:
        row.email, row.checked_at = f"{slack_user.lower()}@acme.example", MET_AT
        session.flush()
    return row


def actor(session: Session, workspace: WorkspaceRow, slack_user: str) -> Actor:
    return Actor(workspace.id, slack_user, person(session, workspace, slack_user).id)


def deal(
    session: Session,
    workspace: WorkspaceRow,
    name: str,
    *,
    outcome: Outcome = Outcome.LOST,
    owner: str = ANA,
    closed_at: datetime | None = FRIDAY - timedelta(days=2),
    days: int = 94,
    customer: str | None = None,
    competitor: str | None = None,
    pipeline: str | None = None,
) -> DealRow:
    value = Deal(
        external_id=str(uuid4()),
        name=name,
        outcome=outcome,
        owner=Person(person(session, workspace, owner).email),
        customer=customer,
        amount=Decimal(48000),
        currency="EUR",
        competitor=competitor,
        pipeline=pipeline,
        created_at=closed_at - timedelta(days=days) if closed_at else None,
        closed_at=closed_at if outcome is not Outcome.OPEN else None,
    )
    row = deals.add(session, workspace.id, connections.by_hand(session, workspace.id, FRIDAY).id, value)
    deals.stand(row, Standing(outcome, 1, closed_at))
    return row


def loss(
    session: Session,
    workspace: WorkspaceRow,
    name: str = "Northwind",
    *,
    rep: str = ANA,
    consent: Consent | None = Consent.NAME,
    lesson: str = LESSON,
    action: str = "",
    said: tuple[Said, ...] = (),
    done_at: datetime = FRIDAY - timedelta(days=1),
    status: Status = Status.DONE,
    change: Callable[[DealRow], None] = lambda row: None,
    customer: str | None = None,
    competitor: str | None = None,
) -> RetrospectiveRow:
    """A lost deal whose talk ended with `lesson` at `done_at`; the customer was called when they `said` something."""
    lost = deal(session, workspace, name, owner=rep, customer=customer, competitor=competitor)
    change(lost)
    row = retrospectives.hold(
        session, lost, number=1, outcome=Outcome.LOST, guide=guide(Outcome.LOST), due_at=FRIDAY - timedelta(days=2)
    )
    row.rep_id = person(session, workspace, rep).id
    row.status, row.closed_at = status, done_at
    if said:
        row.call, row.called_at = Call.TALKED, done_at
    session.add_all(_answer(row, place, voice, done_at) for place, voice in enumerate(said))
    form = WrapUp(lesson, Ending.COMPETITOR, (Cause(Reason.PRICE), Cause(Reason.TRUST)), action)
    wrap_ups.keep(session, row, form, done_at)
    facts = celebrations.facts(
        deals.deal(lost),
        lesson,
        rep=None,
        called=bool(said),
        show_amount=workspaces.preferences(workspace).show_amounts,
        ending=form.ending,
        reasons=form.reasons,
        quotes=told_inside(conversations.of(session, row)) if said else (),
    )
    row.announced = celebrations.stored(facts)
    if consent is not None:
        wrap_ups.keep_consent(session, row, consent, done_at)
    return row


def _answer(row: RetrospectiveRow, place: int, voice: Said, at: datetime) -> AnswerRow:
    return AnswerRow(
        workspace_id=row.workspace_id,
        retrospective_id=row.id,
        question=("customers.winner", "customers.compare", "customers.needs")[place],
        view=View.CUSTOMERS,
        kind=Kind.SAID,
        text=voice.text,
        quotable=voice.quotable,
        verbatim=voice.verbatim,
        said_at=at - timedelta(minutes=place),
    )
