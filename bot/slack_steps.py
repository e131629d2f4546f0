"""The steps of a delivery at Slack: open the room, make the call, look whether an unsure call arrived.

Nothing is changed in the database here, and no transaction is open while Slack is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.outcomes import Dead, Late, NoReply, Outcome, Reply, Sent, Unsure, WorkspaceDown, judge
from bot.slack_client import Slack
from bot.storage import deliveries
from bot.storage.claims import METHODS, POST, UPDATE, Job, Step
from bot.storage.database import Database
from bot.storage.vault import CannotOpen

CLOCK_SKEW = timedelta(minutes=5)  # with more than that Slack's signatures fail as well
PAGE = 100
EVENT_TYPE = "silver_lining"


def take(db: Database, slack: Slack, job: Job, in_time: Callable[[], bool] = lambda: True) -> Outcome | None:
    """Take one step. None: a look did not find the message. A look's Dead: there is no way to find it.

    `in_time` is asked at the last moment before a call, which is made only if it says so; else the outcome is Late.
    """
    with db.read() as session:
        needed = _needed(session, job)
    if not isinstance(needed, _Needed):
        return needed
    match job.step:
        case Step.OPEN:
            return _open(slack, job, needed.token)
        case Step.LOOK:
            return _look(slack, job, needed.token)
    return _call(slack, job, needed) if in_time() else Late()


@dataclass(frozen=True)
class _Needed:
    """What a step needs of the database; a payload only for a call."""

    token: str
    payload: dict[str, Any]


def _needed(session: Session, job: Job) -> _Needed | WorkspaceDown | Dead:
    try:
        token = deliveries.token(session, job)
    except CannotOpen:
        return WorkspaceDown("token_unreadable")
    if token is None:
        return WorkspaceDown("no_token")
    if job.step is not Step.CALL:
        return _Needed(token, {})
    try:
        payload = deliveries.payload(session, job)
    except CannotOpen:
        return Dead("unreadable")
    return Dead("erased") if payload is None else _Needed(token, payload)


def _open(slack: Slack, job: Job, token: str) -> Outcome:
    answer = slack.write(token, "conversations.open", {"users": job.members})
    outcome = judge(answer)
    if not isinstance(outcome, Sent):
        return outcome
    channel = _field(answer, "channel", "id")
    return Sent(channel) if channel else Unsure("no_channel")


def _call(slack: Slack, job: Job, needed: _Needed) -> Outcome:
    answer = slack.write(needed.token, METHODS[job.method], _arguments(job, needed.payload))
    outcome = judge(answer, essential=job.method in (POST, UPDATE))
    if job.method == POST and isinstance(outcome, Sent) and outcome.ts is None:
        return Unsure("no_ts")
    return outcome


def _look(slack: Slack, job: Job, token: str) -> Outcome | None:
    arguments = {
        "channel": job.channel,
        "oldest": f"{(job.tried_at - CLOCK_SKEW).timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
    }
    if job.thread_ts:
        answer = slack.read(token, "conversations.replies", arguments | {"ts": job.thread_ts})
    else:
        answer = slack.read(token, "conversations.history", arguments)
    outcome = judge(answer, essential=False)
    if not isinstance(outcome, Sent) or isinstance(answer, NoReply):
        return outcome
    ts = _find(answer.body.get("messages"), job.marker)
    if ts:
        return Sent(job.channel, ts)
    return Dead("too_many_messages") if answer.body.get("has_more") else None


def _arguments(job: Job, payload: dict[str, Any]) -> dict[str, Any]:
    """The arguments of the call, without those that are empty."""
    arguments: dict[str, Any] = {"channel": job.channel} | payload
    if job.method == POST:
        arguments |= {
            "thread_ts": job.thread_ts,
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": job.marker}},
        }
    if job.method == UPDATE:
        arguments["ts"] = job.target_ts
    return {name: value for name, value in arguments.items() if value is not None and value != []}


def _find(messages: object, marker: str) -> str | None:
    """The `ts` of the message that carries the marker."""
    for message in messages if isinstance(messages, list) else []:
        metadata = message.get("metadata") or {}
        is_ours = metadata.get("event_type") == EVENT_TYPE
        if is_ours and metadata.get("event_payload", {}).get("key") == marker:
            return str(message["ts"])
    return None


def _field(answer: Reply | NoReply, *path: str) -> str | None:
    value: Any = answer.body if isinstance(answer, Reply) else None
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None
