"""The answer to `/retro patterns`, and the talks behind one of them."""

from collections.abc import Sequence
from typing import Any

from bot.domain.message import Block, Message
from bot.domain.patterns import Behind, Line, Pattern, Patterns, Talk
from bot.domain.tallies import Dimension
from bot.messages import ids
from bot.messages.blocks import button, context, modal, section
from bot.messages.prompts import label, labels, render


def patterns(found: Patterns) -> Message:
    """The figures of each aspect with the number of deals they rest on; each opens the talks behind it."""
    if not found.says_something:
        text = render("patterns/too_few")
        return Message(text, (section(text),))
    overview, texts = render("patterns/overview", found=found), [_told(pattern) for pattern in found.aspects]
    blocks = [section(text, _opener(pattern)) for pattern, text in zip(found.aspects, texts, strict=True)]
    return Message("\n\n".join((overview, *texts)), (section(overview), *blocks))


def talks(aspect: Dimension, found: Sequence[Behind]) -> dict[str, Any]:
    """The talks behind the lines of a pattern: those that the reader may open, and lessons that the team may read."""
    blocks = [context(render("patterns/talks", is_empty=not found))]
    for one in found:
        blocks.append(section(render("patterns/behind", value=_name(aspect, one.line), talks=one.talks)))
        blocks += [section(render("patterns/talk", talk=talk), _way(talk)) for talk in one.talks]
    return modal(ids.PATTERN_TALKS, labels()["aspects"][aspect], blocks, close=label("modals.close"))


def _told(pattern: Pattern) -> str:
    title = labels()["aspects"][pattern.aspect]
    if pattern.aspect is Dimension.REASON:
        return render("patterns/reasons", title=title, pattern=pattern, names=labels()["reasons"])
    return render("patterns/aspect", title=title, pattern=pattern)


def _opener(pattern: Pattern) -> Block | None:
    if not pattern.lines:
        return None
    title = labels()["aspects"][pattern.aspect]
    return button(label("patterns.talks"), ids.PATTERN_TALKS, str(pattern.aspect), about=title)


def _name(aspect: Dimension, line: Line) -> str:
    name = labels()["reasons"][line.value] if aspect is Dimension.REASON else line.value
    return str(name)


def _way(talk: Talk) -> Block | None:
    """To the talk, for who takes part in it, else to its lesson."""
    if talk.link:
        return button(label("playbook.talk"), ids.OPEN_THREAD, url=talk.link, about=talk.deal)
    if talk.lesson_id:
        return button(label("patterns.lesson"), ids.TELL_MORE, str(talk.lesson_id), about=talk.deal)
    return None
