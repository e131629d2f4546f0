"""What Slack's answer to a call means for the work that made it.

The classes of error codes follow Slack's method pages; the waiting rules follow its page on rate limits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Seconds = float

WAIT_UNSAID: Seconds = 30.0
LONGEST_WAIT: Seconds = 3600.0
REFUSED_CONNECTION_WAIT: Seconds = 5.0
REORGANISATION_WAIT: Seconds = 300.0
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


@dataclass(frozen=True)
class Reply:
    """An answer: `error` is Slack's code or whatever stood in its place, None when the call succeeded."""

    status: int
    error: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    retry_after: str | None = None


@dataclass(frozen=True)
class NoReply:
    """No answer that could be read. `was_sent` is False only when it is certain that no byte left."""

    reason: str
    was_sent: bool = True


class About(StrEnum):
    """What a refusal is about: the reader of the fix list can do something about all but the last two."""

    PLACE = "place"
    PERSON = "person"
    PLAN = "plan"
    PERMISSION = "permission"
    PAYLOAD = "payload"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sent:
    """Done, now or before. `channel` and `ts` name the message where the call made one."""

    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True)
class Wait:
    """Not done; the same call may be made after `seconds`, and no earlier."""

    seconds: Seconds


@dataclass(frozen=True)
class Dead:
    """Refused for good: the same call will be refused again."""

    reason: str
    about: About = About.UNKNOWN


@dataclass(frozen=True)
class WorkspaceDown:
    """Nothing of this workspace will go out until an operator acts."""

    reason: str


@dataclass(frozen=True)
class Unsure:
    """It may have happened, or not."""

    reason: str


@dataclass(frozen=True)
class Late:
    """Not done: so long after its claim the call may be somebody else's by now."""


Outcome = Sent | Wait | Dead | WorkspaceDown | Unsure | Late

SUCCESS_IN_DISGUISE = frozenset({"already_reacted", "no_reaction", "already_pinned", "already_in_channel"})
RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
NOT_TAKEN = frozenset({"request_timeout"})
REORGANISING = frozenset({"team_added_to_org", "org_login_required"})
UNCLEAR = frozenset({"internal_error", "fatal_error", "service_unavailable"})
TOKEN = frozenset({"invalid_auth", "account_inactive", "token_revoked", "not_authed", "token_expired"})
CONFIGURATION = frozenset(
    {
        "missing_scope",
        "not_allowed_token_type",
        "no_permission",
        "team_access_not_granted",
        "app_access_restricted",
        "ekm_access_denied",
        "messages_tab_disabled",
        "not_enabled",  # the Home tab
        "two_factor_setup_required",
        "accesslimited",
    }
)
REFUSALS = {
    About.PLACE: frozenset(
        {
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "is_inactive",
            "channel_is_limited_access",
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
            "thread_locked",
            "thread_not_found",
            "cannot_reply_to_message",
            "message_not_found",
            "cant_update_message",
            "edit_window_closed",
            "too_many_emoji",
            "too_many_reactions",
        }
    ),
    About.PERSON: frozenset(
        {
            "user_not_found",
            "users_not_found",
            "user_disabled",
            "user_not_visible",
            "invalid_user_combination",
            "user_not_in_channel",
            "cannot_dm_bot",
            "not_enough_users",
            "too_many_users",
        }
    ),
    About.PLAN: frozenset({"message_limit_exceeded", "storage_limit_reached"}),
    About.PAYLOAD: frozenset(
        {
            "invalid_blocks",
            "invalid_blocks_format",
            "block_mismatch",
            "msg_too_long",
            "msg_blocks_too_long",
            "no_text",
            "too_many_attachments",
            "invalid_arguments",
            "invalid_metadata_format",
            "invalid_metadata_schema",
            "metadata_too_large",
            "markdown_text_conflict",
            "view_too_large",
            "duplicate_external_id",
            "invalid_name",
        }
    ),
}
_ABOUT = {code: about for about, codes in REFUSALS.items() for code in codes}
_CODE = re.compile(r"[a-z0-9_]{1,80}")
_WHOLE_SECONDS = re.compile(r"[0-9]{1,9}")


def judge(answer: Reply | NoReply, *, essential: bool = True) -> Outcome:
    """What an answer means.

    `essential` says that the workspace is of little use without this call: then a missing permission concerns the
    whole workspace, else only the call.
    """
    if isinstance(answer, NoReply):
        return Unsure(answer.reason) if answer.was_sent else Wait(REFUSED_CONNECTION_WAIT)
    if answer.status == TOO_MANY_REQUESTS or answer.error in RATE_LIMITED:
        return Wait(waiting_time(answer.retry_after))
    if answer.status >= SERVER_ERROR:
        return Unsure(f"http_{answer.status}")
    if answer.error is None:
        return Sent(_text(answer.body.get("channel")), _text(answer.body.get("ts")))
    return _refused(answer.error, essential)


def _refused(code: str, essential: bool) -> Outcome:
    if not _CODE.fullmatch(code):
        return Unsure("unreadable_answer")
    if code in SUCCESS_IN_DISGUISE:
        return Sent()
    if code in NOT_TAKEN:
        return Wait(REFUSED_CONNECTION_WAIT)
    if code in REORGANISING:
        return Wait(REORGANISATION_WAIT)
    if code in UNCLEAR:
        return Unsure(code)
    if code in TOKEN or (essential and code in CONFIGURATION):
        return WorkspaceDown(code)
    if code in CONFIGURATION:
        return Dead(code, About.PERMISSION)
    return Dead(code, _ABOUT.get(code, About.UNKNOWN))


def waiting_time(retry_after: str | None) -> Seconds:
    """The seconds of a Retry-After header: half a minute when it is missing or no number, an hour at most."""
    text = (retry_after or "").strip()
    if not _WHOLE_SECONDS.fullmatch(text):
        return WAIT_UNSAID
    return min(max(float(text), 1.0), LONGEST_WAIT)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
