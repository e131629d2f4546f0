"""What a person is told when something cannot be done."""

from collections.abc import Sequence
from typing import Any

from bot.domain.message import Message
from bot.domain.text import clip
from bot.messages.blocks import modal, section
from bot.messages.prompts import NAME_LENGTH, label, labels, render


def problem(prompt: str, **words: object) -> Message:
    """A private sentence; `prompt` is a BotError's, `words` what it names."""
    text = render(prompt, **{"deal_name": None, **words})
    return Message(text, (section(text),))


def not_a_colleague(why: str, deal_name: str | None = None) -> Message:
    """Why somebody who was chosen cannot be asked along."""
    return problem("problem/not_a_colleague", objection=labels()["objections"][why], deal_name=deal_name)


def at_field(name: str, words: Sequence[str] = ()) -> str:
    """What a form says at a field, by the label's name; `words` of the field are those that it names."""
    return label(name).replace("{words}", clip(", ".join(words), NAME_LENGTH))


def problem_modal(text: str) -> dict[str, Any]:
    """The same inside a modal, instead of the form that cannot go on."""
    return modal("problem.shown", label("modals.problem"), [section(text)], close=label("modals.close"))
