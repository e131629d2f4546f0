"""What is kept of a form with the customer's answers when something changed while it stood open.

New words are kept, once where one person sends them in two forms. Words that the form only showed do not come back once
they are gone or read otherwise, and nothing is allowed that was refused meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from bot.domain import permissions
from bot.domain.conversation import Answer, Conversation, in_form, joined
from bot.domain.guides import View
from bot.domain.shown import in_field, mark


@dataclass(frozen=True)
class Shown:
    """What the form held when it was opened.

    `mark` stands for all that the customer had said and allowed, as `permissions.mark` puts it; `answers` are those in
    the form, and `words` the mark of what stood in each field, as `domain.shown` puts it.
    """

    mark: str = ""
    answers: frozenset[UUID] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)


def shown(conversation: Conversation) -> Shown:
    """What a form that is opened now holds."""
    answers = in_form(conversation)
    words = {question: mark(text) for question, text in joined(answers).items() if text}
    return Shown(permissions.mark(conversation), frozenset(one.id for one in answers), words)


def still_meant(conversation: Conversation, sent: Iterable[Answer], opened_with: Shown) -> tuple[Answer, ...]:
    """The answers that stand in place of those the form showed: as they were sent if nothing changed meanwhile.

    Among them may be answers that stand already, with less leave than they had.
    """
    if permissions.mark(conversation) == opened_with.mark:
        return tuple(sent)
    return tuple(kept for answer in sent for kept in _kept(conversation, answer, opened_with))


def _kept(conversation: Conversation, answer: Answer, opened_with: Shown) -> tuple[Answer, ...]:
    standing = [one for one in in_form(conversation) if one.question == answer.question]
    was_shown = opened_with.words.get(answer.question) == mark(answer.text)
    if was_shown and not _still_reads(standing, answer, opened_with):
        return tuple(permissions.at_most(one, [answer]) for one in standing)
    said_before = [one for one in standing if one.id not in opened_with.answers and _is_repeated(one, answer)]
    if said_before:
        return tuple(permissions.at_most(one, [answer]) for one in said_before)
    unseen = [one for one in standing if one.id not in opened_with.answers and answer.quotable]
    return (*(_no_more_leave(one, answer) for one in unseen), _no_more_than_stands(conversation, answer))


def _is_repeated(one: Answer, sent: Answer) -> bool:
    """Whether another form of the same person's says it again: there are two forms, and the customer said it once."""
    return one.id != sent.id and one.author == sent.author and in_field(one.text) == in_field(sent.text)


def _still_reads(standing: Iterable[Answer], answer: Answer, opened_with: Shown) -> bool:
    """Whether what the form showed in this field stands there unchanged."""
    left = joined(one for one in standing if one.id in opened_with.answers)
    return in_field(left.get(answer.question, "")) == in_field(answer.text)


def _no_more_leave(one: Answer, than: Answer) -> Answer:
    """What stands with no more leave than another form gives to the same question; whose words they are stays."""
    return permissions.at_most(one, [replace(than, verbatim=True)])


def _no_more_than_stands(conversation: Conversation, answer: Answer) -> Answer:
    """The answer with no more leave than its question has by now or, where nobody asked of it, all others."""
    asked = [one for one in conversation.said(View.CUSTOMERS) if one.quotable]
    to_it = [one for one in asked if one.question == answer.question]
    # Whose words they are is a matter of each answer.
    others = [replace(one, verbatim=True) for one in asked]
    return permissions.at_most(answer, to_it or others)
