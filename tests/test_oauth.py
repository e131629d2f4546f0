"""Installing over OAuth: from our door to the consent page and back, as a browser goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.installing.oauth import Installer
from bot.slack_client import Slack as Client
from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.models import AuditRow
from sandbox.testing import Slack as Sandbox
from sandbox.testing import running
from tests.servers import KEY, PUBLIC_URL, Web, running_web, settings
from tests.tls import NO_TLS

MANIFEST = Path(__file__).parent.parent / "manifest.json"
TEAMS = [("T0SANDBOX", "Fabrikam Sales", "ines"), ("T0NORTH", "Northgate Sales", "ben")]
NOWHERE = "http://127.0.0.1:1/api/"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OTHER_KEY = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="
GIVEN: dict[str, Any] = {"slack_bot_token": "", "slack_client_id": "11.22", "slack_client_secret": SecretStr("hush")}
CONFIGURED = settings(**GIVEN)


@contextmanager
def door(db: Database, api_url: str = NOWHERE, **changed: Any) -> Iterator[Web]:
    """The front door of a bot that workspaces install over OAuth."""
    configured = settings(**(GIVEN | changed))
    installer = Installer(configured, db, Client(api_url), wake=lambda: None)
    with running_web(db, configured=configured, installer=installer) as web:
        yield web


def state_of(web: Web) -> str:
    """The state of an installation that has just begun in this browser."""
    return parse_qs(urlsplit(leave(web)).query)["state"][0]


def leave(web: Web) -> str:
    """Begin an installation; where the browser is sent. Its cookie is for https, and travels over plain HTTP here."""
    answer = web.client.get("/slack/install")
    web.client.cookies.clear()
    web.client.headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
    return answer.headers["location"]


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


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    redirect_urls = (f"{PUBLIC_URL}/slack/oauth_redirect",)
    with running(
        manifest=MANIFEST, token=None, client_id="11.22", client_secret="hush", redirect_urls=redirect_urls
    ) as (sandbox):
        yield sandbox


def consented(web: Web, slack: Sandbox, team: str, who: str) -> dict[str, str]:
    """What a browser brings back from the consent page after Allow."""
    location = leave(web)
    assert location.startswith(f"{slack.base_url}/oauth/v2/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    decision = {"team": team, "as": slack.team(team).person(who).id, "decision": "allow"}
    consent = f"{slack.base_url}/oauth/v2/authorize"
    answer = httpx2.post(consent, data={**asked, **decision}, trust_env=False, verify=NO_TLS, follow_redirects=False)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def test_each_workspace_installs_for_itself(db: Database, slack: Sandbox) -> None:
    with door(db, slack.api_url) as web:
        for team, name, who in TEAMS:
            page = back(web, **consented(web, slack, team, who))
            assert (page.status_code, f"Silver Lining is in {name}" in page.text) == (200, True)
            assert f"--workspace {team}" in page.text
    with db.read() as session:
        rows = workspaces.every(session)
        assert [entry.action for entry in session.scalars(select(AuditRow))] == ["install", "install"]
    assert {row.team_id: row.name for row in rows} == {team: name for team, name, _ in TEAMS}
    for row in rows:
        assert Client(slack.api_url).client(row.token).auth_test()["team_id"] == row.team_id
        assert "chat:write" in row.scopes.split(",")


def test_whoever_installs_is_the_admin_unless_one_is_named(db: Database, slack: Sandbox) -> None:
    (team, _, _), *_ = TEAMS
    with door(db, slack.api_url) as web:
        back(web, **consented(web, slack, team, "ines"))
        assert admin(db) == "U0INES"
        back(web, **consented(web, slack, team, "marco"))
        assert admin(db) == "U0INES"


def admin(db: Database) -> str | None:
    with db.read() as session:
        (row,) = workspaces.every(session)
    return workspaces.preferences(row).admin


def test_installing_again_ends_a_pause(db: Database, slack: Sandbox) -> None:
    team, _, who = TEAMS[0]
    with door(db, slack.api_url) as web:
        back(web, **consented(web, slack, team, who))
        with db.begin() as session:
            workspaces.every(session)[0].paused = "token_revoked"
        back(web, **consented(web, slack, team, who))
    with db.read() as session:
        (row,) = workspaces.every(session)
    assert row.paused is None


def test_a_code_is_good_once(db: Database, slack: Sandbox) -> None:
    team, _, who = TEAMS[0]
    with door(db, slack.api_url) as web:
        words = consented(web, slack, team, who)
        assert back(web, **words).status_code == 200
        again = back(web, **words)
    assert (again.status_code, "used up" in again.text) == (400, True)


def test_a_wrong_secret_is_for_the_operator_to_mend(db: Database, slack: Sandbox) -> None:
    team, _, who = TEAMS[0]
    with door(db, slack.api_url, slack_client_secret=SecretStr("of another app")) as web:
        page = back(web, **consented(web, slack, team, who))
    assert (page.status_code, "bad_client_secret" in page.text) == (502, True)
    with db.read() as session:
        assert workspaces.every(session) == []


def test_slack_that_is_busy_is_asked_again_by_the_person(db: Database, slack: Sandbox) -> None:
    slack.fault("oauth.v2.access", "500")
    team, _, who = TEAMS[0]
    with door(db, slack.api_url) as web:
        page = back(web, **consented(web, slack, team, who))
        assert (page.status_code, "does not answer just now" in page.text) == (503, True)
        assert back(web, **consented(web, slack, team, who)).status_code == 200
