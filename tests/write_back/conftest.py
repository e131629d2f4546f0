"""The town, as each test of writing back finds it."""

from collections.abc import Iterator

import pytest

from bot.crm import PROVIDERS, Http
from bot.storage import connections, workspaces
from bot.storage.database import Database
from tests.crm.local_server import LocalServer
from tests.crm.samples import SETTINGS
from tests.factories import NOW, Scene
from tests.write_back.town import DEAL, NOTES, TASKS, Town


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


@pytest.fixture
def town(sqlite_db: Database, http: Http) -> Iterator[Town]:
    with LocalServer([]).running() as server:
        with sqlite_db.begin() as session:
            scene = Scene(session)
            workspaces.change(session, scene.workspace, "crm_write_back", "yes")
            talk = scene.open()
            settings = {**SETTINGS["hubspot"], "api_url": server.url, "write": {"come_back": "next_touch"}}
            config = PROVIDERS["hubspot"].check_config(settings)
            deal = scene.deal()
            deal.connection_id = connections.add(session, scene.workspace.id, "hubspot", config, NOW).id
            deal.external_id = "4711"
            made = Town(sqlite_db, http, server, talk.id)
        made.holds("Price")
        server.answer(DEAL, {}, method="PATCH")
        server.answer(f"{DEAL}.associations=notes", {"id": "4711"})
        server.answer(f"{DEAL}.associations=tasks", {"id": "4711"})
        server.answer(f"{TASKS}$", {"id": "801"}, 201, method="POST")
        server.answer(f"{TASKS}/801$", {"id": "801"}, method="PATCH")
        server.answer(f"{TASKS}/801$", b"", 204, method="DELETE")
        server.answer(f"{NOTES}$", {"id": "901"}, 201, method="POST")
        server.answer(f"{NOTES}/901$", b"", 204, method="DELETE")
        yield made
