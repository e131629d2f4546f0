"""The forms of a workshop: its lesson and people, who comes together with whom, and what a group wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.domain.text import clip
from bot.domain.workshops import LONGEST, MOST_PEOPLE, MOST_PRACTICES
from bot.messages import ids
from bot.messages.blocks import actions, button, modal, people_input, section, select_input, text_input
from bot.messages.prompts import label, mentions, moment, render

LESSON, PEOPLE, WHEN = "lesson", "people", "when"
NOW = "now"
CHOICE_LENGTH = 70
MOST_STARTS = 99  # a menu has room for a hundred, and one of them is now
FIELDS = tuple(f"practice.{place}" for place in range(1, MOST_PRACTICES + 1))


@dataclass(frozen=True)
class Preview:
    """Groups as they would come together, by Slack id. `starts_at` is in the reader's zone; None: at once."""

    deal: str
    groups: tuple[tuple[str, ...], ...]
    left_out: tuple[str, ...] = ()
    starts_at: datetime | None = None


def plan(lessons: Mapping[str, tuple[str, str]], team: Sequence[str], starts: Mapping[str, datetime]) -> dict[str, Any]:
    """What to work on, with whom, and when. `lessons` are id → deal and words, `starts` are value → local time."""
    told = {key: clip(f"{deal}: {words}", CHOICE_LENGTH) for key, (deal, words) in lessons.items()}
    times = {NOW: label("workshop.now")} | {key: moment(at) for key, at in list(starts.items())[:MOST_STARTS]}
    people = people_input(
        PEOPLE,
        label("workshop.people"),
        ids.COLLEAGUE,
        hint=label("workshop.people_hint"),
        most=MOST_PEOPLE,
        initial=team,
    )
    return modal(
        ids.WORKSHOP_MODAL,
        label("workshop.title"),
        [
            section(render("workshop/plan")),
            select_input(LESSON, label("workshop.lesson"), told, initial=next(iter(told), None)),
            people,
            select_input(WHEN, label("workshop.when"), times, initial=NOW),
        ],
        submit=label("workshop.show"),
        close=label("modals.close"),
    )


def groups(told: Preview, metadata: str) -> dict[str, Any]:
    """Who would come together; they can be mixed again before it starts. `metadata` holds the plan."""
    text = render(
        "workshop/groups",
        deal=told.deal,
        groups=[mentions(group) for group in told.groups],
        left_out=mentions(told.left_out),
        at=moment(told.starts_at) if told.starts_at else None,
    )
    return modal(
        ids.GROUPS_MODAL,
        label("workshop.title"),
        [section(text), actions(button(label("buttons.mix_again"), ids.MIX_AGAIN))],
        submit=label("workshop.plan_it" if told.starts_at else "workshop.start"),
        close=label("modals.close"),
        private_metadata=metadata,
    )


def practices(group_id: UUID, deal: str, written: Sequence[str]) -> dict[str, Any]:
    """Both lines of a group, with what stands there already; either may be empty."""
    fields = [
        text_input(
            field,
            label("workshop.practice"),
            initial=written[place] if place < len(written) else "",
            optional=True,
            multiline=False,
            max_length=LONGEST,
        )
        for place, field in enumerate(FIELDS)
    ]
    return modal(
        ids.PRACTICES_MODAL,
        label("workshop.title"),
        [section(render("workshop/practices", deal=deal)), *fields],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=str(group_id),
    )
