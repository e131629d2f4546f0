"""`python -m sandbox`: the workspace in a browser, and as an API for an app."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox import server
from sandbox.protocol import Server, loopback_socket
from sandbox.seed import TOKEN
from sandbox.sites import CLIENT_ID, CLIENT_SECRET, Options, Sites
from sandbox.story.player import Player
from sandbox.story.script import read

DEFAULT_PORT = 3001
DEFAULTS = f"{CLIENT_ID} and {CLIENT_SECRET}"
DEFAULT_APP = "http://127.0.0.1:3000/slack/events"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser("python -m sandbox", description="A Slack workspace on a laptop.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--app-url", default=DEFAULT_APP, help="the app's request URL")
    parser.add_argument("--signing-secret", required=True)
    parser.add_argument(
        "--token", default=TOKEN, help="the app's bot token in the first workspace; empty: it is not installed there"
    )
    parser.add_argument("--manifest", type=Path, help="grants its scopes, events and commands only")
    parser.add_argument("--pace", type=float, default=1.0, help="divides Slack's waiting times")
    oauth = parser.add_argument_group(
        "installing with OAuth", f"at /oauth/v2/authorize; both have a default: {DEFAULTS}"
    )
    oauth.add_argument("--client-id", default=CLIENT_ID, metavar="ID", help="the app's client ID")
    oauth.add_argument("--client-secret", default=CLIENT_SECRET, metavar="SECRET", help="the app's client secret")
    oauth.add_argument(
        "--redirect-url", action="append", default=[], metavar="URL", help="may get codes, beside those of the manifest"
    )
    oauth.add_argument("--install-url", metavar="URL", help="where the app begins an installation, for the page's link")
    parser.add_argument("--story", type=Path, help="a story that the page offers to play (TOML)")
    return parser.parse_args(arguments)


def sites_for(options: argparse.Namespace) -> Sites:
    """The sandbox that the command line asks for."""
    wanted = Options(
        app_url=options.app_url,
        signing_secret=options.signing_secret,
        manifest=options.manifest,
        pace=options.pace,
        token=options.token or None,
        client_id=options.client_id,
        client_secret=options.client_secret,
        redirect_urls=tuple(options.redirect_url),
        install_url=options.install_url,
    )
    sites = Sites(f"http://{options.host}:{options.port}", wanted)
    if options.story:
        sites.first.story = Player(sites.first, read(options.story, sites.first.workspace))
    return sites


def greeting(options: argparse.Namespace, base_url: str) -> str:
    """What whoever started it is told; a secret of their own is not repeated."""
    secret = CLIENT_SECRET if options.client_secret == CLIENT_SECRET else "as given"
    return f"The sandbox stands at {base_url}/\nInstalling: client ID {options.client_id}, client secret {secret}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    options = parse(arguments)
    try:
        listener = loopback_socket(options.host, options.port)
        sites = sites_for(options)
    except (OSError, ValueError) as mistake:
        sys.exit(f"The sandbox cannot start: {mistake}")
    print(greeting(options, sites.shared.base_url), flush=True)  # noqa: T201 - the one thing it says
    try:
        Server(server.build(sites)).run(sockets=[listener])
    finally:
        sites.stop()
        listener.close()


if __name__ == "__main__":
    main()
