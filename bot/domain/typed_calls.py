"""What became of the customer call, typed as a whole message: `they declined`, `tried`, `call: Thursday`."""

from dataclasses import dataclass, replace
from datetime import date

from bot.domain import calls
from bot.domain.calls import Call, CustomerCall
from bot.domain.day_names import day_named
from bot.domain.replies import CallPlanned, CustomerDeclined, NoAnswerYet
from bot.domain.typed_words import named, plain_word

Meant = CustomerDeclined | NoAnswerYet | CallPlanned
ON = frozenset({"on", "am"})


@dataclass(frozen=True)
class CallWords:
    """The words that are understood, as `plain_word` writes them; `plan` stands before a colon and a day.

    `they_declined` say themselves who declined; `declined` leave it open.
    """

    they_declined: frozenset[str]
    declined: frozenset[str]
    no_answer: frozenset[str]
    plan: frozenset[str]

    def unmistakable(self) -> "CallWords":
        """The same words without those by which somebody who is asked of something else may mean that."""
        return replace(self, declined=frozenset(), no_answer=frozenset())


def read(text: str, words: CallWords, today: date) -> Meant | None:
    """What a message says of the call on the day that is `today` for whoever wrote it; None if it says more, or less.

    The day of a plan may be past, or far away.
    """
    said = plain_word(text)
    if said in words.they_declined | words.declined:
        return CustomerDeclined(is_typed=True)
    if said in words.no_answer:
        return NoAnswerYet(today, is_typed=True)
    name, day = named(text)
    on = _day(plain_word(day), today) if name in words.plan else None
    return CallPlanned(on, is_typed=True) if on else None


def applied(meant: Meant, call: CustomerCall) -> CustomerCall:
    """What a message makes of a call that stood as `call`."""
    match meant:
        case CustomerDeclined():
            return calls.ended(call, Call.DECLINED)
        case NoAnswerYet(on):
            return calls.tried(call, on)
        case CallPlanned(on):
            return calls.planned(call, on)


def _day(words: str, today: date) -> date | None:
    told = [word for word in words.split() if word not in ON]
    return day_named(told[0], today) if len(told) == 1 else None
