"""A running sandbox, with and without an app behind it."""

from collections.abc import Iterator

import pytest

from sandbox.testing import Slack, running
from tests.sandbox.crm_calling import hook
from tests.sandbox.recording_app import RecordingApp, recording_app


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A sandbox whose limits are out of the way, without an app."""
    with running(pace=100_000) as slack:
        yield slack


@pytest.fixture
def app() -> Iterator[RecordingApp]:
    """An app that remembers what it gets."""
    with recording_app() as app:
        yield app


@pytest.fixture
def connected(app: RecordingApp) -> Iterator[Slack]:
    """A sandbox that sends its events to `app`."""
    with running(app_url=app.url, pace=100_000) as slack:
        yield slack


@pytest.fixture
def quiet(connected: Slack) -> Slack:
    """The same, and only what people do is sent: no events."""
    connected.grant(
        {
            "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history", "mpim:history"]}},
            "features": {
                "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
                "slash_commands": [{"command": "/retro"}, {"command": "/safe", "should_escape": True}],
            },
        }
    )
    return connected


@pytest.fixture
def hooked(slack: Slack, app: RecordingApp) -> Slack:
    """A sandbox whose CRMs send their webhooks to `app`."""
    hook(slack, app.url)
    return slack
