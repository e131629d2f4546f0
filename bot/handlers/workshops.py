"""A workshop in Slack: its plan, its groups mixed until they fit, what they write, and the votes for it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot.domain.text import whole
from bot.domain.workshops import LONGEST, MOST_PEOPLE, Plan, Unfit
from bot.errors import FieldErrors, NotFound, NoWorkshop
from bot.handlers.desk import Desk, actor_of, objections_at, thing_id
from bot.handlers.interactions import SLACK_USER, Click, Submission
from bot.messages import workshop_forms as forms
from bot.messages.prompts import speaking
from bot.use_cases.workshop import outcomes, planning, practices, stages, voting

# At which field of the plan it is said why there can be no workshop.
FIELDS = {
    Unfit.TOO_FEW: (forms.PEOPLE, "errors.workshop_too_few"),
    Unfit.TOO_LATE: (forms.WHEN, "errors.workshop_hour"),
}


def open_plan(click: Click, desk: Desk) -> None:
    """`Hold a workshop`, on a lesson's page."""
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        offer = planning.offer(session, actor, desk.now, thing_id(click.value))
    with speaking(actor.voice):
        view = forms.plan(offer.lessons, offer.team, offer.starts)
    desk.show_modal(click.trigger_id, click.view_id, view)


def preview(form: Submission, desk: Desk) -> dict[str, Any]:
    """Show the groups in the plan's place."""
    plan = Plan(uuid4(), thing_id(form.text(forms.LESSON)), _people(form.chosen(forms.PEOPLE)), _starts_at(form))
    with objections_at(forms.PEOPLE, desk.db):
        try:
            return _groups(form, desk, plan)
        except NoWorkshop as error:
            if error.why not in FIELDS:
                raise
            field, said = FIELDS[Unfit(error.why)]
            raise FieldErrors({field: said}) from None


def mix_again(click: Click, desk: Desk) -> None:
    desk.update_modal(click.view_id, _groups(click, desk, replace(_plan(click.metadata), id=uuid4())))


def hold(form: Submission, desk: Desk) -> None:
    plan = _plan(form.metadata)
    with desk.db.begin() as session:
        planning.hold(session, actor_of(session, form.sender), plan, desk.now)


def open_practices(click: Click, desk: Desk) -> None:
    group_id = thing_id(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        page = practices.page(session, actor, group_id)
    with speaking(actor.voice):
        view = forms.practices(group_id, page.deal, page.written)
    desk.open_modal(click.trigger_id, view)


def write(form: Submission, desk: Desk) -> None:
    texts = [form.text(field) for field in forms.FIELDS]
    too_long = {field: "errors.too_long" for field in forms.FIELDS if len(whole(form.text(field))) > LONGEST}
    if too_long:
        raise FieldErrors(too_long)
    with desk.db.begin() as session:
        practices.write(session, actor_of(session, form.sender), thing_id(form.metadata), texts, desk.now)


def done(session: Session, click: Click, now: datetime) -> None:
    practices.done(session, actor_of(session, click.sender), thing_id(click.value), now)


def close(session: Session, click: Click, now: datetime) -> None:
    stages.close_now(session, actor_of(session, click.sender), thing_id(click.value), now)


def stop(session: Session, click: Click, now: datetime) -> None:
    stages.stop(session, actor_of(session, click.sender), thing_id(click.value), now)


def vote(session: Session, click: Click, now: datetime) -> None:
    actor, key = actor_of(session, click.sender), f"vote:{click.trigger_id}"
    voting.vote(session, actor, thing_id(click.value), click.channel, key, now)


def unvote(session: Session, click: Click, now: datetime) -> None:
    actor, key = actor_of(session, click.sender), f"vote:{click.trigger_id}"
    voting.unvote(session, actor, thing_id(click.value), click.channel, key, now)


def keep(session: Session, click: Click, now: datetime) -> None:
    outcomes.keep(session, actor_of(session, click.sender), thing_id(click.value), now)


def _groups(asked: Click | Submission, desk: Desk, plan: Plan) -> dict[str, Any]:
    with desk.db.begin() as session:
        actor = actor_of(session, asked.sender)
        told = planning.preview(session, actor, plan, desk.now)
    with speaking(actor.voice):
        return forms.groups(told, _written(plan))


def _people(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in chosen if SLACK_USER.fullmatch(one)))[:MOST_PEOPLE]


def _starts_at(form: Submission) -> datetime | None:
    text = form.text(forms.WHEN)
    return None if text in ("", forms.NOW) else _moment(text)


def _moment(text: str) -> datetime:
    """An instant as our form wrote it. Raises NotFound for anything else."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise NotFound from None


def _written(plan: Plan) -> str:
    """A plan as the form with its groups carries it."""
    at = plan.starts_at.isoformat() if plan.starts_at else None
    return json.dumps([str(plan.id), str(plan.lesson), list(plan.people), at])


def _plan(metadata: str) -> Plan:
    """The plan that a form carries. Raises NotFound for anything else."""
    try:
        workshop, lesson, people, at = json.loads(metadata)
        return Plan(UUID(workshop), UUID(lesson), _people(people), _moment(at) if at else None)
    except (ValueError, TypeError, AttributeError):
        raise NotFound from None
