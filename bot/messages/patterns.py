"""The answer to `/retro patterns`."""

from bot.domain.message import Message
from bot.domain.patterns import Pattern, Patterns
from bot.domain.tallies import Dimension
from bot.messages.blocks import section
from bot.messages.prompts import labels, render


def patterns(found: Patterns) -> Message:
    """The figures of each aspect with the number of deals they rest on."""
    if not found.says_something:
        text = render("patterns/too_few")
        return Message(text, (section(text),))
    texts = [render("patterns/overview", found=found), *(_told(pattern) for pattern in found.aspects)]
    return Message("\n\n".join(texts), tuple(section(text) for text in texts))


def _told(pattern: Pattern) -> str:
    title = labels()["aspects"][pattern.aspect]
    if pattern.aspect is Dimension.REASON:
        return render("patterns/reasons", title=title, pattern=pattern, names=labels()["reasons"])
    return render("patterns/aspect", title=title, pattern=pattern)
