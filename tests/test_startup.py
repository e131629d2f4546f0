"""What can be wrong at the start is told in plain words."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import clock, startup
from bot.errors import SetUpError, TryLater
from bot.sandbox_clock import SandboxClock
from bot.serving.server import bound
from sandbox.testing import Slack, running
from tests.servers import settings

NOWHERE = "http://127.0.0.1:1/api/"


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with running(pace=7) as sandbox:
        yield sandbox


def test_workspace_is_known_after_the_first_start(database_url: str, slack: Slack) -> None:
    """Slack may be away at the second."""
    given = {"database_url": database_url, "slack_bot_token": slack.token}
    first = startup.open_house(settings(slack_api_url=slack.api_url, **given), migrating=False)
    first.db.close()
    second = startup.open_house(settings(slack_api_url=NOWHERE, **given), migrating=False)
    second.db.close()
    assert first.workspace_id == second.workspace_id is not None


def test_slack_that_is_away_at_the_first_start_is_told(sqlite_url: str) -> None:
    with pytest.raises(TryLater, match="does not answer"):
        startup.open_house(settings(database_url=sqlite_url, slack_api_url=NOWHERE), migrating=False)


def test_database_that_is_away_is_told_without_its_password() -> None:
    away = settings(database_url="postgresql://me:CANARY@127.0.0.1:1/nothing")
    with pytest.raises(SetUpError, match="the database does not answer") as told:
        startup.open_house(away, migrating=False)
    assert "CANARY" not in str(told.value)


def test_database_of_another_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetUpError, match="python -m bot migrate"):
        startup.open_house(settings(database_url=f"sqlite:///{tmp_path}/empty.db"), migrating=False)


def test_whole_bot_migrates_by_itself(tmp_path: Path, slack: Slack) -> None:
    given = settings(
        database_url=f"sqlite:///{tmp_path}/new/empty.db", slack_bot_token=slack.token, slack_api_url=slack.api_url
    )
    house = startup.open_house(given, migrating=True)
    assert house.workspace_id is not None
    house.db.close()


def test_port_that_is_taken_is_told() -> None:
    with bound("", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetUpError, match=f"PORT {port}"):
            startup.listen_at(port)


def test_time_and_pace_of_a_sandbox_are_taken_over(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_offset", timedelta())  # and put back afterwards
    slack.site.clock.advance(3 * 24 * 3600)
    paces: list[float] = []
    follower = SandboxClock(f"{slack.base_url}/sandbox/clock", paces.append)
    follower.start()
    follower.stop()
    assert paces == [7]
    assert abs(clock.now() - clock.real_now() - timedelta(days=3)) < timedelta(minutes=1)
