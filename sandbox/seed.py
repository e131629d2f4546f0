"""A fresh workspace from `facts/workspace.toml`."""

import tomllib
from functools import cache

from sandbox.calls import FACTS
from sandbox.clock import Clock
from sandbox.conversations import Conversation, Kind
from sandbox.manifest import Manifest
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.workspace import Team, Workspace

TOKEN = "xoxb-sandbox"
EMAIL_HOST = "fabrikam.example"


@cache
def seed_data() -> Payload:
    """The seed file, read once."""
    return tomllib.loads((FACTS / "workspace.toml").read_text(encoding="utf-8"))


def new_workspace(clock: Clock, manifest: Manifest | None = None, token: str = TOKEN) -> Workspace:
    """A workspace as a newcomer finds it."""
    seed = seed_data()
    team = Team(**seed["team"])
    bot = Person(email="", tz=team.zone, team_id=team.id, **seed["bot"])
    workspace = Workspace(
        team, bot, token, clock, manifest or Manifest(), story_hint=seed["story_hint"], people={bot.id: bot}
    )
    for handle, entry in seed["people"].items():
        person = _person(handle, entry, team)
        workspace.people[person.id] = person
    for channel_id, entry in seed["channels"].items():
        workspace.conversations[channel_id] = _channel(channel_id, entry, workspace)
    return workspace


def _person(handle: str, entry: Payload, team: Team) -> Person:
    return Person(
        id=entry["id"],
        name=handle,
        real_name=entry["real_name"],
        email=f"{handle}@{EMAIL_HOST}",
        tz=entry["tz"],
        team_id=team.id,
        title=entry["title"],
        color=entry["color"],
        is_admin=entry.get("admin", False),
    )


def _channel(channel_id: str, entry: Payload, workspace: Workspace) -> Conversation:
    people = seed_data()["people"].values()
    members = [person["id"] for person in people if channel_id in person["channels"]]
    if entry["bot"]:
        members.append(workspace.bot.id)
    created = int(workspace.clock.now().timestamp())
    return Conversation(channel_id, Kind.CHANNEL, entry["name"], members, entry["topic"], created)
