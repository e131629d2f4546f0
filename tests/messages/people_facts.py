"""Everything that is said about who takes part in one talk, as messages by name."""

from dataclasses import replace

from bot.domain.deals import Outcome
from bot.domain.message import Message
from bot.messages import colleagues, departures, seats, sensitivity
from tests.messages.facts import ANA, MONDAY, PRIYA, Facts, talk


def people(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """Who joins, leads, leaves, takes over, and who may read it."""
    return joining(facts, outcome) | leading(facts, outcome)


def joining(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """Who comes in, who cannot, and who leaves."""
    pair, alone = talk(facts, outcome), talk(facts, outcome, None)
    return {
        "going alone": colleagues.going_alone(alone),
        "not joined": colleagues.not_joined(pair, [ANA, PRIYA]),
        "unreachable": colleagues.unreachable(alone, PRIYA),
        "went on": colleagues.went_on(replace(pair, others=(ANA, PRIYA))),
        "added to the talk": colleagues.added(pair, ANA, [ANA, PRIYA]),
        "handed over": colleagues.handed_over(pair, PRIYA, ANA),
        "handed over to somebody away": colleagues.handed_over(pair, PRIYA, ANA, MONDAY.date()),
        "handed to": colleagues.handed_to(pair, PRIYA),
        "left to": departures.left_to(alone, PRIYA, is_short=True),
        "left to midway": departures.left_to(alone, PRIYA, is_short=False),
        "account followed": departures.followed(pair, ANA),
        "marked sensitive": sensitivity.marked(replace(pair, is_sensitive=True), PRIYA),
        "not sensitive": sensitivity.marked(pair, PRIYA),
    }


def leading(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """Who asks the questions, when the manager's seat is empty or given to somebody else."""
    pair, alone = talk(facts, outcome), talk(facts, outcome, None)
    return {
        "leader left": departures.leader_left(alone, PRIYA),
        "seat offer": seats.offer(pair),
        "seat offer won": seats.offer(replace(pair, outcome=Outcome.WON)),
        "seat offer midway": seats.offer(replace(pair, outcome=Outcome.OPEN)),
        "seat taken": seats.taken(pair),
        "seat refused": seats.refused(pair),
        "seat left closed": seats.left_closed(pair),
        "seated already": seats.seated(pair),
        "seat withdrawn": seats.withdrawn(pair),
        "seat closed": seats.closed(pair),
        "taken over": seats.taken_over(pair, ANA),
        "neutral leads": colleagues.neutral_leads(pair, PRIYA),
    }
