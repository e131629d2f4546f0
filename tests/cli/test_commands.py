"""The commands as they are typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import variables
from bot.config import Settings
from bot.domain import preferences
from bot.storage import connections, people, workspaces
from bot.storage.database import Database
from bot.storage.models import PersonRow
from sandbox.testing import Slack
from tests.cli.conftest import KEY, ROOT, Run
from tests.crm.samples import SETTINGS
from tests.installing import installed

KEYS = (b"k" * 32,)
SECRET = "whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="


def config_file(folder: Path, **config: object) -> str:
    path = folder / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return str(path)


def test_help_answers_without_loading_the_bot() -> None:
    script = (
        "import sys; from bot.cli import commands; commands(['--help'], standalone_mode=False); "
        "print(sorted({'sqlalchemy', 'slack_sdk', 'pydantic', 'slack_bolt', 'starlette'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own interpreter
    assert "connect" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "command", [("migrate",), ("settings", "get"), ("settings", "set", "grace_minutes", "0"), ("rehearse", "weekly")]
)
def test_without_settings_everything_missing_is_told(bare_run: Run, command: tuple[str, ...]) -> None:
    result = bare_run(*command)
    assert result.exit_code == 2
    assert [line.split()[0] for line in result.stderr.splitlines()] == [
        "SECRET_KEYS",
        "SLACK_SIGNING_SECRET",
        "SLACK_BOT_TOKEN",
    ]


def test_a_gaffe_is_rehearsed_with_whoever_goes_first_and_without_a_line(run: Run) -> None:
    told = run("rehearse", "gaffe")
    assert told.stdout.startswith("Nobody goes first, so nothing would be posted")
    assert told.stderr.startswith("It is off, so nothing will be posted")
    assert run("rehearse", "pay-backs").stdout.startswith("Nothing would be posted")
    run("settings", "set", "gaffe_leader", "U0KIM")
    run("settings", "set", "gaffe", "yes")
    told = run("rehearse", "gaffe")
    assert "<@U0KIM> has gone first." in told.stdout
    assert told.stderr == ""


def test_asks_are_rehearsed(run: Run) -> None:
    assert run("rehearse", "asks").stdout.startswith("Nothing would be posted")


def test_settings_are_shown_and_set(run: Run) -> None:
    assert run("settings", "get").stdout.splitlines() == preferences.shown({})
    assert run("settings", "set", "team_channel", "C0SALES").stdout == "team_channel=C0SALES\n"
    assert run("settings", "set", "timezone", "Europe/Berlin").exit_code == 0
    assert run("settings", "get", "timezone").stdout == "Europe/Berlin\n"
    assert "team_channel=C0SALES" in run("settings", "get").stdout.splitlines()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("grace_minutes", "-1", "grace_minutes takes a whole number"),
        ("timezone", "Berln", "timezone takes a name"),
        ("colour", "red", "There is no setting 'colour'"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_plainly(run: Run, name: str, value: str, told: str) -> None:
    result = run("settings", "set", name, value)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(told)


def test_the_admin_is_named_by_address_or_id(run: Run, slack: Slack) -> None:
    assert run("settings", "set", "admin", "Ana@Fabrikam.example").stdout == "admin=U0ANA\n"
    assert run("settings", "set", "admin", "U0INES").stdout == "admin=U0INES\n"
    assert run("settings", "set", "admin", "none").stdout == "admin=\n"
    unknown = run("settings", "set", "admin", "nobody@fabrikam.example")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert unknown.stderr == "nobody in this Slack workspace has the address nobody@fabrikam.example\n"
    slack.fault("users.lookupByEmail", "500")
    silent = run("settings", "set", "admin", "priya@fabrikam.example")
    assert (silent.exit_code, "try again, or give the id" in silent.stderr) == (2, True)
    assert run("settings", "get", "admin").stdout == "\n"


def test_a_connection_gets_an_address_on_a_line_of_its_own(run: Run, tmp_path: Path, sqlite_db: Database) -> None:
    result = run("connect", "generic", "--config", config_file(tmp_path, secret=SECRET))
    assert result.exit_code == 0, result.output
    with sqlite_db.read() as session:
        (row,) = workspaces.every(session)
        (connection,) = connections.of_workspace(session, row.id)
    assert f"https://lining.example/crm/generic/{connection.slug}" in result.stdout.splitlines()
    assert SECRET not in result.output


def test_where_the_crm_signs_nothing_the_address_ends_with_the_secret(run: Run, tmp_path: Path) -> None:
    token = "om-7Jq2Zr9wTn4Lx8Vb"
    file = config_file(tmp_path, salesforce={"organization_id": "00D5g0000012AbCEAU", "url_token": token})
    assert run("connect", "salesforce", "--config", file).stdout.splitlines()[-1].endswith(f"/{token}")


def test_a_crm_that_is_asked_by_itself_leaves_nothing_to_enter(run: Run, tmp_path: Path, sqlite_db: Database) -> None:
    told = run("connect", "zoho", "--config", config_file(tmp_path, **SETTINGS["zoho"]))
    assert "there is nothing to enter" in told.stdout
    with sqlite_db.begin() as session:
        [workspace] = workspaces.every(session)
        [connection] = connections.of_workspace(session, workspace.id)
        assert connection.renew_at is not None


def test_connecting_again_keeps_the_address_and_takes_the_new_secret(
    run: Run, tmp_path: Path, sqlite_db: Database
) -> None:
    other = "whsec_" + "QkJC" * 10 + "QkI="
    first = run("connect", "generic", "--config", config_file(tmp_path, secret=SECRET))
    second = run("connect", "generic", "--config", config_file(tmp_path, generic={"secret": other}))
    third = run("connect", "generic", "--another", "--config", config_file(tmp_path, secret=SECRET, sceret="x"))
    assert third.stderr == "Left out, since generic has no such keys: sceret.\n"
    assert first.stdout == second.stdout
    assert third.stdout != first.stdout
    with sqlite_db.read() as session:
        (row,) = workspaces.every(session)
        assert [known.config["secret"] for known in connections.of_workspace(session, row.id)] == [other, SECRET]


def test_every_mistake_of_a_configuration_is_told(run: Run, tmp_path: Path) -> None:
    unknown = run("connect", "siebel", "--config", config_file(tmp_path, secret=SECRET))
    assert (unknown.exit_code, unknown.stderr.count("generic")) == (2, 1)
    wrong = run("connect", "generic", "--config", config_file(tmp_path, secret="x", crm_host="a/b"))
    assert wrong.exit_code == 2
    assert len(wrong.stderr.splitlines()) == 3
    assert run("connect", "generic", "--config", str(tmp_path / "none.json")).exit_code == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe{", b"[" * 100_000])
def test_a_configuration_that_is_no_object_is_refused_plainly(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    result = run("connect", "generic", "--config", str(path))
    assert result.exit_code == 2
    assert result.stderr.startswith(str(path))
    assert "Traceback" not in result.output


def test_importing_people_twice_changes_nothing(run: Run, tmp_path: Path, sqlite_db: Database) -> None:
    path = tmp_path / "people.csv"
    path.write_text("email,manager_email\nana@acme.example,priya@acme.example\npriya@acme.example,\n")
    assert run("people", "import", str(path)).stdout == "2 people: 2 new, 0 changed, 0 as they were.\n"
    assert run("people", "import", str(path)).stdout == "2 people: 0 new, 0 changed, 2 as they were.\n"
    with sqlite_db.read() as session:
        (row,) = workspaces.every(session)
        ana = people.by_email(session, row.id, "ana@acme.example")
        assert ana is not None
        assert ana.manager_email == "priya@acme.example"


def test_one_bad_line_and_nobody_is_imported(run: Run, tmp_path: Path, sqlite_db: Database) -> None:
    path = tmp_path / "people.csv"
    path.write_text("email\nana@acme.example\nkim\n@acme.example\n")
    result = run("people", "import", str(path))
    assert result.exit_code == 2
    assert [line.strip().partition(":")[0] for line in result.stderr.splitlines()[1:]] == ["line 3", "line 4"]
    with sqlite_db.read() as session:
        assert session.query(PersonRow).count() == 0


def test_with_several_workspaces_one_must_be_named(run: Run, slack: Slack, sqlite_db: Database) -> None:
    run("settings", "get")
    with sqlite_db.begin() as session:
        (known,) = workspaces.every(session)
        installed(session, known.installed_at, team_id="T0OTHER", name="Other", token="xoxb-other")
    unsaid = run("settings", "get")
    assert unsaid.exit_code == 2
    assert {slack.team_id, "T0OTHER"} <= set(unsaid.stderr.split())
    assert run("settings", "set", "grace_minutes", "7", "--workspace", "T0OTHER").exit_code == 0
    assert run("settings", "get", "grace_minutes", "--workspace", "other").stdout == "7\n"
    assert run("settings", "get", "grace_minutes", "--workspace", slack.team_id).stdout == "10\n"
    assert run("settings", "get", "--workspace", "nobody").exit_code == 2


def test_a_new_database_is_set_up_and_an_old_one_is_not_touched(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new/file.db")
    assert run("settings", "get").exit_code == 0
    assert run("migrate").stdout == "The database is up to date.\n"


def test_a_lost_key_is_told_as_such(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("settings", "get")
    monkeypatch.setenv("SECRET_KEYS", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
    result = run("settings", "get")
    assert result.exit_code == 2
    assert result.stderr.startswith("SECRET_KEYS lacks the key")


def test_a_refused_token_and_a_silent_slack_are_told_plainly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    refused = run("settings", "get")
    assert refused.exit_code == 2
    assert "invalid_auth" in refused.stderr
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    silent = run("settings", "get")
    assert silent.exit_code == 2
    assert "Slack does not answer" in silent.stderr


def test_a_database_that_is_away_is_told_plainly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2secret@127.0.0.1:9/x")
    for command in (("settings", "get"), ("migrate",)):
        result = run(*command)
        assert result.exit_code == 2
        assert result.stderr.startswith("the database")
        assert "hunter2secret" not in result.output


def test_the_example_file_names_every_variable() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == variables.dotenv({})
    assert {variable.name.lower() for variable in variables.VARIABLES} == set(Settings.model_fields)


def test_keys_are_rotated_and_the_old_one_can_go(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("settings", "set", "grace_minutes", "3")
    new = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
    monkeypatch.setenv("SECRET_KEYS", f"{new},{KEY}")
    assert run("rotate-keys").stdout.splitlines()[0] == "1 values were sealed again under the newest key."
    monkeypatch.setenv("SECRET_KEYS", new)
    assert run("settings", "get", "grace_minutes").stdout == "3\n"
