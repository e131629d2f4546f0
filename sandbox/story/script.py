"""The story file: steps as data, checked when it is read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sandbox.clock import TARGETS, Seconds
from sandbox.workspace import Workspace

PATIENCE: Seconds = 30.0
# What each kind of step needs beside who, caption, hint and done.
NEEDS: Mapping[str, frozenset[str]] = {
    "lose": frozenset({"deal"}),
    "reply": frozenset({"at", "on", "text"}),
    "click": frozenset({"at", "on", "button"}),
    "fill": frozenset({"values"}),
    "react": frozenset({"at", "on", "emoji"}),
    "clock": frozenset({"to"}),
}
ALWAYS = frozenset({"who", "do", "caption", "hint", "done"})
OPTIONAL = frozenset({"then", "also"})
DEAL = frozenset({"name", "owner", "crm", "competitor", "reason", "amount", "currency"})


class StoryError(ValueError):
    """The story file cannot be played; the text names file, step and mistake."""


@dataclass(frozen=True)
class Place:
    """A channel, or the conversation of `people` (handles) with the app; `thread` are words of a thread's root."""

    people: tuple[str, ...] = ()
    channel: str = ""
    thread: str = ""


@dataclass(frozen=True)
class Mark:
    """What shows that a step is done.

    A message of the app's with `text` in the place `at`, with `reaction` on it if given ("any" emoji will do); or an
    open window of the person's with `modal` in its title.
    """

    at: str = ""
    text: str = ""
    reaction: str = ""
    modal: str = ""


@dataclass(frozen=True)
class Step:
    """One thing that one person does.

    `caption` tells it, `then` what it led to, `hint` asks somebody who plays by hand to do it. `on` are words of
    the message that is used, `also` are people who do the same right after.
    """

    who: str
    do: str
    caption: str
    hint: str
    done: Mark
    then: str = ""
    at: str = ""
    on: str = ""
    text: str = ""
    button: str = ""
    emoji: str = ""
    to: str = ""
    also: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    deal: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """`start` is said before anything happened, `end` after everything; `patience` is for each wait, in seconds."""

    title: str
    start: str
    end: str
    places: Mapping[str, Place]
    steps: tuple[Step, ...]
    patience: Seconds = PATIENCE


def read(path: Path, workspace: Workspace) -> Story:
    """The story in a TOML file, for the people and channels of this workspace. Raises StoryError, OSError."""
    try:
        return _story(tomllib.loads(path.read_text(encoding="utf-8")), workspace)
    except (StoryError, tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise StoryError(f"{path}: {mistake}") from None


def _story(data: dict[str, Any], workspace: Workspace) -> Story:
    _only(data, {"title", "start", "end", "places", "steps", "patience_seconds"}, "the story")
    for name in ("title", "start", "end"):
        _text(data, name, "the story")
    patience = data.get("patience_seconds", PATIENCE)
    if not isinstance(patience, int | float) or isinstance(patience, bool) or patience <= 0:
        raise StoryError("the story: patience_seconds is not a number above zero")
    places = {name: _place(name, entry, workspace) for name, entry in _table(data, "places", "the story").items()}
    steps = data.get("steps")
    if not isinstance(steps, list) or not steps:
        raise StoryError("the story: it has no steps")
    told = tuple(_step(f"step {number}", entry, places, workspace) for number, entry in enumerate(steps, start=1))
    return Story(data["title"], data["start"], data["end"], places, told, float(patience))


def _place(name: str, entry: Any, workspace: Workspace) -> Place:
    where = f"place {name}"
    if not isinstance(entry, dict):
        raise StoryError(f"{where}: not a table")
    _only(entry, {"people", "channel", "thread"}, where)
    if bool(entry.get("people")) == bool(entry.get("channel")):
        raise StoryError(f"{where}: it needs either people or a channel")
    people = _people(entry.get("people", []), where, workspace)
    channel = entry.get("channel", "")
    if channel and workspace.find_conversation(channel) is None:
        raise StoryError(f"{where}: there is no channel {channel}")
    return Place(people, channel, _text(entry, "thread", where) if "thread" in entry else "")


def _step(where: str, entry: Any, places: Mapping[str, Place], workspace: Workspace) -> Step:
    if not isinstance(entry, dict):
        raise StoryError(f"{where}: not a table")
    kind = _text(entry, "do", where)
    if kind not in NEEDS:
        raise StoryError(f"{where}: nothing is known about do = {kind!r}; it may be {', '.join(NEEDS)}")
    _only(entry, ALWAYS | OPTIONAL | NEEDS[kind], where)
    for name in sorted((ALWAYS | NEEDS[kind]) - entry.keys()):
        raise StoryError(f"{where}: {kind} needs {name}")
    for name in entry.keys() - {"done", "also", "values", "deal"}:
        _text(entry, name, where)
    if kind == "fill":
        _table(entry, "values", where)
    if kind == "lose":
        _deal(_table(entry, "deal", where), f"{where}, deal")
    _known(entry.get("at"), places, where)
    if kind == "clock" and entry["to"] not in TARGETS:
        raise StoryError(f"{where}: to is not one of {', '.join(TARGETS)}")
    _people([entry["who"]], where, workspace)
    also = _people(entry.get("also", []), where, workspace)
    return Step(**{**entry, "also": also, "done": _mark(_table(entry, "done", where), places, where)})


def _deal(entry: dict[str, Any], where: str) -> None:
    _only(entry, DEAL, where)
    for name in entry.keys() | {"name"}:
        _text(entry, name, where)


def _mark(entry: dict[str, Any], places: Mapping[str, Place], where: str) -> Mark:
    _only(entry, {one.name for one in fields(Mark)}, f"{where}, done")
    for name in entry:
        _text(entry, name, f"{where}, done")
    if "modal" not in entry and not {"at", "text"} <= entry.keys():
        raise StoryError(f"{where}, done: it needs at and text, or modal")
    _known(entry.get("at"), places, where)
    return Mark(**entry)


def _known(place: str | None, places: Mapping[str, Place], where: str) -> None:
    if place is not None and place not in places:
        raise StoryError(f"{where}: there is no place {place}; there are {', '.join(places) or 'none'}")


def _people(handles: Any, where: str, workspace: Workspace) -> tuple[str, ...]:
    if not isinstance(handles, list) or not all(isinstance(one, str) for one in handles):
        raise StoryError(f"{where}: people are a list of handles")
    for handle in handles:
        if (person := workspace.find_person(handle)) is None or person.is_bot:
            raise StoryError(f"{where}: nobody here is called {handle}")
    return tuple(handles)


def _only(entry: Mapping[str, Any], known: "set[str] | frozenset[str]", where: str) -> None:
    if strange := sorted(entry.keys() - known):
        raise StoryError(f"{where}: {', '.join(strange)} means nothing here")


def _text(entry: Mapping[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise StoryError(f"{where}: {name} is not a text")
    return value


def _table(entry: Mapping[str, Any], name: str, where: str) -> dict[str, Any]:
    value = entry.get(name)
    if not isinstance(value, dict) or not value:
        raise StoryError(f"{where}: {name} is not a table")
    return value
