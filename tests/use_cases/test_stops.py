"""Customers whom nobody may contact."""

import pytest

from bot.domain.calls import Call
from bot.domain.conversation import Status
from bot.errors import AlreadySettled, NotAllowed
from bot.storage.models import StopRow
from bot.use_cases.call import captures, stops
from bot.use_cases.call.captures import Capture
from tests.factories import ANA, KIM, PRIYA, Scene


def test_the_talk_goes_on_without_the_call(scene: Scene) -> None:
    talk = scene.open()
    stops.must_not_contact(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert (scene.stands(talk), talk.call) == ((Status.OUR_VIEW, "ours.value"), Call.MUST_NOT)
    assert "Nobody contacts this customer." in scene.card(talk)
    assert scene.last_post().startswith("*Northwind:* noted, nobody contacts this customer any more")
    assert scene.audit()[-2:] == [(PRIYA, "must_not_contact"), (PRIYA, "mustnotcontact")]


def test_a_later_deal_of_the_same_customer_says_so_at_once(scene: Scene) -> None:
    stops.must_not_contact(scene.session, scene.actor(PRIYA), scene.open().id, scene.tick())
    later, other = scene.open(" NORTHWIND "), scene.open("Fabrikam")
    assert (later.call, other.call) == (Call.MUST_NOT, Call.NONE)
    assert "Nobody contacts this customer." in scene.card(later)
    assert "First try by" in scene.card(other)


def test_another_workspace_keeps_its_own_list(scene: Scene) -> None:
    stops.must_not_contact(scene.session, scene.actor(PRIYA), scene.open().id, scene.tick())
    assert Scene(scene.session, "T0OTHER").open().call == Call.NONE


def test_it_is_taken_back_by_the_pair(scene: Scene) -> None:
    talk = scene.open()
    stops.must_not_contact(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    stops.may_contact(scene.session, scene.actor(ANA), talk.id, scene.tick())
    assert talk.call == Call.NONE
    assert "First try by" in scene.card(talk)
    assert scene.open().call == Call.NONE


def test_what_was_heard_stays_heard(scene: Scene) -> None:
    talk = scene.open()
    form = Capture({"customers.winner": "They listened."})
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, form, scene.tick())
    stops.must_not_contact(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert talk.call == Call.TALKED
    assert "Nobody contacts this customer." in scene.card(talk)


def test_who_writes_by_themselves_is_heard_and_still_left_in_peace(scene: Scene) -> None:
    talk = scene.open()
    stops.must_not_contact(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    form = Capture({"customers.winner": "They listened."}, how=Call.WROTE)
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, form, scene.tick())
    assert talk.call == Call.WROTE
    assert scene.open().call == Call.MUST_NOT


def test_a_second_click_changes_nothing(scene: Scene) -> None:
    talk = scene.open()
    for act in (stops.must_not_contact, stops.may_contact):
        act(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
        before = scene.posts()
        with pytest.raises(AlreadySettled):
            act(scene.session, scene.actor(ANA), talk.id, scene.tick())
        assert scene.posts() == before


def test_strangers_stop_and_lift_nothing(scene: Scene) -> None:
    talk = scene.open()
    for act in (stops.must_not_contact, stops.may_contact):
        with pytest.raises(NotAllowed):
            act(scene.session, scene.actor(KIM), talk.id, scene.tick())
    assert scene.session.query(StopRow).count() == 0
