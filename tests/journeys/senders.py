"""CRMs as they knock on the front door: bodies signed now, with the secrets of the test connections."""

import base64
import hashlib
import hmac
import json
from typing import Any

from bot import clock
from tests.house import GENERIC_SECRET, PUBLIC_URL, House


def generic(house: House, path: str, kind: str, deal_id: str, **data: Any) -> int:
    """Send one event as a Standard Webhooks sender does. Returns the HTTP status."""
    now = clock.now()
    body = {
        "type": f"deal.{kind}",
        "timestamp": now.isoformat(),
        "data": {"deal_id": deal_id, "closed_at": now.isoformat(), **data},
    }
    return generic_raw(house, path, json.dumps(body).encode(), f"msg_{deal_id}_{kind}_{now.timestamp()}")


def generic_raw(house: House, path: str, body: bytes, message_id: str) -> int:
    """Send exactly these bytes, signed."""
    sent_at = str(int(clock.real_now().timestamp()))
    key = base64.b64decode(GENERIC_SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{sent_at}.".encode() + body, hashlib.sha256)
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": sent_at,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    return house.web.post(path, body, headers).status_code


def hubspot(house: House, path: str, body: bytes, secret: str) -> int:
    """Send a batch as HubSpot does. Returns the HTTP status."""
    return house.web.post(path, body, signed_by_hubspot(f"{PUBLIC_URL}{path}", body, secret)).status_code


def signed_by_hubspot(url: str, body: bytes, secret: str) -> dict[str, str]:
    """The headers of HubSpot's v3 signature, made now."""
    sent_at = str(int(clock.real_now().timestamp() * 1000))
    digest = hmac.digest(secret.encode(), f"POST{url}".encode() + body + sent_at.encode(), hashlib.sha256)
    return {
        "content-type": "application/json",
        "x-hubspot-request-timestamp": sent_at,
        "x-hubspot-signature-v3": base64.b64encode(digest).decode(),
    }
