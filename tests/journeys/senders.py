"""CRMs as they knock on the front door: bodies signed now, with the secrets of the test connections."""

import json
from typing import Any

from bot import clock
from tests.crm_signatures import hubspot_v3, standard_webhook
from tests.house import GENERIC_SECRET, PUBLIC_URL, House

JSON = {"content-type": "application/json"}


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
    return house.web.post(path, body, JSON | standard_webhook(GENERIC_SECRET, message_id, body)).status_code


def hubspot(house: House, path: str, body: bytes, secret: str) -> int:
    """Send a batch as HubSpot does. Returns the HTTP status."""
    return house.web.post(path, body, JSON | hubspot_v3(secret, f"{PUBLIC_URL}{path}", body)).status_code
