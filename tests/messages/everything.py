"""Everything the bot says about one talk, as messages by name, from facts of any kind."""

from functools import cache

from bot.domain.deals import Outcome
from bot.domain.message import Message
from bot.domain.voices import Voice
from bot.messages.prompts import current
from tests.messages.ask_facts import of_pair
from tests.messages.call_facts import of_the_call
from tests.messages.card_facts import closings, roots, turns
from tests.messages.ending_facts import endings
from tests.messages.facts import Facts, talk
from tests.messages.other_facts import private
from tests.messages.people_facts import people
from tests.messages.question_facts import of_questions
from tests.messages.workshop_facts import of_workshops
from tests.messages.write_back_facts import of_the_crm


def messages(facts: Facts, outcome: Outcome = Outcome.LOST) -> dict[str, Message]:
    """Every message about a deal, by name, in the voice that is spoken in now."""
    return _messages(facts, outcome, current())


@cache
def _messages(facts: Facts, outcome: Outcome, _voice: Voice) -> dict[str, Message]:
    rooms = (
        roots(facts, outcome),
        turns(facts, outcome),
        people(facts, outcome),
        of_questions(facts, outcome),
        of_the_call(facts, outcome),
        closings(facts, outcome),
        endings(talk(facts, outcome), facts.words),
        of_pair(talk(facts, outcome), facts.words),
        of_the_crm(talk(facts, outcome), facts.words),
        private(facts),
        of_workshops(facts),
    )
    everything = {name: message for room in rooms for name, message in room.items()}
    assert len(everything) == sum(map(len, rooms)), "two messages have one name"
    return everything
