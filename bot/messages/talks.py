"""What every card of a retrospective knows of it, and how such a card speaks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from bot.domain.deals import Deal, Outcome
from bot.domain.message import Message
from bot.domain.rules import Why
from bot.domain.voices import DEFAULT, Voice
from bot.messages.blocks import section
from bot.messages.prompts import mention, render, speaking

P = ParamSpec("P")


@dataclass(frozen=True)
class Talk:
    """What the cards need to know of one retrospective. `rep`, `manager` and `others` are Slack ids.

    No manager: a guide for one. `others` were there and take part. `lead` leads the customer call in the manager's
    place. `starts_on`: when our questions begin, where they wait. `owner`: who owns the deal by now, where that is not
    the rep, as the CRM names them. `is_first_end`: what was talked about in an earlier round was the open deal.
    `snoozed_until`: the day, by the rep's clock, until which it is to be left in peace. `voice` is that of its thread,
    for all in it alike. `is_gone`: the CRM has no such deal any more.
    """

    id: UUID
    deal: Deal
    outcome: Outcome
    round: int
    rep: str
    manager: str | None
    others: tuple[str, ...] = ()
    why: Why | None = None
    is_sensitive: bool = False
    starts_on: date | None = None
    owner: str | None = None
    is_first_end: bool = False
    snoozed_until: date | None = None
    voice: Voice = DEFAULT
    lead: str | None = None
    is_gone: bool = False

    @property
    def midway(self) -> bool:
        """Whether this is a look back at a deal that is open."""
        return self.outcome is Outcome.OPEN

    @property
    def again(self) -> bool:
        """Whether the deal had ended before."""
        return self.round > 1 and not self.is_first_end

    @property
    def won(self) -> bool:
        return self.outcome is Outcome.WON

    @property
    def pair(self) -> list[str]:
        """The two whose talk it is, or the rep alone."""
        return [user for user in (self.rep, self.manager) if user]

    @property
    def members(self) -> list[str]:
        """Everybody in its room."""
        return [*self.pair, *self.others]

    @property
    def leader(self) -> str | None:
        """Whoever leads, as a mention."""
        return mention(self.manager) if self.manager else None

    @property
    def caller(self) -> str | None:
        """Whoever leads the customer call, as a mention; None: the rep, alone."""
        return mention(self.lead) if self.lead else self.leader


def of_the_thread(card: Callable[Concatenate[Talk, P], Message]) -> Callable[Concatenate[Talk, P], Message]:
    """A card that stands in the thread speaks as the thread does, whoever made us write it."""

    @wraps(card)
    def spoken(talk: Talk, /, *facts: P.args, **more: P.kwargs) -> Message:
        with speaking(talk.voice):
            return card(talk, *facts, **more)

    return spoken


def one_sentence(prompt: str, talk: Talk, **words: object) -> Message:
    """A card of one sentence."""
    text = render(prompt, deal=talk.deal, **words)
    return Message(text, (section(text),))
