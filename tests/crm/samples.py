"""The recorded deliveries, as requests, and the settings of the connections that they were signed for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.crm import PROVIDERS, Incoming
from tests.crm_signatures import attio, close, hubspot_v3, standard_webhook

PAYLOADS = Path(__file__).parent.parent / "payloads"
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
# When the recorded events happened.
THEN = NOW - timedelta(seconds=9)
PORTAL = "48210077"

SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "attio": {
        "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c",
        "deals_object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795",
        "stage_attribute_id": "41252299-f8c7-4b5e-99c9-4ff8321d2f96",
        "lost_status_ids": ["3a1fa37c-0b8e-4c33-9d26-77a0b1f5a0c1"],
        "webhook_secret": "attio_wh_6c1b0f4e2d9a48b7a3e5",
        "access_token": "attio-made-up",
    },
    "close": {
        "organization_id": "orga_XbVPx5fFbKlYTz9PW5Ih1XDhViV10YihIaEgMEb6fVW",
        "signature_key": "058bfb6a3d8cfdc4da7c3be5901b16ae11da982b46a25fb2cd7016e97a140a1c",
        "api_key": "api_made_up",
    },
    "copper": {
        "secret": {"retro_token": "cp-91e7f0a3c5"},
        "access_token": "copper-made-up",
        "user_email": "admin@example.com",
    },
    "dynamics": {
        "organization_id": "4ef5b371-e89e-e711-8122-000d3aa2331c",
        "header": {"name": "X-Retro-Key", "value": "dv-2b9c6f1e70d84c55"},
        "api_url": "https://northwind.crm4.dynamics.com",
        "directory_id": "0b1c2d3e-0000-4000-8000-000000000001",
        "client_id": "0b1c2d3e-0000-4000-8000-000000000002",
        "client_secret": "dynamics-made-up",
    },
    "freshsales": {"header": {"name": "X-Retro-Token", "value": "fs-4cc09a17be"}},
    "generic": {
        "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "bearer_token": "gen-2f7d9b04c16e",
        "crm_host": "crm.example.com",
    },
    "hubspot": {
        "portal_id": 48210077,
        "client_secret": "8f1d2c3b-7a46-4e0b-9c1d-5b6a7e8f9012",
        "access_token": "pat-made-up",
    },
    "pipedrive": {
        "company_id": 12770931,
        "basic": {"user": "retro-bot", "password": "pd-Zk81-quiet-harbor"},
        "api_token": "pd-made-up",
    },
    "salesforce": {
        "organization_id": "00D5g0000012AbCEAU",
        "url_token": "om-7Jq2Zr9wTn4Lx8Vb",
        "flow_header": {"name": "Authorization", "value": "Bearer flow-5d1f0c2a9b7e4c63"},
        "api_url": "https://northwind.my.salesforce.com",
        "client_id": "3MVG9-made-up",
        "client_secret": "made-up",
    },
    "zoho": {
        "token": "TOKEN_FOR_VERIFICATION_OF_1000000068001",
        "channel_id": "1000000068001",
        "client_id": "1000.MADE.UP",
        "client_secret": "zoho-made-up",
        "refresh_token": "1000.made.up.refresh",
    },
}
OTHER_SECRET: Mapping[str, Mapping[str, Any]] = {
    "generic": {"secret": "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "bearer_token": "gen-000000000000"},
    "hubspot": {"client_secret": "8f1d2c3b-7a46-4e0b-9c1d-000000000000"},
    "salesforce": {
        "url_token": "om-0000000000000000",
        "flow_header": {"name": "Authorization", "value": "Bearer flow-0000000000000000"},
    },
    "attio": {"webhook_secret": "attio_wh_00000000000000000000"},
    "close": {"signature_key": "00" * 32},
    "copper": {"secret": {"retro_token": "cp-0000000000"}},
    "dynamics": {"header": {"name": "X-Retro-Key", "value": "dv-0000000000000000"}},
    "freshsales": {"header": {"name": "X-Retro-Token", "value": "fs-0000000000"}},
    "pipedrive": {"basic": {"user": "retro-bot", "password": "pd-0000-000000"}},
    "zoho": {"token": "TOKEN_FOR_VERIFICATION_OF_0000000000000"},
}
_SIGNED = {"standard_webhooks", "hubspot_v3", "hubspot_v1", "close", "attio"}


@dataclass(frozen=True)
class Sample:
    """One recorded delivery, and what the manifest says that it must do.

    `lost` and `won` name the deals that it closes when all of its provider come in the order of their names.
    """

    provider: str
    name: str
    incoming: Incoming
    scheme: str
    lost: frozenset[str]
    won: frozenset[str]
    is_refused: bool
    answers: str

    @property
    def settings(self) -> dict[str, Any]:
        """What the connection's file says."""
        return {**SETTINGS[self.provider], **({"allow_v1": True} if self.scheme == "hubspot_v1" else {})}

    @property
    def config(self) -> dict[str, Any]:
        """What the connection stores."""
        return PROVIDERS[self.provider].check_config(self.settings)

    @property
    def is_signed(self) -> bool:
        """Whether the proof covers the body: a key or a token that is only sent along does not."""
        return self.scheme in _SIGNED

    @property
    def is_timed(self) -> bool:
        """Whether the signature covers a time."""
        return any("timestamp" in name for name in self.incoming.headers)

    def with_body(self, body: bytes) -> Incoming:
        """The same request with another body, not signed anew."""
        return replace(self.incoming, body=body)

    def path(self, address: str) -> str:
        """Where it goes when its connection has this address: some carry a secret at its end."""
        recorded = urlsplit(self.incoming.url).path.removeprefix(f"/webhooks/{self.provider}")
        return address + recorded

    def headers(self, url: str, body: bytes | None = None) -> dict[str, str]:
        """Its headers, the signature made now for this address. Another body makes it another message."""
        body = self.incoming.body if body is None else body
        return {**self.incoming.headers, **self._signature(url, body)}

    def _signature(self, url: str, body: bytes) -> dict[str, str]:
        match self.scheme:
            case "standard_webhooks":
                name = self.incoming.headers["webhook-id"] + ("" if body == self.incoming.body else f"_{len(body)}")
                return standard_webhook(SETTINGS[self.provider]["secret"], name, body)
            case "hubspot_v3":
                return hubspot_v3(SETTINGS[self.provider]["client_secret"], url, body)
            case "attio":
                return attio(SETTINGS[self.provider]["webhook_secret"], body)
            case "close":
                return close(SETTINGS[self.provider]["signature_key"], body)
        return {}


