"""When a deal came to its outcome, by the stages that it has been in; and that no plan tells when it was closed."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.crm import PROVIDERS, Http
from bot.crm.endings import ended_at
from bot.domain.deals import DealEvent, EventKind, Outcome
from tests.crm.local_server import PAYLOADS, recorded, reworded
from tests.crm.samples import NOW, at, config, samples

OPEN, LOST, WON = Outcome.OPEN, Outcome.LOST, Outcome.WON
DAY = timedelta(days=1)
CLOSING = (EventKind.LOST, EventKind.UNKNOWN)
T = [datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 6)]


@pytest.mark.parametrize(
    ("stages", "outcome", "since"),
    [
        ([OPEN, LOST], LOST, T[1]),
        ([OPEN, LOST, LOST], LOST, T[1]),
        ([OPEN, LOST, OPEN, LOST], LOST, T[3]),
        ([OPEN, WON, LOST], LOST, T[2]),
        ([LOST], LOST, T[0]),
        ([LOST, LOST], LOST, T[0]),
        ([None, LOST], LOST, None),
        ([None, OPEN, LOST], LOST, T[2]),
        ([OPEN, LOST], WON, None),
        ([OPEN], OPEN, None),
        ([], LOST, None),
    ],
)
def test_from_one_lost_stage_to_another_is_no_new_end(
    stages: list[Outcome | None], outcome: Outcome, since: datetime | None
) -> None:
    told = list(zip(T, stages, strict=False))
    assert ended_at(told, outcome) == ended_at(reversed([(None, LOST), *told]), outcome) == since


# What people plan of a deal, and how they would have written that it should have closed long ago.
PLANS = {
    "copper": ("close_date", "8/31/2026"),
    "dynamics": ("estimatedclosedate", "2026-08-31"),
    "freshsales": ("expected_close", "2026-08-31T00:00:00Z"),
    "hubspot": ("closedate", "2026-08-31T00:00:00.000Z"),
    "pipedrive": ("expected_close_date", "2026-08-31"),
    "salesforce": ("CloseDate", "2026-08-31"),
    "zoho": ("Closing_Date", "2026-08-31"),
}


def overdue(provider: str) -> dict[bytes, bytes]:
    """Each plan in the recordings, and the same one of long ago."""
    if provider not in PLANS:
        return {}
    name, day = PLANS[provider]
    plan = re.compile(rb'(%s"?\s*[:>]\s*"?)\d[\dTZ.:/-]+' % name.encode())
    bodies = [path.read_bytes() for path in (PAYLOADS / provider).rglob("*") if path.is_file()]
    return {found[0]: found[1] + day.encode() for body in bodies for found in plan.finditer(body)}


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_a_deal_is_lost_on_the_day_on_which_its_crm_tells_whatever_was_planned(
    http: Http, provider: str, history: bool
) -> None:
    plans = overdue(provider)
    assert plans or provider in ("attio", "close", "dynamics", "freshsales", "generic"), "the recordings tell a plan"
    hidden = {} if history else {b"propertiesWithHistory": b"nothing", b"CreatedDate": b"nothing"}
    seen = 0
    with recorded(provider, plans | hidden) as api:
        settings = config(provider, **at(provider, api.url))
        for one in (one for one in samples(provider) if one.lost and not one.is_refused):
            for event in PROVIDERS[provider].read(reworded(one.incoming.body, plans), settings, NOW):
                if isinstance(event, DealEvent) and event.external_id in one.lost and event.kind in CLOSING:
                    deal = PROVIDERS[provider].look(http, settings, event, NOW)
                    assert deal.outcome is not LOST or abs((deal.closed_at or event.at) - event.at) < DAY, one.name
                    seen += deal.outcome is LOST
    assert seen
