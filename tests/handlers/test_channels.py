"""A channel of ours is shared with another company, or gets another id: told by Slack's events."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.wrap_ups import Department
from bot.storage import rooms, slots, workspaces
from bot.storage.models import CelebrationRow, FixRow, OutboxRow, RoomRow, SlotRow
from bot.use_cases import channels
from bot.use_cases.week import weekly
from tests import lost_deals
from tests.handlers.edge import SALES, Edge
from tests.lost_deals import FRIDAY

NEW = "C0MOVED"


@pytest.fixture
def team(edge: Edge) -> Edge:
    """A workspace whose team reads of Northwind on Friday, in the sales channel."""
    with edge.scene() as scene:
        workspaces.change(scene.session, scene.workspace, "team_channel", SALES)
        lost_deals.loss(scene.session, scene.workspace)
    return edge


def shared(channel: str = SALES) -> dict[str, Any]:
    return {"type": "channel_shared", "connected_team_id": "T0ELSE", "channel": channel}


def unshared(*, still: bool) -> dict[str, Any]:
    return {"type": "channel_unshared", "channel": SALES, "is_ext_shared": still}


def friday(edge: Edge) -> list[str]:
    """The channels in which the week is posted."""
    with edge.scene() as scene:
        weekly.post(scene.session, scene.workspace, FRIDAY)
        scene.session.flush()
        query = select(RoomRow.channel).join(OutboxRow, OutboxRow.room_id == RoomRow.id).order_by(OutboxRow.id)
        return [str(channel) for channel in scene.session.scalars(query.where(OutboxRow.lane.startswith("weekly:")))]


def to_fix(edge: Edge) -> list[str]:
    with edge.scene() as scene:
        return list(scene.session.scalars(select(FixRow.subject).where(FixRow.fixed_at.is_(None))))


def test_nothing_about_deals_is_posted_where_another_company_reads(team: Edge) -> None:
    for _ in range(2):
        team.hears(shared())
    team.hears(unshared(still=True))
    assert (friday(team), to_fix(team)) == ([], [SALES])
    with team.scene() as scene:
        reasons = scene.session.scalars(select(SlotRow.reason).where(SlotRow.kind.in_(slots.OF_THE_WEEKLY_HOUR)))
        assert set(reasons) == {channels.SHARED}


def test_once_only_the_team_reads_it_the_week_is_posted_again(team: Edge) -> None:
    team.hears(shared())
    team.hears(unshared(still=False))
    assert (friday(team), to_fix(team)) == ([SALES, SALES], [])


def test_other_channels_are_none_of_our_business(team: Edge) -> None:
    team.hears(shared("C0OTHER"))
    assert (friday(team), to_fix(team)) == ([SALES, SALES], [])


def test_a_channel_that_gets_another_id_is_followed(team: Edge) -> None:
    for _ in range(2):
        team.hears({"type": "channel_id_changed", "old_channel_id": SALES, "new_channel_id": NEW})
    assert friday(team) == [NEW, NEW]


def test_what_was_posted_is_found_under_the_new_id_and_what_is_shared_stays_so(team: Edge) -> None:
    friday(team)
    with team.scene() as scene:
        scene.deliver()
    team.hears(shared())
    team.hears({"type": "channel_id_changed", "old_channel_id": SALES, "new_channel_id": NEW})
    assert to_fix(team) == [NEW]
    with team.scene() as scene:
        told = scene.session.scalars(select(CelebrationRow)).one()
        assert scene.session.get_one(OutboxRow, told.post_id).channel == NEW
        assert rooms.is_ours(scene.session, scene.workspace.id, NEW)


def test_a_departments_channel_is_ours_as_well(team: Edge) -> None:
    with team.scene() as scene:
        workspaces.change(scene.session, scene.workspace, "product_channel", "C0PRODUCT")
    team.hears(shared("C0PRODUCT"))
    assert to_fix(team) == ["C0PRODUCT"]
    team.hears({"type": "channel_id_changed", "old_channel_id": "C0PRODUCT", "new_channel_id": NEW})
    with team.scene() as scene:
        assert workspaces.preferences(scene.workspace).product_channel == NEW
        assert channels.of_departments(scene.session, scene.workspace) == {}
        channels.unshare(scene.session, scene.workspace, NEW, scene.now)
        assert channels.of_departments(scene.session, scene.workspace) == {Department.PRODUCT: NEW}
