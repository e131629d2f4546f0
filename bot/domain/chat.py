"""Replies typed in a thread: to which question they belong, and which are talk among people.

While a question of ours stands every reply belongs to it that does not name another one; what the customer said counts
only from whoever leads the call. Once a card has said what comes next, only its own author adds to an answer without
saying so, and only soon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.domain.conversation import Answer, Conversation, Kind, MessageRef, Status
from bot.domain.guides import Question, View
from bot.domain.numbered import Placed, by_number

_BEHIND_OURS = frozenset({Status.CUSTOMERS_VIEW, Status.WRAP_UP, Status.DONE})  # all of our own were asked

SOON = 300  # seconds after the card that says what comes next: whoever goes on in a second message does so by then


@dataclass(frozen=True)
class Standing:
    """What stood in the thread when a reply was written: the question asked last; None before the first, and while the
    talk rested.

    `behind_since`: Slack's time stamp of the card that said what comes next; None while the question was asked.
    """

    question: str | None = None
    behind_since: str | None = None


def added(
    text: str,
    conversation: Conversation,
    view: View = View.OURS,
    *,
    settles: bool = False,
    asked: str | None = None,
) -> Placed:
    """The questions of `view` to which a reply adds by their numbers, and what it says to each; empty: it names none.

    To what is still to be asked nobody adds, since it would count as answered before it was; unless the reply answers
    what is being asked as well, and its author `settles` that. `asked`: what was when
    it was written; None: what is now.
    """
    guide = conversation.guide
    named, asked = by_number(text, guide, guide.of(view)), asked or conversation.question
    if settles and asked in {question.key for question, _ in named}:
        return named
    given = {answer.question for answer in conversation.answers} | {asked}
    is_left = settles and conversation.status is Status.SKIPPED  # and so nothing more will be asked
    is_behind = view is View.OURS and (conversation.status in _BEHIND_OURS or is_left)
    return by_number(text, guide, [one for one in guide.of(view) if is_behind or one.key in given])


def placed(
    text: str,
    ref: MessageRef,
    author: UUID | None,
    conversation: Conversation,
    standing: Standing,
    *,
    leads: bool,
    is_rep: bool,
) -> Placed:
    """The questions to which a reply belongs, and what it says to each; empty where it belongs to none.

    `leads`: its author leads the call with the customer, and so says what was said there. `is_rep`: ours are theirs to
    answer first.
    """
    if standing.question is None:
        return added(text, conversation, settles=is_rep)
    asked = conversation.guide.question(standing.question)
    is_theirs = asked.view is View.CUSTOMERS
    if is_theirs and not leads:
        return added(text, conversation)
    if standing.behind_since is None or awaited(standing, conversation):
        stood = asked.key if standing.behind_since is None else None
        places = added(text, conversation, asked.view, settles=is_theirs or is_rep, asked=stood)
        return places or ((asked, text),)
    goes_on = _goes_on(ref, author, conversation, asked, standing.behind_since)
    return added(text, conversation) or (((asked, text),) if goes_on else ())


def awaited(standing: Standing, conversation: Conversation) -> Question | None:
    """The question for an answer to which somebody waited when a reply was written; None behind the last one."""
    if standing.question is None:
        return None
    asked = conversation.guide.question(standing.question)
    return asked if standing.behind_since is None or _is_open(asked, conversation) else None


def is_afterthought(places: Placed, text: str, conversation: Conversation, standing: Standing) -> bool:
    """Whether a reply that went where `places` say adds to an answer behind which a card has said what comes next.

    Its author need not have meant it so, unless it names its question.
    """
    is_behind = standing.question is not None and standing.behind_since is not None
    return is_behind and [words for _, words in places] == [text] and not _is_open(places[0][0], conversation)


def is_elsewhere(places: Placed, conversation: Conversation, standing: Standing) -> bool:
    """Whether a reply answers one question by its number while another one of the same view stands, still."""
    if len(places) != 1 or conversation.question is None or conversation.question != standing.question:
        return False
    asked, named = conversation.guide.question(conversation.question), places[0][0]
    return named.view is asked.view and named.key != asked.key


def edited(text: str, kept: Sequence[Answer], conversation: Conversation, *, settles: bool) -> Placed:
    """The questions to which the `kept` answers of one reply belong once it reads `text`, and what it says to each.

    What has only ever been one answer, and reads as it did, stays where it is.
    """
    asked = conversation.guide.question(kept[0].question)
    if [one.text for one in kept] == [text]:
        return ((asked, text),)
    return added(text, conversation, asked.view, settles=settles) or ((asked, text),)


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
