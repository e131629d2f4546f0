"""The environment variables as a person meets them: what each means, where to find it, and whether it is needed.

`.env.example` and the `.env` that `init` writes come from this table; a test compares it with the settings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9_.:/+=@,%?&~-]*")


@dataclass(frozen=True)
class Variable:
    """`example` stands in the file as it is; a variable that is not needed stands behind a #."""

    name: str
    meaning: str
    needed: bool = False
    example: str = ""


VARIABLES = (
    Variable(
        "SECRET_KEYS",
        "Required. Encrypts what is stored: 32 random bytes in URL-safe base64; `python -m bot init` makes them.\n"
        "Several, separated by commas, newest first, while keys change. Keep a copy: without it the data is lost.",
        needed=True,
    ),
    Variable(
        "SLACK_BOT_TOKEN",
        "Required for one workspace. Slack app, OAuth & Permissions, Bot User OAuth Token (xoxb-…).\n"
        "Copy it again after every reinstallation.",
        needed=True,
    ),
    Variable(
        "SLACK_APP_TOKEN",
        "Socket Mode: no public address is needed. Slack app, Basic Information, App-Level Tokens,\n"
        "Generate, scope connections:write (xapp-…). Leave it empty when Slack reaches the bot over HTTP.",
        needed=True,
    ),
    Variable(
        "SLACK_SIGNING_SECRET",
        "Required without SLACK_APP_TOKEN: proves that a request comes from Slack.\n"
        "Slack app, Basic Information, App Credentials, Signing Secret.",
        needed=True,
    ),
    Variable(
        "SLACK_CLIENT_ID",
        "Many workspaces: each installs at BASE_URL/slack/install, and SLACK_BOT_TOKEN may stay empty.\n"
        "Slack app, Basic Information, App Credentials, Client ID.",
    ),
    Variable("SLACK_CLIENT_SECRET", "Goes with SLACK_CLIENT_ID; it stands right below it."),
    Variable(
        "BASE_URL",
        "The public address of the bot. CRM webhooks and buyers' links are built from it. Default http://localhost:PORT",
        example="https://lining.example.com",
    ),
    Variable("PORT", "Where the bot listens. Default 3000", example="3000"),
    Variable(
        "DATABASE_URL",
        "Default: a file below ./data/. PostgreSQL when web and worker run as several processes.",
        example="postgresql://user:password@host:5432/silver_lining",
    ),
    Variable("LOG_LEVEL", "debug, info, warning or error. Default info", example="info"),
    Variable("SLACK_API_URL", "Another place to find Slack's Web API, such as the sandbox. Default Slack's own."),
    Variable("SANDBOX_CLOCK_URL", "Only beside the sandbox: the clock to live by."),
)


def dotenv(values: Mapping[str, str]) -> str:
    """The text of a `.env` with these values; what has none stays empty, or behind a # where it is not needed."""
    return "\n".join(_entry(variable, values.get(variable.name, "")) for variable in VARIABLES)


def _entry(variable: Variable, value: str) -> str:
    comment = "".join(f"# {line}\n" for line in variable.meaning.splitlines())
    if value or variable.needed:
        return f"{comment}{variable.name}={_quoted(value)}\n"
    return f"{comment}#{variable.name}={variable.example}\n"


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
