"""The page on which a person lets the app into a workspace: `/oauth/v2/authorize`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import oauth, oauth_request, page_edge
from sandbox.errors import ActFailedError
from sandbox.facts import table
from sandbox.oauth_request import Ask, WrongRequestError
from sandbox.people import Person
from sandbox.site import Site
from sandbox.sites import Sites

TEMPLATES = Path(__file__).parent / "templates"
OK, FOUND, BAD_REQUEST, FORBIDDEN = 200, 302, 400, 403
ASKED = ("client_id", "scope", "user_scope", "redirect_uri", "state")
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    # Browsers hold form-action also against where the answer redirects to: the app, and where the app goes from there.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self' http: https: slack:",
}


def routes() -> list[BaseRoute]:
    """The page, and its answer."""
    path = "/oauth/v2/authorize"
    return [Route(path, show, methods=["GET"]), Route(path, decide, methods=["POST"], name="decide")]


async def show(request: Request) -> Response:
    """`GET`: who asks for what. What is wrong with the address is told with HTTP 400."""
    sites: Sites = request.app.state.sites
    query = dict(request.query_params)
    return await run_in_threadpool(_shown, sites, query)


def _shown(sites: Sites, query: Mapping[str, str]) -> Response:
    try:
        ask = oauth_request.read(sites.shared, query)
        return _consent(sites, _site(sites, query.get("team")), ask, query)
    except WrongRequestError as mistake:
        return _refused(mistake)


async def decide(request: Request) -> Response:
    """`POST`: a person allowed or cancelled; the browser goes back to the app."""
    sites: Sites = request.app.state.sites
    form = dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
    return await run_in_threadpool(_decided, sites, form)


def _decided(sites: Sites, form: Mapping[str, str]) -> Response:
    try:
        ask = oauth_request.read(sites.shared, form)
        site = _site(sites, form.get("team"))
    except WrongRequestError as mistake:
        return _refused(mistake)
    if form.get("decision") != "allow":
        return RedirectResponse(oauth.cancel(ask), FOUND)
    try:
        return RedirectResponse(oauth.allow(site, ask, form.get("as", "")), FOUND)
    except ActFailedError as failure:
        return _consent(sites, site, ask, form, str(failure))


def _site(sites: Sites, team: str | None) -> Site:
    """The workspace that is named; else the first that the app is not in. Raises WrongRequestError."""
    if not team:
        return next((site for site in sites.all if not site.workspace.installed), sites.first)
    try:
        return sites.of_team(team)
    except ActFailedError as failure:
        teams = ", ".join(site.workspace.team.id for site in sites.all)
        raise WrongRequestError(str(failure), f"There are {teams}; leave team out to choose.") from None


def _consent(sites: Sites, site: Site, ask: Ask, asked: Mapping[str, str], problem: str = "") -> Response:
    workspace = site.workspace
    people = workspace.humans()
    html = _template("consent.html").render(
        app=sites.shared.manifest.name or workspace.bot.real_name,
        teams=[(one.workspace.team.id, one.workspace.team.name) for one in sites.all],
        team=workspace.team,
        installed=workspace.installed,
        people=people,
        me=_chosen(site, people, asked.get("as", "")),
        scopes=[(scope, table("scopes").get(scope, "")) for scope in ask.scopes],
        asked={name: asked[name] for name in ASKED if name in asked},
        going_to=ask.redirect_uri,
        problem=problem,
    )
    return HTMLResponse(page_edge.lasting(html), FORBIDDEN if problem else OK, HEADERS)


def _chosen(site: Site, people: list[Person], who: str) -> str:
    """The id of the person that the page begins with: the one named, else one who may install."""
    fitting = [person.id for person in people if person.id == who]
    fitting += [person.id for person in people if oauth.may_install(site.workspace, person)]
    return fitting[0] if fitting else ""


def _refused(mistake: WrongRequestError) -> Response:
    html = _template("refused.html").render(title=mistake.title, mend=mistake.mend)
    return HTMLResponse(page_edge.lasting(html), BAD_REQUEST, HEADERS)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


def _template(name: str) -> Template:
    return _environment().get_template(name)
