"""The closing form."""

from datetime import date
from typing import Any
from uuid import UUID

from bot.domain.conversation import Conversation, texts
from bot.domain.deals import Outcome
from bot.domain.guides import View
from bot.domain.message import Block
from bot.domain.wrap_ups import MOST_REASONS
from bot.messages import ids
from bot.messages.blocks import date_input, modal, multi_select_input, select_input, text_input, user_input
from bot.messages.prompts import label, labels

ENDING, REASONS, LESSON, ACTION, OWNER, DUE_ON, DEPARTMENTS = (
    "ending",
    "reasons",
    "lesson",
    "action",
    "action_owner",
    "due_on",
    "departments",
)
LESSON_LENGTH = 600
ACTION_LENGTH = 300


def wrap_up_form(
    conversation: Conversation, outcome: Outcome, retrospective_id: UUID, owner: str, due_on: date
) -> dict[str, Any]:
    """The modal behind `Wrap up`, with `owner` (a Slack id) and `due_on` proposed for the action."""
    return modal(
        ids.WRAP_UP_MODAL,
        label("modals.wrap_up"),
        [*_causes(outcome), *_lesson(conversation), *_action(owner, due_on), _departments()],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=str(retrospective_id),
    )


def _causes(outcome: Outcome) -> list[Block]:
    reasons = multi_select_input(
        REASONS,
        label("fields.reasons"),
        labels()["reasons"],
        most=MOST_REASONS,
        optional=True,
        hint=label("fields.reasons_hint"),
    )
    if outcome is Outcome.WON:
        return [reasons]
    return [select_input(ENDING, label("fields.ending"), labels()["endings"], optional=True), reasons]


def _lesson(conversation: Conversation) -> list[Block]:
    """Prefilled with what the customer would have us change, in their words: evidence first. A short guide's one answer
    is nearly a lesson.
    """
    suggested = texts(conversation, View.CUSTOMERS).get("customers.change", "")
    if not suggested and conversation.guide.is_short:
        suggested = "\n".join(texts(conversation, View.OURS).values())
    return [
        text_input(
            LESSON,
            label("fields.lesson"),
            initial=suggested,
            hint=label("fields.lesson_hint"),
            max_length=LESSON_LENGTH,
        )
    ]


def _action(owner: str, due_on: date) -> list[Block]:
    return [
        text_input(
            ACTION,
            label("fields.action"),
            optional=True,
            multiline=False,
            hint=label("fields.action_hint"),
            max_length=ACTION_LENGTH,
        ),
        user_input(OWNER, label("fields.action_owner"), initial=owner, optional=True),
        date_input(DUE_ON, label("fields.due_on"), initial=due_on, optional=True),
    ]


def _departments() -> Block:
    return multi_select_input(DEPARTMENTS, label("fields.departments"), labels()["departments"], optional=True)
