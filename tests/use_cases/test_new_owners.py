"""News of a deal names another owner while its talk is open."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.domain.conversation import Status
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import AlreadySettled, NotAllowed
from bot.storage import departures as storage
from bot.storage import fixes, seat_offers, workspaces
from bot.storage.models import OutboxRow, RetrospectiveRow, RoomRow, SeatOfferRow
from bot.use_cases.losses import deals, new_owners, starts
from bot.use_cases.people import departures, handovers
from bot.use_cases.talk import retrospectives, sensitivity
from bot.use_cases.wrap_up import lessons
from tests import lost_deals
from tests.factories import ANA, KIM, MINUTE, NOW, PRIYA, Scene, event, form, text

BEN = "U0BEN"


@pytest.fixture
def talk(scene: Scene) -> RetrospectiveRow:
    """One about a deal of Ana's, begun after the CRM told that it was lost."""
    scene.hear(event(EventKind.LOST, -5), Outcome.LOST)
    (row,) = scene.rounds()
    return scene.begin(row)


def owns(scene: Scene, who: str, *, found: bool = True) -> None:
    """The CRM shows the deal with another owner; Slack is asked who that is."""
    scene.tick()
    shows(scene, who, event(EventKind.LOST), Outcome.LOST)
    asks(scene, who if found else None)
    scene.deliver()


def shows(scene: Scene, who: str, news: DealEvent, outcome: Outcome) -> None:
    """The CRM tells `news`, and shows the deal as this person's."""
    deals.record(
        scene.session,
        workspace_id=scene.workspace.id,
        connection_id=scene.connection_id,
        event=news,
        deal=Deal("D1", "Northwind", outcome, Person(scene.email(who))),
        now=scene.now,
    )


def asks(scene: Scene, who: str | None) -> None:
    """Slack says that the addresses whose time has come are this person's, or nobody's."""
    person = scene.person(who) if who else None
    while (row := seat_offers.claim(scene.session, scene.now, MINUTE)) is not None:
        new_owners.offer(scene.session, row.workspace_id, row.retrospective_id, row.email, person, scene.now)


def offers(scene: Scene) -> list[SeatOfferRow]:
    query = select(SeatOfferRow).where(SeatOfferRow.workspace_id == scene.workspace.id)
    return list(scene.session.scalars(query))


def take(scene: Scene, row: RetrospectiveRow, by: str = KIM) -> None:
    new_owners.take(scene.session, scene.actor(by), row.id, scene.tick())
    scene.deliver()


def room(scene: Scene, post: OutboxRow) -> str | None:
    return scene.session.get_one(RoomRow, post.room_id).members


def question(scene: Scene) -> str:
    """What the new owner reads by now."""
    (posted,) = [row for row in scene.outbox() if row.subject and row.subject.startswith("seat_offer:")][-1:]
    edits = [row for row in scene.outbox("update") if row.target_id == posted.id]
    return text(edits[-1] if edits else posted)


def test_the_new_owner_is_asked_in_private(scene: Scene, talk: RetrospectiveRow) -> None:
    owns(scene, KIM)
    asked = scene.outbox()[-1]
    assert room(scene, asked) == KIM
    assert text(asked).startswith(f"*Northwind* is yours now, as the CRM has it. <@{ANA}> worked it before")
    assert talk.rep_id == scene.person(ANA)
    owns(scene, KIM)  # told twice
    assert scene.outbox()[-1] is asked


def test_in_their_own_working_hours_and_nothing_waits_behind_it(scene: Scene, talk: RetrospectiveRow) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    lost_deals.person(scene.session, scene.workspace, KIM).zone = "Asia/Tokyo"
    before = len(scene.outbox())
    owns(scene, KIM)
    assert len(scene.outbox()) == before
    scene.now = datetime(2026, 11, 23, tzinfo=UTC)  # Monday, nine o'clock in Tokyo
    asks(scene, KIM)
    assert scene.outbox()[-1].due_at == scene.now
    assert offers(scene)[0].due_at is None


def test_three_a_day_at_most_and_the_oldest_first(scene: Scene) -> None:
    rows = [scene.open(f"Deal {number}") for number in range(1, 6)]
    for row in reversed(rows):
        seat_offers.put(scene.session, row, str(scene.email(KIM)), scene.now)
    before = len(scene.outbox())
    asks(scene, KIM)
    scene.tick(3600)
    asks(scene, KIM)
    assert [text(row)[1:7] for row in scene.outbox()[before:]] == ["Deal 1", "Deal 2", "Deal 3"]
    scene.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    asks(scene, KIM)
    assert [text(row)[1:7] for row in scene.outbox()[before + 3 :]] == ["Deal 4", "Deal 5"]


