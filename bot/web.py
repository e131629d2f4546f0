"""The HTTP edge: it reads within limits, verifies raw bytes, stores, answers; it does not think."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import lru_cache
from time import monotonic
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from bot import clock, metrics, slack_app, slack_requests
from bot.config import Settings
from bot.crm import PROVIDERS, Answer, Forged, Incoming, Rejected
from bot.installing.oauth import Installer
from bot.installing.pages import InstallPages
from bot.intake import STORE_SECONDS, Connection, Intake, NotStored
from bot.known_connections import KnownConnections
from bot.refusals import Refusals
from bot.serving.bounded_threads import NoRoom, Threads
from bot.slack_requests import Challenge, Dispatch, Interaction, Malformed, Nothing
from bot.storage.database import AWAY
from bot.storage.inbox import Arrival

MAX_BODY = 1024 * 1024
BODY_SECONDS = 10.0
READ = ["GET"]
# Nearly all bodies are small. Of others only so many are read at once: with slow senders they would fill the memory.
BIG_BODY = 64 * 1024
MOST_BIG = 64

_big_bodies = threading.BoundedSemaphore(MOST_BIG)
log = structlog.get_logger(__name__)

Handler = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """The answer is this status and nothing happens."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status
        self.says = says


def create_app(
    settings: Settings,
    intake: Intake,
    dispatch: Dispatch,
    health: Callable[[], None],
    installer: Installer | None = None,
) -> Router:
    """The application: Slack's door, the CRMs' door, the installation's pages, and what operators ask.

    `dispatch` answers interactions and may take its time on a thread. `health` raises unless we are ready for work.
    Without an `installer` no workspace can install over OAuth.
    """
    threads = Threads()
    exposition = metrics.Exposition()
    slack = SlackDoor(settings, intake, dispatch, threads)
    crm = CrmDoor(settings, intake, threads)
    install = InstallPages(settings, installer, threads) if installer else None

    async def livez(_request: Request) -> Response:
        return _answer(200, "ok")

    async def readyz(_request: Request) -> Response:
        await threads.run(health)
        return _answer(200, "ok")

    async def show_metrics(_request: Request) -> Response:
        return Response(exposition.text(), media_type=metrics.CONTENT_TYPE)

    # Bare, without Starlette's layers for errors: each endpoint turns its own into an answer, and this is the hot path.
    return Router(
        routes=[
            Route("/slack/events", _Endpoint("slack", slack.answer), methods=["POST"]),
            Route("/crm/{provider}/{connection}", _Endpoint("crm", crm.answer), methods=["POST"]),
            # With a secret at its end, for CRMs that can prove themselves by nothing else; their module checks it.
            Route("/crm/{provider}/{connection}/{secret}", _Endpoint("crm", crm.answer), methods=["POST"]),
            Route(
                slack_app.INSTALL_PATH, _Endpoint("install", install.begin if install else _not_set_up), methods=READ
            ),
            Route(
                slack_app.REDIRECT_PATH, _Endpoint("install", install.finish if install else _not_set_up), methods=READ
            ),
            Route("/livez", livez),
            Route("/readyz", _Endpoint("readyz", readyz), methods=READ),
            Route("/metrics", show_metrics),
        ]
    )


class SlackDoor:
    """Events and clicks are stored; whoever waits for an answer gets it from the handlers."""

    def __init__(self, settings: Settings, intake: Intake, dispatch: Dispatch, threads: Threads) -> None:
        secret = settings.slack_signing_secret
        self._secret = secret.get_secret_value() if secret else None
        self._intake = intake
        self._dispatch = dispatch
        self._threads = threads

    async def answer(self, request: Request) -> Response:
        """What Slack is told: stored, answered, or refused."""
        body = await read_body(request)
        if not slack_requests.is_genuine(self._secret, request.headers, body, clock.real_now()):
            raise Refused(401, "not signed by Slack")
        try:
            understood = slack_requests.understand(body, media_type(request), clock.now())
        except Malformed as error:
            raise Refused(400, str(error)) from None
        match understood:
            case Arrival():
                await self._intake.store(understood)
            case Challenge(text):
                return _answer(200, text)
            case Interaction(payload):
                return await self._interact(payload)
            case Nothing():
                pass
        return TAKEN

    async def _interact(self, payload: dict[str, Any]) -> Response:
        answer = await self._threads.run(self._dispatch, payload)
        if answer.status >= 500:
            raise Refused(503, "failed")  # the handlers have logged it; Slack tells the person to try again
        kind = answer.headers.get("content-type", ["text/plain;charset=utf-8"])[0]
        return Response(answer.body, answer.status, {"content-type": kind, "x-content-type-options": "nosniff"})


