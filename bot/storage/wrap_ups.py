"""What retrospectives end with: the closing form, spread over the rows that others read, and the rep's consent."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import Consent, Department, Ending, Hands, WrapUp
from bot.storage import skills
from bot.storage.models import (
    ActionRow,
    AskRow,
    CelebrationRow,
    ConsentRow,
    DealRow,
    LessonRow,
    ReasonRow,
    RetrospectiveRow,
)

YES = (Consent.NAME, Consent.NO_NAME)


def keep(session: Session, row: RetrospectiveRow, form: WrapUp, now: datetime) -> None:
    """Keep the closing form of a retrospective that had none."""
    of = {"workspace_id": row.workspace_id, "retrospective_id": row.id}
    row.ending, row.turning_point, row.hands = form.ending, form.turning_point or None, form.hands
    session.add(LessonRow(**of, text=form.lesson, noted_at=now))
    _add_causes(session, row, form.causes)
    session.add_all(AskRow(**of, department=department) for department in form.departments)
    _add_action(session, row, form)
    session.flush()


def find(session: Session, row: RetrospectiveRow) -> WrapUp | None:
    """The closing form of a retrospective, or None while there is none."""
    lesson = session.scalar(select(LessonRow).where(LessonRow.retrospective_id == row.id))
    if lesson is None:
        return None
    action = session.scalar(select(ActionRow).where(ActionRow.retrospective_id == row.id))
    return WrapUp(
        lesson=lesson.text,
        ending=Ending(row.ending) if row.ending else None,
        causes=tuple(_cause(reason) for reason in _reasons(session, row)),
        action=action.text if action else "",
        action_owner=action.owner_id if action else None,
        due_on=action.due_on if action else None,
        departments=tuple(map(Department, _departments(session, row.id))),
        turning_point=row.turning_point or "",
        hands=Hands(row.hands) if row.hands else None,
        skill=skill.text if (skill := skills.of(session, row)) else "",
    )


def keep_causes(session: Session, row: RetrospectiveRow, causes: tuple[Cause, ...]) -> None:
    """Keep these reasons instead of those that stood there."""
    for reason in _reasons(session, row):
        session.delete(reason)
    session.flush()  # one rank cannot be held twice
    _add_causes(session, row, causes)
    session.flush()


def change(session: Session, row: RetrospectiveRow, form: WrapUp) -> None:
    """Keep a closing form in place of the one that was kept. Departments that are named again keep their answer."""
    row.ending, row.turning_point, row.hands = form.ending, form.turning_point or None, form.hands
    session.scalars(select(LessonRow).where(LessonRow.retrospective_id == row.id)).one().text = form.lesson
    keep_causes(session, row, form.causes)
    _change_action(session, row, form)
    _change_departments(session, row, form.departments)
    session.flush()


def reasons_of(session: Session, talks: Collection[UUID]) -> dict[UUID, tuple[Reason, ...]]:
    """The reasons of each of these retrospectives, of both layers; of one without any, nothing."""
    found: dict[UUID, tuple[Reason, ...]] = {}
    query = select(ReasonRow.retrospective_id, ReasonRow.reason, ReasonRow.below)
    for talk, *layers in session.execute(query.where(ReasonRow.retrospective_id.in_(talks))):
        found[talk] = (*found.get(talk, ()), *(Reason(layer) for layer in layers if layer))
    return found


def keep_consent(session: Session, row: RetrospectiveRow, choice: Consent, now: datetime) -> None:
    """Keep the rep's word; a later one replaces it. A yes after a yes stays as old as it was: it is told once."""
    earlier = session.scalar(select(ConsentRow).where(ConsentRow.retrospective_id == row.id))
    since = earlier.given_at if earlier and {earlier.choice, choice} <= set(YES) else now
    session.execute(delete(ConsentRow).where(ConsentRow.retrospective_id == row.id))
    session.add(
        ConsentRow(
            workspace_id=row.workspace_id,
            retrospective_id=row.id,
            person_id=row.rep_id,
            choice=choice,
            given_at=since,
        )
    )
    session.flush()


def consent(session: Session, row: RetrospectiveRow) -> Consent | None:
    """What the rep said last; None: nothing yet."""
    choice = session.scalar(select(ConsentRow.choice).where(ConsentRow.retrospective_id == row.id))
    return Consent(choice) if choice else None


def may_be_told(session: Session, row: RetrospectiveRow) -> bool:
    """Whether the rep has said yes, with the name or without, and not taken it back.

    Never while the talk is sensitive, nor once the CRM has deleted the deal.
    """
    if row.is_sensitive or session.get_one(DealRow, row.deal_id).deleted_at is not None:
        return False
    yes = exists().where(ConsentRow.retrospective_id == row.id, ConsentRow.choice.in_(YES))
    return bool(session.scalar(select(yes)))


def is_celebrated(session: Session, row: RetrospectiveRow) -> bool:
    """Whether the team has read it."""
    return bool(session.scalar(select(exists().where(CelebrationRow.retrospective_id == row.id))))


def _change_action(session: Session, row: RetrospectiveRow, form: WrapUp) -> None:
    action = session.scalar(select(ActionRow).where(ActionRow.retrospective_id == row.id))
    if action is not None and action.text != form.action:
        session.delete(action)  # another one: whether this one was done says nothing about it
        session.flush()
        action = None
    if action is None:
        _add_action(session, row, form)
    else:
        action.owner_id, action.due_on = form.action_owner, form.due_on


def _add_action(session: Session, row: RetrospectiveRow, form: WrapUp) -> None:
    if form.action:
        of = {"workspace_id": row.workspace_id, "retrospective_id": row.id}
        session.add(ActionRow(**of, text=form.action, owner_id=form.action_owner, due_on=form.due_on))


def _change_departments(session: Session, row: RetrospectiveRow, wanted: tuple[Department, ...]) -> None:
    asked = {ask.department: ask for ask in session.scalars(select(AskRow).where(AskRow.retrospective_id == row.id))}
    for department in asked.keys() - set(wanted):
        session.delete(asked[department])
    of = {"workspace_id": row.workspace_id, "retrospective_id": row.id}
    session.add_all(AskRow(**of, department=department) for department in wanted if department not in asked)


def _add_causes(session: Session, row: RetrospectiveRow, causes: tuple[Cause, ...]) -> None:
    session.add_all(
        ReasonRow(
            workspace_id=row.workspace_id,
            retrospective_id=row.id,
            rank=rank,
            reason=cause.reason,
            below=cause.below,
            words=cause.words or None,
        )
        for rank, cause in enumerate(causes, start=1)
    )


def _reasons(session: Session, row: RetrospectiveRow) -> list[ReasonRow]:
    query = select(ReasonRow).where(ReasonRow.retrospective_id == row.id)
    return list(session.scalars(query.order_by(ReasonRow.rank)))


def _cause(row: ReasonRow) -> Cause:
    return Cause(Reason(row.reason), Reason(row.below) if row.below else None, row.words or "")


def _departments(session: Session, retrospective_id: UUID) -> list[str]:
    query = select(AskRow.department).where(AskRow.retrospective_id == retrospective_id)
    return list(session.scalars(query.order_by(AskRow.department)))
