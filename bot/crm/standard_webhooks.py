"""The signature of Standard Webhooks, which a sender without one of its own can make.

https://www.standardwebhooks.com
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from bot.crm.configuration import Setting
from bot.crm.incoming import Forged, Incoming, check_time, header, same_as_one
from bot.domain.bodies import digest

_SIGNATURES = 10


def signing_secret(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """The setting that holds such a secret."""
    must = "be whsec_ followed by the base64 of 24 to 64 bytes"
    return Setting(name, meaning, must, lambda value: _key(value) is not None, is_required, is_secret=True)


def check(incoming: Incoming, secrets: Sequence[str], now: datetime) -> None:
    """Raise Forged unless one of the signatures fits one of the secrets, and the time fits `now`."""
    name = header(incoming, "webhook-id")
    sent_at = header(incoming, "webhook-timestamp")
    signed = f"{name}.{sent_at}.".encode("utf-8", "surrogatepass") + incoming.body
    expected = [_sign(key, signed) for key in map(_key, secrets) if key is not None]
    given = header(incoming, "webhook-signature").split(" ")[:_SIGNATURES]
    fits = [same_as_one(one, expected) for one in given]
    if not name or not any(fits):
        raise Forged("no signature fits")
    check_time(sent_at, 1, now)


def signed(secret: str, name: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a message of our own."""
    sent_at, key = str(int(now.timestamp())), _key(secret) or b""
    signature = _sign(key, f"{name}.{sent_at}.".encode() + body)
    return {"webhook-id": name, "webhook-timestamp": sent_at, "webhook-signature": signature}


def delivery_key(incoming: Incoming) -> str:
    """The sender's own name for this message, or one made of its bytes when it gives none."""
    name = header(incoming, "webhook-id")
    if not name:
        return digest(incoming.body)
    return name if len(name) <= 200 and name.isascii() else digest(name.encode("utf-8", "surrogatepass"))


def _key(secret: object) -> bytes | None:
    if not isinstance(secret, str) or not secret.startswith("whsec_"):
        return None
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if 24 <= len(key) <= 64 else None


def _sign(key: bytes, signed: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
