"""A whole sandbox, put together: the workspace and everything that plays Slack around it."""

import time
from collections.abc import Callable
from pathlib import Path

from sandbox.clock import Clock, Seconds
from sandbox.crm import Crms
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.interactions import Interactions
from sandbox.limits import Limits
from sandbox.manifest import Manifest
from sandbox.outbound import ANSWER_WITHIN, AppConnection
from sandbox.payloads import Payload
from sandbox.response_urls import ResponseUrls
from sandbox.seed import TOKEN, new_workspace
from sandbox.slash_commands import SlashCommands
from sandbox.stream import Stream
from sandbox.views import Views
from sandbox.web_api import call
from sandbox.web_api.base import Api
from sandbox.workspace import Workspace


class Site:
    """One sandbox. `base_url` is where it is reached; `manifest` a file, or None to allow everything."""

    def __init__(
        self,
        base_url: str,
        *,
        app_url: str | None,
        signing_secret: str,
        manifest: Path | None = None,
        pace: float = 1.0,
        token: str = TOKEN,
        real: Callable[[], Seconds] = time.time,
        answer_within: Seconds = ANSWER_WITHIN,
    ) -> None:
        self.base_url = base_url
        self.clock = Clock(pace, real)
        granted = Manifest.read(manifest) if manifest else Manifest()
        self.workspace: Workspace = new_workspace(self.clock, granted, token)
        self.limits = Limits(self.clock)
        self.faults = Faults()
        self.stream = Stream()
        self.app = AppConnection(self.clock, app_url, signing_secret, answer_within)
        self.views = Views(self.workspace)
        self.response_urls = ResponseUrls(self.workspace, base_url)
        self.events = Events(self.workspace, self.app, self.faults)
        self.interactions = Interactions(self.workspace, self.views, self.app, self.response_urls)
        self.commands = SlashCommands(self.workspace, self.views, self.app, self.response_urls)
        self.api = Api(self.workspace, self.views, base_url)
        self.crms = Crms(self.workspace)
        self.workspace.on_event = self.events.emit
        self.workspace.on_change = self.stream.changed

    def call(self, method: str, token: str | None, args: Payload) -> Payload:
        """One Web API call, without limits and faults."""
        with self.workspace.lock:
            return call(self.api, method, token, args)

    def stop(self) -> None:
        """Send nothing more to anybody."""
        self.events.stop()
        self.crms.stop()
        self.stream.close()
