"""A CRM on loopback, as we write into it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.crm import WRITERS, Http
from bot.crm.accounts import Account
from bot.crm.writing import Writer
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, at, config
from tests.crm.written import WRITTEN, Answers, Written, filled


@dataclass
class Crm:
    """A CRM on loopback, its account as we write into it, and what it was told."""

    provider: str
    case: Written
    server: LocalServer
    writer: Writer
    account: Account

    def answers(self, answers: Answers, **words: str) -> None:
        for (method, path), body in answers.items():
            self.server.answer(path, filled(body, **words), method=method)

    @property
    def told(self) -> list[tuple[str, str, Any]]:
        """The requests that are no questions."""
        asked = [one for one in self.server.asked if one.method != "GET" and not one.path.endswith("token")]
        return [(one.method, one.path, json.loads(one.body) if one.body else None) for one in asked]


@contextmanager
def writable(provider: str, http: Http) -> Iterator[Crm]:
    """The CRM, which takes what it is told."""
    case, writer = WRITTEN[provider], WRITERS[provider]
    with recorded(provider) as server:
        account = writer.account(http, config(provider, **case.more, **at(provider, server.url)), NOW)
        assert account is not None
        crm = Crm(provider, case, server, writer, account)
        crm.answers(case.deal)
        for method, path in (case.put[:2], case.removed[:2]):
            body = b"" if case.silent else {"data": [{"code": "SUCCESS"}]}
            server.answer(f"^{literal(path)}$", body, 204 if case.silent else 200, method=method)
        server.answer(f"^{literal(case.note[1])}$", case.added, 201, method="POST")
        yield crm


def literal(path: str) -> str:
    """The path as a pattern."""
    return path.replace("(", r"\(").replace(")", r"\)")
