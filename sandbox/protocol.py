"""The HTTP server: uvicorn in a thread, quick to start and to stop, able to drop a connection without a word."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TRANSPORT = "sandbox.transport"


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which also tells the application its transport."""

    def on_message_begin(self) -> None:
        """Start a request; see the class."""
        super().on_message_begin()
        self.scope["state"][TRANSPORT] = self.transport


class _Silence(Response):
    """No answer at all."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue


async def drop_connection(request: Request) -> Response:
    """Close the connection now, as a broken network would; return this as the response."""
    transport: asyncio.Transport = request.scope["state"][TRANSPORT]
    transport.abort()
    return _Silence()


class Server(uvicorn.Server):
    """A server on an open socket that stops as soon as it is asked to, also from another thread."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()

    async def main_loop(self) -> None:
        """Wait for `stop`, or for a signal."""
        self._loop = asyncio.get_running_loop()
        await self.on_tick(0)  # makes the Date header: the first answers carry it as well
        while not self.should_exit:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 0.1)
            await self.on_tick(0)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything at once: uvicorn would first wait a tenth of a second."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()

    def stop(self) -> None:
        """Stop serving; connections are closed without waiting for them."""
        self.should_exit = self.force_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)


def loopback_socket(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError when the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(256)
    return listener


@contextlib.contextmanager
def in_thread(server: Server, listener: socket.socket) -> Iterator[None]:
    """Serve in a thread for the length of the block. Connections wait in the socket until it is up."""
    thread = threading.Thread(target=server.run, args=([listener],), name="sandbox-server", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join(5)
        listener.close()
