"""Parts of Home for managers: customers who wait for a call, and who of the team has talked a deal through."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.domain.listed import Listed
from bot.domain.message import Block
from bot.domain.text import clip
from bot.messages import ids
from bot.messages.blocks import button, context, divider, header, section
from bot.messages.prompts import NAME_LENGTH, Raw, escape, label, mention, render

MOST_NAMED, MOST_SUGGESTED = 30, 10


@dataclass(frozen=True)
class WaitingCall:
    """`leader` is a Slack id; `since` a day of the reader's own calendar."""

    deal_name: str
    leader: str | None
    since: date | None


@dataclass(frozen=True)
class Seller:
    """Somebody of the reader's own team: by Slack id, or by name where they have none.

    `deal_id` and `deal_name` are a deal to begin with, None where there is none.
    """

    slack_user: str | None
    name: str
    has_talked: bool
    deal_id: UUID | None = None
    deal_name: str | None = None


def calls(waiting: Listed[WaitingCall]) -> list[Block]:
    """The customer calls that they lead and that nobody has made; nothing while there are none."""
    if not waiting.shown:
        return []
    lines = [
        render(
            "home/call", deal_name=one.deal_name, leader=mention(one.leader) if one.leader else None, since=one.since
        )
        for one in waiting.shown
    ]
    return [divider(), header(label("home.calls")), section("\n".join(lines)), *_more(waiting.more)]


def coverage(sellers: list[Seller]) -> list[Block]:
    """Who has talked at least one deal through this quarter, and one deal for each who has not.

    Yes or no, by name, and nothing that could be counted or ranked.
    """
    if not sellers:
        return []
    done = [one for one in sellers if one.has_talked]
    others = [one for one in sellers if not one.has_talked and one.deal_id]
    parts = [divider(), header(label("home.coverage"))]
    if done:
        names = ", ".join(_name(one) for one in done[:MOST_NAMED])
        parts.append(section(render("home/covered", names=Raw(names), more=max(len(done) - MOST_NAMED, 0))))
    parts += [_suggestion(one, place) for place, one in enumerate(others[:MOST_SUGGESTED])]
    return [*parts, *_more(max(len(others) - MOST_SUGGESTED, 0))]


def _suggestion(one: Seller, place: int) -> Block:
    begin = button(label("home.start"), f"{ids.START_DEAL}.{place}", str(one.deal_id), about=one.deal_name or "")
    return section(render("home/suggested", seller=Raw(_name(one)), deal_name=one.deal_name), begin)


def _name(one: Seller) -> str:
    return mention(one.slack_user) if one.slack_user else escape(clip(one.name, NAME_LENGTH))


def _more(count: int) -> list[Block]:
    return [context(render("home/more", more=count, command=None))] if count else []
