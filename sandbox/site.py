"""One workspace of a sandbox, and everything that plays Slack around it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.clock import Clock
from sandbox.crm import Crms
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.interactions import Interactions
from sandbox.limits import Limits
from sandbox.manifest import Manifest
from sandbox.oauth_codes import Codes
from sandbox.outbound import AppConnection
from sandbox.payloads import Payload
from sandbox.response_urls import ResponseUrls
from sandbox.slash_commands import SlashCommands
from sandbox.stream import Stream
from sandbox.views import Views
from sandbox.web_api import call
from sandbox.web_api.base import Api
from sandbox.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.story.player import Player


@dataclass
class Shared:
    """What the workspaces of one sandbox have in common.

    `base_url` is where the sandbox is reached; `manifest` what the app asks for, whatever it was granted;
    `client_id`, `client_secret` and `install_url` (where the app begins its installation) are the app's.
    """

    base_url: str
    clock: Clock
    app: AppConnection
    manifest: Manifest
    client_id: str
    client_secret: str
    install_url: str | None
    faults: Faults = field(default_factory=Faults)
    stream: Stream = field(default_factory=Stream)
    codes: Codes = field(default_factory=Codes)
    workspaces: list[Workspace] = field(default_factory=list)


class Site:
    """One workspace. Its limits, views, events and CRMs are its own."""

    def __init__(self, shared: Shared, workspace: Workspace) -> None:
        self.shared = shared
        shared.workspaces.append(workspace)
        self.workspace = workspace
        self.base_url = workspace.base_url = shared.base_url
        self.clock = shared.clock
        self.faults = shared.faults
        self.stream = shared.stream
        self.app = shared.app
        self.limits = Limits(self.clock)
        self.views = Views(workspace)
        self.response_urls = ResponseUrls(workspace, self.base_url)
        self.events = Events(workspace, self.app, self.faults)
        self.interactions = Interactions(workspace, self.views, self.app, self.response_urls)
        self.commands = SlashCommands(workspace, self.views, self.app, self.response_urls)
        self.api = Api(workspace, self.views, self.base_url)
        self.crms = Crms(workspace)
        self.story: Player | None = None
        workspace.on_event = self.events.emit
        workspace.on_change = self.stream.changed

    def call(self, method: str, token: str | None, args: Payload) -> Payload:
        """One Web API call, without limits and faults."""
        with self.workspace.lock:
            return call(self.api, method, token, args)

    def stop(self) -> None:
        """Send nothing more to anybody."""
        if self.story:
            self.story.close()
        self.events.stop()
        self.crms.stop()
