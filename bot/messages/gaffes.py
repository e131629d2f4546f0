"""The gaffe of the week: the leader's question, the team's, the form, the reveal, and what is said in private."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.domain.gaffes import LONGEST, Line, NotShown, Shown, Written
from bot.domain.message import Block, Message
from bot.messages import ids
from bot.messages.blocks import (
    actions,
    button,
    checkboxes_input,
    modal,
    quotes,
    section,
    select_input,
    text_input,
)
from bot.messages.prompts import label, labels, mention, moment, render

LINE, THEME, NAME = "line", "theme", "name"
NAMED = "named"
# Slack takes 40,000 characters in one message, and a mark such as & counts as five.
MOST_SHOWN = 36


@dataclass(frozen=True)
class Hours:
    """When the team is asked and when the lines are shown, each in the zone of whoever reads it."""

    prompts_at: datetime
    reveals_at: datetime


def ask(gaffe_id: UUID, hours: Hours) -> Message:
    """To the leader alone: they go first, or there is none this week."""
    text = render("gaffe/ask", prompts=moment(hours.prompts_at), reveals=moment(hours.reveals_at))
    return Message(text, (section(text), actions(_write("buttons.gaffe_write", gaffe_id), _not_this_week(gaffe_id))))


def not_this_week(prompts_at: datetime) -> Message:
    """The same once the leader said no; they may change their mind until then."""
    return _plain("gaffe/not_this_week", prompts=moment(prompts_at))


def prompt(gaffe_id: UUID, leader: str, reveals_at: datetime) -> Message:
    """To the team, once the leader has gone first."""
    text = render("gaffe/prompt", leader=mention(leader), reveals=moment(reveals_at))
    return Message(text, (section(text), actions(_write("buttons.gaffe_add", gaffe_id))))


def over(leader: str | None) -> Message:
    """The prompt once nothing can be added any more."""
    return _plain("gaffe/over", leader=mention(leader) if leader else None)


def form(gaffe_id: UUID, leader: str | None, reveals_at: datetime, written: Written) -> dict[str, Any]:
    """The modal for one's own line, which holds what was `written` before. `leader` is None for the leader's own."""
    told = render("gaffe/form", leader=mention(leader) if leader else None, reveals=moment(reveals_at))
    return modal(
        ids.GAFFE_MODAL,
        label("modals.gaffe"),
        [section(told), *_fields(written, is_leaders=leader is None)],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=str(gaffe_id),
    )


def kept(gaffe_id: UUID, reveals_at: datetime, *, is_named: bool) -> Message:
    """To whoever wrote a line: who reads it, when, and how it is taken back."""
    text = render("gaffe/kept", reveals=moment(reveals_at), is_named=is_named)
    buttons = actions(_write("buttons.gaffe_change", gaffe_id), _take_back(gaffe_id))
    return Message(text, (section(text), buttons))


def held_back(gaffe_id: UUID, words: Sequence[str], until: datetime) -> Message:
    """To whoever typed a line that says `words`: it waits to be changed `until` then."""
    text = render("gaffe/held_back", words=", ".join(words), until=moment(until))
    buttons = actions(_write("buttons.gaffe_change", gaffe_id), _take_back(gaffe_id))
    return Message(text, (section(text), buttons))


def taken_back(*, was_shown: bool) -> Message:
    return _plain("gaffe/taken_back", was_shown=was_shown)


def none_of_yours() -> Message:
    """To somebody who takes a line back that is not known to be theirs."""
    return _plain("gaffe/none_of_yours")


def own(gaffe_id: UUID, line: str, *, is_named: bool) -> Message:
    """Somebody's own line that was shown, for them alone. `is_named`: it was shown with their name."""
    text = render("gaffe/own", line=line, is_named=is_named)
    return Message(text, (section(text), actions(_take_back(gaffe_id))))


def none_open(prompts_at: datetime, *, has_words: bool) -> Message:
    """Nobody can write now; the next prompt comes at `prompts_at`, if its leader goes first.

    `has_words`: they typed a line, which was not kept.
    """
    return _plain("gaffe/none_open", prompts=moment(prompts_at), has_words=has_words)


def too_long() -> Message:
    return _plain("gaffe/too_long", most=LONGEST)


def off(*, has_words: bool) -> Message:
    """It is off. `has_words`: they typed a line, which was not kept."""
    return _plain("gaffe/off", has_words=has_words)


def turned_on(leader: str, prompts_at: datetime, *, has_channel: bool) -> Message:
    return _plain("gaffe/turned_on", leader=mention(leader), prompts=moment(prompts_at), has_channel=has_channel)


def turned_off() -> Message:
    return _plain("gaffe/turned_off")


def not_shown(why: NotShown, words: Sequence[str] = ()) -> Message:
    """To whoever wrote, where nothing is shown, or not their line, which says `words`."""
    return _plain("gaffe/not_shown", why=why, words=", ".join(words))


def shown(told: Shown) -> Message:
    """The lines together, and at the first reveal of a month what the last one's were about."""
    if not told.lines:
        return _plain("gaffe/all_taken_back")
    lines = told.lines[:MOST_SHOWN]
    head = render(
        "gaffe/shown",
        count=len(told.lines),
        more=len(told.lines) - len(lines),
        leader=mention(told.leader) if told.leader else None,
    )
    blocks = [section(head), quotes((one.by or "", one.text) for one in lines)]
    texts = [head, "\n".join(map(_aloud, lines))]
    if told.themes:
        texts.append(_themes(told))
        blocks.append(section(texts[-1]))
    return Message("\n\n".join(texts), tuple(blocks))


def _themes(told: Shown) -> str:
    names = labels()["themes"]
    return render("gaffe/themes", themes=[(names[theme], count) for theme, count in told.themes])


def _aloud(line: Line) -> str:
    return render("gaffe/line", by=mention(line.by) if line.by else None, line=line.text)


def _fields(written: Written, *, is_leaders: bool) -> Iterable[Block]:
    yield text_input(
        LINE,
        label("fields.gaffe_line"),
        initial=written.text,
        optional=True,
        multiline=False,
        hint=label("fields.gaffe_hint"),
        max_length=LONGEST,
    )
    yield select_input(THEME, label("fields.gaffe_theme"), labels()["themes"], initial=written.theme, optional=True)
    if is_leaders:
        ticked = [NAMED] if written.is_named else []
        yield checkboxes_input(NAME, label("fields.gaffe_name"), {NAMED: label("gaffe.named")}, initial=ticked)


def _write(named: str, gaffe_id: UUID) -> Block:
    return button(label(named), ids.WRITE_GAFFE, str(gaffe_id), style="primary", about=label("modals.gaffe"))


def _take_back(gaffe_id: UUID) -> Block:
    return button(label("buttons.gaffe_take_back"), ids.TAKE_GAFFE_BACK, str(gaffe_id))


def _not_this_week(gaffe_id: UUID) -> Block:
    return button(label("buttons.gaffe_not_now"), ids.NO_GAFFE, str(gaffe_id), about=label("modals.gaffe"))


def _plain(name: str, **words: object) -> Message:
    text = render(name, **words)
    return Message(text, (section(text),))
