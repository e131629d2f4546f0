"""Clicks and the form of writing privately first."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.access import Action
from bot.domain.shown import read
from bot.errors import AlreadySettled, FieldErrors, NotAllowed, Resting
from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import drafts as forms
from bot.messages.blocks import INPUT
from bot.messages.prompts import speaking
from bot.use_cases.answering import drafts


def open_form(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, questions, kept = drafts.to_write(session, actor, thing_id(click.value))
        with speaking(actor.voice):
            form = forms.form(thread.talk, questions, kept)
    desk.open_modal(click.trigger_id, form)


def save(form: Submission, desk: Desk) -> None:
    """Keep the words and, where asked to, share them: both or neither, and then the form stays open with them."""
    retrospective_id, marks = asked(form.metadata)
    # A form of before we remembered what it showed says nothing about it.
    shown = read(marks) if ":" in form.metadata else None
    texts = {key: form.text(key) for key in form.values if key != forms.NEXT}
    _check(texts)
    try:
        with desk.db.begin() as session:
            actor = actor_of(session, form.sender)
            drafts.save(session, actor, retrospective_id, texts, desk.now, shown)
            if form.text(forms.NEXT) == forms.SHARE:
                drafts.share(session, actor, retrospective_id, desk.now)
    except Resting:
        raise FieldErrors({forms.NEXT: "errors.resting"}) from None
    except NotAllowed as error:
        # Kept to themselves their words are safe, also of somebody whose seat is another's by now.
        if error.words.get("action") is not Action.SHARE:
            raise
        raise FieldErrors({forms.NEXT: "errors.not_yours_to_share"}) from None
    except AlreadySettled:
        raise FieldErrors({forms.NEXT: "errors.draft_settled"}) from None


def share(session: Session, click: Click, now: datetime) -> None:
    drafts.share(session, actor_of(session, click.sender), thing_id(click.value), now)


def withdraw(session: Session, click: Click, now: datetime) -> None:
    drafts.withdraw(session, actor_of(session, click.sender), thing_id(click.value), now)


def _check(texts: dict[str, str]) -> None:
    errors = {key: "errors.too_long" for key, text in texts.items() if len(text) > INPUT}
    if errors:
        raise FieldErrors(errors)
