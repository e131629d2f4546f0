"""The environment, with the mistakes people make in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import config
from bot.config import Settings
from bot.errors import SetUpError

KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
OTHER_KEY = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="
WHOLE = {"SECRET_KEYS": KEY, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s1gn"}

Read = Callable[..., Settings]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads settings from exactly these variables; None leaves one of the whole set out."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def with_variables(**changes: str | None) -> Settings:
        for name, value in (WHOLE | changes).items():
            if value is not None:
                monkeypatch.setenv(name, value)
        return config.read(env_file=None)

    return with_variables


def complaints(read: Read, **changes: str | None) -> list[str]:
    with pytest.raises(SetUpError) as caught:
        read(**changes)
    return str(caught.value).splitlines()


def test_three_variables_are_enough(read: Read) -> None:
    settings = read()
    assert settings.keys == (b"A" * 32,)
    assert settings.database_url == "sqlite:///data/silver_lining.db"
    assert (settings.public_url, settings.port) == ("http://localhost:3000", 3000)


def test_everything_that_is_missing_is_told_at_once(read: Read) -> None:
    told = complaints(read, SECRET_KEYS=None, SLACK_BOT_TOKEN=None, SLACK_SIGNING_SECRET=None)
    assert [line.split()[0] for line in told] == ["SECRET_KEYS", "SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"]
    assert all("is missing" in line for line in told)


def test_workspaces_that_install_over_oauth_need_no_token(read: Read) -> None:
    settings = read(SLACK_BOT_TOKEN=None, SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="hush")
    assert settings.slack_bot_token.get_secret_value() == ""


@pytest.mark.parametrize(
    ("given", "missing"),
    [("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"), ("SLACK_CLIENT_SECRET", "SLACK_CLIENT_ID")],
)
def test_client_id_and_secret_go_together(read: Read, given: str, missing: str) -> None:
    (told,) = complaints(read, **{given: "1.2"})
    assert told.startswith(f"{missing} is missing: it goes with {given}")


def test_what_is_wrong_is_told_together_with_what_is_missing(read: Read) -> None:
    told = complaints(
        read,
        SECRET_KEYS="short",
        SLACK_BOT_TOKEN="xapp-1",
        SLACK_SIGNING_SECRET=None,
        DATABASE_URL="mysql://db",
        PORT="http",
        LOG_LEVEL="loud",
    )
    assert [line.split()[0] for line in told] == [
        "DATABASE_URL",
        "SECRET_KEYS",
        "SLACK_BOT_TOKEN",
        "PORT",
        "LOG_LEVEL",
        "SLACK_SIGNING_SECRET",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEYS", "hunter2secret"),
        ("SECRET_KEYS", f"{KEY},hunter2secret"),
        ("SLACK_BOT_TOKEN", "hunter2secret"),
        ("SLACK_APP_TOKEN", "xoxb-hunter2secret"),
        ("DATABASE_URL", "mysql://me:hunter2secret@db/x"),
        ("DATABASE_URL", "postgresql://me:p/hunter2secret@db/x"),
        ("DATABASE_URL", "postgresql://me:[hunter2secret@db/x"),
        ("BASE_URL", "hunter2secret"),
        ("PORT", "hunter2secret"),
    ],
)
def test_no_value_is_ever_repeated(read: Read, name: str, value: str) -> None:
    told = "\n".join(complaints(read, **{name: value}))
    assert "hunter2secret" not in told
    assert told.startswith(name)


def test_a_printed_setting_shows_no_secret(read: Read) -> None:
    printed = repr(read(SLACK_SIGNING_SECRET="hunter2secret", SLACK_APP_TOKEN="xapp-hunter2secret"))
    assert not any(secret in printed for secret in ("hunter2secret", KEY, "xoxb-1", "s1gn"))


@pytest.mark.parametrize("value", ['"xoxb-9"', "'xoxb-9'", " xoxb-9 ", ' "xoxb-9" ', '" xoxb-9 "'])
def test_blanks_and_quotes_around_a_value_are_dropped(read: Read, value: str) -> None:
    token = read(SLACK_BOT_TOKEN=value).slack_bot_token
    assert token is not None
    assert token.get_secret_value() == "xoxb-9"


@pytest.mark.parametrize("value", ["", "  ", '""', "''"])
def test_an_empty_value_is_a_missing_one(read: Read, value: str) -> None:
    assert complaints(read, SLACK_BOT_TOKEN=value)[0].startswith("SLACK_BOT_TOKEN is missing")
    assert read(SLACK_BOT_TOKEN="xoxb-1", PORT=value).port == 3000


def test_keys_are_split_at_commas_newest_first(read: Read) -> None:
    assert read(SECRET_KEYS=f" {KEY} , {OTHER_KEY}, ").keys == (b"A" * 32, b"B" * 32)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@db/x", "postgresql://u:p@db/x"),
        ("postgresql://u:p%40@db:5433/x", "postgresql://u:p%40@db:5433/x"),
        ("postgresql:///x?host=/run/postgresql", "postgresql:///x?host=/run/postgresql"),
        ("sqlite:////srv/data/x.db", "sqlite:////srv/data/x.db"),
    ],
)
def test_addresses_of_databases(read: Read, given: str, used: str) -> None:
    assert read(DATABASE_URL=given).database_url == used


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "mysql://x", "data.db"])
def test_databases_that_cannot_work_are_refused(read: Read, url: str) -> None:
    assert complaints(read, DATABASE_URL=url)[0].startswith("DATABASE_URL must")


def test_the_public_address_follows_the_port_and_loses_its_slash(read: Read) -> None:
    assert read(PORT="8080").public_url == "http://localhost:8080"
    assert read(BASE_URL="https://lining.example/").public_url == "https://lining.example"


def test_socket_mode_needs_no_signing_secret(read: Read) -> None:
    settings = read(SLACK_SIGNING_SECRET=None, SLACK_APP_TOKEN="xapp-1")
    assert settings.slack_signing_secret is None


def test_the_clock_moves_only_beside_a_sandbox(read: Read) -> None:
    clock = "http://127.0.0.1:3001/sandbox/clock"
    assert complaints(read, SANDBOX_CLOCK_URL=clock)[0].startswith("SANDBOX_CLOCK_URL")
    assert read(SLACK_API_URL="http://127.0.0.1:3001/api/", SANDBOX_CLOCK_URL=clock).sandbox_clock_url == clock


@pytest.mark.usefixtures("read")
def test_a_file_gives_what_the_environment_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text(f'SECRET_KEYS="{KEY}"\nSLACK_BOT_TOKEN=xoxb-file\nSLACK_SIGNING_SECRET=s\nPORT=1\nOTHER=x\n')
    monkeypatch.setenv("PORT", "2")
    settings = config.read(file)
    assert settings.port == 2
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-file"


@pytest.mark.usefixtures("read")
def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("SLACK_BOT_TOKEN=xoxb-1\n".encode("utf-16"))
    with pytest.raises(SetUpError, match="UTF-8"):
        config.read(file)
