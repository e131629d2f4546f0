"""The forms that take what the customer said, and what they allow with it."""

from datetime import date
from typing import Any
from uuid import UUID

from bot.domain import permissions as domain
from bot.domain.calls import AGAIN, Call
from bot.domain.captures import shown
from bot.domain.conversation import Conversation, Quotable, in_form, joined, texts
from bot.domain.deals import Deal
from bot.domain.gaps import Ranking
from bot.domain.guides import Question, View
from bot.domain.message import Block
from bot.domain.permissions import Terms
from bot.domain.shown import marks
from bot.messages import ids
from bot.messages.blocks import checkboxes_input, date_input, modal, quote, section, select_input, text_input
from bot.messages.prompts import customer, label, labels, render
from bot.messages.talks import Talk
from bot.messages.weighing import ranking_fields

QUOTABLE, VERBATIM, COME_BACK = "quotable", "verbatim", "come_back"


def capture_form(
    conversation: Conversation,
    deal: Deal,
    retrospective_id: UUID,
    how: Call,
    ranking: Ranking | None = None,
    come_back_on: date | None = None,
    *,
    may_ask_again: bool = True,
) -> dict[str, Any]:
    """The modal behind `Capture answers`: all of the customer's questions, with what it kept so far.

    `how` they were given to us: in a talk, or in writing. `ranking` is what they put first, and `come_back_on` the day
    to ask again, as far as they were captured. Where we `may_ask_again` not, no day is asked for.
    """
    name = customer(deal)
    ticked = [answer.question for answer in in_form(conversation) if answer.verbatim]
    return modal(
        ids.CAPTURE_MODAL,
        label("modals.capture"),
        [
            *_answers(conversation, name),
            *ranking_fields(View.CUSTOMERS, ranking),
            _verbatim(conversation, name, ticked),
            _for_the_others(conversation),
            *(_come_back(conversation, come_back_on) if may_ask_again else []),
        ],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=f"{retrospective_id}:{how}:{_shown(conversation)}",
    )


def permissions_form(talk: Talk, conversation: Conversation) -> dict[str, Any]:
    """The modal behind `Answer by answer`: each of the customer's answers, and what may be done with it."""
    said, name = texts(conversation, View.CUSTOMERS), customer(talk.deal)
    allowed = domain.terms(conversation.said(View.CUSTOMERS))
    asked = [
        block for key in said for block in _allowed(conversation.guide.question(key), name, said[key], allowed[key])
    ]
    own = [key for key, terms in allowed.items() if terms.verbatim]
    return modal(
        ids.PERMIT_MODAL,
        label("modals.permissions"),
        [section(render("call/permissions", deal=talk.deal)), *asked, _verbatim(conversation, name, own)],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=f"{talk.id}:{domain.mark(conversation)}",
    )


def _shown(conversation: Conversation) -> str:
    """What the form holds: a mark of all, the ids of answers and the mark of each field, as the handler reads it."""
    held, fields = shown(conversation), marks(joined(in_form(conversation)))
    return ":".join([held.mark, ",".join(sorted(map(str, held.answers))), fields])


def field_of(question: str) -> str:
    """The block id of the menu for the answer to one question."""
    return f"{QUOTABLE}.{question}"


def _answers(conversation: Conversation, name: str) -> list[Block]:
    """Each question, and below one that has an answer what is allowed with it where that differs from the others.

    A blank form is long enough; an exception to what was just written can be made once it is saved.
    """
    kept, common = joined(in_form(conversation)), _common(conversation)
    own = {key: one.quotable for key, one in domain.terms(in_form(conversation)).items() if one.quotable is not common}
    return [
        block
        for asked in conversation.guide.of(View.CUSTOMERS)
        for block in (
            text_input(asked.key, asked.wording(name), initial=kept.get(asked.key, ""), optional=True),
            *([_own_menu(asked, name, own.get(asked.key), label("places.as_the_others"))] if asked.key in kept else []),
        )
    ]


def _come_back(conversation: Conversation, day: date | None) -> list[Block]:
    """Where the guide asks whether there is a chance again, there may be a day for it."""
    asks = any(asked.key == AGAIN for asked in conversation.guide.of(View.CUSTOMERS))
    return [date_input(COME_BACK, label("fields.come_back"), initial=day, optional=True)] if asks else []


def _for_the_others(conversation: Conversation) -> Block:
    """One menu for all answers of which nothing else is said; for all that are new where none is kept yet."""
    asked = label("fields.quotable_others") if in_form(conversation) else label("fields.quotable")
    return select_input(QUOTABLE, asked, labels()["quotable"], initial=_common(conversation), optional=True)


def _common(conversation: Conversation) -> Quotable:
    """What is allowed with every answer that the form holds; where they differ, nothing."""
    allowed = {one.quotable for one in domain.terms(in_form(conversation)).values()}
    return allowed.pop() if len(allowed) == 1 else Quotable.NO


def _allowed(asked: Question, name: str, words: str, terms: Terms) -> list[Block]:
    return [quote(words), _own_menu(asked, name, terms.quotable)]


def _own_menu(asked: Question, name: str, initial: Quotable | None, placeholder: str = "") -> Block:
    """What is allowed with one answer; `name` is the customer's. `placeholder`: what it means to choose nothing."""
    may_we = label("fields.quotable_one")
    says = f"{asked.short or asked.wording(name)}: {may_we}"
    choices = labels()["quotable"]
    return select_input(field_of(asked.key), says, choices, initial=initial, optional=True, placeholder=placeholder)


def _verbatim(conversation: Conversation, name: str, ticked: list[str]) -> Block:
    """Which answers are the customer's own words: the others are never quoted."""
    choices = {asked.key: asked.short or asked.wording(name) for asked in conversation.guide.of(View.CUSTOMERS)}
    hint = label("fields.verbatim_hint")
    return checkboxes_input(VERBATIM, label("fields.verbatim"), choices, initial=ticked, hint=hint)
