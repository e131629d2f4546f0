"""News about deals: one closing, one retrospective, whatever comes twice, late or in another order; starts by hand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from bot.domain.conversation import Status
from bot.domain.deals import DealEvent, EventKind, Outcome
from bot.errors import NotAllowed, NotFound
from bot.storage import people, workspaces
from bot.storage.database import Database
from bot.use_cases.losses import deals, starts
from bot.use_cases.losses.starts import Started
from bot.use_cases.talk.retrospectives import decline
from tests.factories import ANA, KIM, NOW, PRIYA, Scene, event

LOST, WON, REOPENED = EventKind.LOST, EventKind.WON, EventKind.REOPENED


def statuses(scene: Scene) -> list[str]:
    return [row.status for row in scene.rounds()]


def test_a_closing_is_held_for_the_grace_period(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "grace_minutes", "25")
    scene.hear(event(LOST, -3), Outcome.LOST)
    (row,) = scene.rounds()
    assert (row.status, row.loss_no, row.due_at) == (Status.HELD, 1, NOW + timedelta(minutes=25))
    assert scene.outbox() == []


@pytest.mark.parametrize("order", list(permutations([(LOST, -9), (LOST, -9), (LOST, -8)])))
def test_the_same_loss_three_times_is_one_loss(scene: Scene, order: tuple[tuple[EventKind, int], ...]) -> None:
    for kind, minutes in order:
        scene.hear(event(kind, minutes), Outcome.LOST)
    assert statuses(scene) == [Status.HELD]


@pytest.mark.parametrize("asked", [True, False])
def test_a_reopening_that_comes_before_the_loss_leaves_nothing_open(scene: Scene, asked: bool) -> None:
    scene.hear(event(REOPENED, -1), Outcome.OPEN)
    scene.hear(event(LOST, -5), Outcome.OPEN if asked else None)
    assert statuses(scene) == []
    assert scene.deal().outcome == Outcome.OPEN


def test_lost_reopened_and_lost_again_are_two_rounds(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    scene.hear(event(LOST, -9), Outcome.LOST)
    scene.hear(event(REOPENED, -8), Outcome.OPEN)
    assert statuses(scene) == [Status.PAUSED]
    scene.hear(event(LOST, -7), Outcome.LOST)
    assert statuses(scene) == [Status.PAUSED, Status.HELD]
    assert [row.loss_no for row in scene.rounds()] == [1, 2]
    assert scene.deal().closed_at == NOW - timedelta(minutes=7)


def test_one_loss_told_four_times_at_once_is_one_loss(db: Database) -> None:
    with db.begin() as session:
        Scene(session)

    def tell(_: int) -> None:
        with db.begin() as session:
            Scene(session).hear(event(LOST, -9), Outcome.LOST)

    with ThreadPoolExecutor(4) as senders:
        list(senders.map(tell, range(4)))
    with db.begin() as session:
        assert [(row.status, row.loss_no) for row in Scene(session).rounds()] == [(Status.HELD, 1)]


def test_news_from_the_future_counts_as_of_now(scene: Scene) -> None:
    scene.hear(event(LOST, 600), Outcome.LOST)
    scene.tick(60)
    scene.hear(event(REOPENED, 1), Outcome.OPEN)
    assert statuses(scene) == [Status.PAUSED]


def test_a_won_deal_waits_until_somebody_asks(scene: Scene) -> None:
    scene.hear(event(WON), Outcome.WON)
    assert statuses(scene) == []
    assert starts.start(scene.session, scene.actor(), scene.deal().id, NOW) == Started("Northwind", is_new=True)
    assert [row.outcome for row in scene.rounds()] == [Outcome.WON]


def test_news_about_nobody_knows_what_is_left_alone(scene: Scene) -> None:
    scene.hear(event(LOST), None)
    scene.hear(event(EventKind.DELETED))
    scene.hear(event(EventKind.MERGED, merged_into="D2"))
    scene.hear(event(EventKind.UNKNOWN), None)
    assert statuses(scene) == []


def test_what_nobody_can_name_the_deal_itself_tells(scene: Scene) -> None:
    scene.hear(event(EventKind.UNKNOWN), Outcome.LOST)
    assert statuses(scene) == [Status.HELD]


def test_a_deleted_deal_opens_nothing_and_a_talk_that_began_goes_on(scene: Scene) -> None:
    scene.hear(event(LOST), Outcome.LOST)
    scene.hear(event(EventKind.DELETED))
    assert statuses(scene) == [Status.PAUSED]
    talk = scene.open("Fabrikam")
    scene.hear(event(EventKind.DELETED, deal_id=deal_id(scene, "Fabrikam")))
    assert talk.status == Status.OUR_VIEW


def deal_id(scene: Scene, name: str) -> str:
    (row,) = starts.startable(scene.session, scene.actor(), name, Outcome.LOST).closed
    return row.external_id


def test_a_merged_deal_lives_on_under_its_new_id(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    scene.hear(event(EventKind.MERGED, -8, merged_into="D2"))
    scene.hear(event(LOST, -7, deal_id="D2"), Outcome.LOST)
    assert statuses(scene) == [Status.HELD]


def test_a_deal_merged_into_one_with_its_own_history_opens_nothing(scene: Scene) -> None:
    scene.hear(event(LOST, -9, deal_id="D2"), Outcome.LOST)
    scene.hear(event(LOST, -9), Outcome.LOST)
    scene.hear(event(EventKind.MERGED, -8, merged_into="D2"))
    assert sorted(statuses(scene)) == [Status.HELD, Status.PAUSED]


def test_the_same_id_in_two_workspaces_is_two_deals(scene: Scene) -> None:
    elsewhere = Scene(scene.session, "T0OTHER")
    for one in (scene, elsewhere):
        one.hear(event(LOST), Outcome.LOST)
    assert statuses(scene) == statuses(elsewhere) == [Status.HELD]


def test_a_reopening_pauses_the_talk_and_says_so(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    (row,) = scene.rounds()
    scene.begin(row)
    scene.types(row, "Trust.")
    scene.hear(event(REOPENED, -8), Outcome.OPEN)
    assert scene.stands(row) == (Status.PAUSED, None)
    assert scene.last_post() == "*Northwind is open again.* Paused, nothing lost. Good luck with it."
    assert scene.answers() == [("ours.value", "Trust.")]
    scene.hear(event(REOPENED, -8), Outcome.OPEN)
    assert scene.posts().count(scene.last_post()) == 1


def test_a_loss_that_turns_out_won_pauses_with_a_cheer(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    (row,) = scene.rounds()
    scene.begin(row)
    scene.hear(event(WON, -8), Outcome.WON)
    assert scene.last_post().startswith("*Northwind is won after all.* Congratulations.")


def test_lost_again_goes_on_as_round_two_in_the_same_thread(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    scene.begin(scene.rounds()[0])
    scene.hear(event(REOPENED, -8), Outcome.OPEN)
    scene.hear(event(LOST, -7), Outcome.LOST)
    first, second = scene.rounds()
    before = len(scene.outbox())
    scene.begin(second)
    assert (second.root_id, second.room_id) == (first.root_id, first.room_id)
    again, call, question = scene.outbox()[before:]
    assert {row.thread_id for row in (again, call, question)} == {first.root_id}
    assert scene.posts()[before].startswith("*Northwind was closed lost again.* Round 2")
    scene.types(second, "Timing.")
    assert scene.conversation(first).answers == ()
    assert scene.answers() == [("ours.value", "Timing.")]


def test_lost_again_under_another_manager_gets_a_thread_of_its_own(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    scene.begin(scene.rounds()[0])
    scene.hear(event(REOPENED, -8), Outcome.OPEN)
    scene.hear(event(LOST, -7), Outcome.LOST)
    first, second = scene.rounds()
    scene.begin(second, manager=KIM)
    assert second.root_id != first.root_id


def test_a_closing_that_nobody_heard_of_does_not_count_as_a_round(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    scene.hear(event(REOPENED, -8), Outcome.OPEN)
    scene.hear(event(LOST, -7), Outcome.LOST)
    scene.begin(scene.rounds()[1])
    assert scene.posts()[0].startswith("*Northwind was closed lost.*")


def test_a_second_look_that_finds_the_deal_open_tells_nobody(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    (row,) = scene.rounds()
    deals.not_lost_after_all(scene.session, scene.deal(), row, scene.now)
    assert (row.status, row.due_at, scene.deal().outcome) == (Status.PAUSED, None, Outcome.OPEN)
    assert scene.outbox() == []
    scene.hear(event(LOST, -5), Outcome.LOST)
    assert statuses(scene) == [Status.PAUSED, Status.HELD]


# Starts by hand


def test_start_makes_a_held_one_due_at_once(scene: Scene) -> None:
    scene.hear(event(LOST), Outcome.LOST)
    assert starts.start(scene.session, scene.actor(), scene.deal().id, scene.now).is_new
    assert [row.due_at for row in scene.rounds()] == [scene.now]


def test_start_twice_is_one_start(scene: Scene) -> None:
    talk = scene.open()
    started = starts.start(scene.session, scene.actor(), talk.deal_id, scene.now)
    assert started == Started("Northwind", is_new=False)
    assert statuses(scene) == [Status.OUR_VIEW]


def test_start_takes_up_what_was_left_out(scene: Scene) -> None:
    talk = scene.open()
    decline(scene.session, scene.actor(), talk.id, scene.tick())
    starts.start(scene.session, scene.actor(PRIYA), talk.deal_id, scene.tick())
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    assert scene.last_post().startswith("*Northwind, 1 of 3.*")


def test_a_win_after_a_talked_through_loss_gets_a_talk_of_its_own(scene: Scene) -> None:
    scene.hear(event(LOST, -9), Outcome.LOST)
    first = scene.begin(scene.rounds()[0])
    first.status = Status.DONE
    scene.hear(event(WON, -7), Outcome.WON)
    assert starts.start(scene.session, scene.actor(), first.deal_id, scene.now).is_new
    assert [(row.loss_no, row.outcome) for row in scene.rounds()] == [(1, Outcome.LOST), (2, Outcome.WON)]


def test_a_deal_of_another_workspace_is_not_found(scene: Scene) -> None:
    elsewhere = Scene(scene.session, "T0OTHER")
    elsewhere.hear(event(LOST), Outcome.LOST)
    with pytest.raises(NotFound):
        starts.start(scene.session, scene.actor(), elsewhere.deal().id, scene.now)
    with pytest.raises(NotFound):
        starts.start(scene.session, scene.actor(), uuid4(), scene.now)
    assert starts.startable(scene.session, scene.actor(), "northwind", Outcome.LOST).closed == []


def test_a_colleagues_deal_may_not_be_started(scene: Scene) -> None:
    scene.hear(event(LOST), Outcome.LOST)
    with pytest.raises(NotAllowed):
        starts.start(scene.session, scene.actor(KIM), scene.deal().id, scene.now)
    assert starts.startable(scene.session, scene.actor(KIM), "northwind", Outcome.LOST).closed == []


def test_the_manager_on_the_roster_may_start_and_sees_the_deal(scene: Scene) -> None:
    scene.hear(event(LOST), Outcome.LOST)
    entry = people.RosterEntry(email=scene.email(ANA) or "", manager_email=scene.email(PRIYA) or "")
    people.import_roster(scene.session, scene.workspace.id, [entry])
    assert starts.start(scene.session, scene.actor(PRIYA), scene.deal().id, scene.now).is_new
    assert [row.name for row in starts.closed_deals(scene.session, scene.actor(PRIYA))] == ["Northwind"]
    assert starts.closed_deals(scene.session, scene.actor(KIM)) == []


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("Northwind Renewal", "northwind", True),
        ("Northwind Renewal", "RENEWAL north", True),
        ("Northwind Renewal", "fabrikam", False),
        ("Österreichische Bahn", "österreichische", True),
        ("Österreichische Bahn", "ÖSTERREICHISCHE bahn", True),
        ("100% Pure_Oil", "100%", True),
        ("1000 Pure Oil", "100%", False),
        ("a_b", "a_b", True),
        ("axb", "a_b", False),
    ],
)
def test_words_that_name_a_deal(scene: Scene, name: str, words: str, found: bool) -> None:
    scene.hear(event(LOST), Outcome.LOST, name=name)
    closed = starts.startable(scene.session, scene.actor(), words, Outcome.LOST).closed
    assert [row.name for row in closed] == ([name] if found else [])


def test_a_whole_name_wins_over_names_that_hold_it(scene: Scene) -> None:
    for place, name in enumerate(["Northwind", "Northwind Renewal"]):
        scene.hear(event(LOST, deal_id=f"D{place}"), Outcome.LOST, name=name)
    closed = starts.startable(scene.session, scene.actor(), "northwind", Outcome.LOST).closed
    assert [row.name for row in closed] == ["Northwind"]


def test_late_facts_do_not_undo_newer_ones(scene: Scene) -> None:
    scene.hear(event(LOST, -5), Outcome.LOST, name="New name")
    scene.hear(DealEvent("D1", LOST, NOW - timedelta(minutes=9)), Outcome.LOST, name="Old name")
    assert scene.deal().name == "New name"
