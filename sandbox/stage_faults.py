"""What goes wrong on demand, as with Slack or the network, and what can be ordered."""

from sandbox.clock import FARTHEST
from sandbox.faults import KINDS, OF_EVENTS
from sandbox.payloads import Payload
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
        site.workspace.read_lag = _length(details["seconds"])
    elif body["kind"] == "edit_window":
        site.workspace.edit_window = _length(details["seconds"])
    else:
        site.faults.add(body.get("method", "*"), str(body["kind"]), **details)
    site.stream.changed()
    return {"ok": True, **faults(site, {})}


def _length(seconds: object) -> float:
    length = float(str(seconds))
    if not 0 <= length <= FARTHEST:
        raise ValueError("seconds: from 0 to a hundred years")
    return length


def clear_faults(site: Site, body: Payload) -> Payload:
    """`DELETE /sandbox/faults`: behave again."""
    site.faults.clear()
    site.workspace.read_lag, site.workspace.edit_window = 0.0, None
    site.stream.changed()
    return {"ok": True}
