"""The stage beside the workspace: the clock, the log, and what stands behind each path of it."""

from collections.abc import Callable

from sandbox import stage_admin, stage_deals, stage_faults
from sandbox.clock import TARGETS
from sandbox.masking import masked
from sandbox.payloads import Payload
from sandbox.site import Site

LONGEST_LOG = 1000


def clock(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/clock`: the workspace's time, and where the named moments lie."""
    zone = site.workspace.team.zone
    return {
        "now": site.clock.now().isoformat(),
        "offset_seconds": site.clock.offset,
        "pace": site.clock.pace,
        "zone": zone,
        "leads_to": {name: site.clock.target(name, zone).isoformat() for name in TARGETS},
    }


def move_clock(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/clock`: forward by `advance_seconds`, or `to` a named moment."""
    with site.workspace.lock:
        if body.get("to"):
            site.clock.advance_to(body["to"], site.workspace.team.zone)
        else:
            site.clock.advance(float(body["advance_seconds"]))
    site.stream.changed()
    return clock(site, {})


def log(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/log?after=`: what happened, newest last, without secrets; the newest thousand at most."""
    entries = site.workspace.journal.after(int(query.get("after") or 0), LONGEST_LOG)
    return {"entries": [masked(entry.as_json()) for entry in entries]}


READS: dict[str, Callable[[Site, Payload], Payload]] = {
    "deals": stage_deals.deals,
    "clock": clock,
    "log": log,
    "faults": stage_faults.faults,
    "misbehaviour": stage_faults.misbehaviour,
}
WRITES: dict[str, Callable[[Site, Payload], Payload]] = {
    "deal": stage_deals.change_deal,
    "deals/lose": stage_deals.lose_many,
    "crms": stage_deals.connect_crms,
    "clock": move_clock,
    "faults": stage_faults.add_fault,
    "archive": stage_admin.archive,
    "people": stage_admin.change_person,
    "revoke": stage_admin.revoke,
    "uninstall": stage_admin.uninstall,
}
REMOVALS: dict[str, Callable[[Site, Payload], Payload]] = {"faults": stage_faults.clear_faults}
