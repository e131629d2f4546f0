"""The note that asks a customer for their time: drafted here, changed and sent by a person."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.domain.message import Block
from bot.domain.pitches import pitches
from bot.domain.text import clip
from bot.domain.voices import Language, Voice
from bot.messages import ids
from bot.messages.blocks import INPUT, actions, button, context, modal, preformatted, section, static_select, text_input
from bot.messages.prompts import NAME_LENGTH, PROMPTS, Raw, label, labels, render, speaking
from bot.messages.talks import Talk

LANGUAGE_ROW = "note_row"


@dataclass(frozen=True)
class Invitation:
    """What the note says: for how many minutes and questions it asks, and who writes it.

    `sender` and `rep` are names as they are signed; `rep` None: the rep is the one who writes.
    """

    minutes: int
    questions: int
    sender: str
    rep: str | None = None


def draft(talk: Talk, invitation: Invitation, language: Language) -> str:
    """The note as we would write it, as plain text."""
    name = talk.deal.customer
    with speaking(Voice(language, talk.voice.tone)):
        return render(
            "call/note",
            customer=_as_it_is(name) if name else None,
            won=talk.won,
            minutes=invitation.minutes,
            questions=invitation.questions,
            sender=_as_it_is(invitation.sender),
            rep=_as_it_is(invitation.rep) if invitation.rep else None,
        )


def is_own(text: str, drafted: str) -> bool:
    """Whether somebody has changed the draft; an empty note is nobody's."""
    words = text.split()  # how blanks and line ends come back is the client's business
    return bool(words) and words != drafted.split()


def note_form(
    talk: Talk, text: str, language: Language, *, is_checked: bool = False, is_own: bool = False
) -> dict[str, Any]:
    """The modal that holds the note; with what may read as a pitch when that was asked for.

    `is_own`: `language` was chosen just now, and the words are the writer's own, which no draft replaces.
    """
    blocks = [
        section(render("call/note_form", deal=talk.deal)),
        _choices(language),
        # Slack keeps what was typed in a block of the same name, so a note in another language needs another.
        text_input(field(language), label("fields.call_note"), initial=text, max_length=INPUT),
    ]
    return modal(
        ids.CALL_NOTE_MODAL,
        label("modals.call_note"),
        [*blocks, *(_verdict(text) if is_checked else []), *(_kept() if is_own else [])],
        submit=label("modals.to_copy"),
        close=label("modals.close"),
        private_metadata=f"{talk.id}:{language}",
    )


def note_to_copy(talk: Talk, text: str) -> dict[str, Any]:
    """The modal that holds the note as it is, to be copied."""
    intro = section(render("call/note_to_copy", deal=talk.deal))
    return modal(
        ids.CALL_NOTE_MODAL,
        label("modals.call_note"),
        [intro, preformatted(text), *_verdict(text)],
        close=label("modals.close"),
    )


def field(language: Language) -> str:
    """The block that holds the note in this language."""
    return f"note_{language}"


def _choices(language: Language) -> Block:
    names = {str(one): labels()["languages"][one] for one in Language}
    menu = static_select(label("places.note_language"), ids.NOTE_LANGUAGE, names, str(language))
    return {**actions(menu, button(label("buttons.check_note"), ids.CHECK_NOTE)), "block_id": LANGUAGE_ROW}


def _kept() -> list[Block]:
    return [context(render("call/note_kept"))]


def _verdict(text: str) -> list[Block]:
    found = ", ".join(pitches(text, phrases()))
    return [context(render("call/pitch", words=found) if found else render("call/no_pitch"))]


@cache
def phrases() -> tuple[str, ...]:
    """What makes a note a pitch, in every language: people write in whichever they like."""
    files = [tomllib.loads((PROMPTS / language / "pitches.toml").read_text("utf-8")) for language in Language]
    return tuple(phrase for tables in files for group in tables.values() for phrase in group)


def _as_it_is(name: str) -> Raw:
    """A name in plain text, where nothing is markup."""
    return Raw(clip(name, NAME_LENGTH))
