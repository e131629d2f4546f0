"""Slack's edge: one table of everything we listen to.

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
from bot.handlers import (
    afterwards,
    asks,
    away,
    calls,
    captures,
    colleagues,
    commands,
    drafts,
    events,
    gaffes,
    gatherings,
    home,
    interactions,
    look_alikes,
    notes,
    patterns,
    permissions,
    pickers,
    plans,
    playbook,
    problems,
    proposals,
    reminders,
    retrospectives,
    reviews,
    skills,
    skips,
    success_notes,
    tasks,
    trials,
    weekly,
    weighing,
    workshops,
    wrap_ups,
    write_back,
)
from bot.handlers.desk import Desk
from bot.handlers.installations import Installations
from bot.handlers.interactions import Click, Submission
from bot.handlers.payloads import Payload
from bot.messages import ids
from bot.slack_client import Slack
from bot.storage.database import Database
from bot.use_cases.people.colleagues import notice

CLICKS: dict[str, Callable[[Session, Click, datetime], None]] = {
    ids.DONT_KNOW: retrospectives.answer_without_words,
    ids.ASK_CUSTOMER: retrospectives.answer_without_words,
    ids.SKIP_QUESTION: retrospectives.answer_without_words,
    ids.BACK: retrospectives.go_back,
    ids.NOT_THIS_ONE: skips.decline,
    ids.SKIPPED_BECAUSE: skips.explain,
    ids.TAKE_UP: skips.take_up,
    ids.SUFFICED: retrospectives.suffice,
    ids.SHARE_DRAFT: drafts.share,
    ids.DROP_DRAFT: drafts.withdraw,
    ids.CHOOSE_MANAGER: retrospectives.choose_manager,
    ids.GO_ALONE: colleagues.go_alone,
    ids.TAKE_SEAT: colleagues.take_seat,
    ids.REFUSE_SEAT: colleagues.refuse_seat,
    ids.COLLEAGUE: colleagues.noticed,
    ids.RESIZE: retrospectives.resize,
    ids.START_NOW: retrospectives.start_now,
    ids.GATHERED_ONE: gatherings.choose_one,
    ids.GATHERED_ALL: gatherings.choose,
    ids.GATHERED_SAMPLE: gatherings.choose,
    ids.GATHERED_EACH: gatherings.choose,
    ids.GATHERED_NONE: gatherings.choose,
    ids.SAVE_TYPED: wrap_ups.save_typed,
    ids.BELOW: wrap_ups.found_below,
    ids.TRY_LESSON: wrap_ups.try_lesson,
    ids.TASK_DONE: tasks.finish,
    ids.TASK_DROPPED: tasks.finish,
    ids.TASK_OPEN: tasks.leave_open,
    ids.LESSON_HELPED: trials.answer,
    ids.LESSON_DID_NOT: trials.answer,
    ids.LESSON_TOO_EARLY: trials.answer,
    ids.SKILL_HABIT: skills.answer,
    ids.SKILL_STILL: skills.answer,
    ids.SKILL_DROPPED: skills.answer,
    ids.CONSENT_NAME: wrap_ups.consent,
    ids.CONSENT_NO_NAME: wrap_ups.consent,
    ids.CONSENT_NO: wrap_ups.consent,
    ids.WALK_THROUGH: calls.walk_through,
    ids.DECLINED: calls.declined,
    ids.NO_ANSWER: calls.no_answer,
    ids.CALL_OPEN: calls.call_is_open,
    ids.CALL_LENGTH: calls.length,
    ids.CHOOSE_LEADER: calls.choose_leader,
    ids.MUST_NOT: calls.must_not_contact,
    ids.MAY_CONTACT: calls.may_contact,
    ids.MAY_QUOTE: permissions.may_quote,
    ids.COME_BACK: afterwards.come_back,
    ids.NO_COME_BACK: afterwards.no_come_back,
    ids.START_DEAL: commands.start_chosen,
    ids.OPEN_THREAD: home.led_elsewhere,
    ids.LANGUAGE: home.choose_language,
    ids.NOT_AWAY: away.back,
    ids.FINISH: home.finish,
    ids.USEFUL: look_alikes.say,
    ids.NOT_THIS_DEAL: look_alikes.say,
    ids.NO_MORE_LOOK_ALIKES: look_alikes.say,
    ids.LOOK_ALIKES: look_alikes.turn,
    ids.LET_IT_BE: proposals.pick,
    ids.PICK_ANOTHER: proposals.pick,
    ids.NONE_THIS_WEEK: proposals.none_this_week,
    ids.TAKE_GAFFE_BACK: gaffes.take_back,
    ids.NO_GAFFE: gaffes.not_this_week,
    ids.WRITE_BACK: write_back.write,
    ids.LEAVE_CRM: write_back.leave,
    ids.UNDO_WRITES: write_back.undo,
    ids.SEND_ASK: asks.send,
    ids.ADD_TO_ASK: asks.send,
    ids.LEAVE_ASK: asks.leave,
    ids.ANSWER_ASK: asks.answer,
    ids.GROUP_DONE: workshops.done,
    ids.CLOSE_WORKSHOP: workshops.close,
    ids.STOP_WORKSHOP: workshops.stop,
    ids.VOTE: workshops.vote,
    ids.UNVOTE: workshops.unvote,
    ids.KEEP_PRACTICE: workshops.keep,
}

# The keys are `ids.OPEN_A_FORM`.
OPENINGS: dict[str, Callable[[Click, Desk], None]] = {
    ids.ANSWER: retrospectives.open_answer,
    ids.DRAFT: drafts.open_form,
    ids.CAPTURE: captures.open_capture,
    ids.PERMIT: permissions.open_form,
    ids.WROTE_BACK: captures.open_wrote_back,
    ids.WEIGH: weighing.open_form,
    ids.TALK_GUIDE: weighing.open_talk_guide,
    ids.LATER: reminders.open_later,
    ids.PLAN: plans.open_plan,
    ids.DRAFT_NOTE: notes.open_note,
    ids.NOTE_LANGUAGE: notes.change_language,
    ids.CHECK_NOTE: notes.check,
    ids.WRAP_UP: wrap_ups.open_wrap_up,
    ids.CHANGE_WRAP_UP: wrap_ups.open_change,
    ids.CHANGE_NOTE: success_notes.open_change,
    ids.MORE: colleagues.open_more,
    ids.ADD_SOMEONE: colleagues.open_add,
    ids.USE_LESSON: weekly.open_use,
    ids.TELL_MORE: playbook.open_page,
    ids.SEE_AGAIN: playbook.see_again,
    ids.KEEP_LESSON: playbook.open_keep,
    ids.LET_LESSON_GO: playbook.let_go,
    ids.TAKE_DOWN: playbook.take_down,
    ids.TELL_AFTER_ALL: playbook.tell_after_all,
    ids.RENAME_TAGS: playbook.open_rename,
    ids.WRITE_GAFFE: gaffes.open_form,
    ids.WRITE_PRACTICES: workshops.open_practices,
    ids.MIX_AGAIN: workshops.mix_again,
    ids.PLAN_WORKSHOP: workshops.open_plan,
    ids.OPEN_AGENDA: reviews.open_agenda,
    ids.PATTERN_TALKS: patterns.open_talks,
    ids.CHANGE_ASK: asks.open_change,
    ids.NOT_NOW: asks.open_not_now,
    ids.STORED: home.open_stored,
    ids.AWAY: away.open_form,
}

# What a form's handler returns takes the modal's place; None closes it.
MODALS: dict[str, Callable[[Submission, Desk], dict[str, Any] | None]] = {
    ids.ANSWER_MODAL: retrospectives.answer,
    ids.DRAFT_MODAL: drafts.save,
    ids.CAPTURE_MODAL: captures.capture,
    ids.PERMIT_MODAL: permissions.permit_each,
    ids.WEIGH_MODAL: weighing.keep,
    ids.LATER_MODAL: reminders.snooze,
    ids.PLAN_MODAL: plans.plan,
    ids.CALL_NOTE_MODAL: notes.to_copy,
    ids.WRAP_UP_MODAL: wrap_ups.wrap_up,
    ids.CHANGE_MODAL: wrap_ups.change,
    ids.BELOW_MODAL: wrap_ups.look_below,
    ids.ADD_MODAL: colleagues.add,
    ids.HAND_OVER_MODAL: colleagues.hand_over,
    ids.NEUTRAL_MODAL: colleagues.step_aside,
    ids.SENSITIVE_MODAL: colleagues.mark,
    ids.NOTE_MODAL: success_notes.change,
    ids.AWAY_MODAL: away.leave,
    ids.PICKER_MODAL: pickers.picked,
    ids.NAMESAKES_MODAL: pickers.meant,
    ids.USE_MODAL: weekly.use,
    ids.KEEP_MODAL: playbook.keep,
    ids.RENAME_MODAL: playbook.rename,
    ids.GAFFE_MODAL: gaffes.write,
    ids.ASK_MODAL: asks.change,
    ids.NOT_NOW_MODAL: asks.not_now,
    ids.WORKSHOP_MODAL: workshops.preview,
    ids.GROUPS_MODAL: workshops.hold,
    ids.PRACTICES_MODAL: workshops.write,
}

COMMANDS = {"/retro": commands.retro}

EVENTS: dict[str, Callable[[Session, Payload, datetime], None]] = {
    "app_home_opened": home.opened,
    "message": events.message,
    "reaction_added": events.reaction_added,
    "reaction_removed": events.reaction_removed,
    "app_uninstalled": events.uninstalled,
    "tokens_revoked": events.tokens_revoked,
    "user_change": events.user_changed,
    "channel_shared": events.channel_shared,
    "channel_unshared": events.channel_unshared,
    "channel_id_changed": events.channel_id_changed,
}

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
        """As Bolt names it."""
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
