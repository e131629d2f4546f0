"""What an administrator does from the stage: archive channels, change people, take the app away."""

from sandbox import acts, admin_acts
from sandbox.payloads import Payload
from sandbox.site import Site

CHANGEABLE = ("deleted", "tz", "title", "email", "real_name")


def archive(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/archive` {channel, on, as?}: by this person, else by one of its members."""
    channel = body["channel"]
    person = acts.person_of(site, body["as"]) if body.get("as") else admin_acts.some_member(site, channel)
    admin_acts.archive(site, person, channel, on=body.get("on", True))
    return {"ok": True}


def change_person(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/people` {id, deleted?, tz?, title?, email?, real_name?}."""
    person = site.workspace.people[body["id"]]
    admin_acts.change_person(site, person, **{name: body[name] for name in CHANGEABLE if name in body})
    return {"ok": True}


def revoke(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/revoke`: the app's tokens are dead, and it hears `tokens_revoked`, nothing else."""
    admin_acts.revoke(site, set(site.workspace.tokens))
    return {"ok": True}


def uninstall(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/uninstall`: an administrator removes the app."""
    admin_acts.uninstall(site)
    return {"ok": True}
