"""`doctor` on Slack's side: the token, its scopes, the clock, the team channel, and the admin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from bot import slack_app
from bot.channel_looks import INFO, shows_another_company
from bot.cli.findings import Finding, fine, note, wrong
from bot.config import Settings
from bot.domain.outcomes import NoReply
from bot.errors import TryLater
from bot.installing import installation
from bot.installing.installation import Identity, TokenRefused
from bot.slack_client import Slack

SKEW_SECONDS = 60
HERE = {"localhost", "127.0.0.1", "::1"}


def reachability(settings: Settings) -> Finding:
    """Whether Slack can get to us at all."""
    if settings.slack_app_token:
        return fine("delivery", "Socket Mode: Slack needs no address of ours")
    if urlsplit(settings.public_url).hostname in HERE and settings.slack_api_url.startswith("https://slack.com"):
        return wrong(
            "delivery",
            f"BASE_URL is {settings.public_url}",
            why="Slack calls the bot over HTTP and cannot reach an address that only this machine knows",
            fix="set BASE_URL to the public https address, or SLACK_APP_TOKEN for Socket Mode",
        )
    return fine("delivery", f"HTTP; the Slack app's request URL is {settings.public_url}/slack/events")


def token(slack: Slack, secret: str, now: datetime) -> Iterator[Finding]:
    """Whether Slack accepts it, and then its scopes and Slack's clock. `now` is the machine's own time."""
    try:
        identity = installation.identify(slack.client(secret))
    except TokenRefused as error:
        yield wrong(
            "token",
            f"Slack refuses the bot token ({error.error})",
            why="nothing can be read or posted",
            fix=installation.REFUSALS.get(error.error, "copy the token again from OAuth & Permissions"),
        )
        return
    except TryLater as error:
        yield wrong(
            "token",
            str(error),
            why="nothing can be checked or posted",
            fix=f"see whether this machine gets through to {slack.api_url} (proxy, firewall, name service)",
        )
        return
    yield fine("token", f"bot user {identity.bot_user_id} in {identity.team} ({identity.team_id})")
    yield scopes(identity)
    yield clock_skew(identity, now)


def scopes(identity: Identity) -> Finding:
    """Whether the installation has what the manifest asks for."""
    missing = sorted(slack_app.scopes() - identity.scopes)
    if missing:
        return wrong(
            "scopes",
            f"Slack has not granted {', '.join(missing)}",
            why="the app was changed after it was installed; what needs these fails, often silently",
            fix="Slack app → OAuth & Permissions → Reinstall to Workspace, then copy the token again",
        )
    return fine("scopes", f"all {len(slack_app.scopes())} granted")


def clock_skew(identity: Identity, now: datetime) -> Finding:
    """Slack's clock beside ours: a signature is good for five minutes only."""
    theirs = _date(identity.date)
    if theirs is None:
        return note("clock", "Slack did not say what time it is", why="skew cannot be told", fix="nothing to do")
    seconds = abs((now - theirs).total_seconds())
    if seconds > SKEW_SECONDS:
        return wrong(
            "clock",
            f"this machine's clock is {seconds:.0f} seconds away from Slack's",
            why="requests are refused as too old once it is five minutes",
            fix="let the machine set its clock by NTP",
        )
    return fine("clock", f"{seconds:.0f} seconds beside Slack's")


def team_channel(slack: Slack, secret: str, channel: str | None) -> Finding:
    """Whether the weekly post has a place to go, and only the team sees it."""
    if channel is None:
        return wrong(
            "team channel",
            "none is set",
            why="the week is not posted",
            fix="python -m bot settings set team_channel C… (the id at the bottom of the channel's details)",
        )
    return channel_of("team channel", slack, secret, channel)


def channel_of(named: str, slack: Slack, secret: str, channel: str) -> Finding:
    """Whether a channel takes our posts, and only colleagues see it. `named` is the setting's name with blanks."""
    reply = slack.read(secret, INFO, {"channel": channel})
    if isinstance(reply, NoReply) or reply.error or not reply.body:
        said = "no answer" if isinstance(reply, NoReply) else reply.error
        return wrong(
            named,
            f"Slack does not show {channel} to the bot ({said})",
            why="it does not exist, or it is private and the bot is not in it",
            fix=f"in that channel: /invite @Silver Lining; or set another {named.replace(' ', '_')}",
        )
    return _channel(named, channel, reply.body["channel"])


def admin(slack: Slack, secret: str, user: str | None) -> Finding:
    """Whether somebody is told when an operator has to act."""
    if user is None:
        return note(
            "admin",
            "nobody is named, so nobody can be told in Slack",
            why="what is given up is seen only here and by python -m bot replay",
            fix="python -m bot settings set admin SOMEBODY@YOUR.COMPANY",
        )
    reply = slack.read(secret, "users.info", {"user": user})
    if isinstance(reply, NoReply) or reply.error or not reply.body:
        said = "no answer" if isinstance(reply, NoReply) else reply.error
        return _unreachable(f"Slack does not show {user} to the bot ({said})")
    seen = reply.body["user"]
    if seen.get("deleted") or seen.get("is_bot"):
        return _unreachable(f"{user} is no longer there" if seen.get("deleted") else f"{user} is a bot")
    return fine("admin", f"{seen.get('real_name') or user} ({user}) is told when something is given up")


def _unreachable(what: str) -> Finding:
    why = "nobody is told when something is given up"
    return wrong("admin", what, why=why, fix="python -m bot settings set admin SOMEBODY@YOUR.COMPANY")


def _channel(named: str, channel: str, seen: dict[str, Any]) -> Finding:
    name = f"#{seen.get('name') or channel}"
    if seen.get("is_archived"):
        return wrong(named, f"{name} is archived", why="nothing can be posted there", fix="set another one")
    if shows_another_company(seen):
        return wrong(
            named,
            f"{name} is shared with another company",
            why="what lost deals teach is for colleagues only",
            fix=f"set a {named.replace(' ', '_')} that is not shared",
        )
    if not seen.get("is_member"):
        return wrong(
            named,
            f"the bot is not in {name}",
            why="Slack lets it post and read reactions only where it is a member",
            fix=f"in {name}: /invite @Silver Lining",
        )
    return fine(named, f"{name}, and the bot is in it")


def _date(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header or "")
    except ValueError:
        return None
