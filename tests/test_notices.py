"""What is given up is told to the admin: one message for each kind of trouble, until it is settled."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bot import scheduler
from bot.domain.given_up import TOLD_AGAIN_AFTER
from bot.errors import Unreadable
from bot.intake import Intake
from bot.storage import connections, inbox, outbox, people, rooms, set_aside, workspaces
from bot.storage.database import Database
from bot.storage.inbox import Arrival
from bot.storage.models import DealEventRow, NoticeRow
from tests.outbound import ANA, GENERAL, World, world_of

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CANARY = "They saw less risk in Contoso."


@pytest.fixture
def world(db: Database) -> Iterator[World]:
    with world_of(db) as world:
        name_admin(world)
        yield world


def name_admin(world: World, workspace_id: UUID | None = None, admin: str = ANA) -> None:
    with world.db.begin() as session:
        row = workspaces.by_id(session, workspace_id or world.workspace_id)
        assert row
        workspaces.change(session, row, "admin", admin)


def poison(world: World, count: int = 1, *, key: str = "a", source: str = "slack", whose: str = "T0SANDBOX") -> None:
    """Deliveries that nobody can read, set aside as they come."""
    body = json.dumps({"text": CANARY}).encode()
    with world.db.begin() as session:
        odd = [Arrival(source, whose, f"{key}{n}", body, world.now, problem="no JSON") for n in range(count)]
        inbox.add_many(session, odd)


def tick(world: World) -> int:
    told = scheduler.admin_notices(world.db, world.now)
    world.run()
    return told


def told(world: World, admin: str = "ana") -> list[str]:
    """What stands in the admin's conversation with the bot."""
    return [message.text for message in world.sandbox.messages(world.sandbox.dm(admin))]


def notices(world: World) -> int:
    with world.db.read() as session:
        return len(session.scalars(select(NoticeRow.id)).all())


def settle(world: World) -> None:
    """An operator drops everything that was given up."""
    with world.db.begin() as session:
        for one in set_aside.listing(session):
            assert set_aside.drop(session, one, world.now)


def test_a_burst_is_one_message_that_says_how_many_and_what_to_type(world: World) -> None:
    poison(world, 500)
    assert tick(world) == 1
    [text] = told(world)
    assert text.startswith("*500 deliveries of Slack or the CRM could not be worked off,* so what they told")
    assert "`python -m bot replay` lists the reasons" in text
    assert "`python -m bot replay retry delivery` tries again" in text
    assert CANARY not in text
    poison(world, 500, key="b")
    assert tick(world) == 0
    assert len(told(world)) == 1
    with world.db.begin() as session:  # the conversation that the person has with the bot anyhow
        assert rooms.of_members(session, world.workspace_id, [ANA]) == world.rows()[0].room_id


def test_it_is_said_again_after_a_week_while_it_is_not_settled(world: World) -> None:
    poison(world)
    tick(world)
    world.now += TOLD_AGAIN_AFTER - MINUTE
    assert tick(world) == 0
    poison(world, key="b")
    world.now += MINUTE
    assert tick(world) == 1
    assert [text.partition(" of ")[0] for text in told(world)] == ["*1 delivery", "*2 deliveries"]


def test_when_nothing_is_left_the_message_says_so_and_the_next_trouble_is_told(world: World) -> None:
    poison(world)
    tick(world)
    settle(world)
    assert tick(world) == 1
    assert told(world) == ["*Settled:* no delivery is left on the list of what was given up."]
    assert tick(world) == 0
    poison(world, key="b")
    assert tick(world) == 1
    assert [text[:11] for text in told(world)] == ["*Settled:* ", "*1 delivery"]


@pytest.mark.parametrize("known", [True, False], ids=["known", "never seen"])
def test_at_night_nobody_is_told_until_they_are_at_work(world: World, known: bool) -> None:
    morning, zone = world.now, "Europe/Berlin"
    with world.db.begin() as session:
        workspaces.change(session, workspaces.every(session)[0], "timezone", zone)
        if known:
            people.ensure(session, world.workspace_id, ANA).zone = zone
    poison(world)
    world.now = morning - 7 * HOUR  # three o'clock there
    assert (tick(world), notices(world), told(world)) == (0, 0, [])
    world.now = morning - HOUR
    assert tick(world) == 1
    world.now = morning + 12 * HOUR
    settle(world)
    assert tick(world) == 1
    assert told(world) == ["*Settled:* no delivery is left on the list of what was given up."]


