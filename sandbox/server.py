"""The sandbox's web application: Slack's side, the page's side, the CRM's side."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import api_edge, file_edge, oauth_edge, page_edge
from sandbox.api_edge import Call
from sandbox.crm import hubspot_edge
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.site import Site
from sandbox.sites import Sites

OK, NOT_FOUND = 200, 404
CLIENT_GONE = 499  # as proxies note it; nobody reads it
ANY = ["GET", "POST", "PATCH"]


def build(sites: Sites) -> Starlette:
    """The application of one sandbox."""
    app = Starlette(
        routes=[
            Route("/api/{method}", api_edge.handle, methods=["GET", "POST"]),
            *oauth_edge.routes(),
            Route("/response/{response_id}", respond, methods=["POST"]),
            Route("/hubspot/{path:path}", hubspot_edge.handle, methods=ANY),
            *file_edge.routes(),
            *page_edge.routes(),
        ],
        exception_handlers={ClientDisconnect: _nobody_listens},
    )
    app.state.sites = sites
    return app


async def _nobody_listens(_request: Request, _gone: Exception) -> Response:
    """Whoever called went away in the middle of the request, killed perhaps: nothing was read, nothing happened."""
    return Response(status_code=CLIENT_GONE)


async def respond(request: Request) -> Response:
    """`POST /response/<id>`: a response_url."""
    sites: Sites = request.app.state.sites
    site = sites.of_address_key(request.path_params["response_id"])
    try:
        body = api_edge.json_object(await request.body())
        await run_in_threadpool(_respond, site, request.path_params["response_id"], body)
    except Refused as refusal:
        api_edge.note(site, Call("response_url", None, {}), NOT_FOUND, refusal.answer())
        return JSONResponse(refusal.answer(), NOT_FOUND)
    api_edge.note(site, Call("response_url", None, body), OK, {"ok": True})
    return PlainTextResponse("ok")


def _respond(site: Site, response_id: str, body: Payload) -> None:
    with site.workspace.lock:
        site.response_urls.respond(response_id, body)
