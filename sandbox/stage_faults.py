"""What the stage does when it misbehaves on demand, as Slack, the network or an administrator might."""

from sandbox import acts
from sandbox.conversations import Conversation
from sandbox.errors import ActFailedError
from sandbox.faults import KINDS, OF_EVENTS
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.site import Site

ERRORS = {
    "revoked": "the call is answered with `token_revoked`",
    "missing_scope": "the call is answered with `missing_scope`",
    "ratelimited": "the call is answered with `ratelimited`, without a Retry-After",
    "fatal_error": "the call is answered with `fatal_error`: it may have worked",
}
DETAILS = ("times", "probability", "seed", "retry_after", "seconds")


def faults(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/faults`: the orders given so far, the lag, and how long messages may be changed (seconds)."""
    return {
        "faults": [fault.as_json() for fault in site.faults.listing()],
        "read_lag": site.workspace.read_lag,
        "edit_window": site.workspace.edit_window,
    }


def misbehaviour(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/misbehaviour`: what can be ordered, what is, and whom and what an administrator could touch."""
    journal = site.workspace.journal
    people = [person for person in site.workspace.people.values() if not person.is_bot]
    kinds = {**KINDS, **ERRORS}
    return {
        **faults(site, query),
        "methods": sorted({entry.name for entry in journal.of("call")}),
        "events": sorted({entry.name for entry in journal.of("event")}),
        "kinds": [{"kind": kind, "means": kinds[kind], "of_events": kind in OF_EVENTS} for kind in kinds],
        "people": [{"id": one.id, "name": one.real_name, "deleted": one.deleted} for one in people],
        "channels": [
            {"id": one.id, "name": one.name, "archived": one.is_archived} for one in site.workspace.channels()
        ],
        "installed": site.workspace.installed,
    }


def add_fault(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/faults`: see `sandbox.faults`; kinds `read_lag` and `edit_window` set a length in `seconds`."""
    details = {name: body[name] for name in DETAILS if name in body}
    if body["kind"] == "read_lag":
        site.workspace.read_lag = float(details["seconds"])
    elif body["kind"] == "edit_window":
        site.workspace.edit_window = float(details["seconds"])
    else:
        site.faults.add(body.get("method", "*"), str(body["kind"]), **details)
    site.stream.changed()
    return {"ok": True, **faults(site, {})}


def clear_faults(site: Site, body: Payload) -> Payload:
    """`DELETE /sandbox/faults`: behave again."""
    site.faults.clear()
    site.workspace.read_lag, site.workspace.edit_window = 0.0, None
    site.stream.changed()
    return {"ok": True}


def archive(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/archive` {channel, on, as?}: by this person, else by one of its members."""
    person = acts.person_of(site, body["as"]) if body.get("as") else _member(site, body["channel"])
    acts.archive(site, person, body["channel"], on=body.get("on", True))
    return {"ok": True}


def _member(site: Site, channel: str) -> Person:
    conversation: Conversation | None = site.workspace.find_conversation(channel)
    members = [site.workspace.people[member] for member in conversation.members] if conversation else []
    found = next((person for person in members if not person.is_bot and not person.deleted), None)
    if found is None:
        raise ActFailedError(f"Nobody is in {channel}.")
    return found


def change_person(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/people` {id, deleted?, tz?, title?, email?, real_name?}."""
    person = site.workspace.people[body["id"]]
    names = ("deleted", "tz", "title", "email", "real_name")
    acts.change_person(site, person, **{name: body[name] for name in names if name in body})
    return {"ok": True}


def revoke(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/revoke`: the app's tokens are dead, and it hears `tokens_revoked`, nothing else."""
    with site.workspace.lock:
        tokens = {"oauth": [], "bot": [site.workspace.bot.id]}
        site.events.emit({"type": "tokens_revoked", "tokens": tokens})
        site.workspace.revoke(set(site.workspace.tokens))
    return {"ok": True}


def uninstall(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/uninstall`: an administrator removes the app."""
    acts.uninstall(site)
    return {"ok": True}
