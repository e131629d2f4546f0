"""A lesson is taken down from its page, and told after all, from the edge."""

import pytest
from sqlalchemy import select

from bot.domain.wrap_ups import Consent
from bot.messages import ids
from bot.storage.models import ConsentRow, LessonRow
from tests import lost_deals
from tests.factories import KIM
from tests.handlers.edge import Edge
from tests.handlers.sentences import NOT_HERE, NOT_YOURS


@pytest.fixture
def lesson(edge: Edge) -> str:
    """The id of a lesson of Ana's that may be told."""
    with edge.scene() as scene:
        lost_deals.loss(scene.session, scene.workspace)
        return str(scene.session.scalars(select(LessonRow.id)).one())


def consent(edge: Edge) -> str:
    with edge.scene() as scene:
        return scene.session.scalars(select(ConsentRow.choice)).one()


def test_down_and_up_again_on_the_lessons_page(edge: Edge, lesson: str) -> None:
    edge.clicks(ids.TELL_MORE, lesson)
    assert ids.TAKE_DOWN in str(edge.modal())
    edge.clicks(ids.TAKE_DOWN, lesson)
    assert consent(edge) == Consent.NO
    assert f"{lesson}:name" in str(edge.modal())
    edge.clicks(ids.TELL_AFTER_ALL, f"{lesson}:name")
    assert consent(edge) == Consent.NAME
    assert ids.TAKE_DOWN in str(edge.modal())


def test_what_is_forged_or_somebody_elses_changes_nothing(edge: Edge, lesson: str) -> None:
    for value in (f"{lesson}:no", lesson, f"{lesson}:<!channel>", "x:name"):
        edge.clicks(ids.TELL_AFTER_ALL, value)
    edge.clicks(ids.TAKE_DOWN, "💥")
    edge.clicks(ids.TAKE_DOWN, lesson, by=KIM)
    assert [said for _, said in edge.whispers()] == [NOT_HERE] * 5 + [NOT_YOURS]
    assert consent(edge) == Consent.NAME
