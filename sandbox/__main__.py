"""`python -m sandbox`: the workspace in a browser, and as an API for an app."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox import server
from sandbox.protocol import Server, loopback_socket
from sandbox.sites import Options, Sites

DEFAULT_PORT = 3001
DEFAULT_APP = "http://127.0.0.1:3000/slack/events"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser("python -m sandbox", description="A Slack workspace on a laptop.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--app-url", default=DEFAULT_APP, help="the app's request URL")
    parser.add_argument("--signing-secret", required=True)
    parser.add_argument("--token", default="xoxb-sandbox", help="the app's bot token")
    parser.add_argument("--manifest", type=Path, help="grants its scopes, events and commands only")
    parser.add_argument("--pace", type=float, default=1.0, help="divides Slack's waiting times")
    return parser.parse_args(arguments)


def sites_for(options: argparse.Namespace) -> Sites:
    """The sandbox that the command line asks for."""
    wanted = Options(
        app_url=options.app_url,
        signing_secret=options.signing_secret,
        manifest=options.manifest,
        pace=options.pace,
        token=options.token,
    )
    sites = Sites(f"http://{options.host}:{options.port}", wanted)
    return sites


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    options = parse(arguments)
    try:
        listener = loopback_socket(options.host, options.port)
        sites = sites_for(options)
    except (OSError, ValueError) as mistake:
        sys.exit(f"The sandbox cannot start: {mistake}")
    print(f"The sandbox stands at {sites.shared.base_url}/", flush=True)  # noqa: T201 - the one thing it says
    try:
        Server(server.build(sites)).run(sockets=[listener])
    finally:
        sites.stop()
        listener.close()


if __name__ == "__main__":
    main()
