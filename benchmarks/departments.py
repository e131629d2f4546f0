"""What pairs and departments do with asks, for the questions to the database that come of it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from benchmarks import acts
from benchmarks.crowd import NOW, TEAM_CHANNEL, Place
from bot.domain.asks import Status
from bot.domain.wrap_ups import Department
from bot.storage import asks, slots, workspaces
from bot.storage.models import AskRow, RetrospectiveRow
from bot.use_cases.asks import answers, echoes, offers, raising, roll_ups, sending
from bot.use_cases.talk import threads
from bot.use_cases.wrap_up import lessons


def hear(session: Session, place: Place) -> None:
    """A pair sends an ask; its department takes it on, and the talk hears of it; the pair takes it back."""
    ask = _named(session, place)
    talk = session.get_one(RetrospectiveRow, place.talk)
    mark = offers.of(session, threads.of_row(session, talk), ask).mark
    sending.send(session, acts.seller(place), ask.id, mark, NOW, together=False)
    raised_id = ask.raised_id
    assert raised_id
    answers.answer(session, acts.admin(place), raised_id, Status.TAKEN, Status.NEW, NOW)
    for due in echoes.due(session, NOW):
        echoes.tell(session, due, NOW)
    raising.follow(session, talk, NOW)
    sending.leave(session, acts.seller(place), ask.id, NOW)


def roll_up(session: Session, place: Place) -> None:
    """The first working day of a month has come."""
    workspace = workspaces.by_id(session, place.workspace_id)
    assert workspace
    slots.due(session, NOW, slots.ROLL_UP)
    roll_ups.hold(session, workspace, NOW)
    roll_ups.rehearse(session, place.workspace_id, NOW)


def _named(session: Session, place: Place) -> AskRow:
    """The ask of a talk whose wrap-up names product."""
    workspace = workspaces.by_id(session, place.workspace_id)
    assert workspace
    workspaces.change(session, workspace, "product_channel", TEAM_CHANNEL)
    acts.wrap_up(session, place)
    kept, seller = lessons.to_change(session, acts.seller(place), place.talk, NOW), acts.seller(place)
    named = replace(kept.form, departments=(Department.PRODUCT,))
    lessons.change(session, seller, place.talk, named, kept.mark, NOW)
    (ask,) = asks.of_talk(session, session.get_one(RetrospectiveRow, place.talk))
    return ask
