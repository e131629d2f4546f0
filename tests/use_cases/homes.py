"""Somebody's Home, opened and read as they read it."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.conversation import Status
from bot.storage import wrap_ups
from bot.storage.models import RetrospectiveRow
from bot.use_cases.app_home import home
from tests.factories import ANA, Scene, form


def open_home(scene: Scene, who: str = ANA, *, is_admin: bool = False) -> list[str]:
    """What they read there, part by part; each button behind its text, in brackets."""
    home.open(scene.session, replace(scene.actor(who), is_admin=is_admin), scene.tick())
    scene.session.flush()
    return shown(scene, who)


def shown(scene: Scene, who: str = ANA) -> list[str]:
    payload = next(row.payload or {} for row in scene.outbox("publish") if row.lane == f"home:{who}")
    return [_read(block) for block in payload["view"]["blocks"] if block["type"] != "divider"]


def _read(block: dict[str, Any]) -> str:
    if block["type"] == "context":
        return str(block["elements"][0]["text"])
    if block["type"] == "actions":
        return " ".join(f"[{one['text']['text']}]" for one in block["elements"])
    if block["type"] == "rich_text":
        return str(block["elements"][0]["elements"][0]["text"])
    button = block.get("accessory", {}).get("text", {}).get("text")
    return f"{block['text']['text']}" + (f" [{button}]" if button else "")


def button(scene: Scene, who: str, place: int = 0) -> dict[str, Any]:
    """The button beside the n-th thing that has one."""
    payload = next(row.payload or {} for row in scene.outbox("publish") if row.lane == f"home:{who}")
    blocks = payload["view"]["blocks"]
    sides = [block.get("accessory") or block["elements"][0] for block in blocks if _has_button(block)]
    found: dict[str, Any] = sides[place]
    return found


def _has_button(block: dict[str, Any]) -> bool:
    return "accessory" in block or block["type"] == "actions"


def to_do(parts: list[str]) -> list[str]:
    return [part for part in parts if part.endswith("[Done]")]


def wrap_up(scene: Scene, row: RetrospectiveRow, action: str, owner: str | None, due_on: date | None) -> None:
    """End the talk, whatever was said, with something to do."""
    row.status = Status.DONE
    details: dict[str, Any] = {
        "action": action,
        "action_owner": scene.person(owner) if owner else None,
        "due_on": due_on,
    }
    wrap_ups.keep(scene.session, row, form(**details), scene.tick())
