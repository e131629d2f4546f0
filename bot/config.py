"""Settings, read once from the environment (and `.env`); every mistake is told at once, in plain words.

What is said about a mistake never repeats the value: most of them are secrets.
"""

import base64
import binascii
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ModelWrapValidatorHandler, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SetUpError

SLACK = "https://slack.com/api/"
MAKE_KEY = "`python -m bot init` makes one"


class Settings(BaseSettings):
    """What the environment says. Names are those of the environment variables in lower case."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, str_strip_whitespace=True)

    database_url: str = "sqlite:///data/silver_lining.db"
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    slack_bot_token: SecretStr = SecretStr("")  # empty only where workspaces install over OAuth
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: str = SLACK
    base_url: str = "http://localhost:3000"
    port: int = Field(default=3000, ge=0, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    sandbox_clock_url: str | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _complete(cls, values: Any, handler: ModelWrapValidatorHandler["Settings"]) -> "Settings":
        # Around the fields, so that what is missing is told together with what is wrong.
        given = _cleaned(values)
        given.setdefault("base_url", f"http://localhost:{given.get('port', 3000)}")
        complaints = _missing(given)
        try:
            settings = handler(given)
        except ValidationError as error:
            complaints = _complaints(error) + complaints
        if complaints:
            raise ValueError("\n".join(complaints))
        return settings

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url.startswith("postgres://"):
            url = "postgresql://" + url.removeprefix("postgres://")
        if url.startswith("sqlite:///"):
            return _sqlite_file(url)
        if url.startswith(("postgresql://", "postgresql+psycopg://")):
            return _postgres_address(url)
        raise ValueError("must begin with sqlite:/// or postgresql://")

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split_keys(cls, keys: object) -> object:
        if not isinstance(keys, str):
            return keys
        return tuple(key.strip() for key in keys.split(",") if key.strip())

    @field_validator("secret_keys")
    @classmethod
    def _whole_keys(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for place, key in enumerate(keys, start=1):
            if not _is_key(key.get_secret_value()):
                raise ValueError(f"key {place} is not 32 bytes in URL-safe base64; {MAKE_KEY}")
        return keys

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, token: SecretStr | None) -> SecretStr | None:
        return _with_prefix(token, "xoxb-", "the Bot User OAuth Token")

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, token: SecretStr | None) -> SecretStr | None:
        return _with_prefix(token, "xapp-", "the app-level token")

    @field_validator("slack_api_url", "base_url", "sandbox_clock_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if url is not None and not (url.startswith(("http://", "https://")) and urlsplit(url).hostname):
            raise ValueError("must begin with http:// or https:// and name a host")
        return url

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The secret keys as bytes, newest first."""
        return tuple(base64.urlsafe_b64decode(key.get_secret_value()) for key in self.secret_keys)

    @property
    def public_url(self) -> str:
        """The address the outside world uses, without a slash at the end."""
        return self.base_url.rstrip("/")


def read(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings. Raises SetUpError that names every mistake, one a line."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # pydantic-settings takes it at run time
    except ValidationError as error:
        raise SetUpError("\n".join(_complaints(error))) from None
    except UnicodeDecodeError:
        raise SetUpError(f"{env_file} is not UTF-8 text: save it as UTF-8") from None


def _cleaned(values: dict[str, Any]) -> dict[str, Any]:
    cleaned = {name: _unquoted(value) for name, value in values.items()}
    return {name: value for name, value in cleaned.items() if value != ""}


def _unquoted(value: Any) -> Any:
    # Docker's --env-file, systemd and many dashboards hand quotes on as part of the value.
    if not isinstance(value, str):
        return value
    text = value.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].strip()
    return text


def _missing(given: dict[str, Any]) -> list[str]:
    missing = []
    if not given.get("secret_keys"):
        missing.append(f"SECRET_KEYS is missing: {MAKE_KEY}")
    if not given.get("slack_signing_secret") and not given.get("slack_app_token"):
        missing.append(
            "SLACK_SIGNING_SECRET is missing: Slack app, Basic Information, App Credentials "
            "(or set SLACK_APP_TOKEN for Socket Mode)"
        )
    if not given.get("slack_bot_token") and not given.get("slack_client_id"):
        missing.append(
            "SLACK_BOT_TOKEN is missing: Slack app, OAuth & Permissions, Bot User OAuth Token "
            "(or set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, so that workspaces install over OAuth)"
        )
    for name, other in (("slack_client_id", "slack_client_secret"), ("slack_client_secret", "slack_client_id")):
        if given.get(other) and not given.get(name):
            missing.append(f"{name.upper()} is missing: it goes with {other.upper()}; both stand in App Credentials")
    if given.get("sandbox_clock_url") and given.get("slack_api_url", SLACK) == SLACK:
        missing.append("SANDBOX_CLOCK_URL moves the clock: it goes only with a sandbox as SLACK_API_URL")
    return missing


def _complaints(error: ValidationError) -> list[str]:
    complaints = []
    for item in error.errors():
        text = item["msg"].removeprefix("Value error, ")
        name = str(item["loc"][0]).upper() if item["loc"] else ""
        complaints += [f"{name} {line}".strip() for line in text.splitlines()]
    return complaints


def _sqlite_file(url: str) -> str:
    if url.removeprefix("sqlite:///") in ("", ":memory:"):
        raise ValueError("must name a file after sqlite:///, since several connections share it")
    return url


def _postgres_address(url: str) -> str:
    try:
        _ = urlsplit(url).port
    except ValueError:
        # The reason is not repeated: it may quote a part of the password.
        raise ValueError("cannot be read: write special signs in its password as %XX") from None
    return url


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _with_prefix(token: SecretStr | None, prefix: str, meaning: str) -> SecretStr | None:
    if token and not token.get_secret_value().startswith(prefix):
        raise ValueError(f"does not begin with {prefix}: paste {meaning} here")
    return token