def test_taken_it_goes_on_with_them_and_those_before_hear_so(scene: Scene, talk: RetrospectiveRow) -> None:
    scene.types(talk, "They trusted Contoso.")
    owns(scene, KIM)
    before = len(scene.outbox())
    take(scene, talk)
    told, root, _, asked = scene.outbox()[before:]
    assert offers(scene)[0].email == ""
    assert (KIM, "took_seat") in scene.audit()
    assert (talk.rep_id, talk.manager_id, room(scene, root)) == (
        scene.person(KIM),
        scene.person(PRIYA),
        f"{KIM},{PRIYA}",
    )
    assert text(told).startswith(f"*Northwind:* <@{KIM}> owns this deal now and takes the talk on. <@{ANA}>, what you")
    assert room(scene, told) == f"{ANA},{PRIYA}"
    assert text(asked).startswith("*Northwind, 2 of 3.*")
    assert question(scene).startswith("*Northwind:* thank you for taking it.")
    assert [answer.author for answer in scene.conversation(talk).answers] == [scene.person(ANA)]
    with pytest.raises(AlreadySettled):
        take(scene, talk)


def test_not_me_leaves_it_where_it_is_and_nobody_hears(scene: Scene, talk: RetrospectiveRow) -> None:
    owns(scene, KIM)
    before = len(scene.outbox())
    new_owners.refuse(scene.session, scene.actor(KIM), talk.id, scene.tick())
    assert question(scene) == f"*Northwind:* that is fine, it stays with <@{ANA}>. Nobody is told."
    assert (talk.rep_id, len(scene.outbox())) == (scene.person(ANA), before)
    assert (KIM, "refused_seat") in scene.audit()
    for answer in (new_owners.take, new_owners.refuse):
        with pytest.raises(AlreadySettled):
            answer(scene.session, scene.actor(KIM), talk.id, scene.tick())


def test_only_the_latest_owner_is_asked(scene: Scene, talk: RetrospectiveRow) -> None:
    owns(scene, KIM)
    first = scene.outbox()[-1]
    owns(scene, BEN)
    assert text(next(row for row in scene.outbox("update") if row.target_id == first.id)).startswith(
        "*Northwind:* the CRM names somebody else by now"
    )
    with pytest.raises(NotAllowed):
        take(scene, talk, KIM)
    take(scene, talk, BEN)
    assert talk.rep_id == scene.person(BEN)


def test_given_back_before_they_answered_nothing_is_asked_any_more(scene: Scene, talk: RetrospectiveRow) -> None:
    owns(scene, KIM)
    owns(scene, ANA)
    assert question(scene).startswith("*Northwind:* the CRM names somebody else by now")
    assert offers(scene) == []
    with pytest.raises(NotAllowed):
        take(scene, talk)


def test_another_owner_while_the_talk_is_paused_ends_the_question_too(scene: Scene, talk: RetrospectiveRow) -> None:
    owns(scene, KIM)
    shows(scene, BEN, event(EventKind.REOPENED, 1), Outcome.OPEN)
    assert talk.status == Status.PAUSED
    assert question(scene).startswith("*Northwind:* the CRM names somebody else by now")
    assert [(one.person_id, one.due_at) for one in offers(scene)] == [(None, None)]  # for when it goes on


@pytest.mark.parametrize("seat", ["rep", "manager"])
def test_whoever_got_a_seat_meanwhile_has_nothing_to_answer(scene: Scene, talk: RetrospectiveRow, seat: str) -> None:
    owns(scene, scene.met(KIM))
    give, actor = {"rep": (handovers.hand_over, ANA), "manager": (handovers.step_aside, PRIYA)}[seat]
    give(scene.session, scene.actor(actor), talk.id, before=actor, to=KIM, now=scene.tick())
    scene.deliver()
    before, pair = len(scene.outbox()), (talk.rep_id, talk.manager_id)
    assert question(scene).startswith("*Northwind:* you are part of this talk by now")
    for answer in (new_owners.take, new_owners.refuse):
        with pytest.raises(AlreadySettled):
            answer(scene.session, scene.actor(KIM), talk.id, scene.tick())
    assert (len(scene.outbox()), talk.rep_id, talk.manager_id) == (before, *pair)


