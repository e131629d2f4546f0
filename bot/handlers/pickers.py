"""The picker of `/retro`: a closed deal, or one that no CRM sent, and which is meant when its name is here already."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.domain import deal_names, foreign_json
from bot.domain.deals import Outcome
from bot.domain.text import clean
from bot.errors import FieldErrors, Unreadable
from bot.handlers.desk import Desk, actor_of, thing_id, voice_of
from bot.handlers.interactions import Submission
from bot.messages import pickers as forms
from bot.messages.pickers import Namesakes
from bot.messages.prompts import read_number, speaking
from bot.use_cases.losses import by_hand, starts
from bot.use_cases.losses.by_hand import ByHand

LARGEST, CENT = Decimal(10) ** 12, Decimal("0.01")
LONGEST_NAME = 255


def picked(form: Submission, desk: Desk) -> dict[str, Any] | None:
    """The picker was sent: a closed deal, or one by hand."""
    chosen = form.text(forms.DEAL)
    return _start(chosen, form, desk) if chosen else _by_hand(form, desk)


def meant(form: Submission, desk: Desk) -> dict[str, Any] | None:
    """Which deal of that name is meant: one that is here, or another, as it was typed before."""
    chosen = form.text(forms.WHICH)
    if chosen not in ("", forms.ANOTHER):
        return _start(chosen, form, desk)
    return _by_hand(_typed_before(form), desk, is_another=True)


def _start(chosen: str, form: Submission, desk: Desk) -> dict[str, Any] | None:
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        started = starts.start(session, actor, thing_id(chosen), desk.now)
    with speaking(actor.voice):
        return None if started.is_new else forms.there_already(started.deal_name)


def _by_hand(form: Submission, desk: Desk, *, is_another: bool = False) -> dict[str, Any] | None:
    typed = _typed(form, desk)
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        begun = by_hand.start(session, actor, typed, desk.now, is_another=is_another)
    if not isinstance(begun, Namesakes):
        return None
    with speaking(actor.voice):
        return forms.namesakes(typed.name, begun, form.values)


def _typed_before(form: Submission) -> Submission:
    """The form as the picker was, which this one keeps. Raises Unreadable."""
    values = foreign_json.read(form.metadata)
    if not isinstance(values, dict):
        raise Unreadable("a form that keeps nothing")
    return replace(form, values=values)


def _typed(form: Submission, desk: Desk) -> ByHand:
    """The deal as it was typed. Raises FieldErrors."""
    name = clean(form.text(forms.NAME))
    if not deal_names.is_visible(name):
        raise FieldErrors({forms.NAME: "errors.deal_missing"})
    for field in (forms.NAME, forms.CUSTOMER):
        if len(form.text(field)) > LONGEST_NAME:
            raise FieldErrors({field: "errors.too_long"})
    customer = clean(form.text(forms.CUSTOMER)) or None
    return ByHand(form.view_id, name, _outcome(form), customer, _amount(form, desk))


def _outcome(form: Submission) -> Outcome:
    text = form.text(forms.OUTCOME) or Outcome.LOST
    if text not in {Outcome.LOST, Outcome.WON}:
        raise FieldErrors({forms.OUTCOME: "errors.not_offered"})
    return Outcome(text)


def _amount(form: Submission, desk: Desk) -> Decimal | None:
    text = form.text(forms.AMOUNT)
    if not text:
        return None
    try:
        with speaking(voice_of(desk.db, form.sender)):
            amount = read_number(text)
    except ValueError:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < LARGEST:
        raise FieldErrors({forms.AMOUNT: "errors.amount_unreadable"})
    return amount.quantize(CENT)
