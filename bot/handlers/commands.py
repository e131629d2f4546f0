"""`/retro`: what each wish gets as its private answer."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import absences
from bot.domain.commands import Compare, Help, Leave, Pick, Show, Start, TooLong, nearest, parse
from bot.domain.deals import Outcome
from bot.domain.message import Message
from bot.domain.text import clean
from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, reader_of, thing_id, voice_of
from bot.handlers.interactions import Click, Command, Submission
from bot.messages import commands
from bot.messages import patterns as pattern_messages
from bot.messages.prompts import read_number, speaking
from bot.storage.models import DealRow
from bot.use_cases.losses import starts
from bot.use_cases.people import away
from bot.use_cases.people.whispers import whisper
from bot.use_cases.talk import overviews
from bot.use_cases.week import patterns

LARGEST, CENT = Decimal(10) ** 12, Decimal("0.01")

LONGEST_NAME = 255


def retro(command: Command, desk: Desk) -> Message | None:
    """Answer the command; None when a modal was opened instead."""
    match parse(command.text):
        case TooLong():
            with speaking(voice_of(desk.db, command.sender)):
                return commands.too_long()
        case Help():
            with speaking(voice_of(desk.db, command.sender)):
                return commands.help_text()
        case Show():
            with desk.db.read() as session:  # nobody who writes must wait for somebody who reads
                reader = reader_of(session, command.sender)
                mine = overviews.open_with(session, reader)
            with speaking(reader.voice):
                return commands.status(mine)
        case Compare():
            with desk.db.read() as session:
                reader = reader_of(session, command.sender)
                found = patterns.of_year(session, reader, desk.now)
            with speaking(reader.voice):
                return pattern_messages.patterns(found)
        case Leave(words):
            return _leave(command, desk, words)
        case Pick(outcome):
            _pick(command, desk, "", outcome)
            return None
        case Start(words, outcome):
            return _start(command, desk, words, outcome)


def start_chosen(session: Session, click: Click, now: datetime) -> None:
    """One of the deals offered after a name that fits several."""
    actor = actor_of(session, click.sender)
    started = starts.start(session, actor, thing_id(click.value), now)
    with speaking(actor.voice):
        message = _begun(started)
    key = f"start:{click.value}:{click.trigger_id}"
    whisper(session, actor, message, channel=click.channel, key=key, now=now)


def picked(form: Submission, desk: Desk) -> None:
    """The picker was sent: a closed deal, or one by hand."""
    chosen, name = form.text(commands.DEAL), clean(form.text(commands.NAME))
    if not chosen and not name:
        raise FieldErrors({commands.NAME: "errors.deal_missing"})
    for field in (commands.NAME, commands.CUSTOMER):
        if len(form.text(field)) > LONGEST_NAME:
            raise FieldErrors({field: "errors.too_long"})
    outcome, amount = _outcome(form), _amount(form, desk)
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        if chosen:
            starts.start(session, actor, thing_id(chosen), desk.now)
            return
        customer = clean(form.text(commands.CUSTOMER)) or None
        starts.start_by_hand(
            session,
            actor,
            form_id=form.view_id,
            name=name,
            outcome=outcome,
            customer=customer,
            amount=amount,
            now=desk.now,
        )


def _leave(command: Command, desk: Desk, words: str) -> Message:
    with desk.db.begin() as session:
        actor = actor_of(session, command.sender)
        if absences.is_back(words):
            away.back(session, actor, desk.now)
            day = None
        else:
            day = away.until(session, actor, words, desk.now)
    with speaking(actor.voice):
        if absences.is_back(words):
            return commands.back()
        return commands.away(day) if day else commands.away_how()


def _start(command: Command, desk: Desk, words: str, outcome: Outcome | None) -> Message | None:
    with desk.db.begin() as session:
        actor = actor_of(session, command.sender)
        with speaking(actor.voice):
            message = _begin(session, actor, words, outcome, desk.now)
    if message is None:
        _pick(command, desk, words, outcome or Outcome.LOST)
    return message


def _begin(session: Session, actor: Actor, words: str, outcome: Outcome | None, now: datetime) -> Message | None:
    """Start the deal that the words name, or say what stands in the way; None when they come near to none."""
    found = starts.startable(session, actor, words, outcome)
    match found.closed:
        case [row]:
            return _begun(starts.start(session, actor, row.id, now))
        case [_, *_]:
            return commands.many_deals(words, _choices(found.closed))
    if found.open:
        return commands.still_open(found.open[0].name, str(found.open[0].id))
    if starts.has_just_come(session, actor):
        return commands.just_met(words)
    close = nearest(words, [row.name for row in starts.closed_deals(session, actor)])
    return commands.no_deal(words, close) if close else None


def _pick(command: Command, desk: Desk, name: str, outcome: Outcome) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, command.sender)
        choices = _choices(starts.closed_deals(session, actor))
    with speaking(actor.voice):
        view = commands.picker(choices, name, outcome)
    desk.open_modal(command.trigger_id, view)


def _begun(started: starts.Started) -> Message:
    return commands.started(started.deal_name) if started.is_new else commands.already_open(started.deal_name)


def _choices(rows: list[DealRow]) -> dict[str, str]:
    return {str(row.id): row.name for row in rows}


def _outcome(form: Submission) -> Outcome:
    text = form.text(commands.OUTCOME) or Outcome.LOST
    if text not in {Outcome.LOST, Outcome.WON}:
        raise FieldErrors({commands.OUTCOME: "errors.not_offered"})
    return Outcome(text)


def _amount(form: Submission, desk: Desk) -> Decimal | None:
    text = form.text(commands.AMOUNT)
    if not text:
        return None
    try:
        with speaking(voice_of(desk.db, form.sender)):
            amount = read_number(text)
    except ValueError:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < LARGEST:
        raise FieldErrors({commands.AMOUNT: "errors.amount_unreadable"})
    return amount.quantize(CENT)