def test_a_rep_who_is_away_is_told_when_back_and_the_question_is_asked_now(
    scene: Scene, talk: RetrospectiveRow
) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    owns(scene, KIM)
    lost_deals.person(scene.session, scene.workspace, ANA).away_until = date(2026, 12, 20)
    before, lane = len(scene.outbox()), scene.session.get_one(OutboxRow, talk.root_id).lane
    take(scene, talk)
    told, *others = scene.outbox()[before:]
    assert (told.due_at.date(), told.lane == lane) == (date(2026, 12, 21), False)
    assert {row.due_at for row in others} == {scene.now}


@pytest.mark.parametrize("case", ["unknown in Slack", "leads it", "sensitive", "over"])
def test_who_is_not_asked(scene: Scene, talk: RetrospectiveRow, case: str) -> None:
    talk.is_sensitive = case == "sensitive"
    if case == "over":
        lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
        scene.deliver()
    before = len(scene.outbox())
    owns(scene, PRIYA if case == "leads it" else KIM, found=case != "unknown in Slack")
    assert (len(scene.outbox()), [one for one in offers(scene) if one.due_at]) == (before, [])


def test_an_owner_named_while_it_was_sensitive_is_asked_afterwards(scene: Scene, talk: RetrospectiveRow) -> None:
    sensitivity.mark(scene.session, scene.actor(ANA), talk.id, sensitive=True, now=scene.tick())
    owns(scene, KIM)
    sensitivity.mark(scene.session, scene.actor(ANA), talk.id, sensitive=False, now=scene.tick())
    asks(scene, KIM)
    assert question(scene).startswith("*Northwind* is yours now")


def test_an_answer_that_comes_after_the_end_changes_nothing(scene: Scene, talk: RetrospectiveRow) -> None:
    owns(scene, KIM)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    with pytest.raises(AlreadySettled):
        take(scene, talk)
    assert talk.rep_id == scene.person(ANA)


def test_strangers_take_nothing(scene: Scene, talk: RetrospectiveRow) -> None:
    owns(scene, KIM)
    for who in (BEN, ANA, PRIYA):
        with pytest.raises(NotAllowed):
            take(scene, talk, who)


def leaves(scene: Scene, who: str) -> None:
    scene.met(who, active=False)
    storage.note(scene.session, lost_deals.person(scene.session, scene.workspace, who), None, scene.now)
    for one in storage.due(scene.session, scene.now):
        departures.settle(scene.session, one, scene.tick())
    scene.deliver()


def test_what_nobody_was_left_for_goes_on_with_the_new_owner(scene: Scene, talk: RetrospectiveRow) -> None:
    scene.types(talk, "They trusted Contoso.")
    leaves(scene, PRIYA)
    leaves(scene, ANA)
    assert talk.status == Status.PARTIAL
    owns(scene, KIM)
    take(scene, talk)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")
    assert talk.rep_id == scene.person(KIM)
    assert [row.kind for row in fixes.still_open(scene.session, scene.workspace.id)] == []


def test_the_managers_seat_is_settled_as_well_once_a_new_owner_takes_it_up(
    scene: Scene, talk: RetrospectiveRow
) -> None:
    scene.met(PRIYA, active=False)  # both are gone before the clock ticks
    leaves(scene, ANA)
    owns(scene, KIM)
    take(scene, talk)
    leaves(scene, ANA)
    assert (talk.rep_id, talk.manager_id) == (scene.person(KIM), None)
    assert scene.outbox()[-1].subject == f"choose_manager:{talk.id}"


def test_what_nobody_was_left_for_may_stay_closed(scene: Scene, talk: RetrospectiveRow) -> None:
    leaves(scene, PRIYA)
    leaves(scene, ANA)
    owns(scene, KIM)
    new_owners.refuse(scene.session, scene.actor(KIM), talk.id, scene.tick())
    assert question(scene) == "*Northwind:* that is fine, it stays closed. Nobody is told."


def test_the_manager_who_had_it_in_between_leads_again(scene: Scene, talk: RetrospectiveRow) -> None:
    lost_deals.person(scene.session, scene.workspace, KIM).manager_id = scene.person(PRIYA)
    leaves(scene, ANA)
    owns(scene, KIM)
    take(scene, talk)
    assert (talk.rep_id, talk.manager_id) == (scene.person(KIM), scene.person(PRIYA))


