"""Every recorded delivery of every CRM does what its index says, from the front door to what we hold of a deal."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bot import clock, deal_news
from bot.crm import PROVIDERS, Http
from bot.storage.database import Database
from bot.storage.models import DealRow, RetrospectiveRow
from tests.crm.local_server import recorded
from tests.crm.samples import Sample, at, hostile, samples
from tests.servers import PUBLIC_URL, Web
from tests.web.knocking import connect, kept

RUBBISH = ("truncated", "empty", "top-level-string", "deep-nesting", "huge-integer", "nan-infinity", "utf16")
pytestmark = pytest.mark.parametrize("provider", sorted(PROVIDERS))


class Recording:
    """A connection whose CRM answers as recorded, and what became of its deliveries."""

    def __init__(self, db: Database, door: Web, settings: dict[str, Any], provider: str) -> None:
        self._db, self._door, self._http = db, door, Http()
        self._address = connect(db, provider, PROVIDERS[provider].check_config(settings))

    def send(self, sample: Sample) -> int:
        """Deliver it, have it worked off, and return the status of the answer."""
        path = sample.path(self._address)
        response = self._door.post(path, sample.incoming.body, sample.headers(f"{PUBLIC_URL}{path}"))
        assert sample.answers in response.text
        while self._door.intake.work(clock.now()) or deal_news.work(self._db, self._http, clock.now()):
            pass
        return response.status_code

    def opened(self) -> dict[UUID, str]:
        """The deal of each retrospective; a merge may move one to another deal."""
        query = select(RetrospectiveRow.id, DealRow.external_id).join(DealRow, RetrospectiveRow.deal_id == DealRow.id)
        with self._db.read() as session:
            return {row[0]: row[1] for row in session.execute(query)}

    def outcomes(self) -> dict[str, str]:
        """How each deal stands."""
        with self._db.read() as session:
            return {row.external_id: row.outcome for row in session.scalars(select(DealRow))}

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def recording(db: Database, door: Web, provider: str) -> Iterator[Recording]:
    with recorded(provider) as api:
        whole = Recording(db, door, {**_settings(provider), **at(provider, api.url)}, provider)
        yield whole
        whole.close()


def _settings(provider: str) -> dict[str, Any]:
    """With every switch that one of the recorded deliveries needs."""
    return {name: value for one in samples(provider) for name, value in one.settings.items()}


def test_each_delivery_whole_and_twice(recording: Recording, provider: str) -> None:
    for one in samples(provider):
        before = recording.opened()
        for _ in range(2):
            assert recording.send(one) == (401 if one.is_refused else 200), one.name
        new = [deal for id, deal in recording.opened().items() if id not in before]
        assert sorted(new) == sorted(one.lost), one.name
        outcomes = recording.outcomes()
        assert {outcomes[deal] for deal in one.won} <= {"won"}, one.name


def test_in_whatever_order_deals_end_as_they_stand(recording: Recording, provider: str) -> None:
    _send_all(recording, list(reversed(samples(provider))))
    backwards = recording.outcomes()
    _send_all(recording, samples(provider))
    assert {deal: outcome for deal, outcome in recording.outcomes().items() if deal in backwards} == backwards


def _send_all(recording: Recording, deliveries: Sequence[Sample]) -> None:
    for one in deliveries:
        recording.send(one)


def test_rubbish_is_set_aside_or_refused_and_holds_nothing_up(lite: Database, lite_door: Web, provider: str) -> None:
    good = next(one for one in samples(provider) if one.scheme != "url_token")
    path = good.path(connect(lite, provider, PROVIDERS[provider].check_config(good.settings)))

    def sends(body: bytes) -> int:
        return lite_door.post(path, body, good.headers(f"{PUBLIC_URL}{path}", body)).status_code

    rubbish = [hostile(name) for name in RUBBISH]
    # A secret within the body cannot be found in rubbish.
    assert {sends(body) for body in rubbish} == {401 if good.scheme == "body_token" else 200}
    assert sends(good.incoming.body) == 200
    while lite_door.intake.work(clock.now()):
        pass
    states = {row.body: row.state for row in kept(lite)}
    assert {states.pop(body, "quarantined") for body in rubbish} == {"quarantined"}
    assert set(states.values()) == {"done"}
