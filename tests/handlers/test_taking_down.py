"""A lesson is taken down from its page, and told after all, from the edge."""

from concurrent.futures import ThreadPoolExecutor

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


@pytest.mark.parametrize(
    ("clicks", "stands"),
    [
        ([ids.TAKE_DOWN] * 2, Consent.NO),
        ([ids.TAKE_DOWN, ids.TELL_AFTER_ALL, ids.TELL_AFTER_ALL], Consent.NAME),
        ([ids.TELL_AFTER_ALL], Consent.NAME),
    ],
)
def test_a_second_click_changes_nothing_more(edge: Edge, lesson: str, clicks: list[str], stands: Consent) -> None:
    for action in clicks:
        edge.clicks(action, lesson if action == ids.TAKE_DOWN else f"{lesson}:name")
    assert (consent(edge), edge.whispers()) == (stands, [])


def test_two_devices_at_once_take_it_down_once(any_edge: Edge) -> None:
    with any_edge.scene() as scene:
        lost_deals.loss(scene.session, scene.workspace)
        told = str(scene.session.scalars(select(LessonRow.id)).one())
    with ThreadPoolExecutor(2) as devices:
        for one in [devices.submit(any_edge.clicks, ids.TAKE_DOWN, told) for _ in "12"]:
            one.result()
    assert consent(any_edge) == Consent.NO


def test_what_is_forged_or_somebody_elses_changes_nothing(edge: Edge, lesson: str) -> None:
    for value in (f"{lesson}:no", lesson, f"{lesson}:<!channel>", "x:name"):
        edge.clicks(ids.TELL_AFTER_ALL, value)
    edge.clicks(ids.TAKE_DOWN, "💥")
    edge.clicks(ids.TAKE_DOWN, lesson, by=KIM)
    assert [said for _, said in edge.whispers()] == [NOT_HERE] * 5 + [NOT_YOURS]
    assert consent(edge) == Consent.NAME
