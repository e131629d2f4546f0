"""The gaffe of the week over real HTTP: the leader, the team, the reveal, and one line that is taken back."""

from datetime import timedelta

from bot import clock
from bot.storage.models import GaffeLineRow, WorkspaceRow
from sandbox.seen import Seen
from tests.house import House
from tests.lost_deals import CHANNEL as SALES

MINUTE = timedelta(minutes=1)


def to_next_hour(house: House) -> None:
    """Until the leader, or the team, is to be asked."""
    with house.db.read() as session:
        at = session.get_one(WorkspaceRow, house.workspace_id).next_gaffe_at
    assert at is not None
    house.wait(at - clock.now() + MINUTE)


def in_channel(house: House) -> Seen:
    return house.sandbox.messages(SALES)[-1]


def test_three_lines_are_shown_together_and_one_is_taken_back(house: House) -> None:
    house.to("friday_1500")
    ana, kim, priya = (house.sandbox.person(name) for name in ("ana", "kim", "priya"))
    house.set("gaffe", "yes")
    house.set("gaffe_leader", kim.id)
    house.wait(MINUTE)
    before = len(house.sandbox.messages(SALES))

    to_next_hour(house)
    [asked] = house.sandbox.messages(kim.dm)
    kim.clicks(asked, "Write my line")
    assert kim.submits(line="I talked about price first.", theme="value", name=["named"]) == {}
    house.settle()

    to_next_hour(house)
    prompt = in_channel(house)
    assert "price" not in prompt.words
    assert prompt.buttons == ["Add mine"]
    ana.clicks(prompt, "Add mine")
    assert ana.submits(line="Never met <!channel> https://evil.example") == {}
    told = priya.command("/retro gaffe I sent the quote too late.", SALES)
    assert told is not None
    assert "kept" in told.words
    house.settle()
    assert len(house.sandbox.messages(SALES)) == before + 1

    house.to("friday_1500")
    shown = in_channel(house)
    assert "3 lines from us" in shown.words
    assert "I talked about price first." in shown.words
    assert "Never met <!channel> https://evil.example" in shown.words
    assert ana.id not in str(shown.blocks)
    assert house.sandbox.messages(SALES)[before].buttons == []

    own = priya.command("/retro gaffe", SALES)
    assert own is not None
    priya.clicks(own, "Take my line back")
    [receipt] = house.sandbox.messages(ana.dm)
    ana.clicks(receipt, "Take my line back")
    house.settle()
    assert "1 line from us" in in_channel(house).words
    assert [row.text for row in house.rows(GaffeLineRow)] == ["I talked about price first."]
