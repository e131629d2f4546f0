"""The codes of installations: good once, for ten minutes."""

import uuid
from dataclasses import dataclass

from sandbox.clock import Seconds
from sandbox.errors import Refused

CODE_LIVES: Seconds = 600.0


@dataclass
class Code:
    """What a person allowed at real time `issued_at`. `named_uri` is the redirect_uri of the request, or empty."""

    team: str
    person: str
    scopes: tuple[str, ...]
    named_uri: str
    issued_at: Seconds
    used: bool = False


class Codes:
    """The codes given out so far."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}

    def issue(self, code: Code) -> str:
        """The text by which this code is known from now on."""
        name = f"{int(code.issued_at)}.{len(self._codes) + 1}.{uuid.uuid4().hex}{uuid.uuid4().hex}"
        self._codes[name] = code
        return name

    def find(self, name: str) -> Code | None:
        """The code with this text, good or not."""
        return self._codes.get(name)

    def exchange(self, name: str, redirect_uri: str, now: Seconds) -> Code:
        """The code with this text, which is used up by it; `now` is real time.

        Raises Refused when it is not good, or when `redirect_uri` is not that of the request; that does not use it up.
        """
        code = self._codes.get(name)
        if code is None or now - code.issued_at > CODE_LIVES:
            raise Refused("invalid_code")
        if code.used:
            raise Refused("code_already_used")
        if redirect_uri != code.named_uri:
            raise Refused("bad_redirect_uri")
        code.used = True
        return code