class CrmDoor:
    """Whatever proves to come from a connection's CRM is stored."""

    def __init__(self, settings: Settings, intake: Intake, threads: Threads) -> None:
        self._public_url = settings.public_url
        self._intake = intake
        self._connections = KnownConnections(intake.connection, threads)
        self._refusals = Refusals(intake.refused, threads)

    async def answer(self, request: Request) -> Response:
        """200 once the delivery is on disk, in the words that its CRM wants to hear."""
        body = await read_body(request)
        began = monotonic()
        connection = await self._find(request)
        incoming = Incoming(request.method, self._url(request), request.headers, body)
        arrival = self._verified(connection, incoming)
        await self._intake.store(arrival, STORE_SECONDS - (monotonic() - began))
        return _taken(PROVIDERS[connection.provider].answer(incoming))

    async def _find(self, request: Request) -> Connection:
        provider, slug = request.path_params["provider"], request.path_params["connection"]
        connection = await self._connections.get(provider, slug) if provider in PROVIDERS else None
        if connection is None:
            raise Refused(404, "no such connection")
        return connection

    def _url(self, request: Request) -> str:
        """The address that the sender called: built from the settings, since proxies change what arrives here."""
        path = request.scope["raw_path"].decode("latin-1")
        query = request.scope["query_string"].decode("latin-1")
        return f"{self._public_url}{path}?{query}" if query else f"{self._public_url}{path}"

    def _verified(self, connection: Connection, incoming: Incoming) -> Arrival:
        provider = PROVIDERS[connection.provider]
        try:
            provider.verify(incoming, connection.config, clock.real_now())
        except Forged:
            self._refusals.add(connection.id)
            raise Refused(401, "not signed by this connection's CRM") from None
        except Rejected as error:
            raise Refused(400, str(error)) from None
        key = provider.delivery_key(incoming)
        return Arrival(connection.provider, str(connection.id), key, provider.kept(incoming), clock.now())


async def read_body(request: Request) -> bytes:
    """The raw body. Raises Refused for one that is too big, too slow, or compressed."""
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Refused(415, "send it uncompressed")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > MAX_BODY:
        raise Refused(413, "too big")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _collected(request)
    except TimeoutError:
        raise Refused(408, "too slow") from None


async def _collected(request: Request) -> bytes:
    """The whole body. Once it is big, it takes one of the few places for such until it is read."""
    chunks, size, is_big = [], 0, False
    try:
        async for chunk in request.stream():
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_BODY:
                raise Refused(413, "too big")
            if size > BIG_BODY and not is_big:
                is_big = _big_bodies.acquire(blocking=False)
                if not is_big:
                    raise Refused(503, "busy")
        return b"".join(chunks)
    finally:
        if is_big:
            _big_bodies.release()


def media_type(request: Request) -> str:
    """The body's type without its parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


class _Endpoint:
    """A route that answers whatever happens, and is counted."""

    def __init__(self, name: str, handle: Handler) -> None:
        self._name = name
        self._handle = handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await _answered(self._name, self._handle, Request(scope, receive, send))
        metrics.part(metrics.requests, self._name, str(response.status_code)).inc()
        await response(scope, receive, send)


async def _answered(name: str, handle: Handler, request: Request) -> Response:
    try:
        return await handle(request)
    except Refused as refusal:
        # What was not read stays in the connection: end it.
        return _answer(refusal.status, refusal.says, close=refusal.status in (408, 413, 415, 503))
    except NoRoom:
        return _answer(503, "busy")
    except ClientDisconnect:
        return _answer(400)
    except (NotStored, *AWAY, TimeoutError) as error:
        log.warning("request not taken", route=name, reason=type(error).__name__)
    except Exception as error:
        log.error("request failed", route=name, exc_info=error)
    return _answer(503, "try again")


async def _not_set_up(_request: Request) -> Response:
    raise Refused(404, "installing over OAuth is not set up here: it needs SLACK_CLIENT_ID and its secret")


def _answer(status: int, text: str = "", *, close: bool = False) -> Response:
    headers = {"content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"}
    if close:
        headers["connection"] = "close"
    return Response(text, status, headers)


@lru_cache(64)  # most CRMs hear the same each time
def _taken(said: Answer) -> Response:
    return Response(said.body, 200, {"content-type": said.media_type, "x-content-type-options": "nosniff"})


TAKEN = _answer(200)
