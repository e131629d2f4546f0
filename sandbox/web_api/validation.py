"""`blocks.validate`: a look at blocks, a view or a message before they are sent. It needs no token."""

from typing import Any

from sandbox.block_kit import check_blocks, check_view
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.web_api.base import Api, structure

# What may be looked at, and the error that tells of mistakes in it.
ERRORS = {"blocks": "invalid_blocks", "view": "invalid_view", "message": "invalid_message"}


def validate(api: Api, args: Payload) -> Payload:
    """Exactly one of `blocks`, `view` and `message`, each as JSON text."""
    given = [name for name in ERRORS if args.get(name)]
    if len(given) != 1:
        raise Refused("invalid_arguments", f"give one of: {', '.join(ERRORS)}")
    error = ERRORS[given[0]]
    mistakes = _mistakes(given[0], structure(args[given[0]], error))
    if mistakes:
        raise Refused(error, *mistakes)
    return {}


def _mistakes(name: str, found: Any) -> list[str]:
    if name == "blocks":
        return check_blocks(found) if isinstance(found, list) else ["must be a list [json-pointer:/blocks]"]
    if not isinstance(found, dict):
        return [f"must be an object [json-pointer:/{name}]"]
    if name == "view":
        return check_view(found)
    blocks = found.get("blocks", [])
    return check_blocks(blocks) if isinstance(blocks, list) else ["must be a list [json-pointer:/blocks]"]
