"""What people and CRMs wrote, ordinary and odd, and talks that are made of it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from bot.domain.calls import Call, CustomerCall
from bot.domain.conversation import Answer, Conversation, Kind, Quotable, Status
from bot.domain.deals import Deal, Outcome
from bot.domain.gaps import Gap, PriceSaid
from bot.domain.guides import View
from bot.domain.reasons import Cause, Reason
from bot.domain.voices import Language, Tone, Voice
from bot.domain.wrap_ups import Department, Ending, Hands, WrapUp
from bot.messages.guides import guide, short_guide
from bot.messages.prompts import current
from bot.messages.talks import Talk

VOICES = [Voice(language, tone) for language in Language for tone in Tone]
RETROSPECTIVE, MONDAY = UUID(int=7), datetime(2026, 11, 16, 9, tzinfo=UTC)
ANA, PRIYA, KIM = "U0ANA", "U0PRIYA", UUID(int=8)

GAPS = {
    "open": Gap(Reason.PRICE, Reason.ONBOARDING, PriceSaid.CLOSE),
    "high": Gap(Reason.TRUST, Reason.PRICE, PriceSaid.HIGH),
    "beside": Gap(Reason.FIT, Reason.RAPPORT, PriceSaid.BESIDE),
    "offer": Gap(Reason.OTHER, Reason.PROOF),
    "same": Gap(Reason.PRICE, Reason.PRICE, PriceSaid.HIGH),
}


@dataclass(frozen=True)
class Facts:
    """What people and CRMs wrote. `words` stands for each of their sentences."""

    deal: Deal
    words: str


ORDINARY = Facts(
    Deal(
        "1",
        "Northwind",
        Outcome.LOST,
        customer="Northwind Traders",
        stage="Proposal",
        reason="Price",
        competitor="Contoso",
        created_at=MONDAY - timedelta(days=94),
        closed_at=MONDAY,
    ),
    "Onboarding looked like a year of work.",
)


def named(text: str, words: str) -> Facts:
    """A deal in which every name is `text`."""
    deal = replace(ORDINARY.deal, name=text, customer=text, stage=text, reason=text, competitor=text)
    return Facts(deal, words)


EMPTY = Facts(Deal("1", "Northwind", Outcome.LOST), "No.")
LONG = named("Northwind " * 6000, "We were late. " * 215)
HOSTILE = {
    "mention": named("<!channel> <@U0KIM> <https://evil.example|here>", "<!here> <@U0KIM|boss> <#C1|sales>"),
    "formatting": named("*bold* _it_ ~no~ `code` ```", "*bold*\n> quoted\n```\ncode"),
    "template": named("{{ 7 * 7 }}{% raw %}", "{{ deal.__class__ }} {customer} %s {0}"),
    "entities": named("&lt;!channel&gt; & <", "&amp;lt; &&& <<<>>>"),
    "only markup": named("&" * 300, "<" * 3000),
    "bidi": named("\u202egnis\u202c \u2066x\u2069", "\u202eevil\u202c"),
    "backslash": named("\\\" ' \\n", '\\u003c "quoted"'),
}
EXTREMES = {"empty": EMPTY, "long": LONG, **HOSTILE}


def talk(facts: Facts, outcome: Outcome = Outcome.LOST, manager: str | None = PRIYA, number: int = 1) -> Talk:
    return Talk(RETROSPECTIVE, facts.deal, outcome, number, ANA, manager, starts_on=date(2027, 1, 8), voice=current())


def conversation(words: str, outcome: Outcome = Outcome.LOST, *, customers: bool = True) -> Conversation:
    """A talk in which every question was answered with `words`, those of the customer only if asked."""
    shipped = guide(outcome)
    asked = shipped.questions if customers else shipped.of(View.OURS)
    answers = tuple(
        Answer(uuid5(RETROSPECTIVE, one.key), one.key, one.view, Kind.SAID, None, words, quotable=Quotable.INSIDE)
        for one in asked
    )
    call = CustomerCall(Call.TALKED if customers else Call.DECLINED)
    return Conversation(shipped, Status.WRAP_UP, None, call, answers)


def witnessed(told: Conversation) -> Conversation:
    """The same talk; somebody who was there has added to the first answer."""
    return replace(told, answers=(*told.answers, replace(told.answers[0], id=KIM, author=KIM)))


def standing(outcome: Outcome, status: Status = Status.OUR_VIEW, *, is_short: bool = False) -> Conversation:
    return Conversation(short_guide(outcome) if is_short else guide(outcome), status)


def wrap_up(words: str) -> WrapUp:
    return WrapUp(
        lesson=words,
        ending=Ending.COMPETITOR,
        causes=(Cause(Reason.PRICE, below=Reason.TRUST), Cause(Reason.SELLING), Cause(Reason.OTHER, words=words)),
        action=words,
        due_on=date(2026, 11, 30),
        departments=tuple(Department),
        turning_point=words,
        hands=Hands.PARTLY,
        skill=words,
    )


def called(waiting: Conversation, state: Call) -> Conversation:
    """A talk whose call stands so, after one try on Monday."""
    return replace(waiting, customer_call=CustomerCall(state, 1, MONDAY.date(), MONDAY.date()))
