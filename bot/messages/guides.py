"""The guides that ship with the bot, read from `guides/` of each language in `prompts/`."""

import tomllib
from functools import cache

from bot.domain import guides
from bot.domain.deals import Outcome
from bot.domain.guides import Guide
from bot.domain.voices import Voice
from bot.messages.prompts import current, folders

FILES = {Outcome.LOST: "loss", Outcome.WON: "win"}


def guide(outcome: Outcome) -> Guide:
    """The guide for a deal that ended this way, in the voice spoken now. Raises KeyError for an open one."""
    return _guide(FILES[outcome], current())


def short_guide(outcome: Outcome) -> Guide:
    """The one question for such a deal, in the voice spoken now. Raises KeyError for an open one."""
    one = _guide("short", current()).question(f"ours.{FILES[outcome]}")
    return guides.shortened(guide(outcome), one)


@cache
def _guide(name: str, voice: Voice) -> Guide:
    path = next(path for folder in folders(voice) if (path := folder / "guides" / f"{name}.toml").exists())
    return guides.of({"language": voice.language, **tomllib.loads(path.read_text("utf-8"))})
