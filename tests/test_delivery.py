"""Promise 3: each message is posted once and in order within its thread, also when Slack's answer is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bot.domain.fixes import FixKind
from bot.domain.message import Message
from bot.slack_client import Slack
from bot.slack_steps import take
from bot.storage import claims, deliveries, outbox, workspaces
from bot.storage.claims import Job, Timing
from bot.storage.database import Database
from bot.storage.models import BucketRow, FixRow, OutboxRow, RoomRow
from sandbox.protocol import loopback_socket
from tests.outbound import ANA, GENERAL, KIM, PRIYA, PRODUCT, SALES, World, world_of

SETTLE = 60.0
LEASE = timedelta(seconds=20)
TIMING = Timing(pace=1.0, settle=timedelta(seconds=SETTLE), lease=LEASE)


@pytest.fixture
def world(db: Database) -> Iterator[World]:
    with world_of(db) as world:
        yield world


def _claim(world: World) -> Job:
    """Take a row as a worker does that dies before it records anything."""
    with world.db.begin() as session:
        [job] = claims.claim(session, world.now, most=1, timing=TIMING).jobs
    return job


def _react(world: World, session: Session, ts: str, key: str = "tada") -> None:
    outbox.react(session, world.workspace_id, channel=SALES, ts=ts, name="tada", now=world.now, dedupe_key=key)


def _whisper(world: World, session: Session) -> None:
    words = Message("only you")
    outbox.whisper(
        session, world.workspace_id, channel=SALES, user=ANA, message=words, now=world.now, dedupe_key="whisper"
    )


def _fixes(world: World) -> dict[str, bool]:
    """What was put on the list, and whether it still stands there."""
    with world.db.read() as session:
        rows = session.scalars(select(FixRow)).all()
    assert {row.kind for row in rows} <= {FixKind.DELIVERY}
    return {row.subject: row.fixed_at is None for row in rows}


# Order and identity


def test_replies_go_below_their_root_in_order(world: World) -> None:
    root = world.post("root")
    replies = [world.post(f"reply {n}", thread_id=root) for n in range(3)]
    world.run()
    ts = world.row(root).slack_ts
    assert world.texts(SALES, ts) == ["root", "reply 0", "reply 1", "reply 2"]
    assert [world.row(reply).slack_ts for reply in replies] == [m.ts for m in world.sandbox.messages(SALES, ts)[1:]]
    assert [row.attempts for row in world.rows()] == [1, 1, 1, 1]


def test_posts_never_unfurl_and_carry_only_a_random_marker(world: World) -> None:
    row = world.post("hello", message=Message("hello", ({"type": "divider"},)))
    world.run()
    [call] = world.sandbox.calls("chat.postMessage")
    assert call.payload == {
        "channel": SALES,
        "text": "hello",
        "blocks": [{"type": "divider"}],
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": {"event_type": "silver_lining", "event_payload": {"key": world.row(row).marker}},
    }


def test_a_reply_in_another_lane_waits_for_its_root(world: World) -> None:
    root = world.post("root", lane="roots")
    world.post("reply", lane="replies", thread_id=root)
    world.sandbox.fault("chat.postMessage", "429", retry_after=7)
    world.run()
    assert world.texts(SALES, world.row(root).slack_ts) == ["root", "reply"]
    assert len(world.sandbox.calls("chat.postMessage", accepted=False)) == 3


def test_a_group_dm_is_opened_when_it_is_first_needed(world: World) -> None:
    first = world.post("first", members=[PRIYA, ANA], lane="one")
    world.run()
    second = world.post("second", members=[ANA, PRIYA], lane="two")
    world.run()
    channel = world.sandbox.group_dm("ana", "priya")
    assert world.texts(channel) == ["first", "second"]
    assert world.row(first).channel == world.row(second).channel == channel
    assert len(world.sandbox.calls("conversations.open")) == 1


def test_a_room_known_by_its_channel_becomes_one_with_the_room_of_its_members(world: World) -> None:
    channel = world.sandbox.group_dm("ana", "kim")
    by_channel = world.post("by channel", channel=channel, lane="one")
    by_members = world.post("by members", members=[ANA, KIM], lane="two")
    world.run()
    assert sorted(world.texts(channel)) == ["by channel", "by members"]
    assert world.row(by_channel).room_id == world.row(by_members).room_id
    with world.db.read() as session:
        assert [row.channel for row in session.scalars(select(RoomRow))] == [channel]


def test_updates_that_wait_together_become_one(world: World) -> None:
    card = world.post("card")
    for words in ("one answer", "two answers", "done"):
        world.update(card, words)
    world.run()
    assert world.texts() == ["done"]
    assert len(world.sandbox.calls("chat.update")) == 1
    world.update(card, "done, and shared")
    world.run()
    assert world.texts() == ["done, and shared"]


def test_reactions_and_whispers_go_out(world: World) -> None:
    world.post("celebrate")
    world.run()
    [message] = world.sandbox.messages(SALES)
    with world.db.begin() as session:
        for key in ("one", "two"):
            _react(world, session, message.ts, key)
        _whisper(world, session)
    world.run()
    assert world.sandbox.messages(SALES)[0].reactions == {"tada": [world.sandbox.bot_id]}
    assert world.states() == ["sent"] * 4
    assert [call.payload["user"] for call in world.sandbox.calls("chat.postEphemeral")] == [ANA]
    with world.db.read() as session:
        found = outbox.find_by_ts(session, world.workspace_id, SALES, message.ts)
        assert found is not None
        assert found.id == world.rows()[0].id


# Pace


def test_our_own_pace_never_runs_into_slacks_limits(world: World) -> None:
    for n in range(12):
        world.post(f"sales {n}", lane=f"sales {n}")
        world.post(f"product {n}", channel=PRODUCT, lane="product")
    began = world.now
    world.run()
    assert set(world.states()) == {"sent"}
    assert len(world.sandbox.calls("chat.postMessage", accepted=False)) == 24
    assert world.now - began == timedelta(seconds=11)


def test_a_methods_limit_is_kept_for_the_workspace(world: World) -> None:
    cards = [world.post(f"card {n}", members=[person], lane=f"{n}") for n, person in enumerate((ANA, PRIYA, KIM))]
    world.run()
    began, delivery = world.now, world.delivery()
    for n in range(10):
        for card in cards:
            world.update(card, f"version {n}")
            world.run(delivery)
    calls = world.sandbox.calls("chat.update", accepted=False)
    assert [call.ok for call in calls] == [True] * 30
    assert timedelta(seconds=30) < world.now - began < timedelta(seconds=40)


def test_429_pauses_exactly_its_bucket_and_counts_no_attempt(world: World) -> None:
    world.sandbox.fault("chat.postMessage", "429", retry_after=40)
    paused = world.post("paused", lane="one")
    world.post("same channel", lane="two")
    delivery = world.delivery()
    delivery.work(world.now)
    world.post("other channel", channel=PRODUCT, lane="three")
    delivery.work(world.now)
    assert world.texts(PRODUCT) == ["other channel"]
    row = world.row(paused)
    assert (row.state, row.attempts) == ("pending", 0)
    assert timedelta(seconds=40) <= row.due_at - world.now < timedelta(seconds=45)
    world.wait(39)
    delivery.work(world.now)
    assert world.texts() == []
    world.run(delivery)
    assert world.texts() == ["paused", "same channel"]


def test_pace_divides_slacks_waiting_times(world: World) -> None:
    world.sandbox.fault("chat.postMessage", "429", retry_after=40)
    row = world.post("hello")
    slack = world.slack
    delivery = world.delivery(slack=slack)
    slack.pace = 100.0  # a sandbox may change it at any time
    delivery.work(world.now)
    assert timedelta(seconds=0.4) <= world.row(row).due_at - world.now < timedelta(seconds=5)


# No clear answer


@pytest.mark.parametrize("kind", ["lost_answer", "error_after", "late_answer"])
def test_a_post_that_arrived_without_an_answer_is_found(world: World, kind: str) -> None:
    root = world.post("root")
    reply = world.post("reply", thread_id=root)
    world.sandbox.fault("chat.postMessage", kind, times=2, seconds=0.6)
    delivery = world.delivery()
    delivery.work(world.now)
    assert world.states() == ["unsure", "pending"]
    world.run(delivery)
    assert world.texts(SALES, world.row(root).slack_ts) == ["root", "reply"]
    assert world.row(reply).slack_ts == world.sandbox.messages(SALES, world.row(root).slack_ts)[1].ts


@pytest.mark.parametrize("kind", ["lost_request", "500", "503", "internal_error", "hang"])
def test_a_post_that_did_not_arrive_is_made_again_after_two_looks(world: World, kind: str) -> None:
    row = world.post("hello")
    world.sandbox.fault("chat.postMessage", kind, seconds=0.6)
    began = world.now
    world.run()
    assert world.texts() == ["hello"]
    assert world.row(row).attempts == 2
    assert world.now - began >= timedelta(seconds=2 * SETTLE)
    assert len(world.sandbox.calls("conversations.history")) == 2


def test_a_message_that_history_shows_late_is_found_by_the_second_look(world: World) -> None:
    world.post("hello")
    world.sandbox.read_lag(SETTLE + 30)
    world.sandbox.fault("chat.postMessage", "lost_answer")
    world.run()
    assert world.texts() == ["hello"]
    assert world.states() == ["sent"]
    assert len(world.sandbox.calls("conversations.history")) == 2


@pytest.mark.parametrize("refusal", ["missing_scope", "channel_not_found", "some_new_code"])
def test_where_nobody_can_look_it_is_unknown_and_never_posted_again(world: World, refusal: str) -> None:
    row = world.post("hello")
    behind = world.post("behind")
    world.sandbox.fault("chat.postMessage", "lost_request")
    world.sandbox.fault("conversations.history", refusal)
    world.run()
    assert world.states() == ["unknown", "sent"]
    assert world.row(row).reason == refusal
    assert world.texts() == ["behind"]
    assert world.row(behind).attempts == 1
    assert _fixes(world) == {f"C0SALES: unknown, {refusal}": False}, "the next one arrived there"


def test_a_look_that_fails_is_taken_again_and_does_not_count(world: World) -> None:
    world.post("hello")
    world.sandbox.fault("chat.postMessage", "lost_answer")
    for kind in ("429", "500", "lost_answer"):
        world.sandbox.fault("conversations.history", kind)
    world.run()
    assert world.texts() == ["hello"]
    assert world.states() == ["sent"]
    assert len(world.sandbox.calls("chat.postMessage")) == 1


def test_an_update_or_reaction_without_an_answer_is_simply_repeated(world: World) -> None:
    card = world.post("card")
    world.run()
    message = world.sandbox.messages(SALES)[0]
    world.update(card, "new")
    with world.db.begin() as session:
        _react(world, session, message.ts)
    world.sandbox.fault("chat.update", "lost_request")
    world.sandbox.fault("reactions.add", "lost_answer")
    world.run()
    assert world.texts() == ["new"]
    assert world.states() == ["sent"] * 3


def test_a_whisper_without_an_answer_is_let_go(world: World) -> None:
    with world.db.begin() as session:
        _whisper(world, session)
    world.sandbox.fault("chat.postEphemeral", "lost_answer")
    world.run()
    assert world.states() == ["dead"]
    assert len(world.sandbox.calls("chat.postEphemeral", accepted=False)) == 1
    assert _fixes(world) == {}


def test_a_refused_connection_costs_nothing_but_time(world: World) -> None:
    row = world.post("hello")
    listener = loopback_socket()
    nobody = Slack(f"http://127.0.0.1:{listener.getsockname()[1]}/api/", timeout_seconds=1.0)
    listener.close()
    world.delivery(slack=nobody).work(world.now)
    assert (world.row(row).state, world.row(row).attempts) == ("pending", 0)
    world.run()
    assert world.texts() == ["hello"]


def test_slack_that_never_answers_is_given_up_after_hours(world: World) -> None:
    row = world.post("hello")
    behind = world.post("behind")
    world.sandbox.fault("chat.postMessage", "500", times=12)
    world.run()
    assert (world.row(row).state, world.row(row).reason) == ("dead", "no_answer")
    assert world.row(behind).state == "sent"


# Refusals


def test_a_refused_row_dies_alone(world: World) -> None:
    poison = world.post("poison", message=Message("poison", ({"type": "no such block"},)))
    world.post("same lane")
    world.post("other lane", lane="other", channel=PRODUCT)
    world.run()
    assert (world.row(poison).state, world.row(poison).reason) == ("dead", "invalid_blocks")
    assert world.texts() == ["same lane"]
    assert world.texts(PRODUCT) == ["other lane"]
    assert _fixes(world) == {"C0SALES: invalid_blocks": False}


def test_replies_of_a_dead_root_die_with_it(world: World) -> None:
    root = world.post("root", channel=GENERAL)  # the bot is not in there
    world.post("reply", channel=GENERAL, thread_id=root)
    world.update(root, "changed")
    world.run()
    assert [(row.state, row.reason) for row in world.rows()] == [
        ("dead", "not_in_channel"),
        ("dead", "root"),
        ("dead", "root"),
    ]
    assert len(world.sandbox.calls("chat.postMessage", "chat.update", accepted=False)) == 1


def test_a_room_that_slack_will_not_open_is_told_to_the_admin_once(world: World) -> None:
    world.sandbox.change_person("kim", deleted=True)
    for n in range(2):
        world.post(f"for kim {n}", members=[ANA, KIM], lane=f"{n}")
    world.post("for ana", members=[ANA], lane="ana")
    world.run()
    assert [(row.state, row.reason) for row in world.rows()] == [
        ("dead", "user_disabled"),
        ("dead", "user_disabled"),
        ("sent", None),
    ]
    assert _fixes(world) == {"U0ANA,U0KIM: user_disabled": True}
    world.sandbox.change_person("kim", deleted=False)
    world.post("kim is back", members=[ANA, KIM])
    world.run()
    assert _fixes(world) == {"U0ANA,U0KIM: user_disabled": False}


def test_what_is_wrong_with_a_channel_stands_on_the_list_until_a_message_arrives_there(world: World) -> None:
    for n in range(2):
        world.post(f"refused {n}", channel=GENERAL)  # the bot is not in there
    world.post("elsewhere", channel=PRODUCT)
    world.run()
    assert _fixes(world) == {"C0GENERAL: not_in_channel": True}
    with world.sandbox.workspace.lock:
        channel = world.sandbox.workspace.find_conversation(GENERAL)
        assert channel is not None
        channel.members.append(world.sandbox.bot_id)
    world.post("welcome", channel=GENERAL)
    world.run()
    assert _fixes(world) == {"C0GENERAL: not_in_channel": False}


def test_a_row_that_cannot_be_read_does_not_stop_the_others(world: World) -> None:
    broken = world.post("broken")
    world.post("whole")
    with world.db.begin() as session:
        rubbish = {"rubbish": b"sealed under a lost key", "id": broken}
        session.execute(text("UPDATE outbox SET payload = :rubbish WHERE id = :id"), rubbish)
    world.run()
    assert (world.row(broken).state, world.row(broken).reason) == ("dead", "unreadable")
    assert world.texts() == ["whole"]


def test_a_revoked_token_pauses_its_workspace_only_and_a_new_install_resumes(world: World) -> None:
    other = world.install("T0OTHER")
    world.sandbox.fault("chat.postMessage", "revoked")
    delivery = world.delivery()
    row = world.post("first")
    world.post("second")
    delivery.work(world.now)
    world.post("elsewhere", workspace_id=other, channel=PRODUCT, lane="other")
    world.run(delivery)
    assert world.workspace().paused == "token_revoked"
    assert (world.row(row).state, world.row(row).attempts) == ("pending", 0)
    assert world.texts() == []
    assert world.texts(PRODUCT) == ["elsewhere"]
    assert delivery.next_due(world.now) is None
    world.install()
    world.run(delivery)
    assert world.texts() == ["first", "second"]


def test_a_revoked_workspace_is_left_alone(world: World) -> None:
    world.post("hello")
    with world.db.begin() as session:
        row = workspaces.by_id(session, world.workspace_id)
        assert row
        workspaces.revoke(session, row, world.now)
    world.run()
    assert world.sandbox.calls("chat.postMessage", accepted=False) == []


def test_a_missing_permission_for_an_extra_does_not_pause_the_workspace(world: World) -> None:
    world.post("hello")
    with world.db.begin() as session:
        _react(world, session, "1.000001")
    world.sandbox.fault("reactions.add", "missing_scope")
    world.run()
    assert world.states() == ["sent", "dead"]
    assert world.workspace().paused is None


# Several workers, and workers that die


@pytest.mark.parametrize("arrived", [True, False])
def test_a_worker_that_died_in_the_middle_leaves_no_double_and_no_gap(world: World, arrived: bool) -> None:
    world.post("hello")
    job = _claim(world)
    if arrived:
        take(world.db, world.slack, job)
    delivery = world.delivery()
    world.wait(LEASE.total_seconds() - 1)
    delivery.work(world.now)
    assert world.states() == ["sending"]
    world.run(delivery)
    assert world.texts() == ["hello"]
    assert world.states() == ["sent"]


def test_an_answer_later_than_the_lease_still_counts(world: World) -> None:
    row = world.post("hello")
    world.sandbox.fault("chat.postMessage", "late_answer", seconds=0.8)
    slow = world.delivery(slack=Slack(world.sandbox.api_url, timeout_seconds=5.0), patience_seconds=0.0)
    slow.work(world.now)
    world.wait(60)
    world.delivery().work(world.now)
    assert world.row(row).state == "unsure"
    world.sandbox.wait_for(lambda: slow.work(world.now))
    assert world.row(row).state == "sent"


def test_a_call_that_hangs_holds_up_no_other_lane(world: World) -> None:
    world.sandbox.fault("chat.postMessage", "hang", seconds=30.0)
    hanging = world.post("hanging")
    delivery = world.delivery(slack=Slack(world.sandbox.api_url, timeout_seconds=30.0), patience_seconds=0.02)
    delivery.work(world.now)
    for n in range(8):
        world.post(f"{n}", channel=PRODUCT, lane=f"{n}")

    def others_stand() -> bool:
        delivery.work(world.now)
        world.wait(0.2)
        return len(world.texts(PRODUCT)) == 8

    world.sandbox.wait_for(others_stand, timeout=20.0)
    assert world.row(hanging).state == "sending"


def test_two_workers_make_no_doubles_and_keep_the_order(world: World) -> None:
    for lane in range(6):
        root = world.post(f"{lane}: root", lane=f"{lane}", channel=(SALES, PRODUCT)[lane % 2])
        for n in range(4):
            world.post(f"{lane}: {n}", lane=f"{lane}", channel=(SALES, PRODUCT)[lane % 2], thread_id=root)
    for seed, kind in enumerate(("lost_answer", "lost_request", "error_after", "429")):
        world.sandbox.fault("chat.postMessage", kind, probability=0.08, seed=seed, times=3, retry_after=3)
    workers = [world.delivery(), world.delivery()]
    with ThreadPoolExecutor(2) as threads:
        for _ in range(600):
            list(threads.map(lambda worker: worker.work(world.now), workers))
            due_at = workers[0].next_due(world.now)
            if due_at is None:
                break
            world.now = due_at
    assert set(world.states()) == {"sent"}
    for lane in range(6):
        channel = (SALES, PRODUCT)[lane % 2]
        [root_ts] = [m.ts for m in world.sandbox.messages(channel) if m.text == f"{lane}: root"]
        assert world.texts(channel, root_ts) == [f"{lane}: root", *(f"{lane}: {n}" for n in range(4))]


def test_a_token_error_of_an_earlier_install_does_not_pause_the_new_one(world: World) -> None:
    world.post("hello")
    job = _claim(world)
    world.wait(1)
    with world.db.begin() as session:
        row = workspaces.by_id(session, world.workspace_id)
        assert row
        row.installed_at = world.now
    with world.db.begin() as session:
        assert not deliveries.pause_workspace(session, world.workspace_id, job.installed_at, "token_revoked")


def test_idle_work_writes_nothing(world: World) -> None:
    delivery = world.delivery()
    assert delivery.work(world.now) == 0
    with world.db.read() as session:
        assert session.scalars(select(BucketRow)).all() == []
    world.post("later")
    with world.db.begin() as session:
        session.execute(update(OutboxRow).values(due_at=world.now + timedelta(hours=1)))
    assert delivery.work(world.now) == 0
    assert delivery.next_due(world.now) == world.now + timedelta(hours=1)
