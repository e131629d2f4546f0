"""The form that takes what the customer said."""

from datetime import date
from typing import Any
from uuid import UUID

from bot.domain.calls import AGAIN, Call
from bot.domain.conversation import Conversation, Quotable, in_form, joined
from bot.domain.deals import Deal
from bot.domain.gaps import Ranking
from bot.domain.guides import View
from bot.domain.message import Block
from bot.messages import ids
from bot.messages.blocks import checkboxes_input, date_input, modal, select_input, text_input
from bot.messages.prompts import customer, label, labels
from bot.messages.weighing import ranking_fields

QUOTABLE, VERBATIM, COME_BACK = "quotable", "verbatim", "come_back"


def capture_form(
    conversation: Conversation,
    deal: Deal,
    retrospective_id: UUID,
    how: Call,
    ranking: Ranking | None = None,
    come_back_on: date | None = None,
) -> dict[str, Any]:
    """The modal behind `Capture answers`: all of the customer's questions, with what it kept so far.

    `how` they were given to us: in a talk, or in writing. `ranking` is what they put first, and `come_back_on` the day
    to ask again, as far as they were captured.
    """
    name, kept = customer(deal), joined(in_form(conversation))
    fields = [
        text_input(asked.key, asked.wording(name), initial=kept.get(asked.key, ""), optional=True)
        for asked in conversation.guide.of(View.CUSTOMERS)
    ]
    shown = [str(answer.id) for answer in in_form(conversation)]
    return modal(
        ids.CAPTURE_MODAL,
        label("modals.capture"),
        [
            *fields,
            *ranking_fields(View.CUSTOMERS, ranking),
            _verbatim(conversation, name),
            _quotable(conversation),
            *_come_back(conversation, come_back_on),
        ],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=":".join([str(retrospective_id), how, *shown]),
    )


def _verbatim(conversation: Conversation, name: str) -> Block:
    """Which of them are the customer's own words: the others are never quoted."""
    choices = {asked.key: asked.short or asked.wording(name) for asked in conversation.guide.of(View.CUSTOMERS)}
    ticked = [answer.question for answer in in_form(conversation) if answer.verbatim]
    hint = label("fields.verbatim_hint")
    return checkboxes_input(VERBATIM, label("fields.verbatim"), choices, initial=ticked, hint=hint)


def _come_back(conversation: Conversation, day: date | None) -> list[Block]:
    """Where the guide asks whether there is a chance again, there may be a day for it."""
    asks = any(asked.key == AGAIN for asked in conversation.guide.of(View.CUSTOMERS))
    return [date_input(COME_BACK, label("fields.come_back"), initial=day, optional=True)] if asks else []


def _quotable(conversation: Conversation) -> Block:
    given = [answer.quotable for answer in conversation.said(View.CUSTOMERS) if answer.quotable]
    initial = given[0] if given else Quotable.NO
    return select_input(QUOTABLE, label("fields.quotable"), labels()["quotable"], initial=initial, optional=True)
