"""Whatever two people, a passer-by, the CRM, the days and crashes do to a talk: it can be brought to its end.

And whatever one of the two types in its thread stands in the record, or they were told.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from bot.domain.conversation import Status
from bot.messages.prompts import label
from bot.storage.database import Database
from bot.storage.models import InboxRow, OutboxRow, RetrospectiveRow
from sandbox.seen import Seen
from sandbox.states import inputs
from tests.house import House, running_house
from tests.walks.walker import EVERYBODY, Walker

WRITTEN: dict[str, Any] = {"lesson": "Ask who signs."}  # all else may stay as it is
STEPS = 40
PATIENCE = 20
# What somebody who wants to be done presses, the best first.
WAYS_ON = tuple(f"buttons.{name}" for name in ("take_up", "wrap_up", "dont_know", "declined"))


@pytest.fixture
def house(sqlite_db: Database) -> Iterator[House]:
    """What locks and texts make different between databases is tried elsewhere."""
    with running_house(sqlite_db) as built:
        built.roster(("ana@fabrikam.example", "priya@fabrikam.example"))
        yield built


@pytest.mark.parametrize("seed", range(3))
def test_no_walk_ends_in_a_trap_or_loses_a_word(house: House, seed: int) -> None:
    walker = Walker(house, seed)
    walker.walk(STEPS)
    assert walker.lost == []
    everything_was_taken(house, walker)
    comes_to_its_end(house, walker)
    everything_was_taken(house, walker)


def everything_was_taken(house: House, walker: Walker) -> None:
    """Nothing stands still: no event that could not be worked off, no message that Slack refused."""
    assert {row.state for row in house.rows(InboxRow)} <= {"done"}, walker.path
    refused = [(row.method, row.reason) for row in house.rows(OutboxRow) if row.state != "sent"]
    assert refused == [], walker.path


def comes_to_its_end(house: House, walker: Walker) -> None:
    """Somebody who is determined needs a few clicks for each talk."""
    for who in EVERYBODY:
        while house.sandbox.person(who).modal:
            house.sandbox.person(who).closes(whole_stack=True)
    walker.tell("lost")
    for talk in latest_rounds(house):
        for _ in range(PATIENCE):
            if house.rows(RetrospectiveRow, id=talk.id)[0].status == Status.DONE:
                break
            go_on(house, *way_on(house, talk.id, walker))
        else:
            pytest.fail(f"{stands(house, talk.id)} after {walker.path}")


def latest_rounds(house: House) -> list[RetrospectiveRow]:
    """One talk for each deal: where it was lost again, the round before is over."""
    rounds = sorted(house.rows(RetrospectiveRow), key=lambda row: row.loss_no)
    return list({row.deal_id: row for row in rounds}.values())


def stands(house: House, talk_id: UUID) -> tuple[str, str | None, str]:
    [talk] = house.rows(RetrospectiveRow, id=talk_id)
    return talk.status, talk.question, talk.call


def go_on(house: House, seen: Seen, way: str) -> None:
    """Press it, and send the forms that come."""
    ana = house.sandbox.person("ana")
    ana.clicks(seen, way)
    while (form := ana.modal) is not None:
        asked = {block["block_id"] for block, _ in inputs(form.content["blocks"])}
        assert ana.submits(form, **{field: text for field, text in WRITTEN.items() if field in asked}) == {}
    house.settle()


def way_on(house: House, talk_id: UUID, walker: Walker) -> tuple[Seen, str]:
    """The newest button in this talk's thread that leads on."""
    [talk] = house.rows(RetrospectiveRow, id=talk_id)
    [root] = house.rows(OutboxRow, id=talk.root_id)
    for seen in reversed(house.sandbox.messages(root.channel, thread_ts=root.slack_ts)):
        for way in map(label, WAYS_ON):
            if way in seen.buttons:
                return seen, way
    raise AssertionError(f"{talk.status}: no way on after {walker.path}")
