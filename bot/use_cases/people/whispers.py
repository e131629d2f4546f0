"""What only one person hears: where they clicked, if we are there too, else in their own DM."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.message import Message
from bot.storage import outbox, rooms
from bot.use_cases.people import letters


def whisper(
    session: Session,
    actor: Actor,
    message: Message,
    *,
    channel: str,
    key: str,
    now: datetime,
    thread_ts: str | None = None,
) -> None:
    """Tell `actor` alone. `channel`: where they clicked, empty on App Home; `key` keeps a repeat from being told twice.

    Slack shows nothing to one person in a channel where the bot is not a member.
    """
    if rooms.is_ours(session, actor.workspace, channel):
        outbox.whisper(
            session,
            actor.workspace,
            channel=channel,
            user=actor.slack_user,
            message=message,
            thread_ts=thread_ts or None,
            dedupe_key=key,
            now=now,
        )
    elif not actor.is_outside:
        letters.write(session, actor.workspace, actor.slack_user, message, key, now)
