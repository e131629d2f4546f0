"""The closing form of a retrospective, read field by field, and the consent that follows it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.actions import STILL_OPEN, Finish
from bot.domain.reasons import NUANCED, TABLE_STAKES, Cause, Reason
from bot.domain.text import clean
from bot.domain.wrap_ups import Consent, Department, Ending, Hands, WrapUp
from bot.errors import FieldErrors, NotFound
from bot.handlers.desk import Desk, actor_of, asked, objections_at, thing_id
from bot.handlers.interactions import SLACK_USER, Click, Submission
from bot.messages import ids
from bot.messages import wrap_ups as forms
from bot.messages.prompts import speaking
from bot.use_cases.people import colleagues
from bot.use_cases.people.whispers import whisper
from bot.use_cases.playbook import trials
from bot.use_cases.week import consents
from bot.use_cases.wrap_up import actions, layers, lessons, typed_closing
from bot.use_cases.wrap_up.lessons import Closing

# Where the day begins last: a date that is past there is past for everybody.
BEHIND_UTC = timedelta(hours=12)
CONSENTS = {ids.CONSENT_NAME: Consent.NAME, ids.CONSENT_NO_NAME: Consent.NO_NAME, ids.CONSENT_NO: Consent.NO}
LONGEST = {
    forms.LESSON: forms.LESSON_LENGTH,
    forms.ACTION: forms.ACTION_LENGTH,
    forms.TURNING_POINT: forms.TURNING_POINT_LENGTH,
    forms.SKILL: forms.SKILL_LENGTH,
}
OFFERED: dict[str, Iterable[str]] = {
    forms.ENDING: Ending,
    **dict.fromkeys(forms.REASONS, Reason),
    forms.HANDS: Hands,
    forms.DEPARTMENTS: Department,
    forms.EARLIER: (*Finish, STILL_OPEN),
}


def open_wrap_up(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        closing = lessons.to_wrap_up(session, actor, thing_id(click.value), desk.now)
        with speaking(actor.voice):
            form = forms.wrap_up_form(closing.thread.talk, closing.form, closing.owner, _earlier(closing))
    desk.open_modal(click.trigger_id, form)


def open_change(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        closing = lessons.to_change(session, actor, thing_id(click.value), desk.now)
        with speaking(actor.voice):
            form = forms.change_form(closing.thread.talk, closing.form, closing.owner, closing.mark)
    desk.open_modal(click.trigger_id, form)


def wrap_up(form: Submission, desk: Desk) -> dict[str, Any] | None:
    """Keep the form; the modal then asks on where a reason alone says too little."""
    retrospective_id, earlier = asked(form.metadata)
    _check(form, (desk.now - BEHIND_UTC).date())
    with objections_at(forms.OWNER, desk.db), desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        kept = lessons.wrap_up(session, actor, retrospective_id, _read(session, actor, form), desk.now)
        if earlier and form.text(forms.EARLIER) in set(Finish):
            finished = Finish(form.text(forms.EARLIER))
            actions.finish_unless_done(session, actor, thing_id(earlier), finished, desk.now)
    return _ask_on(actor, retrospective_id, kept)


def change(form: Submission, desk: Desk) -> dict[str, Any] | None:
    """Keep what was changed. Where somebody else was faster, the form comes back with the words that were sent."""
    retrospective_id, mark = asked(form.metadata)
    _check(form, date.min)
    with objections_at(forms.OWNER, desk.db), desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        closing = lessons.change(session, actor, retrospective_id, _read(session, actor, form), mark, desk.now)
    if not closing.is_overtaken:
        return _ask_on(actor, retrospective_id, closing.form)
    with speaking(actor.voice):
        return forms.change_form(closing.thread.talk, closing.form, closing.owner, closing.mark, is_overtaken=True)


def save_typed(session: Session, click: Click, now: datetime) -> None:
    typed_closing.save(session, actor_of(session, click.sender), thing_id(click.value), now)


def try_lesson(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, deal_id = asked(click.value)
    trials.try_own(session, actor_of(session, click.sender), retrospective_id, thing_id(deal_id), now)


def look_below(form: Submission, desk: Desk) -> None:
    fields = {reason: forms.below_field(reason) for reason in (*TABLE_STAKES, Reason.OTHER)}
    words = form.text(fields[Reason.OTHER])
    offered = {field: NUANCED for reason, field in fields.items() if reason in TABLE_STAKES}
    errors = _not_offered(form, offered)
    if len(words) > forms.WORDS_LENGTH:
        errors[fields[Reason.OTHER]] = "errors.too_long"
    if errors:
        raise FieldErrors(errors)
    shown = {reason: field for reason, field in fields.items() if field in form.values and reason in TABLE_STAKES}
    below = {reason: Reason(form.text(field)) if form.text(field) else None for reason, field in shown.items()}
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        said = clean(words, forms.WORDS_LENGTH)
        lessons.look_below(session, actor, thing_id(form.metadata), below, said, desk.now)


def found_below(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, said = asked(click.value)
    reason, _, below = said.partition(":")
    if reason not in set(TABLE_STAKES) or (below and below not in set(NUANCED)):
        raise NotFound
    layer = Reason(below) if below else None
    layers.answer(session, actor_of(session, click.sender), retrospective_id, Reason(reason), layer, now)


def consent(session: Session, click: Click, now: datetime) -> None:
    actor = actor_of(session, click.sender)
    retrospective_id, mark = asked(click.value)
    thanks = consents.answer(session, actor, retrospective_id, CONSENTS[click.action_id], now, mark)
    key = f"consent:{click.value}:{click.trigger_id}"
    whisper(session, actor, thanks, channel=click.channel, thread_ts=click.thread_ts, key=key, now=now)


def _earlier(closing: Closing) -> forms.EarlierTask | None:
    task = closing.earlier
    return forms.EarlierTask(task.id, task.deal_name, task.text, task.due_on, task.owner) if task else None


def _ask_on(actor: Actor, retrospective_id: UUID, kept: WrapUp) -> dict[str, Any] | None:
    """The next form, where a reason alone says too little."""
    if not any(cause.asks_further for cause in kept.causes):
        return None
    with speaking(actor.voice):
        return forms.below_form(retrospective_id, kept.causes)


def _read(session: Session, actor: Actor, form: Submission) -> WrapUp:
    """What a checked form says."""
    ending, hands, owner, due_on = (
        form.text(field) for field in (forms.ENDING, forms.HANDS, forms.OWNER, forms.DUE_ON)
    )
    return WrapUp(
        lesson=clean(form.text(forms.LESSON), forms.LESSON_LENGTH),
        ending=Ending(ending) if ending else None,
        causes=tuple(Cause(Reason(chosen)) for chosen in _reasons(form)),
        action=clean(form.text(forms.ACTION), forms.ACTION_LENGTH),
        action_owner=colleagues.chosen(session, actor.workspace, owner, ()).id if owner else None,
        due_on=date.fromisoformat(due_on) if due_on else None,
        departments=tuple(map(Department, form.chosen(forms.DEPARTMENTS))),
        turning_point=clean(form.text(forms.TURNING_POINT), forms.TURNING_POINT_LENGTH),
        hands=Hands(hands) if hands else None,
        skill=clean(form.text(forms.SKILL), forms.SKILL_LENGTH),
    )


def _reasons(form: Submission) -> list[str]:
    """What was chosen, in order; a rank that was left out is none."""
    return [chosen for field in forms.REASONS if (chosen := form.text(field))]


def _check(form: Submission, today: date) -> None:
    errors = _not_offered(form, OFFERED) | _repeated(form)
    if not form.text(forms.LESSON):
        errors[forms.LESSON] = "errors.lesson_empty"
    for field, longest in LONGEST.items():
        if len(form.text(field)) > longest:
            errors[field] = "errors.too_long"
    if form.text(forms.OWNER) and not SLACK_USER.fullmatch(form.text(forms.OWNER)):
        errors[forms.OWNER] = "errors.person"
    if _is_past(form.text(forms.DUE_ON), today):
        errors[forms.DUE_ON] = "errors.date_past"
    if errors:
        raise FieldErrors(errors)


def _not_offered(form: Submission, offered: dict[str, Any]) -> dict[str, str]:
    """Fields that hold what no menu of ours offers."""
    chosen = {field: form.chosen(field) or list(filter(None, [form.text(field)])) for field in offered}
    return {
        field: "errors.not_offered"
        for field, values in chosen.items()
        if not set(values) <= {str(member) for member in offered[field]}
    }


def _repeated(form: Submission) -> dict[str, str]:
    """Reasons that stand above already."""
    seen: set[str] = set()
    errors = {}
    for field in forms.REASONS:
        chosen = form.text(field)
        if chosen and chosen in seen:
            errors[field] = "errors.reason_repeated"
        seen.add(chosen)
    return errors


def _is_past(text: str, today: date) -> bool:
    try:
        return bool(text) and date.fromisoformat(text) < today
    except ValueError:
        return True
