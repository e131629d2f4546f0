"""A CRM shaped like HubSpot: webhook batches that carry ids only, signed v3."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

from sandbox.clock import Seconds
from sandbox.crm.deals import Deal
from sandbox.crm.webhooks import Hook
from sandbox.payloads import Payload
from sandbox.workspace import Workspace

APP_ID = 3310042
SUBSCRIPTION_ID = 2214871
FIRST_EVENT_ID = 3816270000


@dataclass(frozen=True)
class HubSpot:
    """Where its webhooks go and how they are signed; `access_token` opens the API under `/hubspot`."""

    url: str
    client_secret: str
    portal_id: int
    access_token: str

    def hook(self, workspace: Workspace, deals: list[Deal]) -> Hook:
        """One batch: the stage of each of these deals changed."""
        body = json.dumps([self._event(workspace, deal) for deal in deals]).encode()
        return Hook(self.url, body, lambda real: self._headers(real, body), name="hubspot")

    def _event(self, workspace: Workspace, deal: Deal) -> Payload:
        return {
            "eventId": FIRST_EVENT_ID + workspace.number(),
            "subscriptionId": SUBSCRIPTION_ID,
            "portalId": self.portal_id,
            "appId": APP_ID,
            "occurredAt": int(deal.changed_at.timestamp() * 1000),
            "subscriptionType": "deal.propertyChange",
            "attemptNumber": 0,
            "objectId": int(deal.id),
            "propertyName": "dealstage",
            "propertyValue": deal.stage,
            "changeSource": "CRM_UI",
            "sourceId": f"userId:{user_number(workspace, deal.owner)}",
        }

    def _headers(self, real: Seconds, body: bytes) -> dict[str, str]:
        timestamp = str(int(real * 1000))
        return {
            "Content-Type": "application/json",
            "X-HubSpot-Request-Timestamp": timestamp,
            "X-HubSpot-Signature-v3": signature(self.client_secret, "POST", self.url, body, timestamp),
        }


def signature(secret: str, method: str, url: str, body: bytes, timestamp: str) -> str:
    """The value of `X-HubSpot-Signature-v3`; the timestamp is in milliseconds."""
    signed = method.encode() + url.encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def owner_number(workspace: Workspace, person: str) -> str:
    """The owner id of a person (Slack user id); it is not the user id."""
    return str(41629700 + list(workspace.people).index(person))


def user_number(workspace: Workspace, person: str) -> int:
    """The user id of a person (Slack user id)."""
    return 9586500 + list(workspace.people).index(person)
