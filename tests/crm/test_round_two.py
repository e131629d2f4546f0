"""A deal that was opened and lost again, of which no CRM told that it was open: which of them tell it all the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import deal_news, sweeps
from bot.crm import PROVIDERS, Http
from bot.domain.deals import DealEvent
from bot.storage import deal_events
from bot.storage.database import Database
from bot.storage.models import ConnectionRow
from tests.crm.listings import LISTINGS, listed
from tests.crm.local_server import recorded, reworded
from tests.crm.samples import NOW, at, config, samples
from tests.test_sweeps import Town

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = NOW + 3 * DAY
# What the recordings tell of a loss, three days later.
AGAIN = {b"2026-11-16": b"2026-11-19"}
TELL = {"attio", "close", "dynamics", "freshsales", "hubspot", "pipedrive", "salesforce"}
SAMPLES = {"pipedrive": "03-v2-lost"}


class Told(Town):
    """A workspace whose CRM is connected as recorded, and may answer from elsewhere later."""

    def moves(self, settings: dict[str, Any]) -> None:
        with self.db.begin() as session:
            session.get_one(ConnectionRow, self.id).config = settings

    def hears(self, event: DealEvent, now: datetime) -> None:
        with self.db.begin() as session:
            row = session.get_one(ConnectionRow, self.id)
            deal_events.add(session, row.workspace_id, row.id, event, now)
        while deal_news.work(self.db, self.http, now):
            pass

    def asks(self, now: datetime) -> None:
        """Ask for one page of what closed, and work off what is found."""
        assert sweeps.work(self.db, self.http, now) == 1
        while deal_news.work(self.db, self.http, now):
            pass

    def losses(self, external_id: str) -> int:
        return self.deals()[external_id][1]


def loss(provider: str, later: bool = False) -> DealEvent:
    """The first recorded loss; with `later` as it would be told three days later."""
    one = next(one for one in samples(provider) if one.lost and SAMPLES.get(provider) in (None, one.name))
    settings = config(provider)
    found = PROVIDERS[provider].read(reworded(one.incoming.body, AGAIN if later else {}), settings, LATER)
    event = next(event for event in found if isinstance(event, DealEvent) and event.external_id in one.lost)
    return event if event.at > NOW or not later else _at(event, event.at + 3 * DAY)


def _at(event: DealEvent, time: datetime) -> DealEvent:
    return DealEvent(event.external_id, event.kind, time, event.deal, event.stage, event.account)


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_the_webhook_of_the_second_loss_is_enough_where_the_crm_tells_when_it_ended(
    sqlite_db: Database, http: Http, provider: str
) -> None:
    with recorded(provider) as api, recorded(provider, AGAIN) as api_later:
        town = Told(sqlite_db, http, api, config(provider, **at(provider, api.url)), provider)
        first = _at(loss(provider), NOW)
        town.hears(first, NOW)
        assert town.losses(first.external_id) == 1
        for days in (1, 2):
            town.hears(_at(first, NOW + days * DAY), NOW + days * DAY)
        assert town.losses(first.external_id) == 1, "a repeat is no second loss"
        town.moves(config(provider, **at(provider, api_later.url)))
        second = loss(provider, later=True)
        for hours in (1, 2):
            town.hears(_at(second, second.at + hours * HOUR), LATER + hours * HOUR)
        expected = 2 if provider in TELL else 1
        assert town.losses(first.external_id) == expected
        assert (first.external_id, expected) in town.held()


@pytest.mark.parametrize("provider", sorted(LISTINGS))
def test_without_any_webhook_the_sweep_finds_it_and_no_repeat(sqlite_db: Database, http: Http, provider: str) -> None:
    with listed(provider, "closed_1") as (api, settings), listed(provider, "closed_1", replaced=AGAIN) as (_, later):
        town = Told(sqlite_db, http, api, settings, provider)
        town.hears(_at(loss(provider), NOW), NOW)
        town.asks(NOW + HOUR)
        deal = loss(provider).external_id
        town.asks(NOW + DAY)
        assert town.losses(deal) == 1
        town.moves(later)
        for hours in (1, 3):
            town.asks(LATER + hours * HOUR)
        assert town.losses(deal) == (2 if provider in TELL else 1)
        assert town.row().found == 0, "no more than one is told of"


@pytest.mark.parametrize(
    ("provider", "changed"),
    [
        ("hubspot", {b'"closedate": "2026-11-16': b'"closedate": "2026-11-19'}),
        ("salesforce", {b'"LastStageChangeDate": "2026-11-16': b'"LastStageChangeDate": "2026-11-19'}),
    ],
)
def test_a_time_that_people_change_is_no_second_loss(
    sqlite_db: Database, http: Http, provider: str, changed: dict[bytes, bytes]
) -> None:
    with listed(provider, "closed_1") as (api, settings), listed(provider, "closed_1", replaced=changed) as (_, later):
        town = Told(sqlite_db, http, api, settings, provider)
        first = _at(loss(provider), NOW)
        town.hears(first, NOW)
        town.moves(later)
        town.asks(LATER + HOUR)
        town.hears(_at(first, LATER + 2 * HOUR), LATER + 2 * HOUR)
        assert town.losses(first.external_id) == 1
