"""The answer to `/retro stats`."""

from bot.domain.figures import Figures
from bot.domain.message import Message
from bot.domain.wrap_ups import Hands
from bot.messages.blocks import section
from bot.messages.prompts import labels, render


def figures(found: Figures) -> Message:
    """This quarter's figures, each with what it rests on."""
    reasons, gaps = labels()["reasons"], found.gaps
    ours, theirs = (reasons[one] if one else "" for one in (gaps.ours, gaps.theirs))
    texts = [
        render("figures/quarter", found=found),
        render("figures/coverage", found=found),
        render("reviews/gaps", gaps=gaps, ours=ours, theirs=theirs),
        render("figures/hands", judged=found.judged, counts=[found.hands.get(one, 0) for one in Hands]),
    ]
    return Message("\n\n".join(texts), tuple(section(text) for text in texts))
