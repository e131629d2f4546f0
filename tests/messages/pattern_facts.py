"""Patterns, and the talks behind them, from facts of any kind."""

from typing import Any
from uuid import UUID

from bot.domain.message import Message
from bot.domain.patterns import MOST_BEHIND, Behind, Line, Patterns, Talk, of
from bot.domain.reasons import Reason
from bot.domain.tallies import Dimension
from bot.messages import patterns
from tests.messages.facts import Facts

ID = UUID(int=8)
LINK = "https://acme.slack.com/archives/G0PAIR/p1?thread_ts=1&cid=G0PAIR"


def of_patterns(name: str) -> dict[str, Message]:
    """What `/retro patterns` answers; competitors bear a hostile name."""
    return {"patterns": patterns.patterns(_counted(name)), "patterns none": patterns.patterns(of({}))}


def pattern_forms(facts: Facts) -> dict[str, dict[str, Any]]:
    """The talks behind one pattern: of one's own, of the team's, both, and none."""
    name = facts.deal.name
    both = [Talk(ID, name, frozenset(), LINK, ID), Talk(ID, name, frozenset(), None, ID), Talk(ID, name, frozenset())]
    full = Behind(Line(facts.words[:80], 9, 12), tuple(both * 3)[:MOST_BEHIND])
    reason = Behind(Line(Reason.TRUST, 9, 12), tuple(both))
    return {
        "talks behind competitors": patterns.talks(Dimension.COMPETITOR, [full] * 4 + [Behind(full.line, ())]),
        "talks behind reasons": patterns.talks(Dimension.REASON, [reason]),
        "talks behind nothing": patterns.talks(Dimension.REGION, []),
    }


def _counted(name: str) -> Patterns:
    """Enough for every aspect but regions; competitors bear a hostile name."""
    kinds = {Dimension.DEALS: "", Dimension.COMPETITOR: name, Dimension.VERTICAL: "Logistics", Dimension.PERSONA: "CFO"}
    counts = {(str(kind), outcome, value): 40 for kind, value in kinds.items() for outcome in ("lost", "won")}
    reasons = {("reason", "lost", str(reason)): 9 for reason in (Reason.PRICE, Reason.TRUST)}
    return of(counts | reasons | {("talked", "lost", ""): 12, ("reason", "lost", str(Reason.FIT)): 1})
