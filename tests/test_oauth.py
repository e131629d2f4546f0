"""Installing over OAuth: from our door to the consent page and back, as a browser goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from pydantic import SecretStr

from bot.oauth import Installer
from bot.slack_client import Slack as Client
from bot.storage.database import Database
from tests.servers import KEY, PUBLIC_URL, Web, running_web, settings

NOWHERE = "http://127.0.0.1:1/api/"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OTHER_KEY = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="
GIVEN: dict[str, Any] = {"slack_bot_token": "", "slack_client_id": "11.22", "slack_client_secret": SecretStr("hush")}
CONFIGURED = settings(**GIVEN)


@contextmanager
def door(db: Database, api_url: str = NOWHERE) -> Iterator[Web]:
    installer = Installer(CONFIGURED, db, Client(api_url), wake=lambda: None)
    with running_web(db, configured=CONFIGURED, installer=installer) as web:
        yield web


def state_of(web: Web) -> str:
    """The state of an installation that has just begun in this browser, whose cookie travels over plain HTTP here."""
    answer = web.client.get("/slack/install")
    web.client.cookies.clear()
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    web.client.headers["cookie"] = f"{name}={value}"
    return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]


def back(web: Web, **words: str) -> httpx2.Response:
    return web.client.get("/slack/oauth_redirect", params=words)


def test_the_way_to_the_consent_page(db: Database) -> None:
    with door(db, "https://slack.com/api/") as web:
        answer = web.client.get("/slack/install")
    assert answer.headers["location"].startswith("https://slack.com/oauth/v2/authorize?")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["client_id"] == ["11.22"]
    assert asked["redirect_uri"] == [f"{PUBLIC_URL}/slack/oauth_redirect"]
    assert "chat:write" in asked["scope"][0].split(",")
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "secure", "samesite=lax", "path=/slack", "max-age=600"))


def test_cancelled_is_no_mistake(db: Database) -> None:
    with door(db) as web:
        page = back(web, error="access_denied", state=state_of(web))
    assert (page.status_code, "Nothing was installed" in page.text) == (200, True)
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("change", "secret", "later"),
    [
        pytest.param("", "another", timedelta(), id="another browser"),
        pytest.param("", "", timedelta(), id="no cookie"),
        pytest.param("x", None, timedelta(), id="a changed state"),
        pytest.param("", None, timedelta(minutes=10, seconds=1), id="too late"),
        pytest.param("", None, timedelta(seconds=-5), id="from the future"),
    ],
)
def test_only_the_browser_that_began_ends_it_and_in_time(
    sqlite_url: str, change: str, secret: str | None, later: timedelta
) -> None:
    installer = Installer(CONFIGURED, Database(sqlite_url, CONFIGURED.keys), Client(NOWHERE), wake=lambda: None)
    departure = installer.begin(NOON)
    state = parse_qs(urlsplit(departure.location).query)["state"][0] + change
    secret = departure.secret if secret is None else secret
    page = installer.finish({"code": "good", "state": state}, secret, NOON + later)
    assert (page.status, "used up" in page.html) == (400, True)


@pytest.mark.parametrize("state", ["", "1", "1.", "é.x", "99999999999.x", "1" * 5000, "1.é"])
def test_a_state_of_any_shape_is_only_stale(sqlite_url: str, state: str) -> None:
    installer = Installer(CONFIGURED, Database(sqlite_url, CONFIGURED.keys), Client(NOWHERE), wake=lambda: None)
    assert installer.finish({"code": "good", "state": state}, "secret", NOON).status == 400


def test_a_key_that_was_rotated_meanwhile_still_counts(sqlite_url: str) -> None:
    old = Installer(CONFIGURED, Database(sqlite_url, CONFIGURED.keys), Client(NOWHERE), wake=lambda: None)
    both = settings(**GIVEN, secret_keys=f"{OTHER_KEY},{KEY}")
    new = Installer(both, Database(sqlite_url, both.keys), Client(NOWHERE), wake=lambda: None)
    departure = old.begin(NOON)
    state = parse_qs(urlsplit(departure.location).query)["state"][0]
    page = new.finish({"error": "access_denied", "state": state}, departure.secret, NOON)
    assert "Nothing was installed" in page.html


@pytest.mark.parametrize(
    ("error", "shown"),
    [("invalid_scope", "invalid_scope"), ("<script>alert(1)</script>", "unknown_error"), ("", "unknown_error")],
)
def test_a_refusal_says_who_can_mend_it_and_repeats_only_words(db: Database, error: str, shown: str) -> None:
    with door(db) as web:
        page = back(web, error=error, state=state_of(web))
    assert page.status_code == 502
    assert f"<code>{shown}</code>" in page.text
    assert "<script>" not in page.text


def test_slack_that_does_not_answer_can_be_tried_again(db: Database) -> None:
    with door(db) as web:
        page = back(web, code="good", state=state_of(web))
    assert (page.status_code, f'href="{PUBLIC_URL}/slack/install"' in page.text) == (503, True)


def test_without_the_settings_the_door_says_what_it_needs(sqlite_url: str) -> None:
    with running_web(Database(sqlite_url, CONFIGURED.keys)) as web:
        for path in ("/slack/install", "/slack/oauth_redirect?code=1"):
            answer = web.client.get(path)
            assert (answer.status_code, "SLACK_CLIENT_ID" in answer.text) == (404, True)
