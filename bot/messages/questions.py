"""The questions of a retrospective, asked one by one, and the forms that take the answers."""

from typing import Any
from uuid import UUID

from bot.domain.conversation import Answer
from bot.domain.deals import Deal
from bot.domain.guides import Guide, Question, View
from bot.domain.message import Message
from bot.messages import ids, weighing
from bot.messages.blocks import (
    INPUT,
    actions,
    button,
    modal,
    quote,
    section,
    text_input,
)
from bot.messages.prompts import Raw, customer, label, mention, render
from bot.messages.weighing import Known

ANSWER = "answer"


def question(deal: Deal, guide: Guide, key: str, retrospective_id: UUID) -> Message:
    """Ask the question `key`."""
    place, total = guide.place(key)
    asked = guide.question(key)
    text = render(
        "retrospective/question",
        deal=deal,
        place=place,
        total=total,
        ask=asked.wording(customer(deal)),
        nudge=asked.nudge,
        customers=asked.view is View.CUSTOMERS,
    )
    return Message(text, (section(text), _choices(guide, asked, retrospective_id)))


def settled_question(
    deal: Deal, guide: Guide, key: str, given: Answer | None, author: str | None, retrospective_id: UUID
) -> Message:
    """The question `key` once it is behind us: the words stay, the buttons go but the one that asks for more.

    `given` is the latest answer that does not stand in the thread itself, by the person with the Slack id `author`.
    """
    place, total = guide.place(key)
    asked = guide.question(key)
    text = render(
        "retrospective/question_settled",
        deal=deal,
        place=place,
        total=total,
        ask=asked.wording(customer(deal)),
        kind=given.kind if given else None,
        author=mention(author) if author and given and given.text else None,
    )
    weighed = weighing.more_button(asked, retrospective_id)
    more = [actions(*weighed)] if weighed else []
    if given is None or not given.text:
        return Message(text, (section(text), *more))
    spoken = render("retrospective/view_line", ask=Raw(text), text=given.text)
    return Message(spoken, (section(text), quote(given.text), *more))


def added(deal: Deal, guide: Guide, answer: Answer, author: str) -> Message:
    """Words that somebody, by Slack id, added to a question that goes on being asked, or is behind us."""
    asked = guide.question(answer.question)
    text = render("retrospective/added", deal=deal, author=mention(author), ask=asked.wording(customer(deal)))
    spoken = render("retrospective/view_line", ask=Raw(text), text=answer.text)
    return Message(spoken, (section(text), quote(answer.text)))


def answer_form(deal: Deal, asked: Question, retrospective_id: UUID, known: Known | None) -> dict[str, Any]:
    """The modal behind `Answer`, with what the question asks besides words, as far as it is `known`.

    None: for somebody who adds words and is told no more.
    """
    words = text_input(ANSWER, asked.wording(customer(deal)), hint=label("fields.answer_hint"), max_length=INPUT)
    return modal(
        ids.ANSWER_MODAL,
        label("modals.answer"),
        [words, *(weighing.fields(asked, known) if known else [])],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=f"{retrospective_id}:{asked.key}",
    )


def _choices(guide: Guide, asked: Question, retrospective_id: UUID) -> dict[str, Any]:
    value = f"{retrospective_id}:{asked.key}"
    buttons = [
        button(label("buttons.answer"), ids.ANSWER, value, style="primary"),
        button(label("buttons.dont_know"), ids.DONT_KNOW, value),
        button(label("buttons.skip"), ids.SKIP_QUESTION, value),
    ]
    if asked.view is View.OURS and guide.waits_for_call:
        buttons.insert(2, button(label("buttons.ask_customer"), ids.ASK_CUSTOMER, value))
    if asked.view is View.OURS:
        buttons.append(button(label("buttons.draft"), ids.DRAFT, str(retrospective_id)))
    buttons += weighing.more_button(asked, retrospective_id)
    if guide.place(asked.key)[0] > 1:
        buttons.append(button(label("buttons.back"), ids.BACK, value))
    return actions(*buttons)
