"""What Slack says of somebody, as a value."""

from typing import Any

from bot.domain.colleagues import Kind
from bot.storage.people import Member


def member(user: dict[str, Any], homes: frozenset[str], email: str = "") -> Member:
    """`homes`: the team and organisation whose members are colleagues. `email` stands in when Slack keeps it."""
    profile = user.get("profile") or {}
    names = (profile.get("real_name"), user.get("real_name"), user.get("name"), "")
    return Member(
        slack_user=user["id"],
        email=profile.get("email") or email,
        name=next(name for name in names if isinstance(name, str)),
        zone=user.get("tz") or "",
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        active=not user.get("deleted") and not user.get("is_bot"),
        kind=_kind(user, homes),
    )


def _kind(user: dict[str, Any], homes: frozenset[str]) -> Kind:
    """What somebody is. In a large organisation people have the organisation's id beside their own team's.

    https://docs.slack.dev/reference/objects/user-object
    """
    organisation = user.get("enterprise_user") or {}
    theirs = {user.get("team_id"), organisation.get("enterprise_id")} - {None, ""}
    if user.get("is_bot"):
        return Kind.BOT
    if user.get("is_stranger") or (theirs and not theirs & homes):
        return Kind.OUTSIDE
    return Kind.GUEST if user.get("is_restricted") or user.get("is_ultra_restricted") else Kind.MEMBER
