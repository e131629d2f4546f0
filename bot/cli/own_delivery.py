"""`connect --test`: a delivery of our own, through the public address and the CRM's own door, until the worker has it.

So a wrong address, proxy or secret is found before the first loss. It tells of no deal and opens nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

import httpx2

from bot import clock
from bot.crm import PROVIDERS, Incoming
from bot.crm.configuration import address_of
from bot.storage import arrivals, connections
from bot.storage.arrivals import Delivery, Mark
from bot.storage.database import Database
from bot.storage.models import ConnectionRow

SECONDS = 10.0
LOOKS = 20
OWNER = "known once a real deal is told: close a test deal there, with --wait"
UNPROVABLE = "A proxy of yours proves that CRM; nothing we send can. Close a test deal there, with --wait."
NOT_WORKED_OFF = "It is stored, and nobody has worked it off: see that the worker runs (python app.py)."

Say = Callable[[str], object]


@dataclass(frozen=True)
class Trial:
    """One connection at its public address, and what had come of it before."""

    db: Database
    row: ConnectionRow
    public_url: str
    mark: Mark


def try_out(
    trial: Trial,
    say: Say,
    send: Callable[[Incoming], httpx2.Response] | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> bool:
    """Send one and `say` what became of it. Whether it came all the way."""
    word = uuid4().hex
    url = address_of(connections.address(trial.public_url, trial.row), trial.row.config)
    sample = PROVIDERS[trial.row.provider].sample(word, url, trial.row.config, clock.real_now())
    if sample is None:
        say(UNPROVABLE)
        return False
    sent_at = clock.now()
    say(f"Sending a delivery of our own to {trial.public_url}; it opens nothing.")
    trouble = _trouble(sample, send or _send)
    found = None if trouble else _found(trial, word, sleep)
    return _told(trouble, found, sent_at, say)


def _told(trouble: str | None, found: Delivery | None, sent_at: datetime, say: Say) -> bool:
    if trouble or found is None:
        say(trouble or "Something answered, and it was not this bot: nothing is stored. See where the address leads.")
        return False
    say(f"  received: {max(0, round((found.received_at - sent_at).total_seconds() * 1000))} ms after it was sent")
    say("  proof: good")
    say(f"  owner: {OWNER}")
    if not found.is_worked_off or found.problem:
        say(found.problem or NOT_WORKED_OFF)
        return False
    say("It came all the way.")
    return True


def _trouble(sample: Incoming, send: Callable[[Incoming], httpx2.Response]) -> str | None:
    """Why it did not arrive, and what to do; None where it was taken."""
    try:
        status = send(sample).status_code
    except httpx2.HTTPError as error:
        return f"Nothing answers there ({type(error).__name__}): see BASE_URL, DNS, the certificate and the firewall."
    match status:
        case HTTPStatus.OK:
            return None
        case HTTPStatus.UNAUTHORIZED:
            return (
                "It came, and its proof was refused (401): see that BASE_URL is the address as CRMs call it, that a"
                " proxy passes headers and body on as they are, and that this machine's clock is right."
            )
        case HTTPStatus.NOT_FOUND:
            return "That address is not known there (404): see that it leads to this bot, with its whole path."
        case code if HTTPStatus.MULTIPLE_CHOICES <= code < HTTPStatus.BAD_REQUEST:
            return f"It is sent elsewhere ({code}), and CRMs do not follow: enter the final address as BASE_URL."
    return f"It was not taken ({status}): see the bot's log, and what stands before it."


def _send(sample: Incoming) -> httpx2.Response:
    with httpx2.Client(timeout=SECONDS, follow_redirects=False) as client:
        return client.post(sample.url, content=sample.body, headers=dict(sample.headers))


def _found(trial: Trial, word: str, sleep: Callable[[float], object]) -> Delivery | None:
    """What is stored of it, worked off if the worker is quick."""
    found: Delivery | None = None
    for _ in range(LOOKS):
        with trial.db.read() as session:
            found = arrivals.bearing(session, trial.row, trial.mark, word)
        if found is None or found.is_worked_off:
            break  # it was stored before the answer came, or never
        sleep(0.5)
    return found
