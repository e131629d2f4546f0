"""Behind a pattern stand the talks that the reader takes part in, and those of which the team may read."""

import pytest

from bot.access import Actor
from bot.domain.reasons import Reason
from bot.domain.tallies import Dimension
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed
from bot.storage import participants
from bot.storage.models import RetrospectiveRow
from bot.use_cases.week import patterns
from tests import lost_deals
from tests.factories import ANA, KIM, NOW, PRIYA, Scene
from tests.lost_deals import BEN

Shown = dict[str, tuple[bool, bool]]


@pytest.fixture
def losses(scene: Scene) -> Scene:
    """Six losses to Contoso: Ben's may be told, the others stay with Ana."""
    for number in range(5):
        loss(scene, f"Ana's {number}", consent=None)
    loss(scene, "Told", rep=BEN)
    return scene


def loss(scene: Scene, name: str, *, rep: str = ANA, consent: Consent | None = Consent.NO_NAME) -> RetrospectiveRow:
    found = lost_deals.loss(scene.session, scene.workspace, name, rep=rep, consent=consent, competitor="Contoso")
    scene.session.flush()
    return found


def shown(scene: Scene, who: str, aspect: Dimension = Dimension.COMPETITOR) -> Shown:
    """The talks behind the first line: whether each is opened as a talk, and whether as a lesson."""
    first, *_ = patterns.behind(scene.session, scene.actor(who), aspect, NOW)
    return {talk.deal: (talk.link is not None, talk.lesson_id is not None) for talk in first.talks}


def begun(scene: Scene, row: RetrospectiveRow) -> None:
    """Its thread stands in Slack."""
    ended = row.status, row.closed_at
    row.status = "held"
    scene.begin(row)
    row.status, row.closed_at = ended
    scene.session.flush()


def test_whoever_takes_part_opens_the_talk_and_the_team_reads_the_lesson(losses: Scene) -> None:
    begun(losses, talk := loss(losses, "Northwind"))
    theirs = {f"Ana's {number}": (False, False) for number in range(5)}
    assert shown(losses, ANA) == theirs | {"Told": (False, True), "Northwind": (True, True)}
    assert shown(losses, PRIYA) == {"Told": (False, True), "Northwind": (True, True)}
    assert shown(losses, KIM) == {"Told": (False, True), "Northwind": (False, True)}
    participants.add(losses.session, talk, losses.person(KIM), NOW)
    assert shown(losses, KIM) == {"Told": (False, True), "Northwind": (True, True)}


def test_a_sensitive_talk_is_behind_nothing_not_even_for_its_own_people(losses: Scene) -> None:
    loss(losses, "Hush").is_sensitive = True
    assert "Hush" not in shown(losses, ANA)


def test_a_lesson_that_was_taken_back_is_behind_nothing(losses: Scene) -> None:
    loss(losses, "Not this one", rep=BEN, consent=Consent.NO)
    assert shown(losses, KIM) == {"Told": (False, True)}


def test_the_team_reads_of_the_reasons_that_the_rep_agreed_to(losses: Scene) -> None:
    talk = loss(losses, "Northwind", rep=BEN)
    talk.announced = {**(talk.announced or {}), "reasons": [str(Reason.TRUST)]}
    for who, deals in ((KIM, {"Told"}), (BEN, {"Told", "Northwind"})):
        first = patterns.behind(losses.session, losses.actor(who), Dimension.REASON, NOW)[0]
        assert first.line.value == Reason.PRICE
        assert {one.deal for one in first.talks} == deals


def test_somebody_whom_we_do_not_know_reads_what_the_team_may_and_a_stranger_nothing(losses: Scene) -> None:
    new = Actor(losses.workspace.id, "U0NEW")
    (contoso,) = patterns.behind(losses.session, new, Dimension.COMPETITOR, NOW)
    assert [talk.deal for talk in contoso.talks] == ["Told"]
    with pytest.raises(NotAllowed):
        patterns.behind(losses.session, Actor(losses.workspace.id, "U0OUT", is_outside=True), Dimension.COMPETITOR, NOW)
