"""A whole sandbox: several workspaces side by side, one app, one clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.clock import Clock, Seconds
from sandbox.errors import ActFailedError
from sandbox.manifest import Manifest
from sandbox.outbound import ANSWER_WITHIN, AppConnection
from sandbox.seed import TOKEN, install_by_token, new_workspaces
from sandbox.site import Shared, Site

CLIENT_ID = "1000000001.2000000002"
CLIENT_SECRET = "sandbox-client-secret"


@dataclass(frozen=True)
class Options:
    """How a sandbox is set up.

    `app_url` is the app's request URL, None for no app; `manifest` a file, or None to allow everything ordinary;
    `token` what the app has in the first workspace, None when it is not installed there either; `pace` divides
    Slack's waiting times; `real` is the clock of limits, triggers and signatures, in Unix seconds;
    `answer_within` how long the app may take to answer, in real seconds. `redirect_urls` may get the codes of
    installations beside those of the manifest; `install_url` is where the app begins one.
    """

    signing_secret: str
    app_url: str | None = None
    manifest: Path | None = None
    pace: float = 1.0
    token: str | None = TOKEN
    real: Callable[[], Seconds] = time.time
    answer_within: Seconds = ANSWER_WITHIN
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    redirect_urls: tuple[str, ...] = ()
    install_url: str | None = None

    def read_manifest(self) -> Manifest:
        """The app's manifest. Raises OSError or ValueError when it cannot be read."""
        manifest = Manifest.read(self.manifest) if self.manifest else Manifest()
        if not self.redirect_urls:
            return manifest
        return replace(manifest, redirect_urls=(*(manifest.redirect_urls or ()), *self.redirect_urls))


class Sites:
    """The workspaces of one sandbox, the first one first. The app is installed there, and nowhere else yet."""

    def __init__(self, base_url: str, options: Options) -> None:
        clock = Clock(options.pace, options.real)
        self.shared = Shared(
            base_url,
            clock,
            AppConnection(clock, options.app_url, options.signing_secret, options.answer_within),
            options.read_manifest(),
            options.client_id,
            options.client_secret,
            options.install_url,
        )
        self.all = [Site(self.shared, workspace) for workspace in new_workspaces(clock)]
        self.first = self.all[0]
        if options.token:
            install_by_token(self.first.workspace, options.token, self.shared.manifest)

    def of_team(self, team: str | None) -> Site:
        """The workspace with this id or name; the first when none is named. Raises ActFailedError."""
        if not team:
            return self.first
        for site in self.all:
            if team in (site.workspace.team.id, site.workspace.team.name):
                return site
        raise ActFailedError(f"There is no workspace {team}.")

    def of_token(self, token: str | None) -> Site:
        """The workspace that gave out this token; the first, which refuses it, when none did."""
        for site in self.all:
            if token in site.workspace.tokens | site.workspace.dead_tokens:
                return site
        return self.first

    def of_address_key(self, key: str) -> Site:
        """The workspace of a response URL's or file's key; the first, which refuses it, when it is of none."""
        try:
            return self.of_team(key.partition("-")[0])
        except ActFailedError:
            return self.first

    def stop(self) -> None:
        """Send nothing more to anybody."""
        for site in self.all:
            site.stop()
        self.shared.stream.close()
