"""Monday's reviews, and the agenda that comes of them. Teams stand by name, and no number ranks anybody."""

from collections.abc import Sequence
from typing import Any

from bot.domain.message import Message
from bot.domain.reviews import Agenda, Gaps, Question, Scope, Team
from bot.messages import ids
from bot.messages.blocks import actions, button, modal, section
from bot.messages.prompts import label, labels, mention, render

MOST_NAMED = 5
WORDINGS = ("", "_2", "_3")  # of each question, in turn: the same one may be due for many weeks


def of_team(team: Team, question: Question, turn: int = 0) -> Message:
    """A manager's own review, with one question for the team, worded by whose `turn` it is."""
    texts = [
        render("reviews/team", team=team),
        *_coverage(team),
        *_overdue(team),
        *_gaps(team.gaps),
        render("reviews/question", question=_question(question, turn)),
    ]
    return _with_agenda(texts, Scope.TEAM)


def of_sales(sales: Team, teams: Sequence[tuple[Team, Question]], turn: int = 0) -> Message:
    """The brief of whoever leads sales: all together, then each team with one question, as its own review asks it."""
    texts = [
        render("reviews/sales", team=sales),
        *(_of_one(team, question, turn) for team, question in teams),
        *_gaps(sales.gaps),
        *_coverage(sales),
        *_overdue(sales),
    ]
    return _with_agenda(texts, Scope.SALES)


def agenda(told: Agenda) -> dict[str, Any]:
    """What the meeting could go through, to be copied."""
    text = render(
        "reviews/agenda",
        lessons=told.lessons[:MOST_NAMED],
        waiting=told.waiting[:MOST_NAMED],
        suggested=told.suggested[:MOST_NAMED],
        overdue=told.overdue[:MOST_NAMED],
        question=_question(told.question, told.turn),
    )
    return modal("review.agenda", label("reviews.agenda"), [section(text)], close=label("modals.close"))


def _of_one(team: Team, question: Question, turn: int) -> str:
    return render("reviews/one", lead=mention(team.lead), team=team, question=_question(question, turn))


def _coverage(team: Team) -> list[str]:
    if not team.sellers:
        return []
    named = team.suggested[:MOST_NAMED]
    return [render("reviews/coverage", team=team, deals=named, more=len(team.suggested) - len(named))]


def _overdue(team: Team) -> list[str]:
    if not team.overdue:
        return []
    named = team.overdue[:MOST_NAMED]
    return [render("reviews/overdue", deals=named, more=len(team.overdue) - len(named))]


def _gaps(gaps: Gaps) -> list[str]:
    reasons = labels()["reasons"]
    ours, theirs = (reasons[one] if one else "" for one in (gaps.ours, gaps.theirs))
    return [render("reviews/gaps", gaps=gaps, ours=ours, theirs=theirs)]


def _question(question: Question, turn: int) -> str:
    return str(labels()["review_questions"][f"{question}{WORDINGS[turn % len(WORDINGS)]}"])


def _with_agenda(texts: Sequence[str], scope: Scope) -> Message:
    opened = actions(button(label("reviews.open_agenda"), ids.OPEN_AGENDA, scope))
    return Message("\n\n".join(texts), (*(section(text) for text in texts), opened))
