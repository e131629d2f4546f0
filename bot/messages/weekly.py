"""The week in the team channel: the celebration, the digest, and the form behind `I can use this`."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from bot.domain.celebrations import CelebrationFacts, Cheered
from bot.domain.digests import Digest, Heard, Practice, Quote
from bot.domain.message import Block, Message
from bot.domain.pay_backs import PayBack
from bot.domain.reasons import Reason
from bot.domain.text import clip
from bot.messages import charts, ids
from bot.messages.blocks import QUOTED, actions, button, context, modal, quote, section, select_input, text_input
from bot.messages.prompts import label, labels, mention, money, render

DEAL, DEAL_NAME = "deal", "deal_name"
NAME_LENGTH = 150


def celebration_text(facts: CelebrationFacts) -> str:
    """The words of the celebration as mrkdwn: what the rep reads before saying yes, and the team after it."""
    return render(
        "weekly/celebration",
        facts=facts,
        rep=mention(facts.rep) if facts.rep else None,
        amount=money(facts.amount, facts.currency) if facts.amount is not None else None,
    )


def celebration(facts: CelebrationFacts, celebration_id: UUID, cheered: Cheered | None = None) -> Message:
    """The loss of the week, with its two buttons; in the first one of a month also what was `cheered` most before."""
    text, invitation = celebration_text(facts), _invitation(facts)
    if cheered is not None:
        invitation += "\n" + render("weekly/cheered", cheered=cheered)
    buttons = actions(
        button(label("weekly.use"), ids.USE_LESSON, str(celebration_id), style="primary"),
        button(label("weekly.more"), ids.TELL_MORE, str(celebration_id)),
    )
    return Message(f"{text}\n{invitation}", (section(text), buttons, context(invitation)))


def taken_back() -> Message:
    """The place of a celebration whose rep does not want it told any more."""
    text = render("weekly/taken_back")
    return Message(text, (section(text),))


def digest(week: Digest, chart: str | None = None) -> Message:
    """The numbers, what we heard, what to practise, a customer's words where they may be quoted, and why we win.

    `chart` is the file of the picture that shows the pace; what it shows is said in words either way.
    """
    texts = [_numbers(week)]
    blocks = [section(texts[0])]
    if week.pace and chart:
        blocks.append(charts.picture(week.pace, chart))
    if week.heard:
        title, lines = render("weekly/heard"), [render("weekly/heard_line", one=one) for one in week.heard]
        texts.append("\n".join([title, *lines]))
        blocks += [section(title), *map(_openable, lines, week.heard)]
    if week.practice:
        texts.append(render("weekly/practice", practice=week.practice))
        blocks.append(_openable(texts[-1], week.practice))
    if week.quote:
        texts.append(_aloud(week.quote))
        blocks += _quoted(week.quote)
    if week.win:
        texts.append(render("weekly/win", win=week.win, reason=labels()["reasons"][week.win.reason]))
        blocks.append(section(texts[-1]))
    return Message("\n\n".join(texts), tuple(blocks))


def pay_back(told: PayBack) -> Message:
    """What the lessons of the quarter before did."""
    text = render("weekly/pay_back", told=told, record=told.record)
    return Message(text, (section(text),))


def use_form(thing_id: UUID, deal: str, lesson: str, open_deals: Mapping[str, str]) -> dict[str, Any]:
    """The modal behind `I can use this`, for a lesson or its celebration.

    `open_deals` are the person's own, id → name; there may be none.
    """
    fields = [text_input(DEAL_NAME, label("weekly.deal_name"), optional=True, multiline=False, max_length=NAME_LENGTH)]
    if open_deals:
        fields.insert(0, select_input(DEAL, label("weekly.deal"), open_deals, optional=True))
    return modal(
        ids.USE_MODAL,
        label("weekly.use_title"),
        [section(render("weekly/use", deal=deal, lesson=lesson)), *fields],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=str(thing_id),
    )


def used(deal_name: str, lesson: str) -> Message:
    """Thanks, to the one who will try the lesson on `deal_name`."""
    text = render("weekly/used", deal_name=deal_name, lesson=lesson)
    return Message(text, (section(text),))


def more(facts: CelebrationFacts) -> Message:
    """What whoever asks for more reads of how it ended and why, and of what the customer said."""
    told = {"ending": _ending(facts.ending), "reasons": _reasons(facts.reasons), "quotes": facts.quotes}
    said = [quote(clip(words, QUOTED)) for words in facts.quotes]
    text = render("weekly/more", **told)
    return Message(render("weekly/more_aloud", more=text, **told), (context(text), *said))


def _invitation(facts: CelebrationFacts) -> str:
    # Which toast is said depends on the words alone: the same post reads the same wherever it is shown.
    return render("weekly/reactions", turn=len(facts.lesson))


def _ending(ending: str | None) -> str | None:
    return labels()["endings"][ending] if ending else None


def _reasons(reasons: Iterable[Reason]) -> list[str]:
    return [labels()["reasons"][reason] for reason in reasons]


def _numbers(week: Digest) -> str:
    numbers = render("weekly/numbers", numbers=week.numbers, pace=week.pace)
    return f"{numbers}\n{charts.words(week.pace)}" if week.pace and week.pace.is_drawable else numbers


def _openable(text: str, told: Heard | Practice) -> Block:
    """Words about a lesson, with the way to its page."""
    if told.id is None:
        return section(text)
    return section(text, button(label("playbook.open"), ids.TELL_MORE, str(told.id), about=told.deal))


def _quoted(words: Quote) -> list[Block]:
    return [section(render("weekly/quoted", quote=words)), quote(clip(words.text, QUOTED))]


def _aloud(words: Quote) -> str:
    return render("weekly/quoted_aloud", title=render("weekly/quoted", quote=words), quote=words)
