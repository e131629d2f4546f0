"""The app as Slack's Flask example has it: Bolt with its defaults behind gunicorn, nothing stored."""

import os

from flask import Flask, Response, request
from slack_bolt import App, BoltResponse
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

# A fixed answer instead of the token, which Bolt would ask Slack about once.
bolt = App(
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
    authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_token="xoxb-bench", bot_id="B0BENCH"),
)
handler = SlackRequestHandler(bolt)
app = Flask(__name__)


@bolt.event("message")
def heard() -> BoltResponse | None:
    """Nothing to do: what an app does with an event is not measured here."""
    return None


def events() -> Response:
    """Slack's door."""
    return handler.handle(request)


app.add_url_rule("/slack/events", view_func=events, methods=["POST"])
