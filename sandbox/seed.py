"""Fresh workspaces from the files in `facts/`."""

import itertools
import threading

from sandbox.clock import Clock
from sandbox.conversations import Conversation, Kind
from sandbox.facts import table
from sandbox.manifest import Manifest
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.workspace import Team, Workspace

TOKEN = "xoxb-sandbox"
FIRST, SECOND = "workspace", "second_workspace"


def _seed(name: str) -> Payload:
    """One seed file. The app is the same in all of them: what a file does not say of it, the first does."""
    seed = table(name)
    if name == FIRST:
        return seed
    first = table(FIRST)
    team = {"app_id": first["team"]["app_id"], **seed["team"]}
    return {**seed, "team": team, "bot": {**first["bot"], **seed["bot"]}}


def new_workspaces(clock: Clock) -> list[Workspace]:
    """The workspaces as a newcomer finds them, side by side, without the app."""
    lock, numbers = threading.RLock(), itertools.count(1)
    return [_new_workspace(_seed(name), clock, lock, numbers) for name in (FIRST, SECOND)]


def _new_workspace(seed: Payload, clock: Clock, lock: threading.RLock, numbers: "itertools.count[int]") -> Workspace:
    team = Team(**seed["team"])
    bot = Person(email="", tz=team.zone, team_id=team.id, deleted=True, **seed["bot"])
    hint = seed.get("story_hint", "")
    workspace = Workspace(team, bot, clock, seed=seed, story_hint=hint, lock=lock, numbers=numbers)
    for handle, entry in seed["people"].items():
        person = _person(handle, entry, team)
        workspace.people[person.id] = person
    for channel_id, entry in seed["channels"].items():
        workspace.conversations[channel_id] = _channel(channel_id, entry, workspace)
    return workspace


def another(like: Workspace, team_id: str) -> Workspace:
    """A fresh workspace with the same people and channels, under an id of its own."""
    team = {**like.seed["team"], "id": team_id, "name": team_id}
    return _new_workspace({**like.seed, "team": team}, like.clock, like.lock, like.numbers)


def _person(handle: str, entry: Payload, team: Team) -> Person:
    return Person(
        id=entry["id"],
        name=handle,
        real_name=entry["real_name"],
        email=f"{handle}@{team.email_host}",
        tz=entry["tz"],
        team_id=team.id,
        title=entry["title"],
        color=entry["color"],
        is_admin=entry.get("admin", False),
        locale=entry.get("locale", "en-US"),
    )


def _channel(channel_id: str, entry: Payload, workspace: Workspace) -> Conversation:
    people = workspace.seed["people"].values()
    members = [person["id"] for person in people if channel_id in person["channels"]]
    created = int(workspace.clock.now().timestamp())
    return Conversation(channel_id, Kind.CHANNEL, entry["name"], members, entry["topic"], created)


def install_by_token(workspace: Workspace, token: str, manifest: Manifest) -> None:
    """Install the app as if it had been there for long: it is in the channels where the seed has it."""
    workspace.install(token, manifest)
    for channel_id, entry in workspace.seed["channels"].items():
        if entry["bot"]:
            workspace.conversations[channel_id].members.append(workspace.bot.id)
