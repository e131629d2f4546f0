"""Replies typed in a thread: to which question they belong, and which are talk among people.

While a question of ours stands every reply belongs to it that does not name another one; what the customer said counts
only from whoever leads the call. Once a card has said what comes next, only its own author adds to an answer without
saying so, and only soon.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from bot.domain.conversation import Conversation, Kind, MessageRef, Status
from bot.domain.guides import Guide, Question, View

SOON = 300  # seconds after the card that says what comes next: whoever goes on in a second message does so by then

# A blank or a letter has to follow the colon: "3:30" is an hour, "1:1" a talk between two, "3:0" a score.
_NUMBERED = re.compile(r"\s*(\d+)\s*[:：](?=\s|[^\W\d_])\s*(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Standing:
    """What stood in the thread when a reply was written: the question asked last, None before the first.

    `behind_since`: Slack's time stamp of the card that said what comes next; None while the question was asked.
    """

    question: str | None = None
    behind_since: str | None = None


def by_number(text: str, guide: Guide, among: Iterable[Question]) -> tuple[Question, str] | None:
    """The question that a reply names as in `2: The CFO`, and what it says; None where it names none of `among`."""
    found = _NUMBERED.match(text)
    places = {str(guide.place(one.key)[0]): one for one in among}
    asked = places.get(found.group(1)) if found else None
    return (asked, found.group(2).strip()) if found and asked else None


def is_numbered(text: str) -> bool:
    """Whether a reply begins with a number as in `2: The CFO`, whatever question that is."""
    return _NUMBERED.match(text) is not None


def added(text: str, conversation: Conversation, view: View = View.OURS) -> tuple[Question, str] | None:
    """The question of `view` to which a reply adds by its number, and what it says; None where it names none.

    To what is still to be asked nobody adds: it would count as answered before it was.
    """
    given = {answer.question for answer in conversation.answers} | {conversation.question}
    guide = conversation.guide
    return by_number(text, guide, [one for one in guide.of(view) if one.key in given])


def placed(
    text: str, ref: MessageRef, author: UUID | None, conversation: Conversation, standing: Standing, *, leads: bool
) -> tuple[Question, str] | None:
    """The question to which a reply belongs, and what it says; None where it belongs to none.

    `leads`: its author leads the call with the customer, and so says what was said there.
    """
    if standing.question is None:
        return None
    asked = conversation.guide.question(standing.question)
    if asked.view is View.CUSTOMERS and not leads:
        return added(text, conversation)
    if standing.behind_since is None or _is_open(asked, conversation):
        return added(text, conversation, asked.view) or (asked, text)
    goes_on = _goes_on(ref, author, conversation, asked, standing.behind_since)
    return added(text, conversation) or ((asked, text) if goes_on else None)


def edited(text: str, asked: Question, conversation: Conversation) -> tuple[Question, str]:
    """The question to which a kept answer to `asked` belongs once it reads `text`, and what it says."""
    return added(text, conversation, asked.view) or (asked, text)


def _is_open(asked: Question, conversation: Conversation) -> bool:
    """Whether an answer is still waited for: it is being asked, or the talk closed before its view was complete."""
    is_cut_short = conversation.status is Status.PARTIAL and not conversation.answered(asked.view)
    return is_cut_short or conversation.question == asked.key


def _goes_on(
    ref: MessageRef, author: UUID | None, conversation: Conversation, asked: Question, behind_since: str
) -> bool:
    """Whether its author has just answered the question, and so goes on."""
    own = [one for one in conversation.answers if one.question == asked.key and one.author == author]
    has_answered = any(one.kind is Kind.SAID for one in own)
    return has_answered and float(ref.ts) - float(behind_since) <= SOON
