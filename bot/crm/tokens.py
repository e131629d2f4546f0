"""Access tokens that run out: asked for once by whoever needs one first, and shared until shortly before their end."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.crm.reading import amount, mapping
from bot.errors import TryLater

# Salesforce does not say how long its tokens live; the shortest that an admin can choose is 15 minutes.
_UNSAID_SECONDS = Decimal(900)
_LONGEST_SECONDS = Decimal(86_400)
_MARGIN_SECONDS = Decimal(60)
# A token in place of one that was refused is given so long to be taken: to ask for more would tell nothing new.
_TRUSTED_SECONDS = 1800.0


@dataclass(frozen=True)
class Grant:
    """Why a CRM hands out access tokens: client credentials, or a refresh token.

    `form` is posted to `url`, both from the connection's configuration; `scheme` stands before the token in the
    Authorization header.
    """

    url: str
    form: tuple[tuple[str, str], ...]
    scheme: str = "Bearer"


@dataclass(frozen=True)
class _Known:
    """A token, until when it is used, and until when no other is asked for however often it is refused."""

    token: str
    until: float
    trusted_until: float = 0.0


class Tokens:
    """The tokens of one process. Safe for threads: while one asks for a token, the others wait for it.

    `ask` posts a grant's form and returns the JSON of the answer; `seconds` counts them, from anywhere.
    """

    def __init__(self, ask: Callable[[Grant], Any], seconds: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._seconds = seconds
        self._known: dict[Grant, _Known] = {}
        self._locks: defaultdict[Grant, threading.Lock] = defaultdict(threading.Lock)
        self._finding_locks = threading.Lock()

    def get(self, grant: Grant, instead_of: str | None = None) -> str:
        """A token that should still work, and is not `instead_of`, which the CRM refused.

        The same again where it came in place of a refused one itself: then something else than the token is wrong.
        Raises what `ask` raises, and TryLater for an answer without a token.
        """
        with self._finding_locks:
            lock = self._locks[grant]
        with lock:
            known, now = self._known.get(grant), self._seconds()
            is_refused = known is not None and known.token == instead_of
            if known is not None and is_refused and now < known.trusted_until:
                return known.token
            if known is None or is_refused or now >= known.until:
                known = self._known[grant] = self._new(grant, trusted_until=now + _TRUSTED_SECONDS if is_refused else 0)
            return known.token

    def _new(self, grant: Grant, trusted_until: float) -> _Known:
        asked_at = self._seconds()
        answer = mapping(self._ask(grant))
        token = answer.get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise TryLater("the CRM answered without an access token")
        return _Known(token, asked_at + _lifetime(answer.get("expires_in")), trusted_until)


def _lifetime(expires_in: Any) -> float:
    """For how many seconds to use a token: a little shorter than it lives, so that none ends on its way."""
    lives = min(amount(expires_in) or _UNSAID_SECONDS, _LONGEST_SECONDS)
    return float(max(lives - _MARGIN_SECONDS, lives / 2))
