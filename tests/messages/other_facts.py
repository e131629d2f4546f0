"""What the bot says to one person alone, and what it says without a deal to begin with, as messages by name."""

from uuid import UUID

from bot.domain.colleagues import Objection
from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.gatherings import OFFERED, Choice
from bot.domain.gatherings import Kind as Gathering
from bot.domain.given_up import Kind as GivenUp
from bot.domain.message import Message
from bot.messages import commands, exports, gatherings, notices
from bot.messages.exports import Asked
from bot.messages.guides import guide
from bot.messages.problems import not_a_colleague, problem
from tests.messages.ask_facts import ask_lists, of_departments
from tests.messages.choice_facts import of_choices
from tests.messages.facts import MONDAY, RETROSPECTIVE, Facts
from tests.messages.gaffe_facts import of_gaffes
from tests.messages.look_alike_facts import warned
from tests.messages.pattern_facts import of_patterns
from tests.messages.playbook_facts import shelves
from tests.messages.review_facts import reviewed
from tests.messages.workshop_facts import without_a_deal


def private(facts: Facts) -> dict[str, Message]:
    """What only the one who asks can see."""
    name = facts.deal.name
    return {
        "already settled": problem("problem/already_settled", deal_name=name),
        "odd day": problem("problem/odd_day", deal_name=name),
        "customer in peace": problem("problem/must_not_contact", deal_name=name),
        "would rather not": problem("problem/would_rather_not", deal_name=name),
        "not allowed": problem("problem/not_allowed", deal_name=name),
        **{f"not a colleague {why}": not_a_colleague(why, name) for why in Objection},
        "still open": commands.still_open(name, str(RETROSPECTIVE)),
        "started": commands.started(name),
        "already open": commands.already_open(name),
        **warned(name),
        "offered": commands.offered(name),
    }


def gathered(name: str) -> dict[str, Message]:
    """What is asked about several deals, and what became of them."""
    deals = {str(UUID(int=place)): name for place in range(12)}
    one = {str(RETROSPECTIVE): name}
    return (
        {f"gathered {kind}": gatherings.asked(RETROSPECTIVE, kind, deals) for kind in Gathering}
        | {f"gathered {kind} alone": gatherings.asked(RETROSPECTIVE, kind, one) for kind in Gathering}
        | {
            f"{kind} settled {choice}": gatherings.settled(kind, choice, name, in_silence=choice is Choice.NONE)
            for kind, choices in OFFERED.items()
            for choice in {*choices, Choice.NONE}
        }
    )


def unnamed(facts: Facts) -> dict[str, Message]:
    """What is said without a deal to begin with."""
    name = facts.deal.name
    line = commands.status_line(name, Status.WRAP_UP, guide(Outcome.LOST), None)
    return {
        **gathered(name),
        **shelves(facts),
        **of_gaffes(facts.words),
        **without_a_deal(),
        **of_choices(name),
        **of_departments(facts.words),
        **ask_lists(facts.words),
        **reviewed(facts),
        "status": commands.status(commands.Overview((line,) * 3, 3)),
        "status none": commands.status(commands.Overview()),
        **of_patterns(name),
        **{f"export {what}": exports.asked(what) for what in (Asked.BEGUN, Asked.NO_FILES)},
        "export lost": exports.lost(),
        "export approved": exports.approved("U0PRIYA", with_sensitive=False),
        "export approved sensitive": exports.approved(None, with_sensitive=True),
        "help": commands.help_text(),
        "away": commands.away(MONDAY.date()),
        "back": commands.back(),
        "away how": commands.away_how(),
        "too long": commands.too_long(),
        "just met": commands.just_met(facts.words),
        "no deal": commands.no_deal(facts.words, None),
        "no deal but": commands.no_deal(facts.words, name),
        "many deals": commands.many_deals(facts.words, {str(UUID(int=place)): name for place in range(9)}),
        "not found": problem("problem/not_found"),
        "already settled": problem("problem/already_settled"),
        "not allowed": problem("problem/not_allowed", action="answer", thing="deal:1"),
        "only colleagues": problem("problem/only_colleagues"),
        "too many tags": problem("problem/too_many_tags"),
        "slow click": problem("problem/slow_click"),
        **{f"given up {kind}": notices.given_up(kind, 500, "T0SANDBOX") for kind in GivenUp},
        **{f"settled {kind}": notices.settled(kind) for kind in GivenUp},
        "silent CRM": notices.silent("zoho"),
        "quiet CRM": notices.quiet("zoho", MONDAY.date()),
    }
