"""The stage beside the workspace: deals, the clock, the log, and faults."""

from sandbox import acts
from sandbox.crm import Told
from sandbox.payloads import Payload
from sandbox.site import Site

LONGEST_LOG = 200
FACTS = ("owner", "crm", "amount", "currency", "manager", "deal_id")


def deals(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/deals`."""
    return {"deals": [deal.as_json() for deal in list(site.crms.deals.values())]}


def change_deal(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/deal`: lose, win or reopen a deal in a CRM."""
    told = _changed(site, body)
    answer: Payload = {"ok": told.error is None, "deal_id": told.deal.id, "status": told.status}
    return answer if told.error is None else {**answer, "error": told.error}


def _changed(site: Site, body: Payload) -> Told:
    if body["do"] == "reopen":
        return site.crms.reopen(body["deal_id"])
    if body["do"] not in ("lose", "win"):
        raise ValueError(f"do: {body['do']}")
    facts: Payload = {name: body[name] for name in FACTS if body.get(name) not in (None, "")}
    if "amount" in facts:
        facts["amount"] = str(facts["amount"])
    if "manager" in body and not body["manager"]:
        facts["manager"] = None
    name = body.get("name") or site.crms.deals[body["deal_id"]].name
    act = site.crms.lose if body["do"] == "lose" else site.crms.win
    return act(name, competitor=body.get("competitor"), reason=body.get("reason"), **facts)


def connect_crms(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/crms`: where each CRM sends its webhooks, and its secrets."""
    if generic := body.get("generic"):
        site.crms.connect_generic(generic["url"], generic["secret"])
    if hubspot := body.get("hubspot"):
        site.crms.connect_hubspot(
            hubspot["url"], hubspot["client_secret"], hubspot["portal_id"], hubspot["access_token"]
        )
    site.stream.changed()
    return {"ok": True, "crms": site.crms.listing()}


def clock(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/clock`: the workspace's time."""
    return {
        "now": site.clock.now().isoformat(),
        "offset_seconds": site.clock.offset,
        "pace": site.clock.pace,
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
    """`GET /sandbox/log?after=`: what happened, newest last."""
    entries = site.workspace.journal.after(int(query.get("after") or 0))
    return {"entries": [entry.as_json() for entry in entries[-LONGEST_LOG:]]}


def faults(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/faults`."""
    return {
        "faults": [fault.as_json() for fault in site.faults.listing()],
        "read_lag": site.workspace.read_lag,
    }


def add_fault(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/faults`: see `sandbox.faults`; kind `read_lag` sets a lag of `seconds`."""
    details = {k: body[k] for k in ("times", "probability", "seed", "retry_after", "seconds") if k in body}
    if body["kind"] == "read_lag":
        site.workspace.read_lag = float(details["seconds"])
    else:
        site.faults.add(body.get("method", "*"), str(body["kind"]), **details)
    return {"ok": True, **faults(site, {})}


def clear_faults(site: Site, body: Payload) -> Payload:
    """`DELETE /sandbox/faults`."""
    site.faults.clear()
    site.workspace.read_lag = 0.0
    return {"ok": True}


def archive(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/archive` {as, channel, on}."""
    acts.archive(site, acts.person_of(site, body["as"]), body["channel"], on=body.get("on", True))
    return {"ok": True}


def change_person(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/people` {id, deleted?, tz?, title?, email?, real_name?}."""
    person = site.workspace.people[body["id"]]
    names = ("deleted", "tz", "title", "email", "real_name")
    acts.change_person(site, person, **{name: body[name] for name in names if name in body})
    return {"ok": True}


def uninstall(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/uninstall`: an administrator removes the app."""
    acts.uninstall(site)
    return {"ok": True}
