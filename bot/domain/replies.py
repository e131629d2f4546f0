"""What may happen to a retrospective's conversation: what people do, and what CRM and clock tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.domain.calls import Call, CustomerCall
from bot.domain.conversation import Answer, FollowUp, MessageRef, Quotable
from bot.domain.guides import Guide
from bot.domain.permissions import Terms
from bot.domain.skips import SkipReason
from bot.domain.thin import Thin


@dataclass(frozen=True)
class Opened:
    """The grace period is over and the deal still stands as it did."""


@dataclass(frozen=True)
class Started:
    """The day of our questions has come, or somebody wants them at once."""


@dataclass(frozen=True)
class LeftAlone:
    """The rules say that nobody need talk about this deal."""


@dataclass(frozen=True)
class Resized:
    """Somebody wants the other size: all questions, or only one."""

    guide: Guide


@dataclass(frozen=True)
class Answered:
    """Somebody answered, by typing, by button or in a modal. `moves_on` when the next question should follow.

    `in_time`: it reaches us after the end, or a pause began, but was written before. `lacks`: all that was said to the
    question so far, this included, is thin.
    """

    answer: Answer
    moves_on: bool = True
    in_time: bool = False
    lacks: Thin | None = None


@dataclass(frozen=True)
class Shared:
    """Somebody wrote privately first and shows it now: answers to several questions, in one go."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class AnsweredTogether:
    """One typed message answers several questions, by their numbers. `moves_on` when the next should follow.

    `lacks`: what of it is asked about again, and why.
    """

    answers: tuple[Answer, ...]
    moves_on: bool = True
    lacks: FollowUp | None = None


@dataclass(frozen=True)
class Sufficed:
    """`That is all` under the follow-up to `question`."""

    question: str


@dataclass(frozen=True)
class WentBack:
    """`Back` under `question`."""

    question: str


@dataclass(frozen=True)
class WalkedThrough:
    """`Walk us through`: the customer's questions one by one, here in the thread."""


@dataclass(frozen=True)
class Captured:
    """What the customer said or wrote, written down in one go.

    `shown`: the answers that the form held when it was opened.
    """

    answers: tuple[Answer, ...]
    shown: frozenset[UUID] = frozenset()
    how: Call = Call.TALKED


@dataclass(frozen=True)
class CustomerDeclined:
    """The customer would rather not talk.

    `is_typed`, here and below: said in a message, which has a talk that silence closed go on, and which is on record
    where it was written before the talk stopped and reaches us after. A click counts only while the talk goes on.
    """

    is_typed: bool = False


@dataclass(frozen=True)
class NoAnswerYet:
    """One more polite try without an answer, on this day in the zone of whoever tried."""

    on: date
    is_typed: bool = False


@dataclass(frozen=True)
class CallPlanned:
    """There is a date for the talk with the customer."""

    on: date
    is_typed: bool = False


@dataclass(frozen=True)
class MustNotContact:
    """Nobody may ask this customer any more."""


@dataclass(frozen=True)
class CallTakenBack:
    """What was said to have become of the call is not so."""


@dataclass(frozen=True)
class CallUnsaid:
    """What a message had said of the call is not said any more: it is `call`, as before."""

    call: CustomerCall


@dataclass(frozen=True)
class Permitted:
    """What the customer allows with what was written down.

    Words of which nobody had asked before count as the customer's own, if they may be quoted.
    """

    quotable: Quotable


@dataclass(frozen=True)
class PermittedEach:
    """The same answer by answer, keyed by question. What is not among them stays as it was."""

    terms: Mapping[str, Terms]


@dataclass(frozen=True)
class Edited:
    """A reply's text was changed in Slack: what it held is in `answers` by now.

    `moves_on` when the next question should follow where it answers the one that is asked. `lacks`: what of it is asked
    about again, and why; who only rewords a thin answer is not asked twice.
    """

    ref: MessageRef
    answers: tuple[Answer, ...]
    moves_on: bool = False
    lacks: FollowUp | None = None


@dataclass(frozen=True)
class Deleted:
    """A reply was deleted in Slack."""

    ref: MessageRef


@dataclass(frozen=True)
class WrapUpBegun:
    """Somebody types the wrap-up of what silence had closed."""


@dataclass(frozen=True)
class WrappedUp:
    """The closing form was sent."""


@dataclass(frozen=True)
class Declined:
    """`Not this one`."""


@dataclass(frozen=True)
class Explained:
    """Why it was left out."""

    because: SkipReason


@dataclass(frozen=True)
class FellSilent:
    """Nobody went on, and both reminders are behind us."""


@dataclass(frozen=True)
class Restarted:
    """Somebody wants to go on with what was left out, paused or closed with what was there."""


@dataclass(frozen=True)
class Reopened:
    """The CRM says that the deal is open again."""


@dataclass(frozen=True)
class Overheard:
    """Somebody of another organisation wrote in the thread: the two are not among themselves there."""


Reply = (
    Opened
    | Started
    | LeftAlone
    | Resized
    | Answered
    | Shared
    | AnsweredTogether
    | Sufficed
    | WentBack
    | WalkedThrough
    | Captured
    | CustomerDeclined
    | NoAnswerYet
    | CallPlanned
    | MustNotContact
    | CallTakenBack
    | CallUnsaid
    | Permitted
    | PermittedEach
    | Edited
    | Deleted
    | WrapUpBegun
    | WrappedUp
    | Declined
    | Explained
    | FellSilent
    | Restarted
    | Reopened
    | Overheard
)
