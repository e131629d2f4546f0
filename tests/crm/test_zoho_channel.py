"""Zoho's notification channel, made and renewed at an API on loopback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.crm import Http, Refused
from bot.crm.zoho_channel import PATH, subscribe
from bot.errors import TryLater
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, SETTINGS, config

ADDRESS = "https://retro.example.com/crm/zoho/slug"
ENDS_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CHANNEL = {"watch": [{"code": "SUCCESS", "details": {"events": [{"channel_expiry": "2026-11-22T09:30:00Z"}]}}]}


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("zoho") as running:
        yield running


def ask(http: Http, server: LocalServer) -> datetime:
    return subscribe(http, config("zoho", api_url=server.url, accounts_url=server.url), ADDRESS, NOW)


def test_a_channel_is_renewed_for_a_week(http: Http, server: LocalServer) -> None:
    server.answer(PATH, CHANNEL, method="PUT")
    assert ask(http, server) == ENDS_AT
    [asked] = server.asked_for(PATH)
    [channel] = json.loads(asked.body)["watch"]
    assert (channel["notify_url"], channel["token"]) == (ADDRESS, SETTINGS["zoho"]["token"])
    assert channel["channel_expiry"] == "2026-11-23T09:25:00+00:00"


@pytest.mark.parametrize("status", [400, 404, 500])
def test_where_there_is_none_yet_it_is_made(http: Http, server: LocalServer, status: int) -> None:
    server.answer(PATH, {}, status, method="PUT")
    server.answer(PATH, CHANNEL, 201, method="POST")
    assert ask(http, server) == ENDS_AT
    assert [one.method for one in server.asked_for(PATH)] == ["PUT", "POST"]


@pytest.mark.parametrize("answer", [[], {}, {"watch": [{"code": "INVALID_DATA", "details": {}}]}, {"watch": [7]}])
def test_an_answer_that_names_no_end_is_no_success(http: Http, server: LocalServer, answer: Any) -> None:
    for method in ("PUT", "POST"):
        server.answer(PATH, answer, method=method)
    with pytest.raises(TryLater):
        ask(http, server)


def test_a_refusal_is_not_tried_in_another_way(http: Http, server: LocalServer) -> None:
    server.answer(PATH, status=403, method="PUT")
    with pytest.raises(Refused):
        ask(http, server)
    assert len(server.asked_for(PATH)) == 1


def test_where_nothing_answers_it_is_tried_again(http: Http, server: LocalServer) -> None:
    for method in ("PUT", "POST"):
        server.answer(PATH, status=404, method=method)
    with pytest.raises(TryLater):
        ask(http, server)
