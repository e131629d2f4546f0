"""What the app's manifest grants and asks for. Without one the app may do everything ordinary."""

import json
from dataclasses import dataclass
from pathlib import Path

from sandbox.calls import ORDINARY_SCOPES
from sandbox.payloads import Payload


@dataclass(frozen=True)
class Command:
    """A slash command as the app declared it."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Manifest:
    """The parts of an app manifest that decide what Slack allows and sends.

    `events`, `commands` and `redirect_urls` are None when no manifest was given: then everything is sent, and any
    address may get the codes of an installation. `name` is the app's, empty when the manifest has none.
    """

    scopes: frozenset[str] = ORDINARY_SCOPES
    events: frozenset[str] | None = None
    commands: tuple[Command, ...] | None = None
    home_tab: bool = True
    messages_tab: bool = True
    name: str = ""
    redirect_urls: tuple[str, ...] | None = None

    @property
    def is_given(self) -> bool:
        """False when everything ordinary is allowed for want of a manifest."""
        return self.commands is not None

    def wants(self, event: str) -> bool:
        """Whether the app subscribed to this event name, such as `message.mpim`."""
        return self.events is None or event in self.events

    def find_command(self, name: str) -> Command | None:
        """The command that typing this name reaches; any, when no manifest was given."""
        if self.commands is None:
            return Command(name)
        return next((command for command in self.commands if command.command == name), None)

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """The manifest in this JSON file. Raises OSError or ValueError when it cannot be read."""
        return cls.parse(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def parse(cls, manifest: Payload) -> "Manifest":
        """The manifest as Slack's format 2 has it."""
        features: Payload = manifest.get("features", {})
        settings: Payload = manifest.get("settings", {})
        home: Payload = features.get("app_home", {})
        oauth: Payload = manifest.get("oauth_config", {})
        return cls(
            scopes=frozenset(oauth.get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands=tuple(_command(entry) for entry in features.get("slash_commands", [])),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", False)),
            name=str(manifest.get("display_information", {}).get("name", "")),
            redirect_urls=tuple(oauth.get("redirect_urls", [])),
        )


NOTHING_GRANTED = Manifest(scopes=frozenset(), events=frozenset(), commands=(), home_tab=False, messages_tab=False)


def _command(entry: Payload) -> Command:
    return Command(
        entry["command"],
        entry.get("description", ""),
        entry.get("usage_hint", ""),
        bool(entry.get("should_escape", False)),
    )
