"""Installing and removing the app with its own ID and secret: OAuth's second version, as Slack has it."""

import hmac
import uuid
from collections.abc import Callable
from dataclasses import replace

from sandbox import acts, admin_acts
from sandbox.calls import check_arguments
from sandbox.errors import ActFailedError, Refused
from sandbox.oauth_codes import Code
from sandbox.oauth_request import Ask
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.site import Shared, Site
from sandbox.sites import Sites
from sandbox.workspace import Workspace


def may_install(workspace: Workspace, person: Person) -> bool:
    """Whether this person may let apps into the workspace."""
    return person.is_admin or not workspace.team.admins_install


def allow(site: Site, ask: Ask, who: str) -> str:
    """A person lets the app in; the address to which the browser goes on, with the code.

    Raises ActFailedError when this is not for them to decide.
    """
    with site.workspace.lock:
        person = acts.person_of(site, who)
        if not may_install(site.workspace, person):
            raise ActFailedError(
                f"Only an admin may install apps in {site.workspace.team.name}, and {person.real_name} is none."
            )
        team, now = site.workspace.team, site.clock.real()
        return ask.answer(code=site.shared.codes.issue(Code(team.id, person.id, ask.scopes, ask.named_uri, now)))


def cancel(ask: Ask) -> str:
    """A person says no; the address to which the browser goes on."""
    return ask.answer(error="access_denied")


def access(sites: Sites, token: str | None, args: Payload) -> Payload:
    """`oauth.v2.access`: a code becomes a token, and the app is installed."""
    _check_app(sites.shared, args)
    if args.get("grant_type", "authorization_code") != "authorization_code":
        raise Refused("invalid_grant_type")
    if args.get("code_verifier"):
        raise Refused("pkce_not_allowed")
    now = sites.shared.clock.real()
    code = sites.shared.codes.exchange(args.get("code", ""), args.get("redirect_uri", ""), now)
    workspace = sites.of_team(code.team).workspace
    _install(sites.shared, workspace, code)
    return _installation(workspace, code)


def _install(shared: Shared, workspace: Workspace, code: Code) -> None:
    # Scopes add up from one installation to the next: only removing the app takes them back.
    scopes = workspace.manifest.scopes | set(code.scopes)
    token = f"xoxb-{workspace.team.id}-{workspace.number()}-{uuid.uuid4().hex}"
    workspace.install(token, replace(shared.manifest, scopes=scopes))


def _installation(workspace: Workspace, code: Code) -> Payload:
    return {
        "app_id": workspace.team.app_id,
        "authed_user": {"id": code.person},
        "scope": ",".join(sorted(workspace.manifest.scopes)),
        "token_type": "bot",
        "access_token": workspace.token,
        "bot_user_id": workspace.bot.id,
        "team": {"id": workspace.team.id, "name": workspace.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def uninstall(sites: Sites, token: str | None, args: Payload) -> Payload:
    """`apps.uninstall`: the app leaves the workspace of this token."""
    site = sites.of_token(token)
    site.workspace.check_token(token)
    _check_app(sites.shared, args)
    admin_acts.uninstall(site)
    return {}


def revoke(sites: Sites, token: str | None, args: Payload) -> Payload:
    """`auth.revoke`: this one token is dead; with `test` it only would be."""
    site = sites.of_token(token)
    site.workspace.check_token(token)
    if args.get("test"):
        return {"revoked": False}
    admin_acts.revoke(site, {str(token)})
    return {"revoked": True}


def _check_app(shared: Shared, args: Payload) -> None:
    if args.get("client_id") != shared.client_id:
        raise Refused("invalid_client_id")
    if not hmac.compare_digest(str(args.get("client_secret", "")).encode(), shared.client_secret.encode()):
        raise Refused("bad_client_secret")


METHODS: dict[str, Callable[[Sites, str | None, Payload], Payload]] = {
    "oauth.v2.access": access,
    "apps.uninstall": uninstall,
    "auth.revoke": revoke,
}


def call(sites: Sites, method: str, token: str | None, args: Payload) -> Payload:
    """Slack's answer to one of these methods, `ok` included. Never raises Refused."""
    with sites.first.workspace.lock:
        try:
            return {"ok": True, **METHODS[method](sites, token, check_arguments(method, args))}
        except Refused as refusal:
            return refusal.answer()


def site_of(sites: Sites, method: str, token: str | None, args: Payload) -> Site:
    """The workspace that a call is about: that of its code or its token."""
    code = sites.shared.codes.find(str(args.get("code", ""))) if method == "oauth.v2.access" else None
    return sites.of_team(code.team) if code else sites.of_token(token)
