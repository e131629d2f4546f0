"""`doctor` tries each CRM's token, with questions that change nothing, and knows whether each goes on telling us."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import clock
from bot.cli import crm_checks
from bot.crm import PROVIDERS
from bot.storage import connections, workspaces
from bot.storage.database import Database
from bot.storage.models import ConnectionRow
from tests.cli.conftest import Run
from tests.cli.test_doctor import findings
from tests.conftest import KEYS
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import config

ROOT = Path(__file__).parents[2]
TOKEN = "CRM token"


@pytest.fixture
def crm() -> Iterator[LocalServer]:
    with recorded("hubspot") as server:
        server.answer("/owners/[^/]*$", {"results": []})
        yield server


@pytest.fixture
def doctor(run: Run, sqlite_url: str) -> Run:
    run("settings", "get")
    return run


def connect(url: str, provider: str, settings: dict[str, Any]) -> None:
    db = Database(url, KEYS)
    with db.begin() as session:
        [workspace] = workspaces.every(session)
        connections.add(session, workspace.id, provider, settings, clock.now())
    db.close()


def test_a_token_that_works(doctor: Run, sqlite_url: str, crm: LocalServer) -> None:
    connect(sqlite_url, "hubspot", config("hubspot", api_url=crm.url))
    finding = findings(doctor)[TOKEN]
    assert (finding["level"], finding["what"]) == ("fine", "hubspot 48210077: it works")
    assert {(asked.method, asked.headers["authorization"]) for asked in crm.asked} == {("GET", "Bearer pat-made-up")}


@pytest.mark.parametrize(
    ("path", "status", "level", "what", "fix"),
    [
        ("/pipelines/", 401, "wrong", "refuses it (401)", "make a new one as docs/hubspot.md says"),
        ("/owners/", 403, "wrong", "refuses it (403)", "all the rights that docs/hubspot.md names"),
        ("/pipelines/", 400, "wrong", "does not know what we ask for", "correct what fields names"),
        ("/pipelines/", 404, "wrong", "the CRM answered 404", "correct api_url"),
        ("/owners/", 502, "note", "the CRM answered 502", "status page"),
        ("/owners/", 429, "note", "slow down", "status page"),
    ],
)
def test_a_token_that_does_not(
    doctor: Run, sqlite_url: str, crm: LocalServer, path: str, status: int, level: str, what: str, fix: str
) -> None:
    crm.answer(path, status=status)
    connect(sqlite_url, "hubspot", config("hubspot", api_url=crm.url))
    finding = findings(doctor)[TOKEN]
    assert (finding["level"], what in finding["what"], fix in finding["fix"]) == (level, True, True), finding
    assert "pat-made-up" not in str(finding)


def test_a_crm_that_does_not_answer(doctor: Run, sqlite_url: str) -> None:
    connect(sqlite_url, "hubspot", config("hubspot", api_url="http://127.0.0.1:9"))
    finding = findings(doctor)[TOKEN]
    assert (finding["level"], "did not answer" in finding["what"]) == ("note", True)


def test_where_there_is_no_token_nothing_is_said(doctor: Run, sqlite_url: str) -> None:
    connect(sqlite_url, "generic", config("generic"))
    assert TOKEN not in findings(doctor)


def test_every_provider_with_a_token_has_a_guide() -> None:
    for name, provider in PROVIDERS.items():
        has_token = any(setting.name == "api_url" for setting in provider.SETTINGS)
        assert not has_token or (ROOT / "docs" / f"{name}.md").is_file()


@pytest.mark.parametrize(
    ("refused_ago", "heard_ago", "is_told"), [(None, None, False), (1, None, True), (1, 2, True), (2, 1, False)]
)
def test_what_could_not_prove_itself_is_told_until_something_does(
    refused_ago: int | None, heard_ago: int | None, is_told: bool
) -> None:
    now = clock.now()
    row = ConnectionRow(provider="salesforce", config={"url_token": "x", "flow_secret": "y"})
    row.refused_at = None if refused_ago is None else now - timedelta(hours=refused_ago)
    row.last_received_at = None if heard_ago is None else now - timedelta(hours=heard_ago)
    found = list(crm_checks.refusals([row]))
    assert [(one.level, "compare url_token or flow_secret" in one.fix) for one in found] == [("note", True)] * is_told


@pytest.mark.parametrize(
    ("ends_in", "level", "what"), [(None, "note", "does not tell"), (-1, "note", "does not tell"), (1, "fine", "until")]
)
def test_whether_a_crm_goes_on_telling_us(ends_in: int | None, level: str, what: str) -> None:
    now = clock.now()
    row = ConnectionRow(provider="zoho", renew_at=now)
    row.subscribed_until = None if ends_in is None else now + timedelta(days=ends_in)
    [finding] = crm_checks.subscriptions([row, ConnectionRow(provider="hubspot")], now)
    assert (finding.level, what in finding.what) == (level, True)
