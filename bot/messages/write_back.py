"""`Update HubSpot?`: what would go into the CRM, word by word, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.deals import Deal
from bot.domain.message import Block, Message
from bot.domain.reasons import Cause
from bot.domain.text import clip
from bot.domain.wrap_ups import WrapUp
from bot.domain.write_backs import Fate, State, Step, Write, is_worth_another_try, mark
from bot.messages import ids
from bot.messages.blocks import actions, button, quote, section
from bot.messages.prompts import escape, label, labels, mention, render
from bot.messages.talks import Talk, of_the_thread

LONGEST_LESSON = 1000
LONGEST_NOTE = 2500
_PROMPTS = {
    State.SHOWN: "write_back/offer",
    State.LEFT: "write_back/left",
    State.WITHHELD: "write_back/withheld",
    State.WRITING: "write_back/writing",
    State.WRITTEN: "write_back/written",
    State.UNDOING: "write_back/undoing",
    State.UNDONE: "write_back/undone",
}
_READ_FIRST = (State.SHOWN, State.LEFT)
_SETTLED = (State.WRITTEN, State.UNDONE)
_NEEDS_HELP = (Fate.REFUSED, Fate.STUCK)


@dataclass(frozen=True)
class Card:
    """What the card says. `crm` is what the CRM is called, `by` the Slack id of whoever had it written."""

    crm: str
    state: State
    writes: Sequence[Write]
    by: str | None = None
    may_undo: bool = False


@of_the_thread
def card(talk: Talk, shown: Card) -> Message:
    """The card as it stands: what would be written with the note word by word, or what became of each step."""
    text = render(
        _PROMPTS[shown.state],
        deal=talk.deal,
        crm=shown.crm,
        by=mention(shown.by) if shown.by else None,
        needs_help=any(write.fate in _NEEDS_HELP for write in shown.writes),
    )
    lines = [_line(write, shown.state) for write in shown.writes if _is_told(write, shown.state)]
    note = _note(shown)
    said = "\n".join([text, *lines, *([render("write_back/note")] if note else [])])
    buttons = _buttons(talk, shown)
    blocks = [section(said), *([quote(note)] if note else []), *([actions(*buttons)] if buttons else [])]
    return Message("\n".join([said, *([escape(note)] if note else [])]), tuple(blocks))


def wanted(form: WrapUp, come_back: str) -> dict[Step, str]:
    """What fields of the CRM would hold: the reasons in order, and the day (ISO) to ask again. Empty: nothing."""
    return {Step.REASON: _reasons(form), Step.COME_BACK: come_back}


def note_lines(deal: Deal, form: WrapUp, come_back: str) -> list[str]:
    """The note, line by line: a title, and what the pair agreed on."""
    told = {
        label("write_back.reason"): _reasons(form),
        label("write_back.lesson"): clip(" ".join(form.lesson.split()), LONGEST_LESSON),
        label("write_back.come_back"): come_back,
    }
    title = f"{label('write_back.title')}: {deal.name}"
    return [title, *(f"{name}: {words}" for name, words in told.items() if words)]


def author_line(name: str) -> str:
    """The note's last line, which says whose it is also where the CRM cannot."""
    return f"{label('write_back.by')}: {name or label('words.colleague')}, Silver Lining"


def _reasons(form: WrapUp) -> str:
    return ", ".join(_reason(cause) for cause in form.causes)


def _reason(cause: Cause) -> str:
    names = labels()["reasons"]
    words = " ".join(cause.words.split()) or names[cause.reason]
    return f"{words} ({names[cause.below]})" if cause.below else words


def _is_told(write: Write, state: State) -> bool:
    """The note stands below by itself until something became of it."""
    return state in _SETTLED or (state in _READ_FIRST and write.step is not Step.NOTE)


def _line(write: Write, state: State) -> str:
    is_left = write.fate is Fate.OFFERED and state not in _READ_FIRST  # the talk became sensitive midway
    return render(
        "write_back/line",
        what=labels()["write_back"][write.step],
        is_note=write.step is Step.NOTE,
        fate="left" if is_left else write.fate,
        before=write.before,
        after=write.after,
        reason=write.reason,
    )


def _note(shown: Card) -> str:
    if shown.state not in _READ_FIRST:
        return ""
    return clip(next((write.after for write in shown.writes if write.step is Step.NOTE), ""), LONGEST_NOTE)


def _buttons(talk: Talk, shown: Card) -> list[Block]:
    talk_id, crm = str(talk.id), shown.crm
    agree = f"{talk_id}:{mark(shown.writes)}"
    if shown.state in _READ_FIRST:
        update = button(render("write_back/update", crm=crm), ids.WRITE_BACK, agree, style="primary")
        is_left = shown.state is State.LEFT
        return [update, *([] if is_left else [button(label("buttons.not_this_time"), ids.LEAVE_CRM, talk_id)])]
    undo = [button(render("write_back/undo", crm=crm), ids.UNDO_WRITES, talk_id)] if shown.may_undo else []
    is_worth_it = shown.state is State.WRITTEN and is_worth_another_try(shown.writes)
    again = [button(render("write_back/again", crm=crm), ids.WRITE_BACK, agree)] if is_worth_it else []
    return [*undo, *again]
