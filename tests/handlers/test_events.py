"""Events out of the inbox: replies, edits, deletions, and installations that end; hostile ones as well."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select as select_rows

from bot import clock
from bot.domain.conversation import MessageRef, Status
from bot.errors import Unreadable
from bot.handlers import payloads
from bot.storage import workspaces
from bot.storage.models import AnswerRow, CheerRow, PersonRow, WorkspaceRow
from bot.use_cases.week import weekly
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import TEAM, Edge, message
from tests.lost_deals import FRIDAY


def changed(ref: MessageRef, thread_ts: str, text: str, before: str = "Price.", by: str = ANA) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": ref.channel,
        "ts": "1999999999.000100",
        "message": message(ref, thread_ts, text, by) | {"edited": {"user": by, "ts": "1999999999.0"}},
        "previous_message": message(ref, thread_ts, before, by),
    }


def deleted(ref: MessageRef) -> dict[str, Any]:
    return {"type": "message", "subtype": "message_deleted", "channel": ref.channel, "deleted_ts": ref.ts, "ts": "2.2"}


def test_a_reply_counts(any_edge: Edge) -> None:
    any_edge.open()
    any_edge.says("Price &amp; <@U0KIM|kim> on <https://acme.example/a|the page> &lt;b&gt;")
    assert any_edge.answers() == [("ours.value", "Price & @kim on the page <b>")]
    assert any_edge.stands() == (Status.OUR_VIEW, "ours.voices")


def test_edits_and_deletions_are_followed(any_edge: Edge) -> None:
    any_edge.open()
    ref, thread = any_edge.says("Price."), any_edge.thread()
    any_edge.hears(changed(ref, thread.ts, "Trust."))
    assert any_edge.answers() == [("ours.value", "Trust.")]
    any_edge.hears(deleted(ref))
    assert any_edge.answers() == []


@pytest.mark.parametrize("subtype", ["thread_broadcast", "file_share", "me_message"])
def test_other_ways_to_say_something(edge: Edge, subtype: str) -> None:
    edge.open()
    edge.says("Trust.", subtype=subtype)
    assert edge.answers() == [("ours.value", "Trust.")]


@pytest.mark.parametrize(
    "odd",
    [
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"bot_id": "B0OTHER"},
        {"thread_ts": None},
        {"user": None},
        {"text": " "},
    ],
)
def test_what_is_no_persons_reply_in_a_thread(edge: Edge, odd: dict[str, Any]) -> None:
    edge.open()
    edge.says("Trust.", **odd)
    assert edge.answers() == []
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


def test_a_colleague_who_passes_by_is_not_an_author(edge: Edge) -> None:
    edge.open()
    edge.says("Good luck!", by=KIM)
    assert edge.answers() == []


def test_the_manager_adds(edge: Edge) -> None:
    edge.open()
    edge.says("Proof.", by=PRIYA)
    assert edge.answers() == [("ours.value", "Proof.")]
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


# Hostile ones


def test_a_deletion_that_comes_first(edge: Edge) -> None:
    edge.open()
    for body in edge.hostile("delete-before-message.json"):
        edge.sends(body)
    assert edge.answers() == []


def test_the_same_event_twice(edge: Edge) -> None:
    edge.open()
    for body in edge.hostile("event-retry.json"):
        edge.sends(body)
    assert len(edge.answers()) == 1


def test_a_link_preview_is_no_edit(edge: Edge) -> None:
    edge.open()
    ref = edge.says("Price was not the reason.")
    with edge.scene() as scene:
        before = scene.audit()
    edge.sends(edge.hostile("unfurl-change.json", ts=ref.ts))
    with edge.scene() as scene:
        assert scene.audit() == before
    assert edge.answers() == [("ours.value", "Price was not the reason.")]


def test_bots_are_not_answered(edge: Edge) -> None:
    edge.open()
    for body in edge.hostile("own-bot-message.json"):
        edge.sends(body)
    assert edge.answers() == []
    with edge.scene() as scene:
        assert len(scene.outbox()) == 3


def test_somebody_of_another_organisation_is_not_kept_and_the_talk_rests(any_edge: Edge) -> None:
    any_edge.open()
    any_edge.sends(any_edge.hostile("external-member-reply.json"))
    assert any_edge.answers() == []
    assert any_edge.stands() == (Status.PAUSED, None)
    assert any_edge.refusals() == [("U0EXT", "answer")]
    with any_edge.scene() as scene:
        assert "somebody from another organisation" in scene.last_post()


def test_a_very_long_answer_is_kept(any_edge: Edge) -> None:
    any_edge.open()
    any_edge.sends(any_edge.hostile("long-answer.json"))
    assert len(any_edge.answers()[0][1]) > 38_000


def test_a_workspace_that_is_not_installed(edge: Edge) -> None:
    edge.open()
    edge.hears(message(MessageRef("G1", "1.2"), "1.1", "Hello"), team_id="T0NOBODY")
    assert edge.answers() == []


@pytest.mark.parametrize("event", ["message", 7, None, [], {"type": "channel_rename"}, {"type": None}, {}])
def test_events_that_we_do_not_know(edge: Edge, event: Any) -> None:
    edge.open()
    edge.hears(event)
    assert edge.answers() == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel": 5, "user": ANA, "ts": "1.2", "thread_ts": "1.1", "text": "x"},
        {"type": "message", "subtype": "message_changed", "message": "x"},
        {"type": "reaction_added", "item": "x"},
    ],
)
def test_shapes_that_slack_does_not_send_are_unreadable(edge: Edge, event: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        edge.hears(event)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("<@U012AB>", "@U012AB"),
        ("<#C1|sales> <#C2>", "#sales #C2"),
        ("<!here> <!channel> <!subteam^S1|@team> <!date^1^{date}|Monday>", "@here @channel @team Monday"),
        ("<mailto:a@b.example|a@b.example> <mailto:c@d.example>", "a@b.example c@d.example"),
        ("<https://a.example>", "https://a.example"),
        ("&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<>", "<>"),
    ],
)
def test_what_people_typed_is_what_they_see(typed: str, shown: str) -> None:
    assert payloads.plain(typed) == shown


# Installations


def test_uninstalled_in_any_order_stops_once(any_edge: Edge) -> None:
    any_edge.open()
    bodies = any_edge.hostile("uninstall-orders.json")
    before = clock.now()
    for body in bodies[:3]:
        any_edge.sends(body)
    with any_edge.db.read() as session:
        row = workspaces.by_team(session, TEAM)
        assert row is not None
        first = row.revoked_at
        assert row.token is None
        assert first is not None
        assert first >= before - timedelta(seconds=1)
    any_edge.sends(bodies[3])
    with any_edge.db.read() as session:
        assert session.scalars(select_rows(AnswerRow)).all() == []


def test_people_may_revoke_tokens_of_their_own(edge: Edge) -> None:
    edge.hears({"type": "tokens_revoked", "tokens": {"oauth": [ANA]}})
    edge.hears({"type": "tokens_revoked", "tokens": "all"})
    with edge.db.read() as session:
        assert session.scalars(select_rows(WorkspaceRow.revoked_at)).all() == [None]


def test_other_workspaces_go_on(edge: Edge) -> None:
    with edge.scene("T0OTHER"):
        pass
    edge.hears({"type": "app_uninstalled"})
    with edge.db.read() as session:
        revoked = {row.team_id: row.revoked_at is not None for row in session.scalars(select_rows(WorkspaceRow))}
    assert revoked == {TEAM: True, "T0OTHER": False}


def test_somebody_we_know_has_changed(edge: Edge) -> None:
    with edge.scene() as scene:
        scene.session.get_one(PersonRow, scene.person(ANA)).checked_at = scene.now
    edge.hears({"type": "user_change", "user": {"id": ANA, "deleted": True}})
    edge.hears({"type": "user_change", "user": {"id": "U0NEW"}})
    edge.hears({"type": "user_change", "user": ANA})
    with edge.scene() as scene:
        assert scene.session.get_one(PersonRow, scene.person(ANA)).checked_at is None


def test_a_reply_below_a_celebration_is_counted_until_it_is_deleted(edge: Edge) -> None:
    with edge.scene() as scene:
        lost_deals.loss(scene.session, scene.workspace)
        weekly.post(scene.session, scene.workspace, FRIDAY)
        post = next(row for row in scene.outbox() if row.dedupe_key.startswith("celebration:"))
        post.state, post.channel, post.slack_ts = "sent", lost_deals.CHANNEL, "1767225600.7"
    ref = MessageRef(lost_deals.CHANNEL, "1767225601.1")
    edge.hears(message(ref, "1767225600.7", "Cheers!", KIM))
    with edge.scene() as scene:
        assert [(row.slack_user, row.slack_ts) for row in scene.session.scalars(select_rows(CheerRow))] == [
            (KIM, ref.ts)
        ]
    edge.hears(deleted(ref) | {"previous_message": {"thread_ts": "1767225600.7"}})
    with edge.scene() as scene:
        assert scene.session.scalars(select_rows(CheerRow)).all() == []
