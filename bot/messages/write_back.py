"""`Update HubSpot?`: what would go into the CRM, word by word, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.deals import Deal
from bot.domain.message import Block, Message
from bot.domain.options import Option, folded
from bot.domain.outgoing import Line
from bot.domain.reasons import Cause, Reason
from bot.domain.text import clip
from bot.domain.voices import Language, Voice
from bot.domain.wrap_ups import WrapUp
from bot.domain.write_backs import Fate, Since, State, Step, Write, is_worth_another_try, mark
from bot.messages import ids
from bot.messages.blocks import actions, button, quote, section
from bot.messages.prompts import escape, label, labels, mention, render, speaking
from bot.messages.talks import Talk, of_the_thread

LONGEST_LESSON = 1000
LONGEST_NOTE = 2500
LONGEST_TITLE = 200  # of a task: some CRMs take no longer ones
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
_SAYS_WHAT_STAYS = (*_READ_FIRST, State.WRITTEN)
_NEEDS_HELP = (Fate.REFUSED, Fate.STUCK)
# What is said of a task otherwise than of a field.
_OF_A_DAY = (Fate.OFFERED, Fate.WRITTEN, Fate.THEIRS, Fate.UNDONE, Fate.KEPT)


@dataclass(frozen=True)
class Card:
    """What the card says. `crm` is what the CRM is called, `by` the Slack id of whoever had it written.

    `kept_back` are the lines that stay out, because they hold the customer's words, which may not be quoted. `anew` is
    what they would write now that they say something else, and `is_left` that they said no to that.
    """

    crm: str
    state: State
    writes: Sequence[Write]
    by: str | None = None
    may_undo: bool = False
    kept_back: Sequence[Line] = ()
    since: Since | None = None
    anew: Sequence[Write] = ()
    is_left: bool = False

    @property
    def to_read(self) -> Sequence[Write]:
        """What the pair reads before they say yes; else what became of it."""
        return [write for write in self.anew if write.fate is Fate.OFFERED] or self.writes

    @property
    def lacks_option(self) -> bool:
        """Whether a list in the CRM has nothing that fits."""
        is_read = self.is_asked or self.state in _SETTLED
        return is_read and any(write.fate is Fate.NO_OPTION for write in self.to_read)

    @property
    def is_asked(self) -> bool:
        """Whether it waits for their word."""
        return bool(self.anew) or self.state in _READ_FIRST


@of_the_thread
def card(talk: Talk, shown: Card) -> Message:
    """The card as it stands: what would be written with the note word by word, or what became of each step."""
    text = render(
        "write_back/offer_again" if shown.anew else _PROMPTS[shown.state],
        deal=talk.deal,
        crm=shown.crm,
        by=mention(shown.by) if shown.by else None,
        is_left=shown.is_left,
        has_changed=shown.since is not None,
    )
    lines = [_line(write, shown.crm) for write in shown.to_read if _is_told(write, shown)]
    note = _note(shown)
    said = "\n".join([text, *lines, *_asides(shown), *([render("write_back/note")] if note else [])])
    buttons = _buttons(talk, shown)
    blocks = [section(said), *([quote(note)] if note else []), *([actions(*buttons)] if buttons else [])]
    return Message("\n".join([said, *([escape(note)] if note else [])]), tuple(blocks))


def _asides(shown: Card) -> list[str]:
    """Who can help, what stays out and why, and what has become of the talk since."""
    needs_help = shown.state in _SETTLED and any(write.fate in _NEEDS_HELP for write in shown.to_read)
    has_changed = shown.since is not None and not shown.anew
    return [
        *([render("write_back/needs_help")] if needs_help else []),
        *([render("write_back/no_option")] if shown.lacks_option else []),
        *_kept_back(shown),
        *([render("write_back/since", crm=shown.crm, since=shown.since)] if has_changed else []),
    ]


def _kept_back(shown: Card) -> list[str]:
    if shown.since is Since.WITHDRAWN or shown.state not in _SAYS_WHAT_STAYS:
        return []
    told = {write.step.value for write in shown.to_read if write.fate is Fate.UNTOLD}
    names = labels()["write_back"]
    return [render("write_back/kept_back", what=names[line]) for line in shown.kept_back if line.value not in told]


def wanted(deal: Deal, form: WrapUp, come_back: str) -> dict[Step, str]:
    """What the CRM would hold: the reasons in order, the day (ISO) to ask again, and the note. Empty: nothing."""
    reasons = ", ".join(_reason(cause) for cause in form.causes)
    told = {
        label("write_back.reason"): reasons,
        label("write_back.lesson"): clip(" ".join(form.lesson.split()), LONGEST_LESSON),
        label("write_back.come_back"): come_back,
    }
    title = f"{label('write_back.title')}: {deal.name}"
    lines = [title, *(f"{name}: {words}" for name, words in told.items() if words)]
    return {Step.REASON: reasons, Step.COME_BACK: come_back, Step.TASK: come_back, Step.NOTE: "\n".join(lines)}


def task_title(deal_name: str) -> str:
    """What the task is called."""
    return clip(f"{label('write_back.ask_again')}: {deal_name}", LONGEST_TITLE)


def meant(options: Iterable[Option], mapped: Mapping[str, str]) -> tuple[Option, ...]:
    """The options with what each reason is called in every language, where it is `mapped` there or called the same."""
    known = tuple(options)
    chosen = {reason: _chosen(known, mapped.get(reason), _names(reason)) for reason in Reason}
    return tuple(
        replace(one, meanings=tuple(name for reason in Reason if chosen[reason] is one for name in _names(reason)))
        for one in known
    )


def _chosen(options: Sequence[Option], mapped: str | None, names: Sequence[str]) -> Option | None:
    wanted = {folded(name) for name in ([mapped] if mapped is not None else names)}
    return next((one for one in options if wanted & one.words), None)


def _names(reason: Reason) -> list[str]:
    """What a reason is called, in every language."""
    found = [reason.value]
    for language in Language:
        with speaking(Voice(language)):
            found.append(labels()["reasons"][reason])
    return found


def author_line(name: str) -> str:
    """The last line of note and task, which says who had it written also where the CRM cannot."""
    return f"{label('write_back.by')}: {name or label('words.colleague')}, Silver Lining"


def _reason(cause: Cause) -> str:
    names = labels()["reasons"]
    words = " ".join(cause.words.split()) or names[cause.reason]
    return f"{words} ({names[cause.below]})" if cause.below else words


def _is_told(write: Write, shown: Card) -> bool:
    """The note stands below by itself until something became of it."""
    if write.fate is Fate.IDLE:
        return False
    return write.step is not Step.NOTE if shown.is_asked else shown.state in _SETTLED


def _line(write: Write, crm: str) -> str:
    if write.step is Step.TASK and write.fate in _OF_A_DAY:
        return render("write_back/task", crm=crm, fate=write.fate, before=_day(write.ours), after=_day(write.after))
    return render(
        "write_back/line",
        what=labels()["write_back"][write.step],
        is_note=write.step is Step.NOTE,
        replaces=write.ours is not None,
        crm=crm,
        fate=write.fate,
        before=write.shown(write.before if write.fate is Fate.UNDONE else write.stands),
        after=write.after if write.fate is Fate.NO_OPTION else write.shown(write.after),
        reason=write.reason,
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _note(shown: Card) -> str:
    if not shown.is_asked:
        return ""
    return clip(next((write.after for write in shown.to_read if write.step is Step.NOTE), ""), LONGEST_NOTE)


def _buttons(talk: Talk, shown: Card) -> list[Block]:
    talk_id, crm = str(talk.id), shown.crm
    agree = f"{talk_id}:{mark(shown.anew or shown.writes)}"
    prompt = "write_back/take_back" if shown.since is Since.WITHDRAWN else "write_back/undo"
    undo = [button(render(prompt, crm=crm), ids.UNDO_WRITES, talk_id)] if shown.may_undo else []
    if shown.is_asked:
        update = button(render("write_back/update", crm=crm), ids.WRITE_BACK, agree, style="primary")
        is_left = shown.is_left or shown.state is State.LEFT
        no = [] if is_left else [button(label("buttons.not_this_time"), ids.LEAVE_CRM, talk_id)]
        return [update, *no, *undo]
    is_worth_it = shown.state is State.WRITTEN and is_worth_another_try(shown.writes)
    again = [button(render("write_back/again", crm=crm), ids.WRITE_BACK, agree)] if is_worth_it else []
    return [*undo, *again]
