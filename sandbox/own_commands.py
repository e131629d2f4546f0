"""Slack's own slash commands, as far as an app is touched by them: who is in a channel."""

from collections.abc import Callable

from sandbox import channels
from sandbox.errors import ActFailedError
from sandbox.people import Person
from sandbox.site import Site


def typed(site: Site, person: Person, where: str, line: str) -> bool:
    """Do what a command of Slack's own says; False when the line is none. Raises ActFailedError."""
    command, _, names = line.strip().partition(" ")
    if command not in COMMANDS:
        return False
    COMMANDS[command](site, person, where, names)
    return True


def _invite(site: Site, person: Person, where: str, names: str) -> None:
    for guest in _people(site, names):
        channels.invite(site, person, where, guest.id)


def _remove(site: Site, person: Person, where: str, names: str) -> None:
    for member in _people(site, names):
        if member.is_bot:
            channels.remove_app(site, person, where)
        else:
            channels.leave(site, member, where)


def _leave(site: Site, person: Person, where: str, names: str) -> None:
    channels.leave(site, person, where)


def _people(site: Site, names: str) -> list[Person]:
    """The people behind `@ana @The App`: handles, or names as they are shown."""
    asked = [name.strip() for name in names.split("@") if name.strip()]
    if not asked:
        raise ActFailedError("Say whom, with an @ before each name.")
    return [_person(site, name) for name in asked]


def _person(site: Site, name: str) -> Person:
    for person in site.workspace.people.values():
        if name.lower() in (person.name.lower(), person.real_name.lower()) and not person.deleted:
            return person
    raise ActFailedError(f"Nobody here is called {name}.")


COMMANDS: dict[str, Callable[[Site, Person, str, str], None]] = {
    "/invite": _invite,
    "/leave": _leave,
    "/remove": _remove,
}
