"""A workspace with any CRM that can be written, and one talk about a lost deal there."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.crm import Http
from bot.storage import connections, workspaces
from bot.storage.database import Database
from tests.crm.local_server import recorded
from tests.crm.samples import at, config
from tests.crm.tasked import TASKED
from tests.crm.test_tasks import exactly
from tests.crm.written import WRITTEN
from tests.factories import NOW, Scene
from tests.write_back.town import Town


@contextmanager
def talk_in(provider: str, db: Database, http: Http) -> Iterator[Town]:
    """The town, whose CRM takes fields, notes and tasks, and has no task of ours yet."""
    written = WRITTEN[provider]
    with recorded(provider) as server:
        with db.begin() as session:
            scene = Scene(session)
            workspaces.change(session, scene.workspace, "crm_write_back", "yes")
            talk, deal = scene.open(), scene.deal()
            settings = config(provider, **written.more, **at(provider, server.url))
            deal.connection_id = connections.add(session, scene.workspace.id, provider, settings, NOW).id
            deal.external_id = written.deal_id
            town = Town(db, http, server, talk.id)
        for (method, path), body in {**written.deal, **TASKED[provider].owner}.items():
            server.answer(path, body, method=method)
        _takes(town, provider)
        yield town


def _takes(town: Town, provider: str) -> None:
    written, case = WRITTEN[provider], TASKED[provider]
    for method, path, _ in (case.moved, case.removed, written.put, written.removed):
        told = b"" if case.silent else case.answer
        town.server.answer(exactly(path), told, 204 if case.silent else 200, method=method)
    for (method, path), body in case.listed.items():
        town.server.answer(path, nothing(body), method=method)
    town.server.answer(exactly(case.add[1]), case.added, 201, method="POST")
    town.server.answer(exactly(written.note[1]), written.added, 201, method="POST")


def nothing(body: object) -> object:
    """The same answer with empty lists."""
    if isinstance(body, dict):
        return {name: nothing(value) for name, value in body.items()}
    return [] if isinstance(body, list) else body
