"""The note for customer success after a win: shown so that it copies well, and the form that changes it."""

from typing import Any

from bot.domain.message import Message
from bot.domain.success_notes import PART_LENGTH, SuccessNote
from bot.domain.text import clip
from bot.messages import ids
from bot.messages.blocks import actions, button, modal, preformatted, section, text_input
from bot.messages.prompts import escape, label, render
from bot.messages.talks import Talk, of_the_thread

SPOKEN_LENGTH = 200  # of each part, for a screen reader
PROMISED, DECIDES, WATCH = "promised", "decides", "watch"


@of_the_thread
def note(talk: Talk, written: SuccessNote) -> Message:
    """The note, to be copied or changed."""
    text = render("retrospective/success_note", deal=talk.deal)
    change = button(label("buttons.change_note"), ids.CHANGE_NOTE, str(talk.id))
    whole, spoken = _body(written, PART_LENGTH), _body(written, SPOKEN_LENGTH)
    return Message(f"{text}\n{escape(spoken)}", (section(text), preformatted(whole), actions(change)))


def note_form(talk: Talk, written: SuccessNote, mark: str, *, is_overtaken: bool = False) -> dict[str, Any]:
    """The modal behind `Change the note`. `mark` stands for what is kept by now.

    `is_overtaken`: `written` was not saved, because somebody else has changed the note; it can be sent once more.
    """
    notice = [section(render("retrospective/note_overtaken", deal=talk.deal))] if is_overtaken else []
    fields = [
        text_input(name, title, initial=words, optional=True, max_length=PART_LENGTH)
        for name, (title, words) in _parts(written).items()
    ]
    return modal(
        ids.NOTE_MODAL,
        label("modals.note"),
        [*notice, *fields],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=f"{talk.id}:{mark}",
    )


def _body(written: SuccessNote, length: int) -> str:
    nothing = label("words.not_said")
    return "\n".join(f"{title}: {clip(words, length) or nothing}" for title, words in _parts(written).values())


def _parts(written: SuccessNote) -> dict[str, tuple[str, str]]:
    """Field → its title and what stands in it."""
    return {
        PROMISED: (label("fields.promised"), written.promised),
        DECIDES: (label("fields.decides"), written.decides),
        WATCH: (label("fields.watch"), written.watch),
    }
