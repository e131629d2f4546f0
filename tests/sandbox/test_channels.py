"""Private, shared and renamed channels, and people who are not quite members."""

import httpx2 as httpx
import pytest

from sandbox import acts, channels
from sandbox.conversations import Conversation
from sandbox.errors import ActFailedError
from sandbox.people import Person
from sandbox.testing import Slack
from tests.sandbox.calling import client, refusal
from tests.sandbox.recording_app import RecordingApp

SALES = "C0SALES"
ELSEWHERE = "T0BUYER"


def member(slack: Slack, who: str) -> Person:
    return acts.person_of(slack.site, who)


def private(slack: Slack, name: str = "secret") -> Conversation:
    return channels.create(slack.site, member(slack, "ana"), name, private=True)


def with_app(slack: Slack, channel: Conversation) -> Conversation:
    channels.invite(slack.site, member(slack, "ana"), channel.id, slack.bot_id)
    return channel


def test_a_private_channel_does_not_exist_until_somebody_invites_the_app(slack: Slack) -> None:
    secret = private(slack)
    for method, args in (
        ("chat.postMessage", {"text": "x"}),
        ("conversations.history", {}),
        ("conversations.info", {}),
        ("conversations.members", {}),
        ("conversations.join", {}),
    ):
        assert refusal(slack, method, channel=secret.id, **args)["error"] == "channel_not_found", method
    assert client(slack).conversations_list(types="private_channel")["channels"] == []
    with_app(slack, secret)
    client(slack).chat_postMessage(channel=secret.id, text="x")
    assert refusal(slack, "conversations.join", channel=secret.id)["error"] == "method_not_supported_for_channel_type"
    assert client(slack).conversations_list(types="private_channel")["channels"][0]["is_private"] is True


def test_who_is_thrown_out_is_outside(slack: Slack) -> None:
    client(slack).chat_postMessage(channel=SALES, text="x")
    channels.remove_app(slack.site, member(slack, "ana"), SALES)
    assert refusal(slack, "chat.postMessage", channel=SALES, text="x")["error"] == "not_in_channel"
    assert refusal(slack, "conversations.history", channel=SALES)["error"] == "not_in_channel"


def test_a_public_channel_may_take_posts_of_those_outside(slack: Slack) -> None:
    elsewhere = channels.create(slack.site, member(slack, "ana"), "elsewhere")
    assert refusal(slack, "chat.postMessage", channel=elsewhere.id, text="x")["error"] == "not_in_channel"
    slack.grant({"oauth_config": {"scopes": {"bot": ["chat:write", "chat:write.public"]}}})
    client(slack).chat_postMessage(channel=elsewhere.id, text="x")
    secret = private(slack)
    assert refusal(slack, "chat.postMessage", channel=secret.id, text="x")["error"] == "channel_not_found"


def test_names_are_unique(slack: Slack) -> None:
    with pytest.raises(ActFailedError, match="already"):
        private(slack, "sales-team")


def test_coming_and_going_is_told(connected: Slack, app: RecordingApp) -> None:
    room = with_app(connected, channels.create(connected.site, member(connected, "ana"), "new-room"))
    channels.invite(connected.site, member(connected, "ana"), room.id, "kim")
    channels.leave(connected.site, member(connected, "kim"), room.id)
    connected.deliver()
    first, second = app.events("member_joined_channel")
    assert (first["user"], second["user"], second["inviter"]) == ("U0SILVER", "U0KIM", "U0ANA")
    assert (second["channel"], second["channel_type"], second["team"]) == (room.id, "C", "T0SANDBOX")
    assert app.events("member_left_channel")[0]["user"] == "U0KIM"


def test_joining_by_itself_is_told_without_an_inviter(connected: Slack, app: RecordingApp) -> None:
    open_room = channels.create(connected.site, member(connected, "ana"), "open-room")
    client(connected).conversations_join(channel=open_room.id)
    connected.deliver()
    assert [("inviter" in e, e["user"]) for e in app.events("member_joined_channel")] == [(False, "U0SILVER")]


def test_a_new_name(connected: Slack, app: RecordingApp) -> None:
    channels.rename(connected.site, member(connected, "ana"), SALES, "deals")
    connected.deliver()
    told = app.events("channel_rename")[0]["channel"]
    assert (told["id"], told["name"]) == (SALES, "deals")
    assert client(connected).chat_postMessage(channel="#deals", text="x")["channel"] == SALES


def test_a_private_channel_that_is_shared_gets_a_new_id(connected: Slack, app: RecordingApp) -> None:
    secret = with_app(connected, private(connected))
    old, ts = secret.id, client(connected).chat_postMessage(channel=secret.id, text="x")["ts"]
    channels.share(connected.site, member(connected, "ana"), old, ELSEWHERE)
    connected.deliver()
    moved = app.events("channel_id_changed")[0]
    assert (moved["old_channel_id"], moved["new_channel_id"]) == (old, secret.id)
    assert app.events("channel_shared")[0]["connected_team_id"] == ELSEWHERE
    assert refusal(connected, "chat.update", channel=old, ts=ts, text="y")["error"] == "channel_not_found"
    client(connected).chat_update(channel=secret.id, ts=ts, text="y")
    assert client(connected).conversations_info(channel=secret.id)["channel"]["is_ext_shared"] is True


