"""Zoho's notification channel: it ends after a week at most, unless it is renewed.

https://www.zoho.com/crm/developer/docs/api/v8/notifications/enable.html
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.crm.http import Gone, Http, NotUnderstood, Refused
from bot.crm.reading import items, mapping, moment
from bot.crm.zoho_deals import VERSION, api
from bot.errors import TryLater

PATH = f"/crm/{VERSION}/actions/watch"
_EVENTS = ["Deals.create", "Deals.edit", "Deals.delete"]
_LASTS = timedelta(days=7) - timedelta(minutes=5)  # asked for more than a week, Zoho gives an hour


def subscribe(http: Http, config: Mapping[str, Any], address: str, now: datetime) -> datetime:
    """Have Zoho tell `address` about deals, from now on or for longer; returns when it will end.

    Safe to repeat. Raises Refused, and TryLater when it did not work.
    """
    channel = {
        "channel_id": config["channel_id"],
        "events": _EVENTS,
        "token": config["token"],
        "notify_url": address,
        "return_affected_field_values": True,
        "channel_expiry": (now + _LASTS).isoformat(timespec="seconds"),
    }
    try:
        return _ends_at(http.send(api(config), "PUT", PATH, {"watch": [channel]}))
    except (Gone, TryLater) as error:
        if isinstance(error, Refused) and not isinstance(error, NotUnderstood):
            raise
        return _made(http, config, channel)  # there was none yet, or it has ended


def _made(http: Http, config: Mapping[str, Any], channel: Mapping[str, Any]) -> datetime:
    try:
        return _ends_at(http.send(api(config), "POST", PATH, {"watch": [channel]}))
    except Gone as error:
        raise TryLater(f"no channel can be made: {error}") from None


def _ends_at(answer: Any) -> datetime:
    """When the channel of this answer ends: that it names a time is the proof that there is a channel."""
    events = [
        event
        for channel in items(mapping(answer).get("watch"))
        for event in items(mapping(channel.get("details")).get("events"))
    ]
    known = [time for event in events if (time := moment(event.get("channel_expiry")))]
    if not known:
        raise TryLater("the CRM answered without a channel")
    return min(known)
