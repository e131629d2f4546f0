"""Monday's review: what a team lost and talked through, and one question for whoever leads it. Nobody is ranked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.domain.paces import FEWEST
from bot.domain.reasons import Reason

WINDOW = timedelta(days=7)
# Whoever is away longer than this hears of the next week instead.
LATEST = timedelta(days=3)


class Scope(StrEnum):
    """What a review is about: the reader's own team, or all of sales."""

    TEAM = "team"
    SALES = "sales"


class Question(StrEnum):
    """The one question that helps most; its words stand in the prompts."""

    NO_TALKS = "no_talks"
    NO_CALLS = "no_calls"
    GAP = "gap"
    ACTIONS = "actions"
    LESSON = "lesson"


@dataclass(frozen=True)
class Gaps:
    """Of so many `talks` in which both sides said what came first, in how many it differed, and what most often."""

    talks: int = 0
    differed: int = 0
    ours: Reason | None = None
    theirs: Reason | None = None

    @property
    def says_something(self) -> bool:
        """Whether there are enough talks to say anything."""
        return self.talks >= FEWEST


@dataclass(frozen=True)
class Team:
    """One manager's team. `lead` is their Slack id; the first four are of the last seven days.

    `waiting` talks are open now; `covered` of `sellers` who lost something this quarter talked a deal through, and
    `suggested` are deals to begin with for others. `overdue` are the deals whose action should be done by now.
    """

    lead: str
    lost: int = 0
    talked: int = 0
    called: int = 0
    waiting: int = 0
    sellers: int = 0
    covered: int = 0
    suggested: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    gaps: Gaps = field(default_factory=Gaps)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was lost or talked about in these seven days."""
        return not (self.lost or self.talked or self.called)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to review."""
        return bool(not self.is_quiet or self.waiting or self.suggested or self.overdue)


@dataclass(frozen=True)
class Agenda:
    """What a team's meeting could go through, each as deal and words; nobody's name is in it.

    `turn` says in which of its wordings the question is asked.
    """

    lessons: tuple[tuple[str, str], ...] = ()
    waiting: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    overdue: tuple[tuple[str, str], ...] = ()
    question: Question = Question.LESSON
    turn: int = 0


def question(team: Team) -> Question:
    """What to ask about this team: first whether it talks at all, then with whom, then what is made of it."""
    if team.lost and not team.talked:
        return Question.NO_TALKS
    if team.talked and not team.called:
        return Question.NO_CALLS
    if team.gaps.says_something and 2 * team.gaps.differed >= team.gaps.talks:
        return Question.GAP
    return Question.ACTIONS if team.overdue else Question.LESSON


def gaps(counted: Mapping[tuple[Reason, Reason], int]) -> Gaps:
    """The gaps in counts of (what we put first, what the customer put first)."""
    differing = {pair: count for pair, count in counted.items() if pair[0] is not pair[1]}
    most = max(differing, key=lambda pair: (differing[pair], *pair), default=(None, None))
    return Gaps(sum(counted.values()), sum(differing.values()), *most)


def together(teams: tuple[Team, ...], found: Gaps) -> Team:
    """All teams as one; `found` are the gaps of all, also of those whom nobody leads."""
    return Team(
        lead="",
        lost=sum(team.lost for team in teams),
        talked=sum(team.talked for team in teams),
        called=sum(team.called for team in teams),
        waiting=sum(team.waiting for team in teams),
        sellers=sum(team.sellers for team in teams),
        covered=sum(team.covered for team in teams),
        suggested=tuple(deal for team in teams for deal in team.suggested),
        overdue=tuple(deal for team in teams for deal in team.overdue),
        gaps=found,
    )
