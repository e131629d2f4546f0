"""Slack's edge: what arrives is given to its handler, by the tables of `tables.py`.

Commands, forms and the clicks that open one are answered through Bolt. Such a handler acknowledges after its commit.
Events and all other clicks come out of the inbox, hours late perhaps, and need no answer: they reach their handler
without Bolt, inside the transaction that marks them as done.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware import Middleware
from sqlalchemy.orm import Session

from bot import clock, slack_requests
from bot.errors import BotError, NotFound, NotMetYet
from bot.handlers import home, interactions, problems
from bot.handlers.desk import Desk
from bot.handlers.installations import Installations
from bot.handlers.interactions import Click
from bot.handlers.payloads import Payload
from bot.handlers.tables import CLICKS, COMMANDS, EVENTS, MODALS, OPENINGS
from bot.slack_client import Slack
from bot.storage.database import Database
from bot.use_cases.people.colleagues import notice

# Slack wants its answer within three seconds, and opening a form is part of the work.
FORM_SECONDS = 2.0
UNTIL_MET = timedelta(seconds=1)

log = structlog.get_logger(__name__)


def receive(session: Session, body: Payload, now: datetime) -> timedelta | None:
    """Work off one event or click out of the inbox, inside the caller's transaction. Raises TryLater or Unreadable.

    Returns after how long it must come again: when Slack is being asked who somebody is.
    """
    work_off = _work_off_click if body.get("type") == slack_requests.CLICK else _work_off_event
    with suppress(NotFound):  # of a workspace that removed the bot
        try:
            work_off(session, body, now)
        except NotMetYet as error:
            notice(session, error.workspace, [error.slack_user])
            return UNTIL_MET
    return None


class Handlers:
    """Everything for whose answer Slack waits, for all workspaces of one database."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db = db
        self._slack = Slack(slack.api_url, timeout_seconds=FORM_SECONDS)
        self._installations = Installations(db)
        self._bolt = self._listen()

    def dispatch(self, body: Payload) -> BoltResponse:
        """Answer one payload, verified and parsed already."""
        try:
            return self._bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))
        except Exception as error:  # Bolt itself stumbles over shapes that Slack does not send
            return problems.failed(error)

    def _answer(self, request: BoltRequest) -> BoltResponse:
        """What Slack is told. Whatever is raised reaches `problems.failed`."""
        desk = Desk(self._db, request.context.client, clock.now())
        match request.body:
            case {"command": str(name)}:
                return request.context.ack(**_commanded(request.body, name, desk))
            case {"type": "view_submission"}:
                return request.context.ack(**_submitted(request.body, desk))
            case {"type": slack_requests.CLICK}:
                _clicked(request.body, desk)
        return request.context.ack()

    def _listen(self) -> App:
        # Bolt looks at the names of arguments and would hand `self` to a method. NotFound is raised, because for None
        # Bolt would first call Slack's response URL with words of its own.
        def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            return self._installations.of(team_id or "", enterprise_id or "")

        app = App(
            authorize=authorize,
            client=self._slack.client(None),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            logger=problems.quiet_logger(),
        )
        app.use(_Answering(self._answer))
        app.error(problems.failed)
        return app


class _Answering(Middleware):
    """The last of Bolt's middlewares, and the end: Bolt would try listeners one after the other, slowly."""

    def __init__(self, answer: Callable[[BoltRequest], BoltResponse]) -> None:
        self._answer = answer

    def process(self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]) -> BoltResponse:
        """What Slack is told."""
        return self._answer(req)


def _clicked(body: Payload, desk: Desk) -> None:
    click = interactions.click(body)
    with problems.told_to_clicker(click, desk):
        OPENINGS.get(click.action_id, _unknown)(click, desk)


def _submitted(body: Payload, desk: Desk) -> dict[str, Any]:
    form = interactions.submission(body)
    answer = problems.answer_to(form, desk, MODALS.get(form.callback_id, _unknown))
    home.refresh_after(form, desk)
    return answer or {}


def _commanded(body: Payload, name: str, desk: Desk) -> dict[str, Any]:
    handler = COMMANDS.get(name)
    if handler is None:
        return {}
    message = problems.answer_to_command(interactions.command(body), desk, handler)
    return {} if message is None else {"text": message.text, "blocks": list(message.blocks)}


def _work_off_event(session: Session, body: Payload, now: datetime) -> None:
    event = body.get("event")
    handler = EVENTS.get(str(event.get("type"))) if isinstance(event, dict) else None
    if handler is not None:
        with session.begin_nested():
            handler(session, body, now)


def _work_off_click(session: Session, body: Payload, now: datetime) -> None:
    click = interactions.click(body)
    try:
        with session.begin_nested():
            _of_click(click.action_id)(session, click, now)
    except BotError as error:
        problems.tell_clicker(session, click, error, now)
    home.refresh(session, click.sender, now)


def _of_click(action_id: str) -> Callable[[Session, Click, datetime], None]:
    """The handler of an action id; buttons of one kind in one block are told apart by a number at the end."""
    return CLICKS.get(action_id) or CLICKS.get(action_id.rpartition(".")[0]) or _unknown


def _unknown(*_asked: object) -> None:
    """A button or form that we no longer have, or never had."""
    raise NotFound