def test_the_next_one_to_look_for_is_taken_once(scene: Scene, talk: RetrospectiveRow) -> None:
    seat_offers.put(scene.session, talk, "Kim@Acme.example", NOW)
    assert seat_offers.is_due(scene.session, NOW)
    claimed = seat_offers.claim(scene.session, NOW, MINUTE)
    assert claimed is not None
    assert claimed.email == "kim@acme.example"
    assert seat_offers.claim(scene.session, NOW, MINUTE) is None
    seat_offers.later(scene.session, claimed.id, "somebody@else.example", NOW)
    assert not seat_offers.is_due(scene.session, NOW)
    seat_offers.later(scene.session, claimed.id, claimed.email, NOW)
    assert seat_offers.is_due(scene.session, NOW)


# Paused at its hour, and closed by others


def test_an_offer_whose_talk_is_paused_at_its_hour_comes_when_it_goes_on(scene: Scene, talk: RetrospectiveRow) -> None:
    shows(scene, KIM, event(EventKind.LOST, -4), Outcome.LOST)
    shows(scene, KIM, event(EventKind.REOPENED, -3), Outcome.OPEN)
    before = len(scene.outbox())
    asks(scene, KIM)
    assert (len(scene.outbox()), [row.due_at for row in offers(scene)]) == (before, [None])
    retrospectives.take_up(scene.session, scene.actor(ANA), talk.id, scene.tick())
    scene.deliver()
    asks(scene, KIM)
    assert question(scene).startswith("*Northwind* is yours now")
    take(scene, talk)
    assert talk.rep_id == scene.person(KIM)


def test_another_owner_meanwhile_leaves_nothing_to_come(scene: Scene, talk: RetrospectiveRow) -> None:
    shows(scene, KIM, event(EventKind.LOST, -4), Outcome.LOST)
    shows(scene, KIM, event(EventKind.REOPENED, -3), Outcome.OPEN)
    asks(scene, KIM)
    shows(scene, ANA, event(EventKind.REOPENED, -2), Outcome.OPEN)
    retrospectives.take_up(scene.session, scene.actor(ANA), talk.id, scene.tick())
    assert offers(scene) == []


def closed(scene: Scene, talk: RetrospectiveRow) -> None:
    """Nobody went on with it, and the deal is Kim's by now."""
    talk.status = Status.PARTIAL
    owns(scene, KIM)
    assert offers(scene) == []


def starts_again(scene: Scene, talk: RetrospectiveRow, by: str = KIM) -> starts.Started:
    started = starts.start(scene.session, scene.actor(by), talk.deal_id, scene.tick())
    scene.deliver()
    return started


def test_a_new_owner_who_begins_a_closed_talk_is_asked_whether_they_take_it(
    scene: Scene, talk: RetrospectiveRow
) -> None:
    scene.types(talk, "They trusted Contoso.")
    closed(scene, talk)
    for _ in range(2):  # a double click
        assert starts_again(scene, talk).is_offered
    assert sum(str(row.subject).startswith("seat_offer:") for row in scene.outbox()) == 1
    take(scene, talk)
    assert talk.rep_id == scene.person(KIM)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")


def test_who_had_a_seat_goes_on_and_what_is_sensitive_is_offered_to_nobody(
    scene: Scene, talk: RetrospectiveRow
) -> None:
    closed(scene, talk)
    talk.is_sensitive = True
    with pytest.raises(NotAllowed):
        starts_again(scene, talk)
    talk.is_sensitive = False
    assert not starts_again(scene, talk, by=PRIYA).is_offered
    assert talk.status == Status.OUR_VIEW


def test_who_was_asked_is_asked_again_once_it_is_not_sensitive_any_more(scene: Scene, talk: RetrospectiveRow) -> None:
    owns(scene, KIM)
    for sensitive in (True, False):
        sensitivity.mark(scene.session, scene.actor(ANA), talk.id, sensitive=sensitive, now=scene.tick())
    asks(scene, KIM)
    assert question(scene).startswith("*Northwind* is yours now")
    take(scene, talk)
    assert talk.rep_id == scene.person(KIM)


@pytest.mark.parametrize("how", ["done", "left out", "sensitive"])
def test_once_nobody_can_take_it_the_question_goes_and_a_late_click_is_told_so(
    scene: Scene, talk: RetrospectiveRow, how: str
) -> None:
    owns(scene, KIM)
    if how == "done":
        lessons.wrap_up(scene.session, scene.actor(ANA), talk.id, form(), scene.tick())
    elif how == "left out":
        retrospectives.decline(scene.session, scene.actor(ANA), talk.id, scene.tick())
    else:
        sensitivity.mark(scene.session, scene.actor(ANA), talk.id, sensitive=True, now=scene.tick())
    assert question(scene).startswith("*Northwind:* this look back needs nobody new any more")
    with pytest.raises(AlreadySettled):
        take(scene, talk)
