"""What an administrator does to a workspace, and somebody to their own account; the app hears of it by events."""

from sandbox.acts import place_of
from sandbox.errors import ActFailedError
from sandbox.people import Person
from sandbox.site import Site


def some_member(site: Site, where: str) -> Person:
    """One of the people in this conversation who can still act."""
    conversation = site.workspace.find_conversation(where)
    members = conversation.members if conversation else []
    found = next((person for person in site.workspace.humans() if person.id in members), None)
    if found is None:
        raise ActFailedError(f"Nobody is in {where}.")
    return found


def archive(site: Site, person: Person, where: str, *, on: bool = True) -> None:
    """Archive a channel, or bring it back."""
    with site.workspace.lock:
        conversation = place_of(site, person, where)
        if conversation not in site.workspace.channels():
            raise ActFailedError("Only channels can be archived.")
        conversation.is_archived = on
        kind = f"{conversation.kind}_{'archive' if on else 'unarchive'}"
        event = {"type": kind, "channel": conversation.id, "user": person.id}
        site.events.emit({**event, "event_ts": site.clock.timestamp()}, conversation)
        site.workspace.on_change()


def change_person(site: Site, person: Person, **changes: object) -> None:
    """Change a member (`deleted`, `tz`, `title`, `email`, `real_name`, `is_admin`) and send `user_change`."""
    with site.workspace.lock:
        for name, value in changes.items():
            setattr(person, name, value)
        with_email = "users:read.email" in site.workspace.manifest.scopes
        user = person.as_slack(site.clock.now(), with_email=with_email, team_id=site.workspace.team.id)
        event = {"type": "user_change", "user": user, "cache_ts": user["updated"]}
        site.events.emit({**event, "event_ts": site.clock.timestamp()})
        site.workspace.on_change()


def uninstall(site: Site) -> None:
    """An administrator removes the app: the token is dead, then both events come."""
    with site.workspace.lock:
        _tell_revoked(site)
        site.events.emit({"type": "app_uninstalled"})
        site.workspace.revoke(set(site.workspace.tokens))


def revoke(site: Site, tokens: set[str]) -> None:
    """These tokens of the app's are dead, and it hears `tokens_revoked`, nothing else."""
    with site.workspace.lock:
        _tell_revoked(site)
        site.workspace.revoke(tokens)


def _tell_revoked(site: Site) -> None:
    site.events.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [site.workspace.bot.id]}})
