"""The groups of a workshop write practices in their threads, until the time is up or they are done."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.workshops import LAST_CALL, WRITE_FOR, Stage
from bot.errors import FieldErrors, NotAllowed, WorkshopClosed
from bot.storage.models import DealRow, PersonRow
from bot.use_cases.workshop import practices, stages
from tests.factories import ANA, KIM, Scene, text
from tests.workshop_hour import FAY, FIRST, OTHER, WorkshopHour, guest, stranger


@pytest.fixture
def hour(scene: Scene) -> WorkshopHour:
    return WorkshopHour(scene)


def test_it_begins_with_a_thread_for_each_group_that_names_only_its_members(hour: WorkshopHour) -> None:
    opening, *rest = hour.begins().in_channel()
    assert opening.startswith("*Northwind: the workshop has begun.* Ask &lt;!channel&gt; who signs.")
    roots, cards = rest[::2], rest[1::2]
    for number, (root, group) in enumerate(zip(roots, hour.groups(), strict=True), start=1):
        assert root.startswith(f"*Workshop, group {number} of 2:* <@U0")
        assert root.count("<@") == 3
        assert hour.member(group).slack_user in root
    assert all("We think this decided it" in card and "<@" not in card for card in cards)
    assert [row.thread_id for row in hour.scene.outbox() if row.thread_id] == [one.root_id for one in hour.groups()]


def test_what_a_group_writes_stands_on_its_card_alone_and_changes(hour: WorkshopHour) -> None:
    hour.begins().writes("Ask <@U0EVE> who signs.", "")
    hour.writes(FIRST, OTHER)
    first, second = hour.in_channel()[2::2]
    assert f"1. {FIRST}\n2. {OTHER}" in first
    assert FIRST not in second
    hour.writes("", "")
    assert hour.written() == []


@pytest.mark.parametrize("typed", [f"practice: {FIRST}", f"Practices : {FIRST}", f"VORGEHEN: {FIRST}"])
def test_a_typed_practice_is_kept_once_and_has_a_sign(hour: WorkshopHour, typed: str) -> None:
    ref = hour.begins().types(typed)
    hour.types(typed, ref=ref)
    hour.types("I like it.")
    assert (hour.written(), len(hour.scene.outbox("react"))) == ([FIRST], 1)


def test_a_typed_practice_follows_its_edits_and_its_deletion(hour: WorkshopHour) -> None:
    one, two = hour.begins().types(f"practice: {FIRST}"), hour.types(f"practice: {OTHER}")
    hour.edits(one, "practice: Ask.")
    assert hour.written() == ["Ask.", OTHER]
    hour.edits(one, "never mind")
    hour.deletes(two)
    assert hour.written() == []
    hour.edits(one, "practice: After all.")
    assert hour.written() == ["After all."]


def test_a_third_practice_is_not_kept_and_its_writer_hears_so(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST, OTHER)
    hour.types("practice: A third.")
    assert hour.written() == [FIRST, OTHER]
    assert "has two practices already" in text(hour.scene.outbox("ephemeral")[-1])


@pytest.mark.parametrize(
    ("said", "named"),
    [("Ask Northwind who signs.", "Northwind"), ("Have Fay sign 48k.", "Fay, 48k")],
)
def test_what_tells_which_deal_it_was_is_held_back_and_its_writer_hears_why(
    hour: WorkshopHour, said: str, named: str
) -> None:
    hour.scene.session.get_one(PersonRow, hour.scene.person(FAY)).name = "Fay Ott"
    ref = hour.begins().types(f"practice: {said}")
    told = text(hour.scene.outbox("ephemeral")[-1])
    assert f"because it says “{named}”" in told
    hour.edits(ref, f"practice: {FIRST}")
    assert hour.written() == [FIRST]
    hour.edits(ref, f"practice: {said} ")
    hour.edits(ref, f"practice: {said}!")
    assert (hour.written(), len(hour.scene.outbox("ephemeral"))) == ([], 2)
    with pytest.raises(FieldErrors) as refused:
        hour.writes(FIRST, said)
    assert refused.value.named == {"practice.2": tuple(named.split(", "))}


def test_a_name_that_was_learned_since_is_never_voted_on(hour: WorkshopHour) -> None:
    hour.begins().writes("Ask Contessa first.", FIRST)
    deal = hour.scene.session.scalars(select(DealRow)).one()
    deal.name = "Contessa"
    hour.times_out()
    assert "Contessa" not in hour.in_channel()[-1]
    assert FIRST in hour.in_channel()[-1]


def test_only_members_write_in_a_group(hour: WorkshopHour) -> None:
    session, member = hour.scene.session, hour.begins().member(hour.groups()[0])
    group = hour.groups()[0].id
    for actor in (hour.member(hour.groups()[1]), hour.actor(KIM), guest(member), stranger(member)):
        hour.types(f"practice: {FIRST}", by=actor)
        with pytest.raises(NotAllowed):
            practices.page(session, actor, group)
        with pytest.raises(NotAllowed):
            practices.write(session, actor, group, [FIRST], hour.scene.now)
        with pytest.raises(NotAllowed):
            practices.done(session, actor, group, hour.scene.now)
    assert hour.written() == []


def test_the_timer_warns_once_and_then_closes(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST)
    hour.passes(WRITE_FOR - LAST_CALL)
    assert [said.startswith("Two minutes left") for said in hour.in_channel()[-2:]] == [True, True]
    assert hour.stands()[0] == Stage.LAST_CALL
    hour.writes(FIRST, OTHER)
    hour.passes(LAST_CALL)
    assert hour.stands()[0] == Stage.VOTING
    for group in (0, 1):
        with pytest.raises(WorkshopClosed):
            hour.writes("Late.", group=group)
    hour.types("practice: Late.")
    assert "that part of it is over" in text(hour.scene.outbox("ephemeral")[-1])


def test_a_worker_that_slept_through_it_closes_without_a_warning(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST)
    hour.passes(WRITE_FOR * 2)
    assert hour.stands()[0] == Stage.VOTING
    assert "Two minutes" not in str(hour.in_channel())


def test_it_closes_once_all_groups_are_done(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST)
    hour.writes(OTHER, group=1)
    for place, stage in enumerate((Stage.WRITING, Stage.VOTING)):
        group = hour.groups()[place]
        practices.done(hour.scene.session, hour.member(group), group.id, hour.scene.tick())
        assert hour.stands()[0] == stage


def test_its_leader_closes_or_stops_it_and_nobody_else(hour: WorkshopHour) -> None:
    hour.begins().writes(FIRST)
    session, row = hour.scene.session, hour.row()
    for act in (stages.close_now, stages.stop):
        for actor in (hour.actor(ANA), guest(hour.actor(KIM)), stranger(hour.actor(KIM))):
            with pytest.raises(NotAllowed):
                act(session, actor, row.id, hour.scene.now)
    stages.close_now(session, hour.actor(KIM), row.id, hour.scene.tick())
    with pytest.raises(WorkshopClosed):
        stages.close_now(session, hour.actor(KIM), row.id, hour.scene.tick())
    for _ in "12":
        stages.stop(session, hour.actor(KIM), row.id, hour.scene.tick())
    assert (hour.stands()[0], hour.row().due_at) == (Stage.STOPPED, None)
    assert "the workshop was stopped" in hour.in_channel()[0]
    assert "the workshop is stopped" in hour.told(KIM)[0]
    with pytest.raises(WorkshopClosed):
        hour.votes(ANA, hour.practice(FIRST))
    hour.passes(timedelta(days=7))
    assert hour.told(ANA) == []


def test_where_nothing_is_written_that_is_said_once_and_nobody_is_asked(hour: WorkshopHour) -> None:
    hour.begins().times_out()
    assert hour.stands()[0] == Stage.OVER
    assert [said for said in hour.in_channel() if "no practice was written" in said] == [hour.in_channel()[-1]]
    hour.passes(timedelta(days=7))
    assert hour.told(ANA) == []
