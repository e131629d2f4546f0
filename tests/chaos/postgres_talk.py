"""Just enough of PostgreSQL's protocol: which statements a caller sends, and where a COMMIT passes."""

import re
import struct
from collections.abc import Callable

# A caller's first message has no type; these ask for encryption, which is answered with one byte, and it begins anew.
ENCRYPTION = (80877103, 80877104)
LENGTH = struct.Struct("!I")
OVER = (b"COMMIT\x00", b"ROLLBACK\x00")  # what the server calls the end of a transaction

# What a transaction is about, by what it says; the first that fits.
KINDS: tuple[tuple[str, str], ...] = (
    ("slots", r"INSERT INTO slots"),
    ("inbox store", r"INSERT INTO inbox"),
    ("delivery claim", r"FOR UPDATE OF outbox SKIP LOCKED"),
    ("inbox claim", r"FROM inbox\b.*FOR UPDATE SKIP LOCKED"),
    ("use case", r"INSERT INTO|UPDATE (deals|retrospectives|answers|lessons|celebrations|workspaces)\b"),
    ("delivery outcome", r"UPDATE outbox\b"),
    ("bookkeeping", r"UPDATE|DELETE"),
    ("reading", r""),
)
_PATTERNS = [(kind, re.compile(pattern, re.DOTALL)) for kind, pattern in KINDS]


def kind_of(statements: list[str]) -> str:
    """What a transaction of these statements is about."""
    told = "\n".join(statements)
    return next(kind for kind, pattern in _PATTERNS if pattern.search(told))


class Talk:
    """Follows one caller.

    `commits` is called with the kind of a transaction when its COMMIT comes, `says` with every other statement, before
    they pass.
    """

    def __init__(self, commits: Callable[[str], None], says: Callable[[str], None] = lambda _: None) -> None:
        self._commits = commits
        self._says = says
        self._waits = b""
        self._greeted = False
        self._prepared: dict[bytes, str] = {}
        self._said: list[str] = []

    def hear(self, data: bytes) -> None:
        """The caller's next bytes."""
        self._waits += data
        while message := self._next():
            kind, body = message
            if self._greeted:
                self._take(kind, body)
            else:
                self._greeted = LENGTH.unpack_from(body)[0] not in ENCRYPTION

    def _next(self) -> tuple[bytes, bytes] | None:
        head = 1 if self._greeted else 0
        if len(self._waits) < head + LENGTH.size:
            return None
        end = head + LENGTH.unpack_from(self._waits, head)[0]
        if len(self._waits) < end:
            return None
        message = self._waits[:head], self._waits[head + LENGTH.size : end]
        self._waits = self._waits[end:]
        return message

    def _take(self, kind: bytes, body: bytes) -> None:
        match kind:
            case b"Q":
                self._say(_text(body.partition(b"\x00")[0]))
            case b"P":
                name, _, rest = body.partition(b"\x00")
                self._prepared[name] = _text(rest.partition(b"\x00")[0])
            case b"B":
                name = body.partition(b"\x00")[2].partition(b"\x00")[0]
                self._say(self._prepared.get(name, ""))

    def _say(self, statement: str) -> None:
        match statement.strip().rstrip(";").upper():
            case "BEGIN" | "ROLLBACK":
                self._said = []
            case "COMMIT":
                said, self._said = self._said, []
                self._commits(kind_of(said))
            case _:
                self._said.append(statement)
                self._says(statement)


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")
