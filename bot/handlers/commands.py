"""`/retro`: what each wish gets as its private answer."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import absences
from bot.domain.commands import (
    Compare,
    Confess,
    Count,
    Find,
    Help,
    HoldWorkshop,
    Leave,
    ListAsks,
    Pick,
    Show,
    Start,
    TakeAlong,
    TooLong,
    TurnGaffe,
    nearest,
    parse,
)
from bot.domain.deals import Outcome
from bot.domain.gaffes import LONGEST
from bot.domain.message import Message
from bot.handlers.desk import Desk, actor_of, reader_of, thing_id, voice_of
from bot.handlers.interactions import Click, Command
from bot.messages import ask_lists as ask_messages
from bot.messages import commands, gaffes, pickers, workshop_forms
from bot.messages import exports as export_messages
from bot.messages import figures as figure_messages
from bot.messages import patterns as pattern_messages
from bot.messages import playbook as playbook_messages
from bot.messages.prompts import speaking
from bot.storage.models import DealRow
from bot.use_cases.asks import lists as ask_lists
from bot.use_cases.gaffe import gaffe_lines, gaffe_wishes
from bot.use_cases.losses import starts
from bot.use_cases.people import away, exports
from bot.use_cases.people.whispers import whisper
from bot.use_cases.playbook import playbook
from bot.use_cases.talk import overviews
from bot.use_cases.week import figures, patterns
from bot.use_cases.workshop import planning

Found = TypeVar("Found")

RETRO = "/retro"  # as somebody types it who names no deal


def retro(command: Command, desk: Desk) -> Message | None:
    """Answer the command; None when a modal was opened instead."""
    match parse(command.text):
        case Find(words):
            return _find(command, desk, words)
        case Leave(words):
            return _leave(command, desk, words)
        case Confess(words):
            return _confess(command, desk, words)
        case TurnGaffe(is_on):
            return _turn_gaffe(command, desk, is_on=is_on)
        case TakeAlong():
            return _take_along(command, desk)
        case HoldWorkshop():
            _hold_workshop(command, desk)
            return None
        case Pick(outcome):
            return _pick(command, desk, "", outcome)
        case Start(words, outcome):
            return _start(command, desk, words, outcome)
        case wish:
            return _tell(command, desk, wish)


def _tell(command: Command, desk: Desk, wish: TooLong | Help | Show | Compare | Count | ListAsks) -> Message:
    """What takes no words: how things stand, and how to ask."""
    match wish:
        case TooLong():
            return _say(command, desk, commands.too_long)
        case Help():
            return _say(command, desk, commands.help_text)
        case Show():
            return _read(command, desk, overviews.open_with, commands.status)
        case Compare():
            return _read(
                command,
                desk,
                lambda session, actor: patterns.of_year(session, actor, desk.now),
                pattern_messages.patterns,
            )
        case Count():
            return _read(
                command,
                desk,
                lambda session, actor: figures.of_quarter(session, actor, desk.now),
                figure_messages.figures,
            )
        case ListAsks():
            return _read(command, desk, ask_lists.open_ones, ask_messages.listed)


def _say(command: Command, desk: Desk, message: Callable[[], Message]) -> Message:
    with speaking(voice_of(desk.db, command.sender)):
        return message()


def _read(
    command: Command, desk: Desk, find: Callable[[Session, Actor], Found], message: Callable[[Found], Message]
) -> Message:
    """What is found for whoever asks, in their voice. Nobody who writes must wait for somebody who reads."""
    with desk.db.read() as session:
        reader = reader_of(session, command.sender)
        found = find(session, reader)
    with speaking(reader.voice):
        return message(found)


def start_chosen(session: Session, click: Click, now: datetime) -> None:
    """One of the deals offered after a name that fits several."""
    actor = actor_of(session, click.sender)
    started = starts.start(session, actor, thing_id(click.value), now)
    with speaking(actor.voice):
        message = _begun(started)
    key = f"start:{click.value}:{click.trigger_id}"
    whisper(session, actor, message, channel=click.channel, key=key, now=now)


def _find(command: Command, desk: Desk, words: str) -> Message:
    return _read(
        command,
        desk,
        lambda session, actor: playbook.search(session, actor, words, desk.now),
        lambda found: playbook_messages.shelf(found, words),
    )


def _turn_gaffe(command: Command, desk: Desk, *, is_on: bool) -> Message:
    with desk.db.begin() as session:
        return gaffe_wishes.turn(session, actor_of(session, command.sender), desk.now, is_on=is_on)


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


def _confess(command: Command, desk: Desk, words: str) -> Message | None:
    """Keep the typed line, or open the form for one; while nobody can write, say so."""
    with desk.db.begin() as session:
        actor = actor_of(session, command.sender)
        gaffe_id = gaffe_wishes.under_way(session, actor)
        if gaffe_id is None:
            return gaffe_wishes.outside_a_round(session, actor, desk.now, has_words=bool(words))
        with speaking(actor.voice):
            if len(words) > LONGEST:
                return gaffes.too_long()
        if words:
            return gaffe_lines.retype(session, actor, gaffe_id, words, desk.now)
        page = gaffe_lines.page(session, actor, gaffe_id)
    with speaking(actor.voice):
        view = gaffes.form(page.gaffe_id, page.leader, page.reveals_at, page.written)
    desk.open_modal(command.trigger_id, view)
    return None


def _take_along(command: Command, desk: Desk) -> Message:
    with desk.db.begin() as session:
        actor = actor_of(session, command.sender)
        asked = exports.ask(session, actor, desk.now)
    with speaking(actor.voice):
        return export_messages.asked(asked)


def _hold_workshop(command: Command, desk: Desk) -> None:
    """Open the plan of a workshop."""
    with desk.db.begin() as session:
        actor = actor_of(session, command.sender)
        offer = planning.offer(session, actor, desk.now)
    with speaking(actor.voice):
        view = workshop_forms.plan(offer.lessons, offer.team, offer.starts)
    desk.open_modal(command.trigger_id, view)


def _start(command: Command, desk: Desk, words: str, outcome: Outcome | None) -> Message | None:
    with desk.db.begin() as session:
        actor = actor_of(session, command.sender)
        with speaking(actor.voice):
            message = _begin(session, actor, words, outcome, desk.now)
    return message or _pick(command, desk, words, outcome or Outcome.LOST)


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


def _pick(command: Command, desk: Desk, name: str, outcome: Outcome) -> Message | None:
    """Open the picker, for whoever may start something; of somebody we have just met that is still to be found out."""
    with desk.db.begin() as session:
        actor = actor_of(session, command.sender)
        choices = _choices(starts.closed_deals(session, actor))
        has_just_come = starts.has_just_come(session, actor)
    with speaking(actor.voice):
        if has_just_come:
            return commands.just_met(RETRO)
        view = pickers.picker(choices, name, outcome)
    desk.open_modal(command.trigger_id, view)
    return None


def _begun(started: starts.Started) -> Message:
    if started.is_offered:
        return commands.offered(started.deal_name)
    return commands.started(started.deal_name) if started.is_new else commands.already_open(started.deal_name)


def _choices(rows: list[DealRow]) -> dict[str, str]:
    return {str(row.id): row.name for row in rows}
