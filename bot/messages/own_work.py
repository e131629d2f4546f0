"""Parts of Home: where somebody's lessons are at work, and what they have promised to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.domain.listed import Listed
from bot.domain.message import Block
from bot.domain.trials import Result
from bot.messages import ids
from bot.messages.blocks import button, context, divider, header, section
from bot.messages.prompts import label, labels, mention, render

MOST_TRIALS = 5


@dataclass(frozen=True)
class LessonAtWork:
    """`trials`: the deals that it is tried on, by name, how each stands (None: nobody tells), whether it helped."""

    deal_name: str
    text: str
    trials: Sequence[tuple[str, str | None, Result]]


@dataclass(frozen=True)
class ToDo:
    """One open action. `owner` is a Slack id, None where nobody was named."""

    id: UUID
    deal_name: str
    text: str
    due_on: date | None
    owner: str | None


def lessons(at_work: Listed[LessonAtWork]) -> list[Block]:
    """Where their lessons are tried; nothing while none is."""
    if not at_work.shown:
        return []
    told = [section(_lesson(one)) for one in at_work.shown]
    return [divider(), header(label("home.lessons")), *told, *_more(at_work.more)]


def actions(open_ones: Listed[ToDo]) -> list[Block]:
    """What is to be done, each with a button that says it is; nothing while there is nothing."""
    if not open_ones.shown:
        return []
    return [divider(), header(label("home.actions")), *map(_action, open_ones.shown), *_more(open_ones.more)]


def _lesson(one: LessonAtWork) -> str:
    trials = [(name, _standing(outcome, result)) for name, outcome, result in one.trials[:MOST_TRIALS]]
    text = " ".join(one.text.split())
    return render("home/lesson", deal_name=one.deal_name, text=text, trials=trials, more=len(one.trials) - len(trials))


def _standing(outcome: str | None, result: Result) -> str:
    known = labels()["tried_on"][outcome] if outcome else None
    said = labels()["trial_standings"].get(result)
    return ", ".join(text for text in (known, said) if text)


def _action(one: ToDo) -> Block:
    text = " ".join(one.text.split())
    owner = mention(one.owner) if one.owner else None
    sentence = render("home/action", deal_name=one.deal_name, text=text, due_on=one.due_on, owner=owner)
    return section(sentence, button(label("home.done"), ids.FINISH, str(one.id), about=f"{one.deal_name}, {text}"))


def _more(count: int) -> list[Block]:
    return [context(render("home/more", more=count, command=None))] if count else []
