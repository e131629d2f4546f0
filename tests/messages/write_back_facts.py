"""Everything that is said of what goes back into the CRM, as messages by name."""

from dataclasses import replace

from bot.domain.message import Message
from bot.domain.outgoing import Line
from bot.domain.text import clip
from bot.domain.write_backs import Fate, Since, State, Step, Write
from bot.messages import write_back
from bot.messages.talks import Talk
from bot.messages.write_back import Card
from tests.messages.facts import ANA

NOT_BEGUN = (State.SHOWN, State.LEFT, State.WITHHELD)

TASK = Write(Step.TASK, "2027-03-01")
LATER = replace(TASK, after="2027-06-01", ours="2027-03-01")
CALLED_OFF = replace(LATER, after="")
TASKS = {
    "offered": TASK,
    "to move": LATER,
    "to go": CALLED_OFF,
    "made": replace(TASK, fate=Fate.WRITTEN),
    "moved": replace(LATER, fate=Fate.WRITTEN),
    "gone": replace(CALLED_OFF, fate=Fate.WRITTEN),
    "moved by others": replace(LATER, fate=Fate.THEIRS),
    "undone": replace(TASK, fate=Fate.UNDONE),
    "kept by others": replace(TASK, fate=Fate.KEPT),
    "refused": replace(TASK, fate=Fate.REFUSED, reason="No scope"),
    "left": replace(TASK, fate=Fate.LEFT),
    "past": replace(TASK, fate=Fate.PAST),
}


def of_the_crm(talk: Talk, words: str) -> dict[str, Message]:
    """The card about the CRM, in every state and with every fate; people and CRM wrote `words`."""
    reason = Write(Step.REASON, clip(words, 500), "closed_lost_reason", words)
    steps = (reason, Write(Step.COME_BACK, "2027-03-01", "next_touch"), Write(Step.NOTE, f"Northwind\n{words}"))
    return {
        **{
            f"crm {state}": write_back.card(talk, Card("HubSpot", state, steps, None if state in NOT_BEGUN else ANA))
            for state in State
            if state is not State.LOOKING
        },
        **{f"crm {fate}": _settled(talk, steps, fate, words) for fate in Fate},
        "crm, a line stays out": write_back.card(
            talk, Card("HubSpot", State.SHOWN, steps[2:], kept_back=[Line.LESSON])
        ),
        **{f"crm since {since}": _since(talk, steps, since) for since in Since},
        **{
            f"crm, {name}": _anew(talk, steps, is_left=name == "the change left")
            for name in ("changed", "the change left")
        },
        **{f"crm task {name}": _task(talk, write) for name, write in TASKS.items()},
        "crm, the note alone": write_back.card(talk, Card("Dynamics 365", State.SHOWN, steps[2:])),
        "crm, what was left out": _left_out(talk),
        "crm unknown": write_back.card(talk, Card("", State.WITHHELD, ())),
    }


def _task(talk: Talk, task: Write) -> Message:
    """The card where the day to ask again is all that there is."""
    states = {Fate.OFFERED: State.SHOWN, Fate.UNDONE: State.UNDONE, Fate.KEPT: State.UNDONE}
    return write_back.card(talk, Card("HubSpot", states.get(task.fate, State.WRITTEN), (task,), ANA))


def _since(talk: Talk, steps: tuple[Write, ...], since: Since) -> Message:
    done = tuple(replace(step, fate=Fate.WRITTEN) for step in steps)
    return write_back.card(talk, Card("HubSpot", State.WRITTEN, done, ANA, may_undo=True, since=since))


def _left_out(talk: Talk) -> Message:
    """The card where what was left out may go in by now."""
    left = replace(TASK, fate=Fate.LEFT)
    return write_back.card(talk, Card("HubSpot", State.WRITTEN, (left,), ANA, anew=(TASK,)))


def _anew(talk: Talk, steps: tuple[Write, ...], *, is_left: bool) -> Message:
    done = tuple(replace(step, fate=Fate.WRITTEN) for step in steps)
    changed = [
        replace(step, ours=step.after, after=after) for step, after in zip(steps, ("Fit", "", "Northwind"), strict=True)
    ]
    shown = Card("HubSpot", State.WRITTEN, done, ANA, may_undo=True, since=Since.CHANGED, anew=changed, is_left=is_left)
    return write_back.card(talk, shown)


def _settled(talk: Talk, steps: tuple[Write, ...], fate: Fate, words: str) -> Message:
    is_back = fate in (Fate.UNDONE, Fate.KEPT, Fate.STUCK)
    done = tuple(replace(step, fate=fate, reason=words) for step in steps)
    state = State.UNDONE if is_back else State.WRITTEN
    return write_back.card(talk, Card("HubSpot", state, done, ANA, may_undo=fate is Fate.WRITTEN))
