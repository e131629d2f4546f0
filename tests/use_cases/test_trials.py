"""Where could this help now: asked right after the wrap-up, once, and answered by the rep alone."""

import pytest
from sqlalchemy import select

from bot.domain import wrap_ups as domain
from bot.domain.deals import Outcome
from bot.domain.wrap_ups import Consent
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage.models import DealRow, RetrospectiveRow, RoomRow, TrialRow
from bot.use_cases.people import participants
from bot.use_cases.playbook import trials
from bot.use_cases.week import consents
from bot.use_cases.wrap_up import lessons
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, form, text


def open_deal(scene: Scene, name: str = "Fabrikam", owner: str = ANA) -> DealRow:
    return lost_deals.deal(scene.session, scene.workspace, name, owner=owner, outcome=Outcome.OPEN)


def wrapped_up(scene: Scene) -> RetrospectiveRow:
    talk = scene.open()
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.deliver()
    return talk


def test_the_rep_is_asked_between_the_summary_and_the_consent(scene: Scene) -> None:
    fabrikam = open_deal(scene)
    open_deal(scene, "Kim's", owner=KIM)
    talk = wrapped_up(scene)
    _, asked, consent = scene.outbox()[-3:]
    assert text(asked).startswith(f"*Northwind:* <@{ANA}>, where could this help now?")
    assert f"{talk.id}:{fabrikam.id}" in str(asked.payload)
    assert "Kim's" not in str(asked.payload)
    assert "loss of the week" in text(consent)


def test_where_others_read_the_thread_the_rep_is_asked_in_their_dm(scene: Scene) -> None:
    fabrikam, talk = open_deal(scene), scene.open()
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.deliver()
    where, consent = scene.outbox()[-2:]
    assert [scene.session.get_one(RoomRow, row.room_id).members for row in (where, consent)] == [ANA, ANA]
    assert (where.thread_id, consent.thread_id) == (None, None)
    trials.try_own(scene.session, scene.actor(), talk.id, fabrikam.id, scene.tick())
    assert scene.outbox("update")[-1].target_id == where.id
    consents.answer(scene.session, scene.actor(), talk.id, Consent.NAME, scene.tick(), scene.mark())
    lessons.change(scene.session, scene.actor(), talk.id, form("Another."), domain.mark(form()), scene.tick())
    assert scene.session.get_one(RoomRow, scene.outbox()[-1].room_id).members == ANA


def test_who_has_no_open_deal_is_not_asked(scene: Scene) -> None:
    wrapped_up(scene)
    assert not [post for post in scene.posts() if "where could this help" in post]


def test_a_chosen_deal_is_noted_once_and_the_question_says_so(scene: Scene) -> None:
    fabrikam = open_deal(scene)
    talk = wrapped_up(scene)
    for _ in range(2):
        trials.try_own(scene.session, scene.actor(), talk.id, fabrikam.id, scene.tick())
    assert [(row.deal_name, row.deal_id) for row in scene.session.scalars(select(TrialRow))] == [
        ("Fabrikam", fabrikam.id)
    ]
    assert text(scene.outbox("update")[-1]) == f"*Northwind:* noted, <@{ANA}> tries it on Fabrikam."


def test_only_the_rep_and_only_an_open_deal_of_their_own(scene: Scene) -> None:
    fabrikam, kims, closed = open_deal(scene), open_deal(scene, "Kim's", KIM), open_deal(scene, "Litware")
    talk = wrapped_up(scene)
    closed.outcome = Outcome.WON
    for actor, deal, error in (
        (scene.actor(PRIYA), fabrikam, NotAllowed),
        (scene.actor(KIM), kims, NotAllowed),
        (scene.actor(), kims, NotFound),
        (scene.actor(), closed, NotFound),
    ):
        with pytest.raises(error):
            trials.try_own(scene.session, actor, talk.id, deal.id, scene.tick())
    assert scene.session.scalars(select(TrialRow)).all() == []


def test_before_the_end_there_is_nothing_to_try(scene: Scene) -> None:
    fabrikam, talk = open_deal(scene), scene.open()
    with pytest.raises(AlreadySettled):
        trials.try_own(scene.session, scene.actor(), talk.id, fabrikam.id, scene.tick())
