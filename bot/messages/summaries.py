"""What a thread ends with: lesson and action, then our view and the customer's, kept apart."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from bot.domain.coaching import Read, read_for
from bot.domain.conversation import Answer, Conversation, joined
from bot.domain.deals import Deal
from bot.domain.guides import View
from bot.domain.influence import Influence
from bot.domain.message import Block, Message
from bot.domain.reasons import Cause
from bot.domain.text import clip
from bot.domain.wrap_ups import WrapUp
from bot.messages import ids
from bot.messages.blocks import actions, button, context, divider, quotes, section
from bot.messages.prompts import customer, label, labels, mention, render, short_date
from bot.messages.talks import Talk, of_the_thread

SUMMARY_LENGTH = 600
Witnesses = Mapping[UUID, str]  # author → Slack id
NOBODY: Witnesses = {}
READS = {Read.PRICE: "views/read_price", Read.COMPETITOR: "views/read_competitor"}


@of_the_thread
def summary(
    talk: Talk,
    conversation: Conversation,
    form: WrapUp,
    owner: str | None,
    influence: Influence | None,
    witnesses: Witnesses = NOBODY,
) -> Message:
    """What the thread ends with: lesson, then our view and the customer's, kept apart.

    What `witnesses` wrote bears their names: who was there beside the pair, or had the talk before.
    """
    text = render(
        "retrospective/summary",
        deal=talk.deal,
        lesson=form.lesson,
        ending=labels()["endings"][form.ending] if form.ending else None,
        causes=[_named(cause) for cause in form.causes],
        turning_point=form.turning_point,
        hands=labels()["hands"][form.hands] if form.hands else None,
        action=form.action,
        owner=mention(owner) if owner else None,
        due_on=short_date(form.due_on) if form.due_on else None,
        departments=[labels()["departments"][department] for department in form.departments],
    )
    views = _views(conversation, talk.deal, witnesses)
    change = actions(button(label("buttons.change_wrap_up"), ids.CHANGE_WRAP_UP, str(talk.id)))
    beside = _beside(talk, form, influence)
    spoken = "\n".join([text, *beside, *(words for words, _ in views)])
    return Message(spoken, (section(text), *map(context, beside), change, divider(), *_shown(views)))


def _beside(talk: Talk, form: WrapUp, influence: Influence | None) -> list[str]:
    """What stands beside the lesson, for the pair alone: who weighed most, and what their reason often hides."""
    if talk.others:
        return []
    read = read_for(talk.outcome, form.ending, form.reasons)
    weighed = influence if influence and (influence.name or influence.role) else None
    return [*([_weighed(weighed)] if weighed else []), *([render(READS[read])] if read else [])]


def _weighed(influence: Influence) -> str:
    role = labels()["roles"][influence.role] if influence.role else ""
    return render("views/influence", who=influence.name, role=role, spoke=influence.spoke)


def _named(cause: Cause) -> dict[str, str]:
    """A reason in words: its name, the name of what lay below it, the pair's own words."""
    names = labels()["reasons"]
    return {"name": names[cause.reason], "below": names[cause.below] if cause.below else "", "words": cause.words}


def _views(conversation: Conversation, deal: Deal, witnesses: Witnesses) -> list[tuple[str, list[Block]]]:
    """Per view: the words for a screen reader, and the blocks. People's own words stand in quotes, shown literally."""
    ours = _view(render("retrospective/we_think"), conversation, View.OURS, deal, witnesses)
    customers = _view(render("retrospective/customer_said"), conversation, View.CUSTOMERS, deal, NOBODY)
    return [
        _or_nothing(ours, "retrospective/nothing_from_us"),
        _or_nothing(customers, "retrospective/nothing_from_customer"),
    ]


def _or_nothing(view: tuple[str, list[Block]], prompt: str) -> tuple[str, list[Block]]:
    """A view, or the sentence that says it is empty."""
    if view[1][1:]:
        return view
    nothing = render(prompt)
    return nothing, [section(nothing)]


def _view(
    title: str, conversation: Conversation, view: View, deal: Deal, witnesses: Witnesses
) -> tuple[str, list[Block]]:
    """One view, question by question: first what the pair wrote, then what others did, by name.

    A question takes two blocks, however many answered it: Slack shows fifty in one message.
    """
    spoken, blocks = [title], [section(title)]
    said = conversation.said(view)
    for key in dict.fromkeys(answer.question for answer in said):
        question = conversation.guide.question(key)
        ask = question.short or question.wording(customer(deal))
        voices = _voices((one for one in said if one.question == key), witnesses)
        spoken += _spoken(ask, voices)
        blocks += [context(render("retrospective/view_ask", ask=ask)), quotes(_clipped(voices))]
    return "\n".join(spoken), blocks


def _spoken(ask: str, voices: Collection[tuple[str, str]]) -> list[str]:
    """A question and what was said to it, line by line."""
    ours = [render("retrospective/view_line", ask=ask, text=text) for author, text in voices if not author]
    named = [(mention(author), text) for author, text in voices if author]
    others = [render("retrospective/view_voice", by=by, text=text) for by, text in named]
    return [*(ours or [render("retrospective/view_ask", ask=ask)]), *others]


def _voices(answers: Iterable[Answer], witnesses: Witnesses) -> list[tuple[str, str]]:
    """Who said what to one question, each once, by Slack id: it is empty for the two whose talk it is."""
    of_each: dict[str, list[Answer]] = {"": []}
    for answer in answers:
        of_each.setdefault(witnesses.get(answer.author, "") if answer.author else "", []).append(answer)
    return [(author, text) for author, said in of_each.items() for text in joined(said).values()]


def _clipped(voices: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was said, cut to what a message holds: all the others together have as much room as the pair."""
    others = max(1, sum(1 for author, _ in voices if author))
    return [(author, clip(text, SUMMARY_LENGTH // others if author else SUMMARY_LENGTH)) for author, text in voices]


def _shown(views: list[tuple[str, list[Block]]]) -> list[Block]:
    return [block for _, blocks in views for block in blocks]
