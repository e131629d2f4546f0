"""Clicks on the card of the customer call."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.handlers.desk import actor_of, asked, thing_id
from bot.handlers.interactions import Click
from bot.messages.calls import LEADER_BLOCK
from bot.use_cases.call import calls, leaders, stops
from bot.use_cases.people.whispers import whisper


def walk_through(session: Session, click: Click, now: datetime) -> None:
    calls.walk_through(session, actor_of(session, click.sender), thing_id(click.value), now)


def declined(session: Session, click: Click, now: datetime) -> None:
    calls.customer_declined(session, actor_of(session, click.sender), thing_id(click.value), now)


def no_answer(session: Session, click: Click, now: datetime) -> None:
    actor = actor_of(session, click.sender)
    noted_already = calls.no_answer_yet(session, actor, thing_id(click.value), now)
    if noted_already is not None:
        place, key = {"channel": click.channel, "thread_ts": click.thread_ts}, f"tried:{click.trigger_id}"
        whisper(session, actor, noted_already, **place, key=key, now=now)


def call_is_open(session: Session, click: Click, now: datetime) -> None:
    calls.call_is_open(session, actor_of(session, click.sender), thing_id(click.value), now)


def length(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, minutes = asked(click.value)
    if not minutes.isdecimal():
        raise NotFound
    calls.choose_length(session, actor_of(session, click.sender), retrospective_id, int(minutes), now)


def choose_leader(session: Session, click: Click, now: datetime) -> None:
    retrospective_id = thing_id(click.block_id.removeprefix(LEADER_BLOCK))
    chosen = next(iter(click.people), "")
    leaders.choose(session, actor_of(session, click.sender), retrospective_id, chosen, now)


def must_not_contact(session: Session, click: Click, now: datetime) -> None:
    stops.must_not_contact(session, actor_of(session, click.sender), thing_id(click.value), now)


def may_contact(session: Session, click: Click, now: datetime) -> None:
    stops.may_contact(session, actor_of(session, click.sender), thing_id(click.value), now)
