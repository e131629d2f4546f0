"""The guides that ship with the bot, read from `guides/` of each language in `prompts/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from bot.domain import guides, thin
from bot.domain.deals import Outcome
from bot.domain.gaps import Talk
from bot.domain.guides import Guide
from bot.domain.thin import Signs
from bot.domain.voices import Language, Voice
from bot.messages.prompts import current, folders

FILES = {Outcome.LOST: "loss", Outcome.WON: "win", Outcome.OPEN: "open"}


def guide(outcome: Outcome) -> Guide:
    """The guide for a deal that ended this way, or is still open, in the voice spoken now."""
    return _guide(FILES[outcome], current())


def short_guide(outcome: Outcome) -> Guide:
    """The one question for such a deal, in the voice spoken now."""
    one = _guide("short", current()).question(f"ours.{FILES[outcome]}")
    return guides.shortened(guide(outcome), one)


def translated(kept: Guide, outcome: Outcome) -> Guide:
    """A guide as the voice spoken now asks its questions. One of another version stays as it was kept."""
    ours = _guide(FILES[outcome], current())
    by_key = {question.key: question for question in (*ours.questions, *_guide("short", current()).questions)}
    if kept.version != ours.version or any(question.key not in by_key for question in kept.questions):
        return kept
    return replace(kept, language=ours.language, questions=tuple(by_key[question.key] for question in kept.questions))


def talk_guide() -> Mapping[Talk, tuple[str, ...]]:
    """What to ask in the five minutes about a gap, in the voice spoken now."""
    return _talk_guide(current())


def signs() -> Signs:
    """By which words a thin answer is told in the voice spoken now."""
    return _signs(current())


@cache
def signs_of_all() -> tuple[Signs, ...]:
    """The same of every language: people write in whichever they like."""
    return tuple(_signs(Voice(language)) for language in Language)


@cache
def _guide(name: str, voice: Voice) -> Guide:
    return guides.of({"language": voice.language, **_file(name, voice)})


@cache
def _talk_guide(voice: Voice) -> dict[Talk, tuple[str, ...]]:
    return {Talk(kind): tuple(one["asks"]) for kind, one in _file("gap", voice).items()}


@cache
def _signs(voice: Voice) -> Signs:
    return thin.signs(_file("thin", voice))


def _file(name: str, voice: Voice) -> dict[str, Any]:
    """A file of `guides/`, in the first folder of the voice that has it."""
    path = next(path for folder in folders(voice) if (path := folder / "guides" / f"{name}.toml").exists())
    return tomllib.loads(path.read_text("utf-8"))
