"""The recorded deliveries, as requests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.crm import PROVIDERS, Incoming

PAYLOADS = Path(__file__).parent.parent / "payloads"
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
# When the recorded events happened.
THEN = NOW - timedelta(seconds=9)
PORTAL = "48210077"

SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "generic": {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "crm_host": "crm.example.com"},
    "hubspot": {
        "portal_id": 48210077,
        "client_secret": "8f1d2c3b-7a46-4e0b-9c1d-5b6a7e8f9012",
        "access_token": "pat-made-up",
    },
}
OTHER_SECRET: Mapping[str, Mapping[str, Any]] = {
    "generic": {"secret": "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "hubspot": {"client_secret": "8f1d2c3b-7a46-4e0b-9c1d-000000000000"},
}


@dataclass(frozen=True)
class Sample:
    """One recorded delivery and the settings of the connection that it was signed for."""

    provider: str
    name: str
    incoming: Incoming
    settings: Mapping[str, Any]

    @property
    def config(self) -> dict[str, Any]:
        """What the connection stores."""
        return PROVIDERS[self.provider].check_config(self.settings)

    @property
    def is_timed(self) -> bool:
        """Whether the signature covers a time."""
        return any("timestamp" in name for name in self.incoming.headers)

    def with_body(self, body: bytes) -> Incoming:
        """The same request with another body, not signed anew."""
        return replace(self.incoming, body=body)


def config(provider: str, **more: Any) -> dict[str, Any]:
    """A connection's configuration, with `more` settings."""
    return PROVIDERS[provider].check_config({**SETTINGS[provider], **more})


def sample(provider: str, name: str) -> Sample:
    """The delivery recorded as `name` ("01-deal-lost")."""
    folder = PAYLOADS / provider
    request = json.loads((folder / f"{name}.headers.json").read_text())
    headers = {key.lower(): value for key, value in request["headers"].items()}
    incoming = Incoming(request["method"], request["url"], headers, (folder / f"{name}.json").read_bytes())
    only_v1 = provider == "hubspot" and "x-hubspot-signature-v3" not in headers
    return Sample(provider, name, incoming, {**SETTINGS[provider], **({"allow_v1": True} if only_v1 else {})})


def samples() -> list[Sample]:
    """All recorded deliveries of all providers."""
    return [
        sample(provider, path.name.removesuffix(".headers.json"))
        for provider in sorted(PROVIDERS)
        for path in sorted((PAYLOADS / provider).glob("*.headers.json"))
    ]


def hostile(name: str) -> bytes:
    """A body that means harm."""
    return (PAYLOADS / "hostile_crm" / f"{name}.json").read_bytes()


def hostile_items(name: str) -> list[bytes]:
    """The deliveries of a hostile file that holds a sequence, each as a body."""
    return [json.dumps(item).encode() for item in json.loads(hostile(name))]
