"""The closing form, and the one after it that asks what lay below the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bot.domain.message import Block
from bot.domain.reasons import NUANCED, Cause, Reason
from bot.domain.wrap_ups import WrapUp
from bot.messages import ids
from bot.messages.blocks import (
    date_input,
    divider,
    modal,
    multi_select_input,
    section,
    select_input,
    text_input,
    user_input,
)
from bot.messages.prompts import label, labels, mention, render, short_date
from bot.messages.talks import Talk

ENDING, TURNING_POINT, HANDS, LESSON, ACTION, OWNER, DUE_ON, DEPARTMENTS, SKILL = (
    "ending",
    "turning_point",
    "hands",
    "lesson",
    "action",
    "action_owner",
    "due_on",
    "departments",
    "skill",
)
EARLIER = "earlier_task"
REASONS = ("first", "second", "third")
LESSON_LENGTH = 600
ACTION_LENGTH = 300
TURNING_POINT_LENGTH = 150
WORDS_LENGTH = 150
SKILL_LENGTH = 150


@dataclass(frozen=True)
class EarlierTask:
    """What the same two meant to do after an earlier talk, still open. `owner` is the Slack id of whoever does it."""

    id: UUID
    deal_name: str
    text: str
    due_on: date | None = None
    owner: str | None = None


def wrap_up_form(talk: Talk, form: WrapUp, owner: str | None, earlier: EarlierTask | None = None) -> dict[str, Any]:
    """The modal behind `Wrap up`, filled in with `form`; `owner` is the Slack id of whoever does its action.

    What is still open from the last time comes first.
    """
    if earlier is None:
        return _closing(ids.WRAP_UP_MODAL, str(talk.id), _fields(talk, form, owner))
    fields = [*_earlier(earlier), *_fields(talk, form, owner)]
    return _closing(ids.WRAP_UP_MODAL, f"{talk.id}:{earlier.id}", fields)


def change_form(
    talk: Talk, form: WrapUp, owner: str | None, mark: str, *, is_overtaken: bool = False
) -> dict[str, Any]:
    """The modal behind `Change what we kept`. `mark` stands for what is kept by now.

    `is_overtaken`: `form` was not saved, because somebody else has changed what is kept; it can be sent once more.
    """
    notice = [section(render("retrospective/overtaken", deal=talk.deal))] if is_overtaken else []
    return _closing(ids.CHANGE_MODAL, f"{talk.id}:{mark}", [*notice, *_fields(talk, form, owner)])


def below_form(retrospective_id: UUID, causes: Iterable[Cause]) -> dict[str, Any]:
    """The modal that asks on, once the closing form is kept: one field for each of `causes` that says too little."""
    return modal(
        ids.BELOW_MODAL,
        label("modals.below"),
        [_below(cause) for cause in causes if cause.asks_further],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=str(retrospective_id),
    )


def below_field(reason: Reason) -> str:
    """The block that asks what lay below `reason`, or which one it was."""
    return f"below_{reason}"


def _closing(callback_id: str, metadata: str, fields: list[Block]) -> dict[str, Any]:
    return modal(
        callback_id,
        label("modals.wrap_up"),
        fields,
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=metadata,
    )


def _earlier(task: EarlierTask) -> list[Block]:
    text = render(
        "tasks/earlier",
        deal_name=task.deal_name,
        task=task.text,
        owner=mention(task.owner) if task.owner else None,
        due_on=short_date(task.due_on) if task.due_on else None,
    )
    answers = labels()["task_answers"]
    return [section(text), select_input(EARLIER, label("fields.earlier_task"), answers, optional=True), divider()]


def _fields(talk: Talk, form: WrapUp, owner: str | None) -> list[Block]:
    return [*_causes(talk, form), _lesson(form), *_action(form, owner), _departments(form), _skill(form)]


def _causes(talk: Talk, form: WrapUp) -> list[Block]:
    reasons = [_reason(talk, form, rank, field) for rank, field in enumerate(REASONS)]
    if talk.won or talk.midway:
        return reasons
    return [
        select_input(ENDING, label("fields.ending"), labels()["endings"], initial=form.ending, optional=True),
        *reasons,
        _turning_point(talk, form),
        select_input(HANDS, label("fields.hands"), labels()["hands"], initial=form.hands, optional=True),
    ]


def _reason(talk: Talk, form: WrapUp, rank: int, field: str) -> Block:
    chosen = form.reasons[rank] if rank < len(form.reasons) else None
    hint = label("fields.crm_reason_hint") if rank == 0 and talk.deal.reason else ""
    return select_input(field, labels()["ranks"][field], labels()["reasons"], initial=chosen, optional=True, hint=hint)


def _turning_point(talk: Talk, form: WrapUp) -> Block:
    return text_input(
        TURNING_POINT,
        label("fields.turning_point"),
        initial=form.turning_point,
        optional=True,
        multiline=False,
        hint=label("fields.turning_point_hint"),
        max_length=TURNING_POINT_LENGTH,
    )


def _lesson(form: WrapUp) -> Block:
    return text_input(
        LESSON, label("fields.lesson"), initial=form.lesson, hint=label("fields.lesson_hint"), max_length=LESSON_LENGTH
    )


def _action(form: WrapUp, owner: str | None) -> list[Block]:
    return [
        text_input(
            ACTION,
            label("fields.action"),
            initial=form.action,
            optional=True,
            multiline=False,
            hint=label("fields.action_hint"),
            max_length=ACTION_LENGTH,
        ),
        user_input(OWNER, label("fields.action_owner"), initial=owner, optional=True),
        date_input(DUE_ON, label("fields.due_on"), initial=form.due_on, optional=True),
    ]


def _departments(form: WrapUp) -> Block:
    return multi_select_input(
        DEPARTMENTS,
        label("fields.departments"),
        labels()["departments"],
        initial=[str(department) for department in form.departments],
        optional=True,
    )


def _skill(form: WrapUp) -> Block:
    return text_input(
        SKILL,
        label("fields.skill"),
        initial=form.skill,
        optional=True,
        multiline=False,
        hint=label("fields.skill_hint"),
        max_length=SKILL_LENGTH,
    )


def _below(cause: Cause) -> Block:
    field, asked = below_field(cause.reason), labels()["below"][cause.reason]
    if cause.reason is Reason.OTHER:
        return text_input(field, asked, initial=cause.words, optional=True, multiline=False, max_length=WORDS_LENGTH)
    layer = {str(reason): labels()["reasons"][reason] for reason in NUANCED}
    return select_input(field, asked, layer, initial=cause.below, optional=True)