def test_what_was_shown_and_asked_in_a_channel_moves_with_it(connected: Slack, app: RecordingApp) -> None:
    secret, ana = with_app(connected, private(connected)), member(connected, "ana")
    old, root = secret.id, acts.share_file(connected.site, ana, secret.id, "notes.txt", b"Hello")
    connected.deliver()
    connected.person("ana").command("/retro", channel=old)
    url = app.last()["response_url"]
    channels.share(connected.site, ana, old, ELSEWHERE)
    shown = client(connected).files_info(file=root.files[0])["file"]
    assert (shown["is_public"], shown["shares"]) == (False, {"private": {secret.id: [{"ts": root.ts}]}})
    assert httpx.post(url, json={"text": "Here"}).status_code == 200
    assert [m.text for m in connected.person("ana").sees(secret.id)] == ["", "Here"]
    assert secret.id != old


def test_somebody_of_another_firm(connected: Slack, app: RecordingApp) -> None:
    shared = channels.share(connected.site, member(connected, "ana"), SALES, ELSEWHERE)
    eve = channels.add_stranger(connected.site, "eve", ELSEWHERE, shared)
    connected.person(eve.id).says(SALES, "Price was not the reason.")
    connected.deliver()
    envelope = app.last_event()
    assert (envelope["is_ext_shared_channel"], envelope["team_id"]) == (True, "T0SANDBOX")
    assert {envelope["event"][name] for name in ("team", "user_team", "source_team")} == {ELSEWHERE}
    user = client(connected).users_info(user=eve.id, include_locale=True)["user"]
    assert (user["is_stranger"], user["team_id"]) == (True, ELSEWHERE)
    assert "email" not in user["profile"]
    assert "locale" not in user
    found = refusal(connected, "users.lookupByEmail", email=eve.email)
    assert found["error"] == "users_not_found"
    assert eve.id not in [m["id"] for m in client(connected).users_list()["members"]]
    with pytest.raises(ActFailedError, match="not a valid command"):
        connected.person(eve.id).command("/retro", SALES)


def test_strangers_and_guests_are_reached_only_where_the_app_meets_them(slack: Slack) -> None:
    alone = channels.create(slack.site, member(slack, "ana"), "alone")
    eve = channels.add_stranger(slack.site, "eve", ELSEWHERE, alone)
    assert refusal(slack, "conversations.open", users=f"U0ANA,{eve.id}")["error"] == "invalid_user_combination"
    slack.change_person("kim", guest="single")
    channels.leave(slack.site, member(slack, "kim"), SALES)
    assert refusal(slack, "conversations.open", users="U0KIM")["error"] == "user_not_visible"
    assert refusal(slack, "chat.postMessage", channel="U0KIM", text="x")["error"] == "user_not_visible"
    kim = client(slack).users_info(user="U0KIM")["user"]
    assert (kim["is_restricted"], kim["is_ultra_restricted"]) == (True, True)
    with_app(slack, alone)
    channels.invite(slack.site, member(slack, "ana"), alone.id, "kim")
    client(slack).conversations_open(users=f"U0KIM,{eve.id}")


def test_a_group_dm_holds_eight_others(slack: Slack) -> None:
    zone, home = "Europe/Berlin", slack.team_id
    new = [Person(f"U0NEW{n}", f"new{n}", f"New {n}", f"new{n}@x.example", zone, home) for n in range(9)]
    for person in new:
        channels.join_team(slack.site, person)
    users = [person.id for person in new]
    client(slack).conversations_open(users=users[:8])
    assert refusal(slack, "conversations.open", users=",".join(users))["error"] == "too_many_users"
    ana = member(slack, "ana")
    acts.open_dm(slack.site, ana, users[:8])
    with pytest.raises(ActFailedError, match="No more than 8"):
        acts.open_dm(slack.site, ana, users)


def test_a_new_member_is_told(connected: Slack, app: RecordingApp) -> None:
    new = Person("U0NEW", "newcomer", "New Comer", "new@fabrikam.example", "Asia/Tokyo", connected.team_id)
    channels.join_team(connected.site, new)
    connected.deliver()
    user = app.events("team_join")[0]["user"]
    assert (user["id"], user["tz"], user["profile"]["email"]) == ("U0NEW", "Asia/Tokyo", "new@fabrikam.example")
    assert client(connected).users_lookupByEmail(email="new@fabrikam.example")["user"]["id"] == "U0NEW"


def test_an_old_group_dm_stays_when_somebody_leaves_the_firm(slack: Slack) -> None:
    room = slack.group_dm("ana", "kim")
    slack.change_person("kim", deleted=True)
    client(slack).chat_postMessage(channel=room, text="Still here")
    assert "U0KIM" in client(slack).conversations_members(channel=room)["members"]
    assert refusal(slack, "conversations.open", users="U0ANA,U0KIM")["error"] == "user_disabled"


def test_opening_may_be_told_to_make_nothing(slack: Slack) -> None:
    there = {"users": "U0ANA,U0KIM", "prevent_creation": True}
    assert refusal(slack, "conversations.open", **there)["error"] == "channel_not_found"
    room = slack.group_dm("ana", "kim")
    assert client(slack).api_call("conversations.open", json=there)["channel"]["id"] == room


def test_an_archived_private_channel_is_told_under_its_own_name(connected: Slack, app: RecordingApp) -> None:
    secret = with_app(connected, private(connected))
    connected.archive(secret.id)
    connected.archive(secret.id, on=False)
    connected.deliver()
    assert [e["channel"] for e in app.events("group_archive") + app.events("group_unarchive")] == [secret.id] * 2
