"""Which Web API methods exist, what they take and which scopes they need."""

import json
from functools import cache
from typing import Any

from sandbox.errors import Refused
from sandbox.facts import FACTS
from sandbox.payloads import Payload

METHODS: dict[str, Payload] = json.loads((FACTS / "methods.json").read_text(encoding="utf-8"))

# Posting without joining and posing as somebody else are special wishes: an app has to ask for them.
SPECIAL_SCOPES = {"chat:write.public", "chat:write.customize"}
ORDINARY_SCOPES = (
    frozenset(
        {scope for method in METHODS.values() for scope in method["bot_scopes"]} | {"commands", "metadata.message:read"}
    )
    - SPECIAL_SCOPES
)

# slack_sdk adds these by itself, and Slack takes them without a word.
TOLERATED = {"token", "team_id"}


# Lists and objects; in a form they come as JSON text.
STRUCTURES = {"attachments", "blocks", "metadata", "unfurls", "view"}


def check_arguments(method: str, args: Payload) -> Payload:
    """The arguments with booleans and numbers read from text.

    Raises Refused for an unknown method, an unknown or a missing argument, or one of the wrong type.
    """
    known = METHODS.get(method)
    if known is None:
        raise Refused("unknown_method", req_method=method)
    args = {name: value for name, value in args.items() if value is not None}
    _refuse_names(known, args)
    _refuse_lengths(known, args)
    return {name: _typed(known["args"].get(name, {}), name, value) for name, value in args.items()}


def _refuse_names(known: Payload, args: Payload) -> None:
    unknown = sorted(set(args) - set(known["args"]) - TOLERATED)
    if unknown:
        raise Refused("invalid_arguments", *(f"unknown argument: {name}" for name in unknown))
    missing = [name for name in known["required"] if args.get(name) in (None, "")]
    if missing:
        raise Refused("invalid_arguments", *(f"missing required field: {name}" for name in missing))


def _refuse_lengths(known: Payload, args: Payload) -> None:
    for name, value in args.items():
        longest = known["args"].get(name, {}).get("maxLength")
        if longest and len(str(value)) > longest:
            raise Refused("invalid_arguments", f"must be no longer than {longest} characters: {name}")


def _typed(spec: Payload, name: str, value: Any) -> Any:
    match spec.get("type"):
        case "boolean":
            return _boolean(name, value)
        case "number" | "integer":
            return _number(name, value)
        case "array":
            return value
        case _ if name in STRUCTURES or isinstance(value, str):
            return value
        case None if isinstance(value, bool):  # the data does not say what it is
            return value
        case _:
            raise Refused("invalid_arguments", f"must be a string: {name}")


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "1", "false", "0"):
        return str(value).lower() in ("true", "1")
    raise Refused("invalid_arguments", f"must be a boolean: {name}")


def _number(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refused("invalid_arguments", f"must be a number: {name}") from None


def check_scopes(needed: list[str], granted: frozenset[str]) -> None:
    """Raises Refused when none of the `needed` scopes is granted; no need is always met."""
    if needed and not granted & set(needed):
        raise Refused("missing_scope", needed=",".join(needed), provided=",".join(sorted(granted)))


@cache
def scopes_of(method: str) -> list[str]:
    """The bot scopes of which one suffices for this method."""
    return sorted(METHODS[method]["bot_scopes"])
