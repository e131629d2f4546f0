"""Which asks are open: told to each department once a month, and to whoever leads people when they ask."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.access import Actor
from bot.domain.asks import Status
from bot.domain.wrap_ups import Department
from bot.errors import NotALeader
from bot.storage import slots
from bot.storage.models import SlotRow
from bot.use_cases.asks import lists, roll_ups, sending
from tests.departments import FINANCE, LESSON, PRODUCT, SAME, Departments
from tests.factories import KIM, PRIYA, Scene

DECEMBER = datetime(2026, 12, 1, 10, tzinfo=UTC)
PRICES = "Publish the price list."
pytestmark = pytest.mark.both_databases  # what is counted over groups


@pytest.fixture
def house(scene: Scene) -> Departments:
    return Departments(scene)


def hold(house: Departments, now: datetime = DECEMBER) -> list[str]:
    """What the month's hour posts in product's channel; the workspace waits for it since the day before."""
    house.scene.workspace.next_roll_up_at = now - timedelta(minutes=1)
    before = len(house.channel())
    roll_ups.hold(house.session, house.scene.workspace, now)
    return house.channel()[before:]


def test_the_most_heard_comes_first_with_how_it_stands_and_what_was_shipped(house: Departments) -> None:
    house.raises("Contoso", "Answer on the same day.")
    house.answers(Status.SHIPPED)
    house.raises("Litware", PRICES)
    house.raises()
    house.answers(Status.TAKEN)
    second = house.wraps_up("Fabrikam", SAME)
    house.sends(second, together=True)
    (told,) = hold(house)
    assert told.splitlines() == [
        "*For Product:* 2 asks are open, the most heard first.",
        f"• {LESSON} (2 deals, taken on)",
        f"• {PRICES} (1 deal, not answered yet)",
        "*Shipped lately, thank you:*",
        "• Answer on the same day. (1 deal)",
    ]


def test_once_a_month_whoever_holds_it_and_the_next_one_is_waited_for(house: Departments) -> None:
    house.raises()
    assert len(hold(house)) == 1
    assert hold(house, DECEMBER + timedelta(minutes=1)) == []
    assert house.scene.workspace.next_roll_up_at == DECEMBER + timedelta(minutes=1, weeks=1)
    assert slots.due(house.session, DECEMBER + timedelta(days=6), slots.ROLL_UP) == []
    assert len(hold(house, datetime(2027, 1, 1, 10, tzinfo=UTC))) == 1


@pytest.mark.parametrize(
    ("late", "posts", "outcome", "reason"),
    [
        (timedelta(), 1, "posted", None),
        (timedelta(hours=3), 1, "late", None),
        (timedelta(hours=25), 0, "skipped", "more than a day late"),
    ],
)
def test_late_by_a_day_at_most(
    house: Departments, late: timedelta, posts: int, outcome: str, reason: str | None
) -> None:
    house.raises()
    house.scene.workspace.next_roll_up_at = DECEMBER - timedelta(days=1)
    before = len(house.channel())
    roll_ups.hold(house.session, house.scene.workspace, DECEMBER + late)
    slot = house.session.scalars(select(SlotRow)).one()
    assert (len(house.channel()) - before, slot.outcome, slot.reason) == (posts, outcome, reason)
    assert (slot.kind, slot.period) == ("roll_up", "2026-12")


def test_with_nothing_to_say_it_is_silent(house: Departments) -> None:
    talk = house.raises()
    house.answers(Status.NOT_NOW, reason="No room.")
    assert hold(house) == []
    house.answers(Status.TAKEN)
    sending.leave(house.session, house.scene.actor(), house.ask_id(talk), house.scene.tick())
    assert hold(house, datetime(2027, 1, 1, 10, tzinfo=UTC)) == []


def test_each_department_reads_its_own(house: Departments) -> None:
    house.sets("finance_channel", FINANCE)
    house.raises()
    hold(house)
    assert (len(house.channel(PRODUCT)), len(house.channel(FINANCE))) == (2, 0)


def test_whoever_leads_people_sees_what_is_open_and_nobody_else(house: Departments) -> None:
    house.raises()
    ana, priya = house.scene.actor(), house.scene.actor(PRIYA)
    assert ana.person
    lead = Actor(house.scene.workspace.id, KIM, house.scene.person(KIM), is_admin=True)
    (told,) = lists.open_ones(house.session, lead)
    assert (told.department, told.count, [one.ask.text for one in told.open]) == (Department.PRODUCT, 1, [LESSON])
    assert "C0PRODUCT" in str(told.open[0].link)
    for actor in (ana, priya, Actor(house.scene.workspace.id, "U0GUEST", is_guest=True, is_admin=True)):
        with pytest.raises(NotALeader):
            lists.open_ones(house.session, actor)


def test_what_is_rehearsed_is_what_would_be_posted_and_nothing_is(house: Departments) -> None:
    house.raises()
    (rehearsed,) = roll_ups.rehearse(house.session, house.scene.workspace.id, DECEMBER)
    assert len(house.channel()) == 1
    assert hold(house) == [rehearsed.text]


def test_where_no_department_has_a_channel_there_is_no_hour(house: Departments) -> None:
    house.sets("product_channel", "none")
    house.scene.workspace.next_roll_up_at = DECEMBER
    assert not roll_ups.hold(house.session, house.scene.workspace, DECEMBER)
    assert house.session.scalars(select(SlotRow)).all() == []
