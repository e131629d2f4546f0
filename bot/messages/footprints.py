"""What is stored about me: the modal behind a button on Home."""

from typing import Any

from bot.domain.footprints import Footprint
from bot.messages.blocks import modal, section
from bot.messages.prompts import label, mention, render

CALLBACK = "person.stored"


def stored(footprint: Footprint, admin: str | None) -> dict[str, Any]:
    """`admin` is the Slack id of whoever can be asked to correct or erase it, as far as one is named."""
    facts = [footprint.name, footprint.email, footprint.zone, footprint.country]
    known = ", ".join(fact for fact in facts if fact)
    parts = [
        render("home/stored_facts", known=known, manager=footprint.manager),
        render("home/stored_counts", counts=footprint),
        render("home/stored_rights", admin=mention(admin) if admin else None),
    ]
    return modal(CALLBACK, label("modals.stored"), map(section, parts), close=label("modals.close"))
