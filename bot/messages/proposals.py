"""Which loss would be told and why: what whoever leads reads of it before the team does."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bot.domain import choices as domain
from bot.domain.choices import Candidate
from bot.domain.message import Block, Message
from bot.domain.proposals import Verdict
from bot.domain.text import clip
from bot.messages import ids
from bot.messages.blocks import actions, button, section, static_select
from bot.messages.prompts import label, labels, render

CHOICE_LENGTH = 70
MOST_MERITS = 3  # that one sentence holds
MOST_OTHERS = 3


def why(ranked: Sequence[Candidate]) -> Message:
    """What the first of `ranked` is chosen for, and what else could be told, each for what speaks for it most."""
    first, *others = ranked
    told = [(one.deal, _merits(one, most=1)) for one in others[:MOST_OTHERS]]
    text = render("weekly/why", deal=first.deal, merits=_merits(first), others=told)
    return Message(text, (section(text),))


def card(
    proposal_id: UUID, verdict: Verdict, standing: Candidate | None, others: Sequence[Candidate], day: date
) -> Message:
    """What stands for the loss of the week on `day`, why, and what else could be told; with what can be done."""
    text = render(
        "weekly/proposal",
        verdict=str(verdict),
        deal=standing.deal if standing else None,
        merits=_merits(standing) if standing else "",
        day=day,
    )
    buttons = _buttons(proposal_id, verdict, standing, others)
    return Message(text, (section(text), *([actions(*buttons)] if buttons else [])))


def over(deal: str | None) -> Message:
    """The card once its hour has come; `deal` is what was told, None: nothing was."""
    text = render("weekly/proposal_over", deal=deal)
    return Message(text, (section(text),))


def _buttons(
    proposal_id: UUID, verdict: Verdict, standing: Candidate | None, others: Sequence[Candidate]
) -> list[Block]:
    buttons = []
    if standing is not None and verdict is Verdict.PROPOSED:
        value = f"{proposal_id}:{standing.retrospective_id}"
        buttons.append(button(label("buttons.let_it_be"), ids.LET_IT_BE, value, style="primary"))
    if others:
        choices = {f"{proposal_id}:{one.retrospective_id}": _choice(one) for one in others}
        buttons.append(static_select(label("places.another_loss"), ids.PICK_ANOTHER, choices))
    if standing is not None and verdict is not Verdict.NONE:
        buttons.append(button(label("buttons.none_this_week"), ids.NONE_THIS_WEEK, str(proposal_id)))
    return buttons


def _choice(candidate: Candidate) -> str:
    reason = _merits(candidate, most=1)
    return f"{clip(candidate.deal, CHOICE_LENGTH - len(reason) - 2)}: {reason}"


def _merits(candidate: Candidate, most: int = MOST_MERITS) -> str:
    """What speaks for it in words, the weightiest first."""
    words = labels()["merits"]
    return ", ".join(words[one] for one in domain.merits(candidate)[:most]) or str(words["waiting"])
