"""CRMs' signatures, made now: the headers that come with a delivery."""

import base64
import hmac

from bot import clock


def standard_webhook(secret: str, name: str, body: bytes, late_seconds: int = 0) -> dict[str, str]:
    """Standard Webhooks: `secret` is a `whsec_…`, `name` the delivery's id."""
    sent_at = str(int(clock.real_now().timestamp()) - late_seconds)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{name}.{sent_at}.".encode() + body, "sha256")
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": name, "webhook-timestamp": sent_at, "webhook-signature": signature}


def hubspot_v3(secret: str, url: str, body: bytes) -> dict[str, str]:
    """HubSpot's version 3 of a POST to `url`, which it decodes a little before it signs; ours hold nothing of that."""
    sent_at = str(int(clock.real_now().timestamp() * 1000))
    digest = hmac.digest(secret.encode(), f"POST{url}".encode() + body + sent_at.encode(), "sha256")
    return {
        "x-hubspot-signature-v3": base64.b64encode(digest).decode(),
        "x-hubspot-request-timestamp": sent_at,
    }


def close(signature_key: str, body: bytes) -> dict[str, str]:
    """Close's, over the time and the body."""
    sent_at = str(int(clock.real_now().timestamp()))
    digest = hmac.digest(bytes.fromhex(signature_key), sent_at.encode() + body, "sha256")
    return {"close-sig-timestamp": sent_at, "close-sig-hash": digest.hex()}


def attio(webhook_secret: str, body: bytes) -> dict[str, str]:
    """Attio's, over the body alone."""
    return {"attio-signature": hmac.digest(webhook_secret.encode(), body, "sha256").hex()}
