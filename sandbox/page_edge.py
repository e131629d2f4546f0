"""What the page asks for and does: JSON under `/sandbox/`, for the person named in `as` of the workspace `team`."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import page_acts, page_state, request_url, stage, stage_csv
from sandbox.api_edge import json_object
from sandbox.errors import ActFailedError, Refused
from sandbox.payloads import Payload
from sandbox.site import Site
from sandbox.sites import Sites
from sandbox.story import edge as story_edge

Answer = Callable[[Site, Payload], Payload]

PAGE = Path(__file__).parent / "page"
BAD_REQUEST = 400

READS: dict[str, Answer] = {
    "state": page_state.state,
    "messages": page_state.messages,
    "thread": page_state.thread,
    **stage.READS,
    "story": story_edge.story,
}
WRITES: dict[str, Answer] = {
    "say": page_acts.say,
    "edit": page_acts.edit,
    "delete": page_acts.delete,
    "dismiss": page_acts.dismiss,
    "react": page_acts.react,
    "click": page_acts.click,
    "suggest": page_acts.suggest,
    "open_dm": page_acts.open_dm,
    "home/open": page_acts.open_home,
    "home/click": page_acts.click_home,
    "modal/click": page_acts.click_modal,
    "modal/submit": page_acts.submit_modal,
    "modal/close": page_acts.close_modal,
    **stage.WRITES,
    "app": request_url.connect,
    "story": story_edge.control,
}
REMOVALS: dict[str, Answer] = stage.REMOVALS


def routes() -> list[BaseRoute]:
    """The page and everything it talks to."""
    found: list[BaseRoute] = [Route("/sandbox/stream", stream), Route("/sandbox/deals.csv", stage_csv.handle)]
    for method, table in (("GET", READS), ("POST", WRITES), ("DELETE", REMOVALS)):
        found += [_route(method, name, answer) for name, answer in table.items()]
    if PAGE.is_dir():
        found += [Route("/", index), Mount("/page/{version}", _Unchanging(directory=PAGE))]
    return found


async def index(request: Request) -> Response:
    """The page itself. It names its files below an address that changes with them, so that browsers may keep them."""
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    return HTMLResponse(lasting(html), headers={"Cache-Control": "no-cache"})


def lasting(html: str) -> str:
    """The same HTML with addresses of the page's files that change when the files do."""
    return html.replace("/page/", f"/page/{_version()}/")


class _Unchanging(StaticFiles):
    """Files that browsers may keep."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        response = super().file_response(*args, **more)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _version() -> str:
    content = hashlib.sha256()
    for path in sorted(PAGE.iterdir()):
        content.update(path.read_bytes())
    return content.hexdigest()[:12]


async def stream(request: Request) -> Response:
    """Tells the page that something changed."""
    sites: Sites = request.app.state.sites
    lines = sites.shared.stream.lines()
    return StreamingResponse(lines, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _route(method: str, name: str, answer: Answer) -> Route:
    async def endpoint(request: Request) -> Response:
        sites: Sites = request.app.state.sites
        try:
            body = {**request.query_params, **json_object(await request.body())}
            site = sites.of_team(body.pop("team", None))
            story_edge.heard(site, method, name)
            # Acts wait for the app's answer, so they may not stand in the event loop's way.
            return JSONResponse(await run_in_threadpool(answer, site, body))
        except ActFailedError as failure:
            return JSONResponse({"ok": False, "error": str(failure)})
        except Refused as refusal:
            return JSONResponse({"ok": False, "error": refusal.error}, BAD_REQUEST)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as mistake:
            return JSONResponse({"ok": False, "error": f"not understood: {mistake}"}, BAD_REQUEST)

    return Route(f"/sandbox/{name}", endpoint, methods=[method], name=f"{method} {name}")
