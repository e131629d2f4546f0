"""The Web API over HTTP: reading the call, limits, faults, and the journal around the methods."""

import asyncio
import base64
import contextlib
import json
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import oauth
from sandbox.calls import METHODS
from sandbox.errors import Refused
from sandbox.faults import Fault
from sandbox.forms import parts_of
from sandbox.payloads import Payload
from sandbox.protocol import drop_connection
from sandbox.site import Site
from sandbox.sites import Sites
from sandbox.text import clean

RATE_LIMITED = {"ok": False, "error": "ratelimited"}
TOO_MANY = 429
SERVER_ERROR = 500
OK, NO_ANSWER = 200, 0


@dataclass(frozen=True)
class Call:
    """A Web API call as it came in; `began` is a reading of the performance counter."""

    method: str
    token: str | None
    args: Payload
    began: float = field(default_factory=time.perf_counter)


async def handle(request: Request) -> Response:
    """`POST /api/<method>` (GET works too)."""
    sites: Sites = request.app.state.sites
    try:
        call = await read_call(request)
    except Refused as refusal:
        return JSONResponse(refusal.answer())
    site = oauth.site_of(sites, call.method, call.token, call.args)
    fault = site.faults.strike(call.method)
    if fault and (response := await _before(request, site, call, fault)):
        return response
    wait = site.limits.claim(call.method, _room(site, call)) if call.method in METHODS else 0
    if wait:
        return _noted(site, call, _limited(wait), RATE_LIMITED)
    answer = _answer(sites, site, call)
    if fault and (response := await _after(request, site, call, fault, answer)):
        return response
    return _noted(site, call, JSONResponse(answer, headers=_headers(site)), answer)


def _answer(sites: Sites, site: Site, call: Call) -> Payload:
    if call.method in oauth.METHODS:
        return oauth.call(sites, call.method, call.token, call.args)
    return site.call(call.method, call.token, call.args)


def _room(site: Site, call: Call) -> str | None:
    """Where a call goes; a person stands for the app's DM with them."""
    where = call.args.get("channel")
    person = site.workspace.people.get(str(where))
    with site.workspace.lock, contextlib.suppress(Refused):
        if person is not None:
            return site.workspace.app_dm(site.api.reachable(person).id).id
    return str(where) if where else None


async def read_call(request: Request) -> Call:
    """The call: arguments from the query, a form or JSON; the token from the header or the arguments."""
    args: Payload = dict(request.query_params)
    body = await request.body()
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "application/json":
        args |= json_object(body)
    elif content_type == "multipart/form-data":
        parts = parts_of(request.headers["content-type"], body)
        args |= {part.name: part.content.decode(errors="replace") for part in parts if part.filename is None}
    elif body:
        args |= dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    method, in_args = request.path_params["method"], args.pop("token", None)
    kind, _, credentials = request.headers.get("authorization", "").partition(" ")
    token = credentials.strip() if kind.lower() == "bearer" else in_args
    if kind.lower() == "basic" and method in oauth.METHODS:
        args |= _client(credentials)
    return Call(method, token, args)


def _client(credentials: str) -> Payload:
    """The app's ID and secret, as HTTP Basic has them; empty when it is not readable."""
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": secret}


def json_object(body: bytes) -> Payload:
    """A JSON body; empty when there is none. Raises Refused when it is no object."""
    try:
        found = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        raise Refused("invalid_json") from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    answer: Payload = clean(found)
    return answer


def _limited(seconds: int) -> Response:
    return JSONResponse(RATE_LIMITED, TOO_MANY, headers={"Retry-After": str(seconds)})


async def _before(request: Request, site: Site, call: Call, fault: Fault) -> Response | None:
    match fault.kind:
        case "429":
            return _noted(site, call, _limited(fault.retry_after), RATE_LIMITED)
        case "500" | "503":
            return _noted(site, call, Response("", int(fault.kind)), {"ok": False})
        case "hang":
            note(site, call, NO_ANSWER, {"ok": False, "error": "hang"})
            await asyncio.sleep(fault.seconds)
            return await drop_connection(request)
        case "lost_request":
            note(site, call, NO_ANSWER, {"ok": False, "error": "lost_request"})
            return await drop_connection(request)
    try:
        fault.refuse()
    except Refused as refusal:
        answer = refusal.answer()
        return _noted(site, call, JSONResponse(answer, headers=_headers(site)), answer)
    return None


async def _after(request: Request, site: Site, call: Call, fault: Fault, answer: Payload) -> Response | None:
    match fault.kind:
        case "lost_answer":
            note(site, call, OK, answer, "answer lost")
            return await drop_connection(request)
        case "error_after":
            note(site, call, OK, answer, "answered with 500")
            return Response("", SERVER_ERROR)
        case "late_answer":
            await asyncio.sleep(fault.seconds)
    return None


def _headers(site: Site) -> dict[str, str]:
    return {"x-oauth-scopes": ",".join(sorted(site.workspace.manifest.scopes)), "x-slack-req-id": "sandbox"}


def _noted(site: Site, call: Call, response: Response, answer: Payload, words: str = "") -> Response:
    note(site, call, response.status_code, answer, words)
    return response


def note(site: Site, call: Call, status: int, answer: Payload, words: str = "") -> None:
    """Write a call and its answer into the journal."""
    site.workspace.journal.add(
        "call",
        call.method,
        at=site.clock.now(),
        status=status,
        payload=call.args,
        answer=answer,
        summary=words or str(answer.get("error", "")),
        took=time.perf_counter() - call.began,
    )
