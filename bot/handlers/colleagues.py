"""The menu of the root card, and the forms that ask for colleagues."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.errors import NotFound
from bot.handlers.desk import Desk, actor_of, asked, objections_at, thing_id
from bot.handlers.interactions import SLACK_USER, Click, Submission
from bot.messages import colleagues as forms
from bot.messages import sensitivity as sensitive
from bot.messages.ids import More
from bot.messages.prompts import speaking
from bot.use_cases.losses import new_owners
from bot.use_cases.people import colleagues, handovers, participants
from bot.use_cases.talk import sensitivity

# Per choice of the menu: who may have the form, and the form.
FORMS = {
    More.ADD: (participants.to_add, forms.add_form),
    More.HAND_OVER: (handovers.to_hand_over, forms.hand_over_form),
    More.NEUTRAL: (handovers.to_replace_leader, forms.neutral_form),
    More.SENSITIVE: (sensitivity.to_mark, sensitive.form),
    More.NOT_SENSITIVE: (sensitivity.to_mark, sensitive.form),
}


def open_more(click: Click, desk: Desk) -> None:
    """One of the menu's choices."""
    retrospective_id, what = asked(click.value)
    if what not in set(More):
        raise NotFound
    _open(click, desk, retrospective_id, More(what))


def open_add(click: Click, desk: Desk) -> None:
    """`Ask a colleague to join me`."""
    _open(click, desk, thing_id(click.value), More.ADD)


def _open(click: Click, desk: Desk, retrospective_id: UUID, what: More) -> None:
    allowed, form = FORMS[what]
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread = allowed(session, actor, retrospective_id)
        with speaking(actor.voice):
            view = form(thread.talk)
    desk.open_modal(click.trigger_id, view)


def noticed(session: Session, click: Click, _now: datetime) -> None:
    """Somebody was chosen in a form that still stands open: Slack is asked meanwhile who that is."""
    actor = actor_of(session, click.sender)
    if not actor.is_outside:
        colleagues.notice(session, actor.workspace, click.people)


def add(form: Submission, desk: Desk) -> None:
    retrospective_id, chosen = thing_id(form.metadata), form.chosen(forms.COLLEAGUES)[: forms.MOST_AT_ONCE]
    _settle(form, desk, lambda session, actor: participants.add(session, actor, retrospective_id, chosen, desk.now))


def hand_over(form: Submission, desk: Desk) -> None:
    _seat(form, desk, handovers.hand_over)


def step_aside(form: Submission, desk: Desk) -> None:
    _seat(form, desk, handovers.step_aside)


def mark(form: Submission, desk: Desk) -> None:
    """The form said which way it would go; whoever was slower than somebody else is told so."""
    retrospective_id, what = asked(form.metadata)
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        sensitivity.mark(session, actor, retrospective_id, sensitive=what == More.SENSITIVE, now=desk.now)


def go_alone(session: Session, click: Click, now: datetime) -> None:
    participants.go_alone(session, actor_of(session, click.sender), thing_id(click.value), now)


def take_seat(session: Session, click: Click, now: datetime) -> None:
    new_owners.take(session, actor_of(session, click.sender), thing_id(click.value), now)


def refuse_seat(session: Session, click: Click, now: datetime) -> None:
    new_owners.refuse(session, actor_of(session, click.sender), thing_id(click.value), now)


def _seat(form: Submission, desk: Desk, give: Callable[..., None]) -> None:
    retrospective_id, before = asked(form.metadata)
    chosen = form.text(forms.COLLEAGUES)
    to = chosen if SLACK_USER.fullmatch(chosen) else ""
    _settle(
        form, desk, lambda session, actor: give(session, actor, retrospective_id, before=before, to=to, now=desk.now)
    )


def _settle(form: Submission, desk: Desk, act: Callable[[Session, Actor], None]) -> None:
    """Let `act` happen. What stands against somebody who was chosen is said at the field."""
    with objections_at(forms.COLLEAGUES, desk.db), desk.db.begin() as session:
        act(session, actor_of(session, form.sender))
