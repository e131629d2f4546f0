"""What people say of a warning about an open deal, and the button on Home, from the edge."""

import pytest
from sqlalchemy import select

from bot.domain.deals import Outcome
from bot.domain.look_alikes import LookAlike, Top
from bot.domain.reasons import Reason
from bot.domain.tallies import Dimension
from bot.messages import ids, look_alikes
from bot.storage.models import LookAlikeRow, PersonRow
from bot.use_cases.people import letters
from tests import lost_deals
from tests.factories import ANA, KIM, NOW
from tests.handlers.edge import Edge
from tests.handlers.sentences import NOT_HERE, NOT_YOURS

FOUND = LookAlike("Contoso", Dimension.VERTICAL, "Logistics", 6, 8, Top(Reason.TRUST, 5, 6))


@pytest.fixture
def warning(edge: Edge) -> str:
    """Ana was warned of Fabrikam, which is open; the id of that."""
    with edge.scene() as scene:
        deal = lost_deals.deal(scene.session, scene.workspace, "Fabrikam", outcome=Outcome.OPEN)
        row = LookAlikeRow(workspace_id=scene.workspace.id, deal_id=deal.id, person_id=scene.person(ANA), told_at=NOW)
        scene.session.add(row)
        scene.session.flush()
        message = look_alikes.warning(deal.name, FOUND, row.id)
        row.post_id = letters.write(scene.session, scene.workspace.id, ANA, message, "warning", NOW)
        return str(row.id)


def stands(edge: Edge) -> tuple[str | None, bool]:
    """What was said of it, and whether Ana wants more of them."""
    with edge.scene() as scene:
        row = scene.session.scalars(select(LookAlikeRow)).one()
        return row.verdict, scene.session.get_one(PersonRow, scene.person(ANA)).wants_look_alikes


def test_a_word_on_it_and_another_one(edge: Edge, warning: str) -> None:
    for action, said in (
        (ids.USEFUL, ("useful", True)),
        (ids.NOT_THIS_DEAL, ("not_this_deal", True)),
        (ids.NO_MORE_LOOK_ALIKES, ("no_more", False)),
        (ids.NO_MORE_LOOK_ALIKES, ("no_more", False)),
    ):
        edge.clicks(action, warning)
        assert stands(edge) == said


def test_what_is_forged_or_somebody_elses_changes_nothing(edge: Edge, warning: str) -> None:
    edge.clicks(ids.USEFUL, "💥")
    edge.clicks(ids.NO_MORE_LOOK_ALIKES, warning, by=KIM)
    assert [said for _, said in edge.whispers()] == [NOT_HERE, NOT_YOURS]
    assert stands(edge) == (None, True)


@pytest.mark.usefixtures("warning")
def test_off_and_on_again_on_home(edge: Edge) -> None:
    for value, wanted in (("off", False), ("off", False), ("on", True)):
        edge.clicks(ids.LOOK_ALIKES, value)
        assert stands(edge) == (None, wanted)
