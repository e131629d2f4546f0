"""Socket Mode: the same requests as over HTTP, through a connection that we open; no public address is needed."""

import json
import threading
from typing import Any, Protocol

import structlog
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot import clock, metrics, slack_requests
from bot.intake import Intake, NotStored
from bot.slack_requests import Answer, Challenge, Dispatch, Interaction, Nothing
from bot.storage.inbox import Arrival

_PAUSE_SECONDS = 5.0

Understood = Arrival | Challenge | Interaction | Nothing | None

log = structlog.get_logger(__name__)


class Acknowledges(Protocol):
    """Takes the answer to one envelope: slack_sdk's client."""

    def send_socket_mode_response(self, response: SocketModeResponse) -> None: ...


class SocketMode:
    """Receives what Slack sends to the app of `app_token`. An envelope without an answer is sent again by Slack."""

    def __init__(self, app_token: str, client: WebClient, intake: Intake, dispatch: Dispatch) -> None:
        self._intake = intake
        self._dispatch = dispatch
        self._stopping = threading.Event()
        self._socket = SocketModeClient(app_token=app_token, web_client=client)
        self._socket.message_listeners.append(_count_connections)
        self._socket.socket_mode_request_listeners.append(self._received)

    def start(self) -> None:
        """Connect, now or as soon as Slack can be reached; afterwards the connection keeps itself alive."""
        threading.Thread(target=self._connect, name="socket-mode", daemon=True).start()

    def stop(self) -> None:
        """Take nothing more; Slack sends what is not acknowledged again, to whoever is connected then."""
        self._stopping.set()
        # Hanging up takes the client seconds; nobody needs to wait for it.
        threading.Thread(target=self._socket.close, name="socket-mode-close", daemon=True).start()

    def answer(self, request: SocketModeRequest, to: Acknowledges) -> None:
        """Take one envelope in, and acknowledge it once it is stored or answered."""
        understood = _understood(request)
        if isinstance(understood, Interaction):
            answer = self._dispatch(understood.body)
            if answer.status < 500:  # else silence: Slack tells the person that it did not work
                to.send_socket_mode_response(SocketModeResponse(request.envelope_id, _payload(answer)))
            return
        if isinstance(understood, Arrival):
            self._intake.store_now(understood)
        if understood is not None:
            to.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    def _received(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._stopping.is_set():
            return
        outcome = "200"
        try:
            self.answer(request, client)
        except NotStored as error:
            outcome = "503"
            log.warning("envelope not taken", kind=request.type, reason=str(error))
        except Exception as error:
            outcome = "503"
            log.error("envelope failed", kind=request.type, exc_info=error)
        metrics.requests.labels("socket", outcome).inc()

    def _connect(self) -> None:
        while not self._stopping.is_set():
            try:
                self._socket.connect()
                return
            except Exception as error:
                log.warning("Socket Mode is not connected", reason=type(error).__name__)
                self._stopping.wait(_PAUSE_SECONDS)


def _understood(request: SocketModeRequest) -> Understood:
    body = json.dumps(request.payload).encode()
    match request.type:
        case "events_api":
            return slack_requests.of_event(request.payload, body, clock.now())
        case "interactive":
            return slack_requests.of_interaction(request.payload, body, clock.now())
        case "slash_commands":
            return Interaction(request.payload)
    return None


def _payload(answer: Answer) -> dict[str, Any] | None:
    """What the acknowledgement carries: the answer's JSON, or its words as a message."""
    if not answer.body:
        return None
    if "json" in answer.headers.get("content-type", [""])[0]:
        payload: dict[str, Any] = json.loads(answer.body)
        return payload
    return {"text": answer.body}


def _count_connections(_client: BaseSocketModeClient, message: dict[str, Any], _raw: str | None) -> None:
    """Slack gives each event to one connection only: a forgotten process elsewhere eats what this one waits for."""
    connections = message.get("num_connections") if message.get("type") == "hello" else None
    if isinstance(connections, int) and connections > 1:
        log.warning("others are connected with the same app token", connections=connections)
