"""Monday's reviews, from facts of any kind."""

from typing import Any

from bot.domain.digests import Numbers
from bot.domain.figures import Figures
from bot.domain.message import Message
from bot.domain.paces import Trend
from bot.domain.pay_backs import PayBack
from bot.domain.reasons import Reason
from bot.domain.reviews import Agenda, Gaps, Question, Team
from bot.domain.trials import Record
from bot.domain.wrap_ups import Hands
from bot.messages import figures, reviews, weekly
from tests.messages.facts import ANA, PRIYA, Facts


def reviewed(facts: Facts) -> dict[str, Message]:
    """What managers and whoever leads sales read."""
    full = _team(facts, PRIYA)
    hands = dict.fromkeys(Hands, 3)
    quarter = Figures(Numbers(9, 7, 5), Trend(94, 90), Trend(40), 8, 5, full.gaps, hands)
    return {
        **{f"review {question}": reviews.of_team(full, question, turn) for turn, question in enumerate(Question)},
        "review bare": reviews.of_team(Team(PRIYA, lost=1), Question.NO_TALKS),
        "brief": reviews.of_sales(full, [(_team(facts, lead), Question.GAP) for lead in (ANA, PRIYA)]),
        "brief bare": reviews.of_sales(Team("", talked=1), []),
        "stats": figures.figures(quarter),
        "pay-back": weekly.pay_back(PayBack(Record(9, 4, 2, 1, 5), 2, 2)),
        "stats bare": figures.figures(Figures(Numbers())),
    }


def agendas(facts: Facts) -> dict[str, dict[str, Any]]:
    """What the meeting could go through."""
    some, pairs = (facts.deal.name,) * 9, ((facts.deal.name, facts.words),) * 9
    return {
        "agenda": reviews.agenda(Agenda(pairs, some, some, pairs, Question.ACTIONS)),
        "agenda bare": reviews.agenda(Agenda()),
    }


def _team(facts: Facts, lead: str) -> Team:
    some = (facts.deal.name,) * 9
    gaps = Gaps(9, 6, Reason.PRICE, Reason.ONBOARDING)
    return Team(lead, 4, 3, 2, 1, sellers=8, covered=5, suggested=some, overdue=some, gaps=gaps)
