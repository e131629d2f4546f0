"""The man in the middle breaks what he shall break: a COMMIT that the database never gets, one whose answer is lost."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from bot.storage.database import AWAY, Database
from bot.storage.models import WorkspaceRow
from tests.chaos.commits import Cut, Cuts, Way, behind_a_relay
from tests.chaos.postgres_talk import kind_of
from tests.conftest import KEYS
from tests.installing import installed
from tests.outbound import MONDAY


@pytest.fixture
def cuts() -> Cuts:
    return Cuts()


@pytest.fixture
def far(postgres_url: str, cuts: Cuts) -> Iterator[Database]:
    """The database, reached through the relay."""
    with behind_a_relay(postgres_url, cuts) as places:
        assert places.database_url
        db = Database(places.database_url, KEYS)
        yield db
        db.close()


@pytest.mark.parametrize(("way", "stands"), [(Way.LOST, []), (Way.DONE, ["T0LOST"])])
def test_a_commit_is_struck_before_or_after_it_happened(far: Database, cuts: Cuts, way: Way, stands: list[str]) -> None:
    cuts.arm(Cut("use case", way))
    with pytest.raises(AWAY):
        installed(far, MONDAY, team_id="T0LOST")
    assert cuts.struck(0.0)
    with far.read() as session:
        assert list(session.scalars(select(WorkspaceRow.team_id))) == stands
    installed(far, MONDAY, team_id="T0NEXT")


def test_nothing_is_struck_that_was_not_meant(far: Database, cuts: Cuts) -> None:
    cuts.arm(Cut("slots", Way.LOST))
    for _ in range(7):  # often enough for the driver to prepare its statements
        with far.begin() as session:
            session.execute(text("UPDATE outbox SET state = 'sent' WHERE id = :id"), {"id": 0})
    assert not cuts.struck(0.0)
    cuts.arm(Cut("delivery outcome", Way.LOST))
    with pytest.raises(AWAY), far.begin() as session:
        session.execute(text("UPDATE outbox SET state = 'sent' WHERE id = :id"), {"id": 0})


@pytest.mark.parametrize(
    ("statements", "kind"),
    [
        (["INSERT INTO inbox VALUES ()", "NOTIFY news"], "inbox store"),
        (["SELECT 1 FROM outbox FOR UPDATE OF outbox SKIP LOCKED", "UPDATE outbox SET x"], "delivery claim"),
        (["SELECT 1\nFROM inbox\nFOR UPDATE SKIP LOCKED", "UPDATE inbox SET x"], "inbox claim"),
        (["INSERT INTO slots", "INSERT INTO outbox"], "slots"),
        (["UPDATE outbox SET x"], "delivery outcome"),
        (["SELECT 1"], "reading"),
    ],
)
def test_a_transaction_is_known_by_what_it_says(statements: list[str], kind: str) -> None:
    assert kind_of(statements) == kind
