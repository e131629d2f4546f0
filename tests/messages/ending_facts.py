"""Everything the bot says from the wrap-up on, as messages by name."""

from dataclasses import replace
from uuid import UUID

from bot.domain.actions import STILL_OPEN, Finish
from bot.domain.celebrations import CelebrationFacts
from bot.domain.colleagues import Objection
from bot.domain.deals import Outcome
from bot.domain.message import Message
from bot.domain.skills import Practice
from bot.domain.trials import Result
from bot.domain.typed_lines import OF_LOSSES, Field
from bot.domain.wrap_ups import Consent, Ending
from bot.messages import carried_over, consents, skills, tasks, trials, typed_lines, weekly
from bot.messages.problems import problem
from bot.messages.talks import Talk
from bot.messages.vocabulary import MENUS

ID = UUID(int=7)
TOLD = "*What we take from it:* ask who signs."


def endings(talk: Talk, words: str) -> dict[str, Message]:
    """What is said of `talk`, in which people wrote `words`."""
    name = talk.deal.name
    return {
        **{f"thanks {choice}": consents.thanks(talk, choice, "1", earlier=None, is_told=False) for choice in Consent},
        **{
            f"thanks told {choice}": consents.thanks(talk, choice, "1", earlier=Consent.NAME, is_told=True)
            for choice in Consent
        },
        "consent": consents.question(talk, TOLD, _more(words), "1", is_told=False),
        "consent told": consents.question(talk, TOLD, _more(words), "1", is_told=True),
        "consent amount": consents.question(talk, TOLD, _more(words), "1", is_told=True, amounts=("48,000",)),
        "consent anew": consents.asked_anew(talk),
        "consent stands": consents.agreed_already(talk),
        "text changed": problem("problem/text_changed", deal_name=name),
        "typed all": typed_lines.kept(talk, dict.fromkeys(Field, words), is_done=False),
        "typed some": typed_lines.kept(talk, {Field.ENDING: words}, is_done=False),
        "typed and gone": typed_lines.kept(talk, {}, is_done=False),
        "typed after the end and gone": typed_lines.kept(talk, {}, is_done=True),
        "typed at rest": typed_lines.kept(talk, {Field.LESSON: words}, is_done=False, rests=True),
        "typed, dropped by an edit": typed_lines.dropped(talk),
        "typed with numbers": typed_lines.holds_numbers(talk, Field.LESSON),
        "typed after the end": typed_lines.kept(talk, {Field.LESSON: words}, is_done=True),
        "typed without a lesson": typed_lines.lacks(talk, {}),
        **{f"typed, unknown {field}": typed_lines.unknown(talk, field) for field in MENUS},
        "typed, kept and deleted": typed_lines.stays(talk, list(Field)),
        "typed, lost at rest": typed_lines.lost(talk, list(Field), of_pair=True),
        "typed, lost by somebody else": typed_lines.lost(talk, [Field.ACTION], of_pair=False),
        "typed in the round before": carried_over.carried(replace(talk, round=2), is_carried=True),
        "typed in a round that is left": carried_over.carried(talk, is_carried=False),
        "typed in vain": carried_over.lines_left(talk, list(Field), "U0PRIYA"),
        "typed in vain for the next round": carried_over.lines_left(replace(talk, round=2), [Field.ENDING], talk.rep),
        "typed and taken up": typed_lines.taken_up(talk),
        "typed without a lesson midway": typed_lines.lacks(replace(talk, outcome=Outcome.OPEN), {}),
        **{f"typed, not asked {field}": typed_lines.not_asked(talk, field) for field in OF_LOSSES},
        "typed too long": typed_lines.cut(talk, Field.LESSON, 600),
        "typed for an odd day": typed_lines.odd_day(talk),
        **{f"typed for a {why}": typed_lines.cannot_own(talk, why) for why in Objection},
        "typed for somebody unmet": typed_lines.owner_unmet(talk, talk.rep),
        "where now": trials.where(talk, {f"{ID}:{place}": name for place in range(120)}),
        "tried on": trials.tried(talk, name),
        "did it help": trials.did_it_help(name, name, words, ID),
        "lesson withdrawn": trials.withdrawn(name),
        **{f"it {result}": trials.noted(name, name, result, ID) for result in trials.ANSWERS},
        **{
            f"giver {outcome} {result}": trials.thanks(name, name, outcome, result)
            for outcome in (Outcome.WON, Outcome.LOST, None)
            for result in Result
        },
        "task": tasks.due(name, words, ID),
        "task withdrawn": tasks.withdrawn(name),
        **{f"task {how}": tasks.answered(name, words, how) for how in (*Finish, STILL_OPEN)},
        "skill": skills.check_in(name, words, ID),
        **{f"skill {how}": skills.answered(name, words, how) for how in Practice},
    }


def _more(words: str) -> Message:
    """What stands behind `Tell me more`: how it ended, and the customer's own `words`."""
    return weekly.more(CelebrationFacts("Northwind", words, ending=Ending.COMPETITOR, quotes=(words,)))
