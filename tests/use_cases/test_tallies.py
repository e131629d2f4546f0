"""The summary rows always say what a count of the deals and talks says."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.access import Actor
from bot.domain.conversation import Status
from bot.domain.deals import Deal, EventKind, Outcome, Person
from bot.domain.guides import View
from bot.domain.reasons import Cause, Reason
from bot.domain.tallies import Dimension
from bot.errors import BotError, NotAllowed
from bot.storage import tallies
from bot.storage.models import DealRow, RetrospectiveRow, TallyRow
from bot.use_cases.call import captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.losses import deals
from bot.use_cases.talk import sensitivity
from bot.use_cases.week import patterns
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, NOW, Scene, event, form

pytestmark = pytest.mark.both_databases

TEAMS = count()
KINDS = {
    EventKind.LOST: Outcome.LOST,
    EventKind.WON: Outcome.WON,
    EventKind.REOPENED: Outcome.OPEN,
    EventKind.UNKNOWN: Outcome.LOST,
    EventKind.DELETED: None,
    EventKind.MERGED: None,
}


@dataclass(frozen=True)
class Step:
    """One thing that happens to one deal; `undone`: and is taken back with its savepoint."""

    act: str
    deal: str
    kind: EventKind
    days: int
    competitor: str | None
    reasons: tuple[Reason, ...]
    undone: bool


STEPS = st.builds(
    Step,
    act=st.sampled_from(
        ["hear", "hear", "hear", "talk", "call", "wrap up", "wrap up", "look below", "forget", "withdraw", "hide"]
    ),
    deal=st.sampled_from(["D1", "D2", "D3"]),
    kind=st.sampled_from(sorted(KINDS)),
    days=st.integers(-40, 40),
    competitor=st.sampled_from([None, "Contoso", "Fabrikam"]),
    reasons=st.lists(st.sampled_from(Reason), max_size=3, unique=True).map(tuple),
    undone=st.booleans(),
)


@dataclass
class Story:
    """Plays steps in a workspace of its own."""

    scene: Scene
    acts: dict[str, Callable[[Step], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.acts = {
            "hear": self.hear,
            "talk": self.talk,
            "call": self.call,
            "wrap up": self.wrap_up,
            "look below": self.look_below,
            "forget": self.forget,
            "withdraw": self.withdraw,
            "hide": self.hide,
        }

    def play(self, step: Step) -> None:
        with suppress(BotError, _Undone), self.scene.session.begin_nested():
            self.acts[step.act](step)
            if step.undone:
                raise _Undone

    def hear(self, step: Step) -> None:
        outcome, at = KINDS[step.kind], NOW + timedelta(days=step.days)
        shown = None if outcome is None else self._shown(step, outcome)
        news = event(step.kind, step.days * 1440, deal_id=step.deal, merged_into="D3")
        deals.record(
            self.scene.session,
            workspace_id=self.scene.workspace.id,
            connection_id=self.scene.connection_id,
            event=news,
            deal=shown,
            now=max(at, NOW),
        )

    def _shown(self, step: Step, outcome: Outcome) -> Deal:
        at = NOW + timedelta(days=step.days)
        return Deal(
            step.deal,
            "Northwind",
            outcome,
            Person(self.scene.email(ANA)),
            competitor=step.competitor,
            created_at=at - timedelta(days=abs(step.days)) if step.days % 3 else None,
            closed_at=at if outcome is not Outcome.OPEN and step.days % 2 else None,
        )

    def talk(self, step: Step) -> None:
        for row in self._talks(step, Status.HELD):
            self.scene.begin(row)

    def call(self, step: Step) -> None:
        for row in self._talks(step, Status.OUR_VIEW, Status.CUSTOMERS_VIEW, Status.WRAP_UP):
            asked = self.scene.conversation(row).guide.of(View.CUSTOMERS)[0].key
            said, actor = Capture({asked: "Slow."}), self.scene.actor()
            captures.capture(self.scene.session, actor, row.id, said, self.scene.tick())

    def wrap_up(self, step: Step) -> None:
        for row in self._talks(step, Status.OUR_VIEW, Status.CUSTOMERS_VIEW, Status.WRAP_UP):
            told = form(causes=tuple(map(Cause, step.reasons)))
            lessons.wrap_up(self.scene.session, self.scene.actor(), row.id, told, self.scene.tick())

    def look_below(self, step: Step) -> None:
        below = {Reason.PRICE: next(iter(step.reasons), None), Reason.FIT: Reason.PROOF}
        for row in self._talks(step, Status.DONE):
            lessons.look_below(self.scene.session, self.scene.actor(), row.id, below, "", self.scene.tick())

    def forget(self, step: Step) -> None:
        """Nothing is read before it is changed: the session has to look what stood there."""
        self.scene.session.flush()
        self.scene.session.expire_all()
        for row in self._deals(step):
            row.competitor = step.competitor

    def withdraw(self, step: Step) -> None:
        for row in self._talks(step, Status.DONE):
            row.status = Status.SKIPPED

    def hide(self, step: Step) -> None:
        """What is sensitive is so no longer, and the other way round."""
        for row in self._talks(step, *Status):
            actor, now = self.scene.actor(), self.scene.tick()
            sensitivity.mark(self.scene.session, actor, row.id, sensitive=not row.is_sensitive, now=now)

    def _deals(self, step: Step) -> list[DealRow]:
        mine = (DealRow.workspace_id == self.scene.workspace.id, DealRow.external_id == step.deal)
        return list(self.scene.session.scalars(select(DealRow).where(*mine)))

    def _talks(self, step: Step, *statuses: Status) -> list[RetrospectiveRow]:
        query = select(RetrospectiveRow).join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        here = (DealRow.workspace_id == self.scene.workspace.id, DealRow.external_id == step.deal)
        return list(self.scene.session.scalars(query.where(*here, RetrospectiveRow.status.in_(statuses))))


class _Undone(Exception):
    pass


@settings(
    max_examples=5, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=6, max_size=14))
def test_they_never_drift(scene: Scene, steps: list[Step]) -> None:
    story = Story(Scene(scene.session, f"T0TALLY{next(TEAMS)}"))
    for step in steps:
        story.play(step)
        tallies.settle(scene.session)
    assert tallies.drift(scene.session, story.scene.workspace.id) == 0


def lies(scene: Scene) -> dict[tuple[str, str, str, str], int]:
    """What lies in the drawers: (dimension, period, kind, value) → count."""
    tallies.settle(scene.session)
    rows = scene.session.scalars(select(TallyRow).where(TallyRow.workspace_id == scene.workspace.id))
    return {(row.dimension, row.period, row.kind, row.value): row.count for row in rows if row.count}


def test_a_loss_counts_by_day_and_by_month_and_a_reopening_takes_it_back(scene: Scene) -> None:
    scene.hear(event(EventKind.LOST, -10), Outcome.LOST)
    assert lies(scene) == {("days", "2026-11-20", "lost", ""): 1, ("deals", "2026-11", "lost", ""): 1}
    scene.hear(event(EventKind.REOPENED, -5), Outcome.OPEN)
    assert lies(scene) == {}


def test_a_talk_counts_with_its_reasons_once_it_is_wrapped_up(scene: Scene) -> None:
    talk = scene.open(name="Northwind")
    lessons.wrap_up(
        scene.session, scene.actor(), talk.id, form(causes=(Cause(Reason.PRICE), Cause(Reason.TRUST))), scene.tick()
    )
    found = {
        key: n for key, n in lies(scene).items() if key[0] not in (Dimension.DAYS, Dimension.WEEKS, Dimension.DEALS)
    }
    assert found == {
        ("talks", "2026-11-20", "lost", ""): 1,
        ("talked", "2026-11", "lost", ""): 1,
        ("reason", "2026-11", "lost", "price"): 1,
        ("reason", "2026-11", "lost", "trust"): 1,
    }


def test_what_lay_below_counts_beside_what_was_said_first_and_only_once(scene: Scene) -> None:
    talk = scene.open(name="Northwind")
    lessons.wrap_up(
        scene.session, scene.actor(), talk.id, form(causes=(Cause(Reason.PRICE), Cause(Reason.TRUST))), scene.tick()
    )
    for below in (Reason.TRUST, Reason.PROOF, None, Reason.TRUST):
        lessons.look_below(scene.session, scene.actor(), talk.id, {Reason.PRICE: below}, "", scene.tick())
        counted = {value: n for (dimension, *_, value), n in lies(scene).items() if dimension == Dimension.REASON}
        assert counted == {"price": 1, "trust": 1} | ({below: 1} if below else {})
    assert tallies.drift(scene.session, scene.workspace.id) == 0


@pytest.mark.parametrize("damage", ["lost", "wrong"])
def test_what_has_drifted_is_seen_and_counted_anew(scene: Scene, damage: str) -> None:
    scene.hear(event(EventKind.LOST), Outcome.LOST)
    tallies.settle(scene.session)
    here = TallyRow.workspace_id == scene.workspace.id
    scene.session.execute(update(TallyRow).where(here).values(count=0 if damage == "lost" else 7))
    assert tallies.drift(scene.session, scene.workspace.id) == 2
    assert tallies.rebuild(scene.session, scene.workspace.id) == 2
    assert tallies.drift(scene.session, scene.workspace.id) == 0


def test_strangers_see_no_patterns(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        patterns.of_year(scene.session, Actor(scene.workspace.id, "U0STRANGER", is_outside=True), NOW)


def test_patterns_rest_on_the_deals_of_a_year_and_of_one_workspace(scene: Scene) -> None:
    other = Scene(scene.session, "T0OTHER")
    for number in range(6):
        at = -400 * 1440 if number == 5 else -number
        for place in (scene, other):
            place.hear(event(EventKind.LOST, at, deal_id=f"D{number}"), Outcome.LOST)
    found = patterns.of_year(scene.session, scene.actor(), NOW)
    assert (found.lost, found.won, found.says_something) == (5, 0, True)
