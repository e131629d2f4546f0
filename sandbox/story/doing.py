"""The acts of a story: each does what the page would have done for the same person."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox import acts, stage
from sandbox.actors import Actor
from sandbox.conversations import Message
from sandbox.errors import ActFailedError
from sandbox.filling import fill
from sandbox.payloads import Payload
from sandbox.seen import Seen
from sandbox.site import Site
from sandbox.story.script import Step
from sandbox.views import View


def act(site: Site, step: Step, message: Message | None) -> None:
    """Do what the step says, on `message` where it needs one.

    Raises ActFailedError, or LookupError for a button or field that is not there.
    """
    ACTS[step.do](site, step, message)


def filled(site: Site, view: View, step: Step) -> Payload:
    """What the step writes into the form: `state.values` by block id. Raises LookupError."""
    return fill(site.workspace, view, by_block(view, step.values))


def by_block(view: View, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values by block id instead of by label. Raises LookupError for a label that is not there."""
    blocks = {block["label"]["text"]: block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    if strange := [label for label in values if label not in blocks]:
        raise LookupError(f"no field “{strange[0]}” in this window; fields: {', '.join(blocks)}")
    return {blocks[label]: value for label, value in values.items()}


def _lose(site: Site, step: Step, message: Message | None) -> None:
    told = site.crms.lose(**{"owner": step.who, **step.deal})
    if told.error:
        raise ActFailedError(told.error)


def _reply(site: Site, step: Step, message: Message | None) -> None:
    used = _needed(message)
    acts.say(site, acts.person_of(site, step.who), used.channel, step.text, used.thread_ts or used.ts)


def _click(site: Site, step: Step, message: Message | None) -> None:
    Actor(site, acts.person_of(site, step.who)).clicks(Seen.of(site, _needed(message)), step.button)


def _fill(site: Site, step: Step, message: Message | None) -> None:
    person = acts.person_of(site, step.who)
    view = acts.modal_of(site, person)
    outcome = site.interactions.submit(person, view, filled(site, view, step))
    if not outcome.ok:
        raise ActFailedError(outcome.error or "; ".join(outcome.errors.values()))


def _react(site: Site, step: Step, message: Message | None) -> None:
    used = _needed(message)
    for who in (step.who, *step.also):
        acts.react(site, acts.person_of(site, who), used.channel, used.ts, step.emoji)


def _clock(site: Site, step: Step, message: Message | None) -> None:
    stage.move_clock(site, {"to": step.to})


ACTS: Mapping[str, Callable[[Site, Step, Message | None], None]] = {
    "lose": _lose,
    "reply": _reply,
    "click": _click,
    "fill": _fill,
    "react": _react,
    "clock": _clock,
}


def _needed(message: Message | None) -> Message:
    if message is None:
        raise ActFailedError("This message is gone.")
    return message
