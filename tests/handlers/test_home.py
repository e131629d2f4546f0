"""Home, from Slack's events and clicks to what will stand there."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import clock
from bot.messages import ids, yours
from bot.storage import wrap_ups
from bot.storage.models import ActionRow, RetrospectiveRow
from tests.factories import ANA, KIM, PRIYA, form
from tests.handlers.edge import TEAM, Edge, day


def opens(edge: Edge, who: str = ANA, **event: Any) -> None:
    edge.hears(
        {"type": "app_home_opened", "user": who, "channel": "D1", "tab": "home", "event_ts": "1800000000"} | event
    )


def shown(edge: Edge, who: str = ANA) -> list[str]:
    """The texts of their Home."""
    with edge.scene() as scene:
        for row in scene.outbox("publish"):
            if row.lane == f"home:{who}":
                return [block["text"]["text"] for block in (row.payload or {})["view"]["blocks"] if "text" in block]
    return []


def from_home(edge: Edge, action_id: str, value: object = "", *, by: str = ANA, **element: Any) -> None:
    """A click on Home, which has no channel."""
    body = edge.click(action_id, value, by=by, **element)
    for name in ("channel", "message"):
        del body[name]
    body["container"] = {"type": "view", "view_id": "V1"}
    edge.sends(body)


def test_opening_it_shows_what_waits(any_edge: Edge) -> None:
    any_edge.open()
    opens(any_edge)
    opens(any_edge, PRIYA)
    assert "Question 1 of 3 waits for your answer." in shown(any_edge)[1]
    assert "is with <@U0ANA>" in shown(any_edge, PRIYA)[1]


@pytest.mark.parametrize("odd", [{"tab": "messages"}, {"tab": None}, {"user_team": "T0OTHER"}])
def test_other_tabs_and_other_organisations_get_nothing(edge: Edge, odd: dict[str, Any]) -> None:
    edge.open()
    opens(edge, **odd)
    assert shown(edge) == []


def test_somebody_never_seen_is_welcome(edge: Edge) -> None:
    edge.open()
    opens(edge, KIM)
    assert shown(edge, KIM)[1].startswith("Nothing is waiting for you.")


def test_it_follows_what_they_do_and_only_theirs(any_edge: Edge) -> None:
    retrospective = any_edge.open()
    opens(any_edge)
    any_edge.clicks(ids.DONT_KNOW, f"{retrospective}:ours.value")
    assert "Question 2 of 3" in shown(any_edge)[1]
    any_edge.submits(ids.ANSWER_MODAL, f"{retrospective}:ours.voices", answer="The plant manager.")
    assert "Question 3 of 3" in shown(any_edge)[1]
    assert shown(any_edge, PRIYA) == []


def test_a_late_click_there_is_told_in_the_dm_and_the_view_put_right(edge: Edge) -> None:
    retrospective = edge.open()
    opens(edge)
    edge.clicks(ids.SKIP_QUESTION, f"{retrospective}:ours.value")
    from_home(edge, ids.DONT_KNOW, f"{retrospective}:ours.value")
    with edge.scene() as scene:
        assert scene.last_post().startswith("*Northwind:* thank you, this has been settled already.")
    assert "Question 2 of 3" in shown(edge)[1]


def test_answering_from_there_opens_the_form(edge: Edge) -> None:
    retrospective = edge.open()
    opens(edge)
    from_home(edge, ids.ANSWER, f"{retrospective}:ours.value")
    assert edge.modal()["callback_id"] == ids.ANSWER_MODAL


def test_a_button_that_only_leads_somewhere_is_no_trouble(edge: Edge) -> None:
    edge.open()
    opens(edge)
    from_home(edge, ids.OPEN_THREAD, url="https://acme.slack.com/archives/C1/p1")
    assert (edge.whispers(), edge.refusals()) == ([], [])


def test_choosing_a_language_speaks_it_at_once(any_edge: Edge) -> None:
    any_edge.open()
    opens(any_edge)
    chosen: dict[str, Any] = {
        "type": "static_select",
        "selected_option": {"value": "de", "text": {"type": "plain_text", "text": "x"}},
    }
    from_home(any_edge, ids.LANGUAGE, **chosen)
    from_home(any_edge, ids.LANGUAGE, **chosen)
    assert shown(any_edge)[0] == "Wartet auf dich"
    assert any_edge.commands("help")["text"].startswith("*Silver Lining* macht")


THEIRS = ("Turn off look-alike warnings", "What is stored about me")


def names(edge: Edge) -> list[str]:
    """The buttons in the part about themselves."""
    with edge.scene() as scene:
        (row,) = scene.outbox("publish")
        rows = [block for block in (row.payload or {})["view"]["blocks"] if block["type"] == "actions"]
        return [button["text"]["text"] for button in rows[-1]["elements"]]


def test_away_and_back_again(any_edge: Edge) -> None:
    any_edge.open()
    opens(any_edge)
    assert names(any_edge) == ["I am away", *THEIRS]
    from_home(any_edge, ids.AWAY)
    form = any_edge.modal()
    proposed = date.fromisoformat(form["blocks"][1]["element"]["initial_date"])
    assert proposed.weekday() == 4
    for _ in range(2):
        assert any_edge.submits(form["callback_id"], day=day(proposed.isoformat())) == {}
    assert f"*You are away* up to and including Friday {proposed:%-d %B}." in " ".join(shown(any_edge))
    assert names(any_edge) == ["I am back", "Away until another day", *THEIRS]
    for _ in range(2):
        from_home(any_edge, ids.NOT_AWAY)
    assert names(any_edge) == ["I am away", *THEIRS]
    assert (any_edge.whispers(), any_edge.refusals()) == ([], [])


@pytest.mark.parametrize("days", [-1, 400, None], ids=["yesterday", "too far", "no day"])
def test_a_day_that_cannot_be_is_refused_in_the_form(edge: Edge, days: int | None) -> None:
    chosen = "next <!channel>" if days is None else (clock.now() + timedelta(days=days)).date().isoformat()
    refused = edge.submits(ids.AWAY_MODAL, day=day(chosen))
    assert refused["errors"] == {yours.DAY: "Please choose a day that is not over yet, a year ahead at most."}


def test_somebody_of_another_organisation_is_never_away(edge: Edge) -> None:
    for body in (edge.click(ids.NOT_AWAY, by=KIM), edge.submission(ids.AWAY_MODAL, "", {yours.DAY: day("2027-01-08")})):
        body["user"]["team_id"] = "T0OTHER"
        edge.sends(body)
    assert [action for _, action in edge.refusals()] == ["change_own", "change_own"]


def test_after_the_bot_was_removed_nothing_is_shown(edge: Edge) -> None:
    edge.open()
    edge.hears({"type": "app_uninstalled"}, team_id=TEAM)
    opens(edge)
    assert shown(edge) == []


def test_done_is_done_once_and_gone_from_there(any_edge: Edge) -> None:
    retrospective = any_edge.open()
    with any_edge.scene() as scene:
        row = scene.session.get_one(RetrospectiveRow, retrospective)
        wrap_ups.keep(scene.session, row, form(action="Ask.", action_owner=scene.person(ANA)), scene.tick())
        action = scene.session.scalars(select(ActionRow.id)).one()
    opens(any_edge)
    assert "*Northwind:* Ask.\n<@U0ANA>" in shown(any_edge)
    from_home(any_edge, ids.FINISH, action, by=KIM)
    assert any_edge.refusals() == [(KIM, "finish")]
    from_home(any_edge, ids.FINISH, action)
    from_home(any_edge, ids.FINISH, action)
    assert not [text for text in shown(any_edge) if "Ask." in text]
    with any_edge.scene() as scene:
        assert scene.last_post().startswith("*Northwind:* thank you, this has been settled already.")


@pytest.mark.parametrize("value", ["", "not an id", "00000000-0000-0000-0000-000000000001"])
def test_an_action_that_is_none_of_ours(edge: Edge, value: str) -> None:
    edge.open()
    from_home(edge, ids.FINISH, value)
    assert edge.refusals() == [(ANA, ids.FINISH)]


def test_what_is_stored_about_me_is_told_to_me(any_edge: Edge) -> None:
    any_edge.open()
    any_edge.says("Trust.")
    opens(any_edge)
    from_home(any_edge, ids.STORED)
    words = json.dumps(any_edge.modal())
    assert "1 answer that you gave" in words
    assert "write to whoever installed the bot" in words


def test_a_home_that_cannot_be_made_does_not_undo_what_they_did(edge: Edge) -> None:
    retrospective, broken = edge.open(), edge.open(name="Fabrikam")
    opens(edge)
    with edge.db.begin() as session:
        session.get_one(RetrospectiveRow, broken).guide = {}
    edge.clicks(ids.DONT_KNOW, f"{retrospective}:ours.value")
    with edge.db.read() as session:
        assert session.get_one(RetrospectiveRow, retrospective).question == "ours.voices"
