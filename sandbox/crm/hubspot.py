"""A CRM shaped like HubSpot: webhook batches that carry ids only, signed v3."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.clock import Seconds
from sandbox.crm.hubspot_deals import properties, property_of, user_number
from sandbox.crm.news import News, What
from sandbox.crm.webhooks import Hook
from sandbox.payloads import Payload
from sandbox.workspace import Workspace

APP_ID = 3310042
FIRST_EVENT_ID = 3816270000
MOST_EVENTS = 100

# Every subscription has a number of its own: one for each property, and for each other kind of news.
SUBSCRIPTIONS = {
    "dealstage": 2214871,
    "dealname": 2214872,
    "amount": 2214873,
    "deal_currency_code": 2214874,
    "hubspot_owner_id": 2214875,
    "closed_lost_reason": 2214876,
    "closed_won_reason": 2214877,
    "competitor": 2214878,
    "deal.deletion": 2214880,
    "deal.merge": 2214881,
    "deal.restore": 2214882,
}


@dataclass(frozen=True)
class HubSpot:
    """Where its webhooks go and how they are signed; `access_token` opens the API under `/hubspot`."""

    url: str
    client_secret: str
    portal_id: int
    access_token: str

    def hook(self, workspace: Workspace, news: list[News]) -> Hook | None:
        """One batch of events about this news; None when nothing of it is subscribed to."""
        events = [event for one in news for event in self._events(workspace, one)]
        if not events:
            return None
        name = events[0]["subscriptionType"] if len(events) == 1 else f"{len(events)} events"
        return Hook(self.url, lambda attempt: _body(events, attempt), self._headers, f"hubspot {name}")

    def _events(self, workspace: Workspace, news: News) -> Iterator[Payload]:
        match news.what:
            case What.STAGE:
                yield self._changed(workspace, news, "dealstage")
            case What.FIELDS:
                for name in [property_of(field, news.deal) for field in news.fields]:
                    if name:
                        yield self._changed(workspace, news, name)
            case What.DELETED:
                yield {**self._event(workspace, news, "deal.deletion"), "changeFlag": "DELETED"}
            case What.RESTORED:
                yield self._event(workspace, news, "deal.restore")
            case What.MERGED if news.merged:
                survivor = int(news.deal.id)
                yield {
                    **self._event(workspace, news, "deal.merge"),
                    "primaryObjectId": survivor,
                    "mergedObjectIds": [int(news.merged.id)],
                    "newObjectId": survivor,
                    "numberOfPropertiesMoved": len(properties(workspace, news.merged)),
                }

    def _changed(self, workspace: Workspace, news: News, name: str) -> Payload:
        value = properties(workspace, news.deal)[name]
        event = self._event(workspace, news, "deal.propertyChange", SUBSCRIPTIONS[name])
        return {**event, "propertyName": name, "propertyValue": value or ""}

    def _event(self, workspace: Workspace, news: News, kind: str, subscription: int | None = None) -> Payload:
        who = f"userId:{user_number(workspace, news.deal.owner)}"
        return {
            "eventId": FIRST_EVENT_ID + workspace.number(),
            "subscriptionId": subscription or SUBSCRIPTIONS[kind],
            "portalId": self.portal_id,
            "appId": APP_ID,
            "occurredAt": int(news.deal.changed_at.timestamp() * 1000),
            "subscriptionType": kind,
            "objectId": int(news.deal.id),
            "changeSource": "INTEGRATION" if news.by_app else "CRM_UI",
            "sourceId": str(APP_ID) if news.by_app else who,
        }

    def _headers(self, real: Seconds, body: bytes) -> dict[str, str]:
        timestamp = str(int(real * 1000))
        return {
            "Content-Type": "application/json",
            "X-HubSpot-Request-Timestamp": timestamp,
            "X-HubSpot-Signature-v3": signature(self.client_secret, "POST", self.url, body, timestamp),
        }


def _body(events: list[Payload], attempt: int) -> bytes:
    return json.dumps([{**event, "attemptNumber": attempt} for event in events]).encode()


def signature(secret: str, method: str, url: str, body: bytes, timestamp: str) -> str:
    """The value of `X-HubSpot-Signature-v3`; the timestamp is in milliseconds."""
    signed = method.encode() + url.encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
