"""`doctor` on the CRMs' side: whether each takes our token, and goes on telling us about deals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from bot.cli.findings import Finding, fine, note, wrong
from bot.crm import PROVIDERS, Gone, Http, NotUnderstood, Refused
from bot.errors import TryLater
from bot.storage.models import ConnectionRow, SweepRow

NAME = "CRM token"
SUBSCRIPTION = "CRM subscription"
PROOF = "CRM proof"
SWEEP = "CRM sweep"
NOTHING_READ = "deals cannot be read there, so no retrospective comes of what it tells"


def tokens(rows: Sequence[ConnectionRow]) -> Iterator[Finding]:
    """One finding for each connection whose CRM can be asked."""
    http = Http()
    try:
        for row in rows:
            yield from _token(http, row)
    finally:
        http.close()


def subscriptions(rows: Sequence[ConnectionRow], now: datetime) -> Iterator[Finding]:
    """One finding for each connection whose CRM tells us about deals only for a while."""
    for row in rows:
        if row.renew_at is not None:
            yield _subscription(row, now)


def sweeps(rows: Sequence[ConnectionRow], found: Mapping[UUID, SweepRow]) -> Iterator[Finding]:
    """One finding for each connection whose CRM is asked now and then what its webhook may have dropped."""
    for row in rows:
        sweep = found.get(row.id)
        if sweep is not None and (sweep.swept_at or sweep.trouble):
            yield _sweep(row, sweep)


def refusals(rows: Sequence[ConnectionRow]) -> Iterator[Finding]:
    """One finding for each connection to which the last thing sent could not prove itself."""
    for row in rows:
        if row.refused_at and (row.last_received_at is None or row.last_received_at < row.refused_at):
            what = f"{row.provider}: a request came at {row.refused_at:%Y-%m-%d %H:%M} UTC whose proof was wrong"
            why = "if it was the CRM, deals that are lost now are not heard of"
            fix = f"compare {' or '.join(proofs_of(row))} here and there, then {_connect(row)}"
            yield note(PROOF, what, why=why, fix=fix)


def proofs_of(row: ConnectionRow) -> list[str]:
    """The settings by which this connection's CRM proves itself."""
    return [one.name for one in PROVIDERS[row.provider].SETTINGS if one.is_secret and row.config.get(one.name)]


def _subscription(row: ConnectionRow, now: datetime) -> Finding:
    ends_at = row.subscribed_until
    if ends_at is not None and ends_at > now:
        until = f"{ends_at:%Y-%m-%d %H:%M} UTC"
        return fine(SUBSCRIPTION, f"{row.provider} tells us about deals until {until}; it is renewed before that")
    why = "deals that are lost now are not heard of"
    fix = "see that the worker runs and that its token works; it is tried again by itself"
    return note(SUBSCRIPTION, f"{row.provider} does not tell us about deals", why=why, fix=fix)


def _sweep(row: ConnectionRow, sweep: SweepRow) -> Finding:
    last = f"last at {sweep.swept_at:%Y-%m-%d %H:%M} UTC" if sweep.swept_at else "never so far"
    if sweep.trouble:
        what = f"{row.provider} cannot be asked what closed ({last}): {sweep.trouble}"
        why = "a lost deal whose webhook was dropped is not found"
        fix = f"see what its token may do (docs/{row.provider}.md); it is tried again by itself"
        return note(SWEEP, what, why=why, fix=fix)
    deals = "1 deal" if sweep.found == 1 else f"{sweep.found} deals"
    return fine(SWEEP, f"{row.provider} was asked what closed, {last}: {deals} found that no webhook had told")


def _token(http: Http, row: ConnectionRow) -> Iterator[Finding]:
    who = " ".join(filter(None, (row.provider, row.account)))
    try:
        if PROVIDERS[row.provider].try_token(http, row.config):
            yield fine(NAME, f"{who}: it works")
    except NotUnderstood as error:
        fix = f"correct what fields names, then {_connect(row)}"
        yield wrong(NAME, f"{who} does not know what we ask for: {error.reason}", why=NOTHING_READ, fix=fix)
    except Refused as error:
        yield wrong(NAME, f"{who} refuses it ({error.status})", why=NOTHING_READ, fix=_way_out(row, error.status))
    except Gone as error:
        fix = f"correct api_url ({row.config['api_url']}), then {_connect(row)}"
        yield wrong(NAME, f"{who}: {error} to a plain question", why=NOTHING_READ, fix=fix)
    except TryLater as error:
        fix = f"see whether this machine gets through to {row.config['api_url']}, and the CRM's status page"
        yield note(NAME, f"{who}: {error}", why="deals cannot be read there now; what it told waits", fix=fix)


def _way_out(row: ConnectionRow, status: int) -> str:
    guide = f"docs/{row.provider}.md"
    if status == HTTPStatus.FORBIDDEN:
        return f"give it all the rights that {guide} names, there where it was made, then {_connect(row)}"
    return f"make a new one as {guide} says, then {_connect(row)}"


def _connect(row: ConnectionRow) -> str:
    return f"python -m bot connect {row.provider} --config FILE"
