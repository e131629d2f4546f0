"""The sandbox's web application: Slack's side, the page's side, the CRMs' side."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import api_edge
from sandbox.errors import Refused
from sandbox.site import Site

NOT_FOUND = 404


def build(site: Site) -> Starlette:
    """The application of one sandbox."""
    app = Starlette(
        routes=[
            Route("/api/{method}", api_edge.handle, methods=["GET", "POST"]),
            Route("/response/{response_id}", respond, methods=["POST"]),
        ]
    )
    app.state.site = site
    return app


async def respond(request: Request) -> Response:
    """`POST /response/<id>`: a response_url."""
    site: Site = request.app.state.site
    try:
        body = api_edge.json_object(await request.body())
        await run_in_threadpool(_respond, site, request.path_params["response_id"], body)
    except Refused as refusal:
        return JSONResponse(refusal.answer(), NOT_FOUND)
    return PlainTextResponse("ok")


def _respond(site: Site, response_id: str, body: dict[str, object]) -> None:
    with site.workspace.lock:
        site.response_urls.respond(response_id, body)
