"""The chart in the digest: shown once it is uploaded, and never in the digest's way."""

from datetime import timedelta

import pytest

from bot import charting, clock
from bot.domain.deals import Outcome
from bot.storage.models import DigestRow, FixRow, OutboxRow, WorkspaceRow
from sandbox.seen import Seen
from tests import lost_deals
from tests.house import House
from tests.lost_deals import CHANNEL

PICTURE = b"\x89PNG"


@pytest.fixture
def house(house: House) -> House:
    """A team that loses and wins enough deals for a chart, and lets us upload it."""
    house.draw = lambda drawing: PICTURE
    with house.db.begin() as session:
        workspace = session.get_one(WorkspaceRow, house.workspace_id)
        workspace.scopes = "chat:write,files:write"
        for week in range(4):
            closed_at = clock.now() - timedelta(weeks=week, days=1)
            for outcome, days in ((Outcome.LOST, 90 + week), (Outcome.WON, 40)):
                for number in range(5):
                    name = f"{outcome} {week} {number}"
                    lost_deals.deal(session, workspace, name, outcome=outcome, days=days, closed_at=closed_at)
    return house


def digests(house: House) -> list[Seen]:
    return [seen for seen in house.sandbox.messages(CHANNEL) if seen.words.startswith("*Win-loss digest")]


def pictures(house: House) -> list[dict[str, object]]:
    """What the digest shows beside its words."""
    [digest] = digests(house)
    return [block for block in digest.blocks if block["type"] == "image"]


def test_the_digest_shows_the_chart_and_says_the_same(house: House) -> None:
    house.to("friday_1500")
    [picture] = pictures(house)
    assert str(picture["alt_text"]).startswith("Line chart of the median days until a deal is lost or won;")
    [digest] = digests(house)
    assert "the median days to lose lay between" in digest.text
    assert len(house.rows(DigestRow, chart_at=None)) == 1
    assert {row.state for row in house.rows(OutboxRow)} == {"sent"}


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_one_lost_answer_is_asked_for_again(house: House, method: str) -> None:
    house.sandbox.fault(method, "internal_error")
    house.to("friday_1500")
    assert pictures(house) == []
    house.wait(charting.PAUSE + timedelta(seconds=1))
    assert len(pictures(house)) == 1


@pytest.mark.parametrize("trouble", ["missing_scope", "internal_error", "drawing", "not installed"])
def test_without_the_picture_the_digest_stands_and_nobody_is_troubled(house: House, trouble: str) -> None:
    if trouble == "drawing":
        house.draw = broken
    elif trouble == "not installed":
        house.draw = lambda drawing: None
    else:
        for _ in range(5):
            house.sandbox.fault("files.getUploadURLExternal", trouble)
    house.to("friday_1500")
    for _ in range(4):
        house.wait(charting.PAUSE * 2)
    assert pictures(house) == []
    assert house.rows(FixRow) == []
    assert len(house.sandbox.calls("files.getUploadURLExternal", accepted=False)) <= 3


def test_an_older_installation_is_not_asked_to_take_files(house: House) -> None:
    with house.db.begin() as session:
        session.get_one(WorkspaceRow, house.workspace_id).scopes = "chat:write"
    house.to("friday_1500")
    assert pictures(house) == []
    assert house.sandbox.calls("files.getUploadURLExternal") == []


def broken(_drawing: object) -> bytes | None:
    raise ValueError("no font")
