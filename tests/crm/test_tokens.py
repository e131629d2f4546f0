"""Access tokens that run out: asked for once, shared, and asked for again in time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from typing import Any

import pytest

from bot.crm import Http, Refused
from bot.crm.http import Api
from bot.crm.tokens import Grant, Tokens
from bot.errors import TryLater
from tests.crm.local_server import LocalServer

GRANT = Grant("https://crm.example/token", (("grant_type", "client_credentials"),))


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer([]).running() as running:
        running.answer("/token", {"access_token": "one", "expires_in": 3600}, method="POST")
        running.answer("/deals", {"id": 1})
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    opened = Http()
    yield opened
    opened.close()


def api(server: LocalServer) -> Api:
    form = (("grant_type", "refresh_token"), ("refresh_token", "r&d"))
    return Api(server.url, {"x-more": "1"}, Grant(f"{server.url}/token", form, "Zoho-oauthtoken"))


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("expires_in", "lasts"), [(3600, 3540), ("3600", 3540), (30, 15), (None, 840), ("soon", 840), (10**9, 86_340)]
)
def test_a_token_is_used_until_shortly_before_its_end(expires_in: Any, lasts: float) -> None:
    names, clock = count(1), Clock()
    tokens = Tokens(lambda _: {"access_token": f"token {next(names)}", "expires_in": expires_in}, clock)
    assert tokens.get(GRANT) == "token 1"
    clock.seconds = lasts - 1
    assert tokens.get(GRANT) == "token 1"
    clock.seconds = lasts
    assert tokens.get(GRANT) == "token 2"


def test_a_token_in_place_of_a_refused_one_is_not_replaced_again_at_once() -> None:
    names, clock = count(1), Clock()
    tokens = Tokens(lambda _: {"access_token": f"token {next(names)}"}, clock)
    refused = tokens.get(GRANT)
    assert [refused := tokens.get(GRANT, instead_of=refused) for _ in range(3)] == ["token 2"] * 3
    clock.seconds = 800.0
    assert tokens.get(GRANT) == "token 2"
    clock.seconds = 1800.0
    assert tokens.get(GRANT) == "token 3"


def test_what_is_refused_whatever_the_token_asks_for_one_more_only(http: Http, server: LocalServer) -> None:
    server.answer("/deals", status=401)
    for token in "abc":
        server.answer("/token", {"access_token": token}, method="POST")
        with pytest.raises(Refused):
            http.get(api(server), "/deals")
    assert [asked.method for asked in server.asked].count("POST") == 2


def test_many_who_need_a_token_ask_for_one() -> None:
    asked: list[Grant] = []
    together = Barrier(8)

    def ask(grant: Grant) -> Any:
        asked.append(grant)
        return {"access_token": f"token {len(asked)}"}

    tokens = Tokens(ask)

    def need(refused: str | None) -> str:
        together.wait()
        return tokens.get(GRANT, instead_of=refused)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(need, [None] * 8)) == {"token 1"}
        assert set(pool.map(need, ["token 1"] * 8)) == {"token 2"}, "all were refused the same one"
    assert len(asked) == 2


@pytest.mark.parametrize(
    "answer", [None, [], {}, {"access_token": 7}, {"access_token": "a\r\nb"}, {"access_token": "é"}]
)
def test_an_answer_without_a_token_is_no_token(answer: Any) -> None:
    with pytest.raises(TryLater):
        Tokens(lambda _: answer).get(GRANT)


def test_the_api_is_asked_with_the_token(http: Http, server: LocalServer) -> None:
    for _ in range(2):
        assert http.get(api(server), "/deals") == {"id": 1}
    assert http.send(api(server), "POST", "/token", {"q": 1})["access_token"] == "one"
    [token, first, second, sent] = server.asked
    assert token.body == b"grant_type=refresh_token&refresh_token=r%26d"
    assert (sent.method, sent.body) == ("POST", b'{"q": 1}')
    for asked in (first, second, sent):
        assert (asked.headers["authorization"], asked.headers["x-more"]) == ("Zoho-oauthtoken one", "1")


def test_a_token_that_was_withdrawn_is_replaced_once(http: Http, server: LocalServer) -> None:
    http.get(api(server), "/deals")
    server.answer("/token", {"access_token": "two"}, method="POST")
    server.answer("/deals", status=401, times=1)
    assert http.get(api(server), "/deals") == {"id": 1}
    assert server.asked[-1].headers["authorization"] == "Zoho-oauthtoken two"
    server.answer("/deals", status=401)
    with pytest.raises(Refused):
        http.get(api(server), "/deals")


@pytest.mark.parametrize(("status", "body"), [(400, {}), (401, {}), (200, {"error": "invalid_code"})])
def test_credentials_that_are_refused_say_so(http: Http, server: LocalServer, status: int, body: Any) -> None:
    server.answer("/token", body, status, method="POST")
    with pytest.raises(Refused):
        http.get(api(server), "/deals")
    assert server.asked_for("/deals") == []


def test_a_right_that_is_lacking_asks_for_no_other_token(http: Http, server: LocalServer) -> None:
    server.answer("/deals", status=403)
    with pytest.raises(Refused):
        http.get(api(server), "/deals")
    assert len(server.asked_for("/token")) == 1