def config(provider: str, **more: Any) -> dict[str, Any]:
    """A connection's configuration, with `more` settings."""
    return PROVIDERS[provider].check_config({**SETTINGS[provider], **more})


def at(provider: str, url: str) -> dict[str, str]:
    """The settings by which a connection's CRM, and whoever hands out its tokens, answer at this address."""
    return {one.name: url for one in PROVIDERS[provider].SETTINGS if one.name.endswith("_url")}


def sample(provider: str, name: str) -> Sample:
    """The delivery recorded as `name` ("01-deal-lost")."""
    [found] = [one for one in samples(provider) if one.name == name]
    return found


def samples(*providers: str) -> list[Sample]:
    """All recorded deliveries of these providers, or of all that we have, in the order of their names."""
    return [_sample(case) for case in _manifest() if case["provider"] in (providers or PROVIDERS)]


@cache
def _manifest() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((PAYLOADS / "manifest.json").read_text(encoding="utf-8"))
    return sorted(cases, key=lambda case: (case["provider"], case["body"]))


def _sample(case: Mapping[str, Any]) -> Sample:
    body = PAYLOADS / case["provider"] / case["body"]
    request = json.loads(body.with_suffix(".headers.json").read_text())
    headers = {key.lower(): value for key, value in request["headers"].items()}
    return Sample(
        provider=case["provider"],
        name=body.stem,
        incoming=Incoming(request["method"], request["url"], headers, body.read_bytes()),
        scheme=case["scheme"],
        lost=frozenset(case["lost"]),
        won=frozenset(case["won"]),
        is_refused=case["status"].startswith("4"),
        answers=case.get("answers", ""),
    )


def hostile(name: str) -> bytes:
    """A body that means harm: JSON, and XML where the name begins with "sf-"."""
    return (PAYLOADS / "hostile_crm" / f"{name}.{'xml' if name.startswith('sf-') else 'json'}").read_bytes()


# What names that mean harm become, by the file of the generic webhook that holds them.
HARMLESS_NAMES = {
    "lone-surrogate": "A\ufffdcme",
    "nul-character": "Acme",
    "bidi-name": "Acme gnp.tcartnoc x",
    "very-long-name": "Acme " + "x" * 249 + "…",
    "mention-name": "<!channel> <!here> <!everyone> <@U012ABCDEF> <!subteam^S012ABCDEF> @channel",
    "markup-name": "<https://evil.example|Click here> *bold* `code` <script>alert(1)</script>",
    "sql-name": "Robert'); DROP TABLE retros;--",
    "template-name": "{{7*7}} ${7*7} {0.__class__} {deal_name} %(x)s %s",
}


def hostile_items(name: str) -> list[bytes]:
    """The deliveries of a hostile file that holds a sequence, each as a body."""
    return [json.dumps(item).encode() for item in json.loads(hostile(name))]