def test_each_kind_is_told_by_itself(world: World) -> None:
    poison(world)
    world.post("refused", channel=GENERAL)  # the bot is not in there
    with world.db.begin() as session:
        connection_id = connections.add(session, world.workspace_id, "generic", {}, world.now).id
        parked = {"external_id": "D-7", "kind": "lost", "source_at": world.now, "due_at": world.now, "state": "parked"}
        session.add(DealEventRow(workspace_id=world.workspace_id, connection_id=connection_id, **parked))
    world.run()
    assert tick(world) == 3
    assert sorted(text.partition(",*")[0] for text in told(world)) == [
        "*1 delivery of Slack or the CRM could not be worked off",
        "*1 message of mine did not reach Slack",
        "*1 piece of news about a deal could not be used",
    ]


def test_a_message_of_which_nobody_knows_is_told(world: World) -> None:
    world.sandbox.fault("chat.postMessage", "lost_request")
    world.sandbox.fault("conversations.history", "missing_scope")
    world.post("perhaps")
    world.run()
    assert world.states() == ["unknown"]
    assert tick(world) == 1
    assert told(world)[0].startswith("*1 message of mine did not reach Slack,* or nobody knows whether.")


def test_two_workers_that_park_at_the_same_time_tell_once(world: World) -> None:
    for n in range(8):
        with world.db.begin() as session:
            inbox.add_many(session, [Arrival("slack", "T0SANDBOX", f"poison{n}", b"{}", world.now)])
    together = Barrier(2)

    def receive(*_: Any) -> None:
        raise Unreadable("no event")

    def work(_: int) -> int:
        intake = Intake(world.db, receive=receive, take=lambda *_, **__: None, wake=lambda: None)
        together.wait(10)
        told = 0
        while intake.work(world.now):
            told += scheduler.admin_notices(world.db, world.now)
        together.wait(10)
        return told + scheduler.admin_notices(world.db, world.now)

    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(work, range(2))) == 1
    world.run()
    assert len(told(world)) == 1
    assert notices(world) == 1


def test_there_is_no_notice_about_a_notice(world: World) -> None:
    world.sandbox.change_person("ana", deleted=True)
    poison(world)
    assert tick(world) == 1
    assert world.states() == ["dead"]
    for _ in range(3):
        world.now += MINUTE
        assert tick(world) == 0
    assert len(world.rows()) == 1
    world.sandbox.change_person("ana", deleted=False)
    settle(world)
    tick(world)
    poison(world, key="b")
    assert tick(world) == 1
    world.sandbox.fault("chat.update", "message_not_found")
    settle(world)
    assert tick(world) == 1
    assert world.states() == ["dropped", "sent", "dead"]
    assert tick(world) == 0


def test_extras_and_what_a_removal_cancelled_are_no_trouble(world: World) -> None:
    world.sandbox.archive("C0SALES")
    with world.db.begin() as session:
        world.react(session, "1.000001")
        world.whisper(session)
    world.run()
    world.post("cancelled")
    with world.db.begin() as session:
        outbox.cancel(session, world.workspace_id)
    assert world.states() == ["dead"] * 3
    assert tick(world) == 0


def test_whoever_is_named_later_is_told_then_and_nobody_after_a_removal(world: World) -> None:
    name_admin(world, admin="none")
    poison(world)
    assert tick(world) == 0
    assert notices(world) == 0
    name_admin(world)
    assert tick(world) == 1
    assert len(told(world)) == 1
    settle(world)
    poison(world, key="b")
    with world.db.begin() as session:
        row = workspaces.by_id(session, world.workspace_id)
        assert row
        workspaces.revoke(session, row, world.now)
    assert tick(world) == 0


def test_among_several_workspaces_each_is_told_of_its_own(world: World) -> None:
    other = world.install("T0OTHER")
    name_admin(world, other, "U0PRIYA")
    with world.db.begin() as session:
        crm = connections.add(session, other, "generic", {}, world.now).id
    poison(world, 2)
    poison(world, 3, source="generic", whose=str(crm))
    assert tick(world) == 2
    [to_ana], [to_priya] = told(world), told(world, "priya")
    assert to_ana.startswith("*2 deliveries")
    assert "`python -m bot replay --workspace T0SANDBOX retry delivery`" in to_ana
    assert to_priya.startswith("*3 deliveries")
    assert "`python -m bot replay --workspace T0OTHER`" in to_priya


def test_what_nobody_can_be_found_for_is_the_only_workspaces_trouble(world: World) -> None:
    strangers = [("slack", ""), ("slack", "T0STRANGER"), ("generic", "gone"), ("generic", str(UUID(int=7)))]
    for source, whose in strangers:
        poison(world, source=source, whose=whose)
    assert tick(world) == 1
    assert told(world)[0].startswith("*4 deliveries")
    settle(world)
    tick(world)
    world.install("T0OTHER")
    for source, whose in strangers:
        poison(world, key="b", source=source, whose=whose)
    assert tick(world) == 0
