"""The HubSpot recordings from the front door to the thread, through real processes: one on SQLite, one web and two
workers on PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from bot import clock
from bot.domain.conversation import Status
from bot.storage import connections, outbox, workspaces
from bot.storage.database import Database
from bot.storage.models import DealEventRow, DealRow, InboxRow, OutboxRow, RetrospectiveRow
from sandbox.testing import Slack, running
from tests.conftest import KEYS
from tests.crm.local_server import recorded
from tests.crm.samples import config
from tests.crm_signatures import hubspot_v3
from tests.installing import installed
from tests.journeys.test_recorded_deliveries import ADA, HUBSPOT, SECRET, body
from tests.processes import APP, BOT, environment, started
from tests.tls import NO_TLS

MANIFEST = Path(__file__).parent.parent.parent / "manifest.json"
OWNERLESS = "20117730411"  # what another deal was merged into: its talk waits for somebody who owns it
HALVES: dict[str, list[tuple[str, ...]]] = {
    "sqlite": [APP],
    "postgres": [(*BOT, "web"), (*BOT, "worker"), (*BOT, "worker")],
}


@pytest.fixture
def slack() -> Iterator[Slack]:
    with running(signing_secret="sandbox-signing-secret", manifest=MANIFEST, pace=50.0) as sandbox:
        sandbox.change_person("ana", email=ADA)
        yield sandbox


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_each_loss_stands_once_and_in_order(
    kind: str, request: pytest.FixtureRequest, slack: Slack, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue(f"{kind}_url")
    db = Database(url, KEYS)
    variables = environment(slack, url) | {"SANDBOX_CLOCK_URL": f"{slack.base_url}/sandbox/clock"}
    with ExitStack() as house:
        api = house.enter_context(recorded("hubspot"))
        house.callback(db.close)
        path = set_up(db, slack, api.url)
        for half in HALVES[kind]:
            house.enter_context(started(variables, tmp_path, *half))
        slack.connect(f"http://127.0.0.1:{variables['PORT']}/slack/events")
        for name in [*HUBSPOT, *HUBSPOT]:
            assert send(variables, path, body("hubspot", name)) == 200
        room = slack.dm("ana")
        slack.wait_for(lambda: len(questions(slack, room)) == 2 and is_quiet(db), timeout=60)
    roots = slack.messages(room)
    assert len(roots) == len({root.ts for root in roots}) <= 3, "the first is open again, in time or not"
    for root in roots:
        texts = [message.text for message in slack.messages(room, root.ts)]
        assert len(texts) == len(set(texts)), "nothing is said twice"
        assert "was closed lost" in texts[0]
        assert "the customer call" in texts[1], "its card, of a talk that rests as well"


def set_up(db: Database, slack: Slack, api_url: str) -> str:
    """A workspace without a grace period, connected to the recorded HubSpot; the path of its webhook."""
    with db.begin() as session:
        row = installed(session, clock.now(), team_id=slack.team_id, bot_id=slack.bot_id, token=slack.token)
        workspaces.change(session, row, "grace_minutes", "0")
        workspaces.change(session, row, "full_per_week", "0")
        workspaces.change(session, row, "quiet_hours", "no")
        workspaces.change(session, row, "quarter_hold", "no")
        workspaces.change(session, row, "bundle_from", "0")
        workspaces.change(session, row, "burst_from", "0")
        connection = connections.add(session, row.id, "hubspot", config("hubspot", api_url=api_url), clock.now())
        return f"/crm/hubspot/{connection.slug}"


def send(variables: dict[str, str], path: str, content: bytes) -> int:
    address = f"http://127.0.0.1:{variables['PORT']}{path}"
    headers = {"content-type": "application/json"} | hubspot_v3(SECRET, address, content)
    return httpx2.post(
        address, content=content, headers=headers, timeout=10, trust_env=False, verify=NO_TLS
    ).status_code


def questions(slack: Slack, room: str) -> list[str]:
    """The threads that have come to their first question and are not paused."""
    threads = [[message.text for message in slack.messages(room, root.ts)] for root in slack.messages(room)]
    return [
        texts[0] for texts in threads if any("1 of 3" in text for text in texts) and "is open again" not in texts[-1]
    ]


def is_quiet(db: Database) -> bool:
    """Whether nothing is under way any more: neither in nor out, and no retrospective is about to begin."""
    held = select(RetrospectiveRow.id).join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
    beginning = held.where(RetrospectiveRow.status == Status.HELD, DealRow.external_id != OWNERLESS)
    with db.read() as session:
        waits = [
            session.scalar(select(InboxRow.id).where(InboxRow.state == "waiting").limit(1)),
            session.scalar(select(DealEventRow.id).where(DealEventRow.state.in_(("waiting", "working"))).limit(1)),
            session.scalar(beginning.limit(1)),
            session.scalar(select(OutboxRow.id).where(OutboxRow.state.in_(outbox.UNFINISHED)).limit(1)),
        ]
    return waits == [None] * len(waits)
