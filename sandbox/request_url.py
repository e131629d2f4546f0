"""The app's address: Slack takes a new one only when the app answers its challenge there."""

import urllib.parse
import uuid

from sandbox.outbound import AppConnection, Reply
from sandbox.payloads import Payload
from sandbox.site import Site

WRONG = "It answered, but not with the challenge: send back the field `challenge` of a `url_verification` request."
SILENT = {
    "http_timeout": "It did not answer in time.",
    "connection_failed": "Nobody listens there.",
    "ssl_error": "Its certificate is not accepted, or it does not speak TLS.",
    "too_many_redirects": "It redirects too often.",
}


def connect(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/app` {url, signing_secret?}: from now on everything goes there; no, with the reason, when the
    app does not answer the challenge."""
    candidate = site.app.moved(str(body["url"]), body.get("signing_secret"))
    complaint = challenge(candidate)
    if complaint:
        return {"ok": False, "error": f"{candidate.url} was not taken. {complaint}", "url": site.app.url}
    site.app.url, site.app.signing_secret = candidate.url, candidate.signing_secret
    site.stream.changed()
    return {"ok": True, "url": site.app.url}


def challenge(app: AppConnection) -> str | None:
    """Send `url_verification` to the app: a sentence about what is wrong with the answer, None when it is right."""
    word = uuid.uuid4().hex
    reply = app.send_json({"token": "not-used", "challenge": word, "type": "url_verification"})
    if reply.ok:
        return None if word in _told(reply) else WRONG
    return SILENT.get(reply.reason) or f"It answered with HTTP {reply.status}; a wrong signing secret may be why."


def _told(reply: Reply) -> list[str]:
    """The challenge as it may come back: in JSON, in a form, or bare."""
    text = reply.body.decode(errors="replace").strip()
    in_form = urllib.parse.parse_qs(text).get("challenge", [])
    return [text, str(reply.json().get("challenge")), *in_form]
