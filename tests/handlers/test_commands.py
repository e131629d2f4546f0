"""`/retro` in all its forms, and the picker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select as select_rows

from bot import clock
from bot.domain.colleagues import Kind
from bot.domain.conversation import Status
from bot.domain.deals import EventKind, Outcome
from bot.messages import ids
from bot.storage.models import DealRow
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, event
from tests.handlers.edge import HOSTILE, TEAM, Edge, select
from tests.handlers.sentences import NOT_HERE


def lose(edge: Edge, *names: str, kind: EventKind = EventKind.LOST, outcome: Outcome = Outcome.LOST) -> None:
    with edge.scene() as scene:
        for name in names:
            scene.hear(event(kind, deal_id=name), outcome, name=name)


def deal_names(edge: Edge) -> list[str]:
    with edge.scene() as scene:
        return list(scene.session.scalars(select_rows(DealRow.name).order_by(DealRow.name)))


def met(edge: Edge, who: str) -> None:
    """Slack has told us who this is."""
    with edge.scene() as scene:
        scene.person(who)


def rounds(edge: Edge) -> int:
    with edge.scene() as scene:
        return len(scene.rounds())


def picks(edge: Edge, *, by: str = ANA, **values: Any) -> dict[str, Any]:
    return edge.submits(ids.PICKER_MODAL, by=by, **values)


# The command


@pytest.mark.parametrize("text", ["", "  ", "start", "START"])
def test_nothing_opens_the_picker(edge: Edge, text: str) -> None:
    lose(edge, "Northwind")
    met(edge, ANA)
    assert edge.commands(text) == {}
    form = edge.modal()
    assert form["callback_id"] == ids.PICKER_MODAL
    options = form["blocks"][1]["element"]["options"]
    assert [option["text"]["text"] for option in options] == ["Northwind"]


def test_win_opens_the_picker_for_wins(edge: Edge) -> None:
    met(edge, ANA)
    edge.commands("win")
    outcome = next(block for block in edge.modal()["blocks"] if block.get("block_id") == "outcome")
    assert outcome["element"]["initial_option"]["value"] == "won"


@pytest.mark.parametrize("text", ["northwind", "start northwind", "Start “Northwind”", "start\u00a0north"])
def test_a_name_starts_its_deal(edge: Edge, text: str) -> None:
    lose(edge, "Northwind")
    assert edge.commands(text)["text"].startswith("*Northwind:* started.")
    assert rounds(edge) == 1


def test_a_deal_that_is_under_way_is_not_started_again(edge: Edge) -> None:
    edge.open()
    assert edge.commands("northwind")["text"].startswith("*Northwind* has its retrospective already.")
    assert rounds(edge) == 1


def test_two_starts_at_once_are_one(any_edge: Edge) -> None:
    lose(any_edge, "Northwind", kind=EventKind.WON, outcome=Outcome.WON)
    with ThreadPoolExecutor(2) as both:
        said = list(both.map(any_edge.commands, ["win northwind"] * 2))
    assert all(answer["text"].startswith("*Northwind") for answer in said)
    assert rounds(any_edge) == 1


def test_a_win_is_started_as_a_win(edge: Edge) -> None:
    lose(edge, "Northwind", kind=EventKind.WON, outcome=Outcome.WON)
    assert edge.commands("win northwind")["text"].startswith("*Northwind:* started.")
    with edge.scene() as scene:
        assert scene.rounds()[0].outcome == Outcome.WON


def test_a_deal_that_is_still_open(edge: Edge) -> None:
    lose(edge, "Northwind", kind=EventKind.REOPENED, outcome=Outcome.OPEN)
    answer = edge.commands("northwind")
    assert answer["text"].startswith("*Northwind* is still open in the CRM.")
    (anyway,) = answer["blocks"][-1]["elements"]
    edge.clicks(anyway["action_id"], anyway["value"])
    with edge.scene() as scene:
        (talk,) = scene.rounds()
        assert (talk.status, talk.outcome, talk.loss_no) == (Status.HELD, Outcome.OPEN, 0)


def test_whom_we_have_just_met_is_asked_to_try_again(edge: Edge) -> None:
    """Before Slack was asked for their address nobody can say which deals are theirs."""
    lose(edge, "Northwind")
    assert edge.commands("northwind", by="U0NEW")["text"].startswith("“northwind”: we have only just met")
    assert edge.commands("", by="U0NEW")["text"].startswith("“/retro”: we have only just met")


@pytest.mark.parametrize("text", ["", "win", "northwind"])
@pytest.mark.parametrize("kind", [Kind.GUEST, Kind.OUTSIDE])
def test_whoever_takes_no_part_is_told_at_once_why(edge: Edge, kind: Kind, text: str) -> None:
    with edge.scene() as scene:
        scene.met("U0BUYER", kind)
    assert "Guests and people of other organisations" in edge.commands(text, by="U0BUYER")["text"]
    assert edge.sandbox.site.views.modal("U0BUYER") is None
    assert edge.refusals() == [("U0BUYER", "start")]


def test_several_deals_of_that_name_are_offered_and_one_is_chosen(edge: Edge) -> None:
    lose(edge, *(f"Northwind {place}" for place in range(7)))
    answer = edge.commands("northwind")
    buttons = answer["blocks"][1]["elements"]
    assert len(buttons) == 5
    edge.clicks(buttons[1]["action_id"], buttons[1]["value"])
    chosen = buttons[1]["text"]["text"]
    assert edge.whispers() == [(ANA, f"*{chosen}:* started. You will find it in your messages in a moment.")]


def test_the_nearest_name_is_offered(edge: Edge) -> None:
    lose(edge, "Northwind")
    assert "Did you mean *Northwind*? Try `/retro Northwind`." in edge.commands("nortwhind")["text"]
    assert "Did you mean *help*?" in edge.commands("hlep")["text"]


def test_a_name_that_nobody_knows_opens_the_picker_filled_in(edge: Edge) -> None:
    met(edge, ANA)
    assert edge.commands("Zanzibar Airlines") == {}
    name = next(block for block in edge.modal()["blocks"] if block.get("block_id") == "name")
    assert name["element"]["initial_value"] == "Zanzibar Airlines"


def test_somebody_elses_deal_is_not_named(edge: Edge) -> None:
    lose(edge, "Northwind")
    met(edge, KIM)
    assert edge.commands("northwind", by=KIM) == {}
    assert rounds(edge) == 1


def test_status(edge: Edge) -> None:
    assert edge.commands("status")["text"].startswith("Nothing waits for you.")
    edge.open()
    for who in (ANA, PRIYA):
        assert "• *Northwind:* our view, question 1 of 3" in edge.commands("status", by=who)["text"]
    assert edge.commands("status", by=KIM)["text"].startswith("Nothing waits for you.")


def test_status_waits_for_nobody_who_writes(edge: Edge) -> None:
    edge.open()
    with edge.scene():
        assert "*Northwind:*" in edge.commands("status")["text"]


def test_patterns_are_for_everybody_of_the_workspace(edge: Edge) -> None:
    assert edge.commands("patterns")["text"].startswith("*Patterns, the last twelve months:* too few deals")
    lose(edge, *(f"Deal {number}" for number in range(5)))
    for who in (ANA, KIM, "U0NEVERSEEN"):
        assert edge.commands("patterns", by=who)["text"].startswith(
            "*Patterns, the last twelve months:* 5 deals lost, 0 won."
        )


def test_the_talks_behind_a_pattern(edge: Edge) -> None:
    with edge.scene() as scene:
        for number in range(5):
            lost_deals.loss(scene.session, scene.workspace, f"Deal {number}", competitor="<!channel> & Co")
    edge.clicks(ids.PATTERN_TALKS, "competitor", by=KIM)
    shown = str(edge.modal(KIM))
    assert "*&lt;!channel&gt; &amp; Co*" in shown
    assert shown.count("Deal 3") == 2  # as text, and read aloud after its button
    for forged in ("talked", "💥", ""):
        edge.clicks(ids.PATTERN_TALKS, forged)
    assert [said for _, said in edge.whispers()] == [NOT_HERE] * 3


def test_help(edge: Edge) -> None:
    assert "`/retro status`" in edge.commands("help")["text"]


def test_a_command_that_we_do_not_have_is_left_alone(edge: Edge) -> None:
    body = {"team_id": TEAM, "user_id": ANA, "command": "/lunch", "text": "", "trigger_id": edge.trigger()}
    assert edge.commanded(body) == {}


@pytest.mark.parametrize("name", ["word-payload", "mentions", "shell", "smart-quotes-nbsp", "ten-thousand"])
def test_hostile_commands_start_nothing_and_ping_nobody(edge: Edge, name: str) -> None:
    recorded = dict(parse_qsl((HOSTILE / f"command-{name}.txt").read_text()))
    lose(edge, "Northwind")
    answer = edge.commanded(recorded | {"team_id": TEAM, "user_id": ANA, "trigger_id": edge.trigger()})
    assert "<" not in answer.get("text", "")
    assert rounds(edge) == 1
    assert deal_names(edge) == ["Northwind"]


def test_the_word_payload_is_a_word_like_any_other(edge: Edge) -> None:
    lose(edge, "Acme payload deal")
    recorded = dict(parse_qsl((HOSTILE / "command-word-payload.txt").read_text()))
    answer = edge.commanded(recorded | {"team_id": TEAM, "user_id": ANA, "trigger_id": edge.trigger()})
    assert answer["text"].startswith("*Acme payload deal:* started.")


# The picker


def test_a_closed_deal_is_picked(edge: Edge) -> None:
    lose(edge, "Northwind")
    edge.commands("")
    value = edge.modal()["blocks"][1]["element"]["options"][0]["value"]
    assert picks(edge, deal=select(value), outcome=select("lost")) == {}
    assert rounds(edge) == 1


def test_a_deal_by_hand(any_edge: Edge) -> None:
    assert (
        picks(any_edge, name=" Fab\u200brikam ", customer="Fabrikam Inc", amount="48000.505", outcome=select("won"))
        == {}
    )
    with any_edge.scene() as scene:
        (row,) = scene.rounds()
        assert (row.status, row.outcome, row.rep_id) == (Status.HELD, Outcome.WON, scene.person(ANA))
        deal = scene.session.get_one(DealRow, row.deal_id)
        assert (deal.name, deal.facts["customer"], deal.facts["amount"]) == ("Fabrikam", "Fabrikam Inc", "48000.50")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "name"),
        ({"name": " \u200b "}, "name"),
        ({"name": "Fabrikam", "amount": "a lot"}, "amount"),
        ({"name": "Fabrikam", "amount": "48,00"}, "amount"),
        ({"name": "Fabrikam", "amount": "-1"}, "amount"),
        ({"name": "Fabrikam", "amount": "NaN"}, "amount"),
        ({"name": "Fabrikam", "amount": "Infinity"}, "amount"),
        ({"name": "Fabrikam", "amount": "1e40"}, "amount"),
        ({"name": "Fabrikam", "outcome": select("open")}, "outcome"),
        ({"name": "Fabrikam", "outcome": select("role:admin")}, "outcome"),
    ],
)
def test_what_the_picker_cannot_take_stands_at_its_field(edge: Edge, values: dict[str, Any], field: str) -> None:
    answer = picks(edge, **values)
    assert list(answer["errors"]) == [field]
    assert rounds(edge) == 0


@pytest.mark.parametrize("amount", ["1e-999999", "0", "1_000", "999999999999"])
def test_odd_amounts_are_plain_numbers(edge: Edge, amount: str) -> None:
    assert picks(edge, name="Fabrikam", amount=amount) == {}
    with edge.scene() as scene:
        deal = scene.session.scalars(select_rows(DealRow)).one()
        assert len(deal.facts["amount"]) < 20


def test_a_very_long_name_is_an_error_of_its_field(edge: Edge) -> None:
    answer = picks(edge, name="x" * 60_000)
    assert list(answer["errors"]) == ["name"]
    assert deal_names(edge) == []


@pytest.mark.parametrize("value", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_forged_deal_is_not_found(edge: Edge, value: str) -> None:
    answer = picks(edge, deal=select(value))
    assert answer["response_action"] == "update"
    assert edge.refusals() == [(ANA, ids.PICKER_MODAL)]


def test_a_colleagues_deal_cannot_be_picked(edge: Edge) -> None:
    lose(edge, "Northwind")
    with edge.scene() as scene:
        deal_id = str(scene.deal().id)
    assert picks(edge, by=KIM, deal=select(deal_id))["response_action"] == "update"
    assert edge.refusals() == [(KIM, "start")]


def test_away_and_back(edge: Edge) -> None:
    assert edge.commands("away until 2099-01-01")["text"].startswith("Until when?")
    day = (clock.now() + timedelta(days=3)).date()
    assert "you hear nothing from me" in edge.commands(f"away until {day}")["text"]
    with edge.scene() as scene:
        assert lost_deals.person(scene.session, scene.workspace, ANA).away_until == day
    assert edge.commands("away off")["text"].startswith("Welcome back.")
    with edge.scene() as scene:
        assert lost_deals.person(scene.session, scene.workspace, ANA).away_until is None


def test_a_name_that_is_here_already_is_asked_about(edge: Edge) -> None:
    lose(edge, "Northwind")
    form = picks(edge, name="northwind gmbh", amount="48000")["view"]
    here, another = form["blocks"][1]["element"]["options"]
    assert (here["text"]["text"].startswith("Northwind, closed lost"), rounds(edge)) == (True, 1)
    sent = edge.submission(ids.NAMESAKES_MODAL, form["private_metadata"], {"which": select(another["value"])})
    for _ in range(2):  # a double click
        edge.sends(sent)
    assert deal_names(edge) == ["Northwind", "northwind gmbh"]
    with edge.scene() as scene:
        amounts = [deal.facts.get("amount") for deal in scene.session.scalars(select_rows(DealRow))]
        assert "48000.00" in amounts


def test_the_one_that_is_here_is_opened(edge: Edge) -> None:
    edge.open()
    here, _ = picks(edge, name="Northwind!")["view"]["blocks"][1]["element"]["options"]
    view = edge.submits(ids.NAMESAKES_MODAL, "{}", which=select(here["value"]))["view"]
    assert "has its retrospective already" in str(view)
    assert rounds(edge) == 1


def test_a_colleagues_deal_of_that_name_is_neither_shown_nor_opened(edge: Edge) -> None:
    edge.open()
    view = picks(edge, name="northwind", by=KIM)["view"]
    assert "with a colleague" in str(view)
    assert ANA not in str(view)
    assert [block["type"] for block in view["blocks"]] == ["section"]
    with edge.scene() as scene:
        deal_id = str(scene.deal().id)
    edge.submits(ids.NAMESAKES_MODAL, view["private_metadata"], by=KIM, which=select(deal_id))
    assert edge.refusals() == [(KIM, "start")]
    edge.submits(ids.NAMESAKES_MODAL, view["private_metadata"], by=KIM)
    assert rounds(edge) == 2


@pytest.mark.parametrize("metadata", ["", "x", "[]", "7", '{"name": 7}', '{"name": ["x"]}'])
def test_a_form_about_a_name_that_was_tampered_with(edge: Edge, metadata: str) -> None:
    edge.submits(ids.NAMESAKES_MODAL, metadata, which=select("another"))
    assert deal_names(edge) == []
