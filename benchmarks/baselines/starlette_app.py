"""Bare Starlette: the signature is checked, the JSON is read, nothing is stored."""

import base64
import hashlib
import hmac
import json
import os
import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SECRET = os.environ["SLACK_SIGNING_SECRET"].encode()
CRM_KEY = base64.b64decode(os.environ["CRM_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 300


async def slack(request: Request) -> Response:
    """An event of Slack's."""
    body = await request.body()
    sent_at = request.headers["x-slack-request-timestamp"]
    expected = "v0=" + hmac.new(SECRET, f"v0:{sent_at}:".encode() + body, hashlib.sha256).hexdigest()
    return _answer(expected == request.headers["x-slack-signature"], sent_at, body)


async def crm(request: Request) -> Response:
    """A delivery of Standard Webhooks."""
    body = await request.body()
    name, sent_at = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    digest = hmac.new(CRM_KEY, f"{name}.{sent_at}.".encode() + body, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    return _answer(expected == request.headers["webhook-signature"], sent_at, body)


def _answer(is_signed: bool, sent_at: str, body: bytes) -> Response:
    if not is_signed or abs(time.time() - int(sent_at)) > TOLERANCE_SECONDS:
        return Response(status_code=401)
    json.loads(body)
    return Response()


app = Starlette(
    routes=[
        Route("/slack/events", slack, methods=["POST"]),
        Route("/crm/{provider}/{connection}", crm, methods=["POST"]),
    ]
)
