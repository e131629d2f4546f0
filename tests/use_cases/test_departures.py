"""An account is gone from Slack while its talks are under way."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot import casting
from bot.domain.conversation import Kind, Status
from bot.domain.fixes import FixKind
from bot.domain.rules import Why
from bot.storage import departures as storage
from bot.storage import fixes, workspaces
from bot.storage.models import DealRow, DepartureRow, RetrospectiveRow, RoomRow
from bot.use_cases.answering import answers
from bot.use_cases.call import leaders
from bot.use_cases.people import departures, participants
from bot.use_cases.talk import pauses, retrospectives
from tests import lost_deals
from tests.factories import ANA, KIM, NOW, PRIYA, Scene, text

NEW = "U0ANANEW"
LED_BY_PRIYA = (
    f"*Northwind:* <@{PRIYA}> leads the customer call now. The questions stand on the card above; "
    "whatever the customer says can be written down there."
)


def leaves(scene: Scene, who: str, heir: str | None = None) -> None:
    """Slack says that they are gone, and the clock ticks."""
    scene.met(who, active=False)
    person = lost_deals.person(scene.session, scene.workspace, who)
    new = lost_deals.person(scene.session, scene.workspace, heir) if heir else None
    storage.note(scene.session, person, new, scene.now)
    storage.note(scene.session, person, new, scene.now)  # Slack says most things twice
    ticks(scene)
    scene.deliver()


def ticks(scene: Scene) -> int:
    due = storage.due(scene.session, scene.now)
    return sum(departures.settle(scene.session, one, scene.tick()) for one in due)


def room(scene: Scene, row: RetrospectiveRow) -> str | None:
    return scene.session.get_one(RoomRow, row.room_id).members


def to_fix(scene: Scene) -> list[tuple[str, str]]:
    return [(row.kind, row.subject) for row in fixes.still_open(scene.session, scene.workspace.id)]


# The rep


def test_the_managers_own_short_guide_is_what_is_left_of_it(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "They trusted Contoso.")
    leaves(scene, ANA)
    assert (talk.rep_id, talk.manager_id, room(scene, talk)) == (scene.person(PRIYA), None, PRIYA)
    assert (talk.size, talk.why, talk.question) == ("short", Why.OWNER_GONE, "ours.loss")
    assert scene.last_post().startswith(f"*Northwind:* <@{PRIYA}>, <@{ANA}> cannot take part any more")
    assert [answer.author for answer in scene.conversation(talk).answers] == [scene.person(ANA)]
    scene.types(talk, "I would ask for the security officer sooner.", by=PRIYA)
    assert talk.status == Status.WRAP_UP
    assert to_fix(scene) == []


def test_what_waits_for_the_customer_goes_on_with_the_manager_whole(scene: Scene) -> None:
    talk = scene.open()
    for name in ("value", "voices", "decided"):
        answers.give(scene.session, scene.actor(), talk.id, f"ours.{name}", Kind.DONT_KNOW, "", scene.tick())
    leaves(scene, ANA)
    assert (talk.rep_id, talk.size, talk.status) == (scene.person(PRIYA), "full", Status.CUSTOMERS_VIEW)
    assert "Only what is open is asked" in scene.last_post()


def test_in_their_working_hours(scene: Scene) -> None:
    talk = scene.open()
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    lost_deals.person(scene.session, scene.workspace, PRIYA).zone = "Asia/Tokyo"
    before = len(scene.outbox())
    leaves(scene, ANA)
    assert talk.rep_id == scene.person(PRIYA)
    assert all(row.due_at.weekday() == 0 and row.due_at > NOW for row in scene.outbox()[before:])


@pytest.mark.parametrize("manager", [None, ANA, PRIYA])
def test_where_nobody_is_left_it_closes_quietly_and_the_admin_hears(scene: Scene, manager: str | None) -> None:
    talk = scene.open(manager=manager)
    if manager == PRIYA:
        scene.met(PRIYA, active=False)
    before = len(scene.outbox())
    leaves(scene, ANA)
    assert talk.status == Status.PARTIAL
    assert len(scene.outbox()) == before
    assert to_fix(scene) == [(FixKind.NOBODY_LEFT, str(talk.deal_id))]


def test_the_next_round_takes_it_off_the_list(scene: Scene) -> None:
    talk = scene.open(manager=None)
    leaves(scene, ANA)
    casting.note_missing(scene.session, scene.workspace.id, talk.deal_id, [], None, scene.now)
    assert to_fix(scene) == []


def test_somebody_who_was_there_sees_on_the_card_that_it_ended_and_hears_nothing(scene: Scene) -> None:
    talk = scene.open(manager=None)
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    scene.deliver()
    before = len(scene.outbox())
    leaves(scene, ANA)
    assert (talk.status, len(scene.outbox())) == (Status.PARTIAL, before)
    assert scene.outbox("update")[-1].target_id == talk.root_id


# Whoever leads


def test_without_the_manager_the_rep_is_asked_who_else_could_lead(scene: Scene) -> None:
    talk = scene.open()
    lost_deals.person(scene.session, scene.workspace, ANA).manager_id = scene.person(PRIYA)
    leaves(scene, PRIYA)
    assert (talk.rep_id, talk.manager_id, room(scene, talk)) == (scene.person(ANA), None, ANA)
    assert lost_deals.person(scene.session, scene.workspace, ANA).manager_id is None
    assert talk.status == Status.OUR_VIEW
    asked = scene.outbox()[-1]
    assert text(asked).startswith(f"*Northwind:* <@{PRIYA}> cannot take part any more, so we go on here. Who")
    assert asked.subject == f"choose_manager:{talk.id}"


def test_without_the_one_who_leads_the_call_it_is_the_managers_again(scene: Scene) -> None:
    talk = scene.open()
    leaders.choose(scene.session, scene.actor(PRIYA), talk.id, scene.met(KIM), scene.tick())
    scene.deliver()
    leaves(scene, KIM)
    assert scene.last_post() == LED_BY_PRIYA
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")


def test_the_next_question_does_not_wait_until_whoever_leads_the_call_is_back(scene: Scene) -> None:
    talk = scene.open()
    leaders.choose(scene.session, scene.actor(PRIYA), talk.id, scene.met(KIM), scene.tick())
    scene.deliver()
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    lost_deals.person(scene.session, scene.workspace, PRIYA).away_until = date(2026, 12, 20)
    leaves(scene, KIM)
    told = scene.outbox()[-1]
    scene.types(talk, "They trusted Contoso.")
    asked = scene.outbox()[-1]
    assert (text(told), told.due_at.date()) == (LED_BY_PRIYA, date(2026, 12, 21))
    assert (asked.subject, asked.due_at) == (f"question:{talk.id}:ours.voices", scene.now)
    assert asked.lane != told.lane


def test_without_somebody_who_was_there_nothing_is_said(scene: Scene) -> None:
    talk = scene.open()
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    scene.deliver()
    before = len(scene.outbox())
    leaves(scene, KIM)
    assert len(scene.outbox()) == before
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")


# Two accounts of one person


def test_the_seat_follows_to_the_account_that_has_the_address_now(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "They trusted Contoso.")
    leaves(scene, ANA, heir=scene.met(NEW))
    assert (talk.rep_id, talk.manager_id) == (scene.person(NEW), scene.person(PRIYA))
    assert room(scene, talk) == f"{NEW},{PRIYA}"
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")
    assert scene.last_post().startswith(f"*Northwind:* <@{NEW}>, your older account is gone")


@pytest.mark.parametrize("part", ["manager", "leader", "other"])
def test_so_does_any_other_part(scene: Scene, part: str) -> None:
    talk, old = scene.open(), {"manager": PRIYA}.get(part, KIM)
    if part == "leader":
        leaders.choose(scene.session, scene.actor(PRIYA), talk.id, scene.met(KIM), scene.tick())
    if part == "other":
        participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    scene.deliver()
    leaves(scene, old, heir=scene.met(NEW))
    assert NEW in str(room(scene, talk)).split(",")
    assert old not in str(room(scene, talk)).split(",")


@pytest.mark.parametrize("old", [ANA, KIM])
def test_whoever_else_is_of_the_pair_goes_on_at_once(scene: Scene, old: str) -> None:
    talk = scene.open()
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.met(NEW)
    lost_deals.person(scene.session, scene.workspace, NEW).zone = "Asia/Tokyo"
    scene.deliver()
    before = len(scene.outbox())
    leaves(scene, old, heir=NEW)
    *moved, told = scene.outbox()[before:]
    assert [row.due_at for row in moved] == [scene.now] * 3
    assert (told.due_at > scene.now, told.lane in {row.lane for row in moved}) == (True, False)


def test_at_night_the_room_of_the_new_account_waits_for_the_first_of_the_pair(scene: Scene) -> None:
    talk = scene.open()
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    lost_deals.person(scene.session, scene.workspace, PRIYA).away_until = date(2026, 12, 20)
    scene.now, before = datetime(2026, 11, 21, 1, tzinfo=UTC), len(scene.outbox())
    leaves(scene, ANA, heir=scene.met(NEW))
    assert talk.rep_id == scene.person(NEW)
    assert {row.due_at for row in scene.outbox()[before:]} == {datetime(2026, 11, 23, 9, tzinfo=UTC)}


def test_an_heir_who_takes_no_part_inherits_nothing(scene: Scene) -> None:
    talk = scene.open()
    leaves(scene, ANA, heir=scene.met(NEW, active=False))
    assert talk.rep_id == scene.person(PRIYA)


def test_who_is_back_before_the_clock_ticks_keeps_everything(scene: Scene) -> None:
    talk = scene.open()
    person = lost_deals.person(scene.session, scene.workspace, ANA)
    storage.note(scene.session, person, None, scene.now)
    assert ticks(scene) == 0
    assert talk.rep_id == person.id
    assert scene.session.scalars(select(DepartureRow)).all() == []


# Talks that rest


def rests(scene: Scene, talk: RetrospectiveRow) -> None:
    pauses.pause_all(scene.session, scene.session.get_one(DealRow, talk.deal_id), scene.tick())
    scene.deliver()


def test_in_a_paused_talk_the_seats_change_hands_without_a_word(scene: Scene) -> None:
    talk = scene.open()
    rests(scene, talk)
    before = len(scene.outbox())
    leaves(scene, ANA)
    assert (talk.rep_id, talk.manager_id, talk.status) == (scene.person(PRIYA), None, Status.PAUSED)
    assert len(scene.outbox()) == before
    retrospectives.take_up(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")


def test_a_paused_talk_follows_to_the_new_account(scene: Scene) -> None:
    talk = scene.open()
    rests(scene, talk)
    leaves(scene, ANA, heir=scene.met(NEW))
    assert (talk.rep_id, talk.status, room(scene, talk)) == (scene.person(NEW), Status.PAUSED, f"{NEW},{PRIYA}")
    assert "your older account" not in scene.last_post()


def test_a_paused_talk_without_its_manager_is_the_reps_alone(scene: Scene) -> None:
    talk = scene.open()
    rests(scene, talk)
    leaves(scene, PRIYA)
    assert (talk.rep_id, talk.manager_id) == (scene.person(ANA), None)


def test_what_was_left_out_meanwhile_is_settled_once_it_is_taken_up(scene: Scene) -> None:
    talk = scene.open()
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    leaves(scene, ANA)
    assert talk.rep_id == scene.person(ANA)
    retrospectives.take_up(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    ticks(scene)
    assert (talk.rep_id, talk.manager_id, talk.question) == (scene.person(PRIYA), None, "ours.loss")


def test_what_is_over_is_left_alone(scene: Scene) -> None:
    talk = scene.open()
    talk.status = Status.DONE
    leaves(scene, ANA)
    assert talk.rep_id == scene.person(ANA)
