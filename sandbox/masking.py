"""Hiding secrets from whoever reads the log."""

import re
from typing import Any

MASK = "••••"
SECRET_NAMES = frozenset(
    {"token", "access_token", "refresh_token", "client_secret", "signing_secret", "secret", "authorization", "code"}
)
# Bot and user tokens, webhook secrets, private-app tokens. The first letters stay, to tell them apart.
SECRETS = re.compile(r"\b(xox[a-z]-|xapp-|whsec_|pat-)[A-Za-z0-9+/=_-]+")


def masked(value: Any) -> Any:
    """The same JSON value with its secrets hidden: by the name that they bear, or by their look."""
    if isinstance(value, dict):
        return {name: _hidden(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    return SECRETS.sub(rf"\1{MASK}", value) if isinstance(value, str) else value


def _hidden(name: str, value: Any) -> Any:
    if name.lower() in SECRET_NAMES and isinstance(value, str) and value:
        shown = SECRETS.match(value)
        return f"{shown[1] if shown else ''}{MASK}"
    return masked(value)
