"""Where the page should look while the story plays: a person, a place, and what is used there.

`ring` names what is drawn attention to: a message (`ts`, with `button` for one of its buttons), or a control of the
stage (`stage`). `typing` and `fields` are what the person types, within `seconds`.
"""

from sandbox.conversations import Message
from sandbox.payloads import Payload, without_empty
from sandbox.site import Site
from sandbox.story.script import Step
from sandbox.story.sight import Sight

ON_STAGE = {"lose": "lose", "clock": "clock"}


def before(site: Site, sight: Sight, step: Step) -> Payload:
    """Where the step happens."""
    if step.do in ON_STAGE:
        stage = {"stage": ON_STAGE[step.do], "to": step.to}
        return {"as": _id(site, step.who), "panel": "stage", "ring": without_empty(**stage)}
    used = sight.message(step.at, step.on) if step.at else None
    return _in_place(site, sight, step.who, step.at, used) if step.at else {"as": _id(site, step.who)}


def after(site: Site, sight: Sight, step: Step) -> Payload:
    """Where it shows that the step was done."""
    if step.done.modal:
        return {"as": _id(site, step.who)}
    return _in_place(site, sight, step.who, step.done.at, sight.marked(step.done))


def with_button(scene: Payload, label: str) -> Payload:
    """The same, with the button that is about to be pressed."""
    return {**scene, "ring": {**scene.get("ring", {}), "button": label}}


def _in_place(site: Site, sight: Sight, who: str, place: str, message: Message | None) -> Payload:
    room, root = sight.room(place), sight.root(place)
    return without_empty(
        **{"as": _id(site, who)},
        panel="thread" if root else "main",
        channel=room.id if room else None,
        thread=root.ts if root else None,
        ring={"ts": message.ts} if message else None,
    )


def _id(site: Site, who: str) -> str:
    person = site.workspace.find_person(who)
    return person.id if person else ""
