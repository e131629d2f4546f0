"""Deals that no CRM sent, begun by hand, and those of their name that are here already."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.access import Actor
from bot.domain.conversation import Status
from bot.domain.deals import EventKind, Outcome
from bot.errors import NotAllowed
from bot.messages.pickers import Namesake, Namesakes
from bot.storage import people
from bot.storage.database import Database
from bot.storage.models import DealRow
from bot.use_cases.losses import by_hand, starts
from bot.use_cases.losses.by_hand import ByHand
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, event

FABRIKAM = ByHand("V1", "Fabrikam", Outcome.LOST, "Fabrikam Inc", Decimal(48000))


def begins(
    scene: Scene, name: str = "Fabrikam", form_id: str = "V1", *, by: Actor | None = None, is_another: bool = False
) -> DealRow | Namesakes:
    typed = ByHand(form_id, name, Outcome.LOST)
    return by_hand.start(scene.session, by or scene.actor(), typed, scene.now, is_another=is_another)


def lose(scene: Scene, name: str, *, kind: EventKind = EventKind.LOST, outcome: Outcome = Outcome.LOST) -> DealRow:
    scene.hear(event(kind), outcome, name=name)
    return scene.deal()


def test_a_deal_that_no_crm_sent(scene: Scene) -> None:
    row = by_hand.start(scene.session, scene.actor(), FABRIKAM, scene.now)
    assert isinstance(row, DealRow)
    (held,) = scene.rounds()
    assert (row.name, row.outcome, held.status, held.due_at) == ("Fabrikam", Outcome.LOST, Status.HELD, scene.now)
    assert (held.rep_id, row.facts["amount"]) == (scene.person(ANA), "48000")


def test_the_same_form_sent_twice_is_one_deal_by_hand(scene: Scene) -> None:
    assert begins(scene) is begins(scene)
    assert len(scene.rounds()) == 1


def test_a_deal_by_hand_of_somebody_without_an_address_is_still_theirs(scene: Scene) -> None:
    person = people.ensure(scene.session, scene.workspace.id, "U0NEW")
    actor = Actor(scene.workspace.id, "U0NEW", person.id)
    row = begins(scene, by=actor)
    assert starts.startable(scene.session, actor, "fabrikam", Outcome.LOST).closed == [row]
    assert starts.startable(scene.session, scene.actor(KIM), "fabrikam", Outcome.LOST).closed == []


def test_a_guest_starts_nothing(scene: Scene) -> None:
    guest = Actor(scene.workspace.id, ANA, scene.person(ANA), is_guest=True)
    with pytest.raises(NotAllowed):
        begins(scene, by=guest)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Northwind", "Northwind GmbH"),
        ("NORTH-WIND", "Northwind GmbH"),
        ("Northwind, Inc.", "Northwind GmbH"),
        ("Österreichische Bahn", "ÖSTERREICHISCHE BAHN AG"),
        ("Osterreichische Bahn", "Österreichische Bahn"),
        ("Fabrika\u0301m", "Fabrikam"),
        ("Fabrikam", "\uff26\uff41\uff42\uff52\uff49\uff4b\uff41\uff4d"),  # as Japanese keyboards write it
    ],
)
def test_what_is_here_already_is_offered_first(scene: Scene, typed: str, name: str) -> None:
    row = lose(scene, name)
    row.closed_at = datetime(2026, 5, 3, 12, tzinfo=UTC)
    assert begins(scene, typed) == Namesakes((Namesake(row.id, name, Outcome.LOST, date(2026, 5, 3)),))
    assert len(scene.rounds()) == 1
    assert isinstance(begins(scene, typed, is_another=True), DealRow)
    assert len(scene.rounds()) == 2


@pytest.mark.parametrize("name", ["Northwind Traders", "North", "Northwind 2"])
def test_another_name_is_another_deal(scene: Scene, name: str) -> None:
    lose(scene, "Northwind")
    assert isinstance(begins(scene, name), DealRow)


def test_one_that_is_still_open_or_was_begun_by_hand_counts_as_well(scene: Scene) -> None:
    row = lose(scene, "Northwind", kind=EventKind.REOPENED, outcome=Outcome.OPEN)
    assert begins(scene, "northwind") == Namesakes((Namesake(row.id, "Northwind", Outcome.OPEN),))
    begins(scene, "Fabrikam")
    found = begins(scene, "fabrikam", "V2")
    assert isinstance(found, Namesakes)
    assert [one.name for one in found.own] == ["Fabrikam"]


def test_a_colleagues_deal_is_only_said_to_be_here(scene: Scene) -> None:
    talk = scene.open()
    assert begins(scene, "Northwind", by=scene.actor(KIM)) == Namesakes(of_others=True)
    talk.is_sensitive = True
    assert isinstance(begins(scene, "Northwind", by=scene.actor(KIM)), DealRow)


def test_a_manager_is_offered_the_deals_of_those_they_lead(scene: Scene) -> None:
    scene.open()
    found = begins(scene, "Northwind", by=scene.actor(PRIYA))
    assert isinstance(found, Namesakes)
    assert [one.name for one in found.own] == ["Northwind"]


def test_deals_of_other_workspaces_and_deleted_ones_do_not_count(scene: Scene) -> None:
    lose(Scene(scene.session, team_id="T0OTHER"), "Northwind")
    lose(scene, "Northwind").deleted_at = scene.now
    assert isinstance(begins(scene, "Northwind"), DealRow)


@pytest.mark.both_databases
def test_two_who_type_the_same_name_at_once_start_one(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        actors = [lost_deals.actor(session, workspace, who) for who in (ANA, KIM)]

    def start(actor: Actor) -> bool:
        with db.begin() as session:
            typed = ByHand(actor.slack_user, "Northwind", Outcome.LOST)
            return isinstance(by_hand.start(session, actor, typed, lost_deals.FRIDAY), DealRow)

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(start, actors)) == [False, True]
