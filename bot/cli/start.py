"""`init`: from nothing to a `.env` and a Slack app, step by step."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

import click

from bot import slack_app
from bot.cli import variables
from bot.errors import SetUpError

KEY_BYTES = 32
NEW_APP = "https://api.slack.com/apps?new_app=1"


@click.command()
@click.option("--base-url", metavar="URL", help="The bot's public https address: Slack calls it over HTTP.")
@click.option("--bot-token", metavar="xoxb-…", help="Bot User OAuth Token.")
@click.option("--app-token", metavar="xapp-…", help="App-level token, for Socket Mode.")
@click.option("--signing-secret", metavar="S", help="Signing Secret, for HTTP.")
@click.option("--database-url", metavar="URL", help="Default: a SQLite file below ./data/.")
@click.option("--env-file", type=click.Path(dir_okay=False, path_type=Path), default=Path(".env"), show_default=True)
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there; its SECRET_KEYS are kept.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
def init(
    base_url: str | None,
    bot_token: str | None,
    app_token: str | None,
    signing_secret: str | None,
    database_url: str | None,
    env_file: Path,
    overwrite: bool,
    yes: bool,
) -> None:
    """Write .env with fresh keys, and say how to make the Slack app."""
    _check_free(env_file, overwrite, yes)
    if not yes and base_url is None:
        base_url = _asked("Public https address (leave empty for Socket Mode, which needs none)")
    base_url = (base_url or "").rstrip("/")
    _show_app(base_url)
    given = {
        "SECRET_KEYS": _kept_keys(env_file) or _fresh_key(),
        "SLACK_BOT_TOKEN": bot_token,
        "SLACK_SIGNING_SECRET" if base_url else "SLACK_APP_TOKEN": signing_secret if base_url else app_token,
        "BASE_URL": base_url,
        "DATABASE_URL": database_url,
    }
    if not yes:
        _ask_for_secrets(given)
    _write(env_file, variables.dotenv({name: (value or "").strip() for name, value in given.items()}))
    _show_rest(env_file, [name for name, value in given.items() if name.startswith("SLACK_") and not value])


def _check_free(env_file: Path, overwrite: bool, yes: bool) -> None:
    if not env_file.exists() or overwrite:
        return
    if yes:
        raise SetUpError(f"{env_file} is there already; --overwrite replaces it (its SECRET_KEYS are kept)")
    if not click.confirm(f"{env_file} is there already. Replace it? (Its SECRET_KEYS are kept.)"):
        raise SetUpError("nothing was changed")


def _asked(question: str, *, hidden: bool = False) -> str:
    answer: str = click.prompt(question, default="", show_default=False, hide_input=hidden)
    return answer.strip()


def _ask_for_secrets(given: dict[str, str | None]) -> None:
    click.echo("Paste what Slack shows; Enter leaves a line empty for later. Nothing is shown while you paste.")
    for name, value in given.items():
        if name.startswith("SLACK_") and not value:
            given[name] = _asked(name, hidden=True)


def _fresh_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _kept_keys(env_file: Path) -> str | None:
    """The keys of the file that is being replaced: without them nothing that is stored could be read again."""
    if not env_file.exists():
        return None
    from dotenv import dotenv_values

    return dotenv_values(env_file, encoding="utf-8").get("SECRET_KEYS")


def _write(env_file: Path, text: str) -> None:
    # A new file beside the old one, so that the secrets are never readable by others, nor half written.
    draft = env_file.with_name(f"{env_file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(env_file)


def _show_app(base_url: str) -> None:
    manifest = slack_app.http(base_url) if base_url else slack_app.socket_mode()
    click.echo(f"1. Open {NEW_APP}, choose “From a manifest”, your workspace, JSON, and paste this:\n")
    click.echo(json.dumps(manifest, indent=2, ensure_ascii=False))
    click.echo("\n2. Install App → Install to Workspace → Allow.")
    click.echo("3. OAuth & Permissions → Bot User OAuth Token (xoxb-…): that is SLACK_BOT_TOKEN.")
    if base_url:
        click.echo("4. Basic Information → App Credentials → Signing Secret: that is SLACK_SIGNING_SECRET.")
    else:
        click.echo(
            "4. Basic Information → App-Level Tokens → Generate, scope connections:write (xapp-…): "
            "that is SLACK_APP_TOKEN."
        )


def _show_rest(env_file: Path, missing: list[str]) -> None:
    click.echo(f"\n{env_file} is written; only you can read it.")
    if missing:
        click.echo(f"Still to fill in there: {', '.join(missing)}.")
    click.echo("5. Start the bot: python app.py")
    click.echo("6. In Slack, in the team's channel: /invite @Silver Lining")
    click.echo("   then: python -m bot settings set team_channel C… (the id at the bottom of the channel's details)")
    click.echo("   and: python -m bot settings set admin you@your.company (who is told when something is given up)")
    click.echo("7. python -m bot doctor says what is still amiss.")
