"""Bare sync Bolt in a thread behind Starlette: empty handlers that acknowledge, nothing stored."""

import os

from slack_bolt import Ack, App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

bolt = App(
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
    authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_token="xoxb-bench", bot_id="B0BENCH"),
    process_before_response=True,
)


@bolt.action("question.dont_know")
def clicked(ack: Ack) -> None:
    """Nothing to do."""
    ack()


@bolt.command("/retro")
def commanded(ack: Ack) -> None:
    """Nothing to do."""
    ack()


async def events(request: Request) -> Response:
    """Slack's door."""
    body = await request.body()
    return to_starlette_response(await run_in_threadpool(bolt.dispatch, to_bolt_request(request, body)))


app = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])
