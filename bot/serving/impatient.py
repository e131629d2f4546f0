"""uvicorn's HTTP protocol with an end to every wait: for a head, for the next request, for who does not read.

uvicorn itself would hold such connections for ever, and take heads and queues of requests of any size.
"""

import asyncio
import logging
from enum import Enum, auto
from typing import Any, Protocol

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

KEEP_ALIVE_SECONDS = 20
MOST_HEAD = 64 * 1024
MOST_REQUEST = 4 * 1024 * 1024  # with the chunks' own words and what comes after the body
MOST_QUEUED = 16


# A warning for each stranger who does not speak HTTP would fill the log; our own errors go the same way.
_STRANGERS = logging.getLogger("uvicorn.strangers")
_STRANGERS.setLevel(logging.ERROR)


class Host(Protocol):
    """Who wants to know what a connection does: see `bot.serving.door`."""

    def is_idle(self, seated: "Impatient") -> None: ...
    def is_busy(self, seated: "Impatient") -> None: ...
    def left(self, seated: "Impatient") -> None: ...


class TooMuch(Exception):
    """A request, or a queue of them, is longer than any honest one."""


class Phase(Enum):
    """What a connection is in the middle of."""

    HEAD = auto()  # a request's first lines are awaited, or come in
    BODY = auto()  # whoever reads the body watches the time
    WORK = auto()
    TAKING = auto()  # the sender does not take what we say, or only slowly
    REST = auto()  # between two requests


SECONDS: dict[Phase, float] = {Phase.HEAD: 10, Phase.TAKING: 10, Phase.REST: KEEP_ALIVE_SECONDS}


class Impatient(HttpToolsProtocol):
    """One connection. `host` is told when it waits for its sender, when it works, and when it is gone."""

    def __init__(self, *arguments: Any, host: Host, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = _STRANGERS
        self._host = host
        self._phase = Phase.REST
        self._until: float | None = None  # by the loop's clock; None: nobody is waited for
        self._alarm: asyncio.TimerHandle | None = None
        self._in_head = True
        self._size = 0

    def put_out(self) -> None:
        """End it now, whatever was not sent or read yet."""
        self.transport.abort()

    def shutdown(self) -> None:
        """As uvicorn does when the process leaves, but without waiting for who sends or reads slowly."""
        if self._phase in (Phase.BODY, Phase.TAKING):
            self.put_out()
        else:
            super().shutdown()

    # What uvicorn is told by the loop

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._host.left(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._size += len(data)
        super().data_received(data)
        if self._size > (MOST_HEAD if self._in_head else MOST_REQUEST):
            self.put_out()
        self._look()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._look()

    # What uvicorn is told by its parser

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= MOST_QUEUED:
            raise TooMuch
        self._in_head, self._size = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    # Waiting

    def _look(self) -> None:
        """A new phase has its own deadline, whatever comes in bit by bit meanwhile."""
        before, self._phase = self._phase, self._now()
        if self._phase is before and self._until is not None:
            return
        self._until = None
        if self._phase is Phase.WORK:
            self._host.is_busy(self)
            return
        if self._phase is not Phase.BODY:
            self._wait(SECONDS[self._phase])
        self._host.is_idle(self)

    def _now(self) -> Phase:
        if self.transport.is_closing() or self.flow.write_paused:
            return Phase.TAKING
        if self.cycle is not None and not self.cycle.response_complete:
            return Phase.BODY if self.cycle.more_body and not self.pipeline else Phase.WORK
        return Phase.HEAD if self._in_head else Phase.REST

    def _wait(self, seconds: float) -> None:
        """Put it out after so long, unless its phase changes."""
        self._until = self.loop.time() + seconds
        if self._alarm is not None:
            if self._alarm.when() <= self._until:
                return  # it looks at the time when it rings: cheaper than a new one for each request
            self._alarm.cancel()
        self._alarm = self.loop.call_at(self._until, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._until is None:
            return
        if self._until <= self.loop.time():
            self.put_out()
        else:
            self._alarm = self.loop.call_at(self._until, self._ring)
