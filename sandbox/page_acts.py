"""What a person does on the page."""

from sandbox import acts, own_commands
from sandbox.conversations import Message
from sandbox.outcomes import Outcome
from sandbox.payloads import Payload, without_empty
from sandbox.people import Person
from sandbox.site import Site
from sandbox.views import View


def say(site: Site, body: Payload) -> Payload:
    """A message, or a slash command."""
    person = acts.person_of(site, body["as"])
    if not body.get("thread_ts") and own_commands.typed(site, person, body["channel"], body["text"]):
        return {"ok": True, "ts": None}
    broadcast = bool(body.get("broadcast"))
    said = acts.say(site, person, body["channel"], body["text"], body.get("thread_ts"), broadcast=broadcast)
    return {"ok": True, "ts": said.ts if said else None}


def edit(site: Site, body: Payload) -> Payload:
    """Another text for an own message."""
    acts.edit(site, acts.person_of(site, body["as"]), body["channel"], body["ts"], body["text"])
    return {"ok": True}


def delete(site: Site, body: Payload) -> Payload:
    """An own message taken back."""
    acts.delete(site, acts.person_of(site, body["as"]), body["channel"], body["ts"])
    return {"ok": True}


def dismiss(site: Site, body: Payload) -> Payload:
    """A private answer put away; nobody is told."""
    person = acts.person_of(site, body["as"])
    with site.workspace.lock:
        conversation = acts.place_of(site, person, body["channel"])
        message = conversation.messages.get(body["ts"])
        if message is not None and message.ephemeral_to == person.id:
            del conversation.messages[message.ts]
        site.workspace.on_change()
    return {"ok": True}


def react(site: Site, body: Payload) -> Payload:
    """A reaction, or its end."""
    person = acts.person_of(site, body["as"])
    acts.react(site, person, body["channel"], body["ts"], body["name"], on=body.get("on", True))
    return {"ok": True}


def click(site: Site, body: Payload) -> Payload:
    """An element of a message used."""
    person = acts.person_of(site, body["as"])
    action, values = body["action"], body.get("values") or {}
    return _shown(acts.click(site, person, body["channel"], body["ts"], action, values))


def open_dm(site: Site, body: Payload) -> Payload:
    """A conversation with others."""
    person = acts.person_of(site, body["as"])
    return {"ok": True, "channel": acts.open_dm(site, person, body["users"]).id}


def open_home(site: Site, body: Payload) -> Payload:
    """A visit to the app's home tab."""
    acts.open_home(site, acts.person_of(site, body["as"]))
    return {"ok": True}


def click_home(site: Site, body: Payload) -> Payload:
    """An element of the home tab used."""
    person = acts.person_of(site, body["as"])
    home = site.views.home(person.id)
    if home is None:
        return {"ok": False, "error": "There is nothing here yet."}
    return _shown(site.interactions.click_view(person, home, body["action"], body.get("values") or {}))


def click_modal(site: Site, body: Payload) -> Payload:
    """An element of a modal used."""
    person = acts.person_of(site, body["as"])
    view = acts.modal_of(site, person, body["view_id"])
    return _shown(site.interactions.click_view(person, view, body["action"], body.get("values") or {}))


def submit_modal(site: Site, body: Payload) -> Payload:
    """A form sent."""
    person = acts.person_of(site, body["as"])
    view = acts.modal_of(site, person, body["view_id"])
    return _shown(site.interactions.submit(person, view, body.get("values") or {}))


def close_modal(site: Site, body: Payload) -> Payload:
    """A modal closed: `whole_stack` for the X, else Cancel."""
    person = acts.person_of(site, body["as"])
    view = acts.modal_of(site, person, body["view_id"])
    return _shown(site.interactions.close(person, view, whole_stack=bool(body.get("whole_stack"))))


def suggest(site: Site, body: Payload) -> Payload:
    """The app's options for what was typed: `where` is a message (`channel`, `ts`) or a view (`view_id`)."""
    person = acts.person_of(site, body["as"])
    where = _surface(site, person, body["where"])
    return site.interactions.suggest(person, where, body["action"], body.get("query", ""))


def _surface(site: Site, person: Person, where: Payload) -> Message | View:
    if "ts" in where:
        return acts.message_of(site, person, where["channel"], where["ts"])
    home = site.views.home(person.id)
    if home is not None and home.id == where["view_id"]:
        return home
    return acts.modal_of(site, person, where["view_id"])


def _shown(outcome: Outcome) -> Payload:
    return without_empty(ok=outcome.ok, error=outcome.error, errors=outcome.errors or None)
