"""The owner of an open deal hears that deals like it were lost: alone, in their hours, once, and seldom."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from bot.access import Actor
from bot.domain.deals import Deal, EventKind, Outcome, Person
from bot.domain.look_alikes import Verdict
from bot.domain.reasons import Cause, Reason
from bot.errors import NotAllowed, NotFound
from bot.storage import workspaces, wrap_ups
from bot.storage.models import DealRow, HeardRow, LookAlikeRow, OutboxRow, PersonRow
from bot.use_cases.look_alikes import verdicts, warnings
from bot.use_cases.losses import deals
from tests import lost_deals
from tests.factories import ANA, KIM, NOW, Scene, event, text
from tests.lost_deals import BEN

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LOST = "*Fabrikam looks like deals we lost.* Contoso and Logistics: 5 of 5 lost in twelve months."


@pytest.fixture(autouse=True)
def losses(scene: Scene) -> None:
    """Five losses to Contoso in logistics, for price and trust in all of them but one, which was for price alone."""
    for number in range(5):
        row = lost_deals.loss(scene.session, scene.workspace, f"Loss {number}", competitor="Contoso", change=logistics)
        if number == 0:
            wrap_ups.keep_causes(scene.session, row, (Cause(Reason.PRICE),))
    scene.met(ANA)


def logistics(deal: DealRow) -> None:
    deal.vertical = "Logistics"


def shown(scene: Scene, name: str = "Fabrikam", owner: str = ANA, **facts: str | None) -> Deal:
    """An open deal as the CRM shows it."""
    known = {"competitor": "Contoso", "vertical": "Logistics"} | facts
    return Deal(name, name, Outcome.OPEN, Person(scene.email(owner)), **known)  # type: ignore[arg-type]


def hear(scene: Scene, deal: Deal, kind: EventKind = EventKind.UNKNOWN, minutes: int = 0) -> DealRow:
    """The CRM tells of a deal."""
    deals.record(
        scene.session,
        workspace_id=scene.workspace.id,
        connection_id=scene.connection_id,
        event=event(kind, minutes, deal_id=deal.external_id),
        deal=deal,
        now=scene.now,
    )
    scene.session.flush()
    return scene.session.scalars(select(DealRow).where(DealRow.external_id == deal.external_id)).one()


def comes(scene: Scene, now: datetime = NOW) -> list[str]:
    """What is due at `now` is told; the first lines of it."""
    known = {row.id for row in scene.outbox()}
    for warning_id in warnings.due(scene.session, now):
        warnings.tell(scene.session, warning_id, now)
    scene.session.flush()
    return [text(row).splitlines()[0] for row in scene.outbox() if row.id not in known]


def rows(scene: Scene) -> list[LookAlikeRow]:
    mine = select(LookAlikeRow).where(LookAlikeRow.workspace_id == scene.workspace.id)
    return list(scene.session.scalars(mine.execution_options(populate_existing=True)))


def told(scene: Scene) -> UUID:
    """Ana was warned of Fabrikam."""
    hear(scene, shown(scene))
    assert comes(scene) == [LOST]
    scene.deliver()
    return rows(scene)[0].id


def card(scene: Scene) -> str:
    """The card as it looks now."""
    return text(scene.outbox("update")[-1])


@pytest.mark.both_databases
def test_the_owner_hears_of_it_once_in_private(scene: Scene) -> None:
    told(scene)
    (post,) = scene.outbox()
    assert scene.channel(post.room_id) == f"G-{ANA}"
    assert "*We think,* in 5 of 5 talks: Price." in text(post)
    assert "*Customers said:* too few to say." in text(post)
    assert post.asked_by is None
    hear(scene, shown(scene, region="EMEA"), minutes=1)
    warnings.look(scene.session, scene.workspace, NOW + DAY)
    assert comes(scene, NOW + 2 * WEEK) == []


@pytest.mark.parametrize(
    "facts", [{"competitor": None}, {"vertical": "Retail"}, {"vertical": None}, {"competitor": "Tailspin"}]
)
def test_what_is_not_alike_or_not_known_is_not_told(scene: Scene, facts: dict[str, str | None]) -> None:
    hear(scene, shown(scene, **facts))  # type: ignore[arg-type]  # none of them is the owner
    warnings.look(scene.session, scene.workspace, NOW)
    assert rows(scene) == []


def test_sensitive_talks_speak_for_nothing(scene: Scene) -> None:
    scene.rounds()[0].is_sensitive = True
    hear(scene, shown(scene))
    assert rows(scene) == []


@pytest.mark.both_databases
def test_a_deal_that_is_here_already_is_found_by_the_day(scene: Scene) -> None:
    fifth = scene.rounds()[0]
    fifth.is_sensitive = True
    hear(scene, shown(scene))
    fifth.is_sensitive = False
    assert warnings.look(scene.session, scene.workspace, NOW)
    assert scene.workspace.next_look_at == NOW + DAY
    assert comes(scene) == [LOST]


def test_more_than_a_days_work_waits_for_the_next_day(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warnings, "MOST_OPEN", 1)
    fifth = scene.rounds()[0]
    fifth.is_sensitive = True
    for name in ("Fabrikam", "Litware"):
        hear(scene, shown(scene, name))
    fifth.is_sensitive = False
    for day in range(2):
        warnings.look(scene.session, scene.workspace, NOW + day * DAY)
        assert len(rows(scene)) == day + 1


@pytest.mark.parametrize("change", [{"vertical": "Retail"}, {"owner": BEN}])
def test_what_changed_before_they_are_at_work_is_not_told(scene: Scene, change: dict[str, str]) -> None:
    hear(scene, shown(scene))
    scene.met(BEN, active=False)
    hear(scene, shown(scene, **change), minutes=1)
    assert comes(scene) == []
    assert rows(scene) == []


def test_a_deal_that_has_ended_meanwhile_is_not_told(scene: Scene) -> None:
    hear(scene, shown(scene)).outcome = Outcome.WON
    assert comes(scene) == []


def test_a_new_owner_hears_of_it_as_well(scene: Scene) -> None:
    told(scene)
    scene.met(BEN)
    hear(scene, shown(scene, owner=BEN), minutes=1)
    assert comes(scene) == [LOST]
    assert scene.channel(scene.outbox()[-1].room_id) == f"G-{BEN}"


def test_of_two_deals_the_second_waits_a_week(scene: Scene) -> None:
    told(scene)
    hear(scene, shown(scene, "Litware"))
    assert comes(scene, NOW + DAY) == []
    assert comes(scene, NOW + WEEK) == [LOST.replace("Fabrikam", "Litware")]


def test_it_waits_for_their_hours_and_for_a_quieter_week(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.now = datetime(2026, 11, 21, 12, tzinfo=UTC)  # a Saturday
    hear(scene, shown(scene))
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert [row.due_at for row in rows(scene)] == [monday]
    heard = {"workspace_id": scene.workspace.id, "person_id": scene.person(ANA), "week": "2026-W48"}
    scene.session.add(HeardRow(**heard, asked=0, unasked=2))
    scene.session.flush()
    assert comes(scene, monday) == []
    assert comes(scene, monday + DAY) == []
    assert comes(scene, monday + WEEK) == [LOST]


def test_off_is_off_for_a_workspace_and_for_a_person(scene: Scene) -> None:
    hear(scene, shown(scene))
    verdicts.want(scene.session, scene.actor(), wanted=False)
    assert comes(scene) == []
    warnings.look(scene.session, scene.workspace, NOW)
    assert rows(scene) == []
    verdicts.want(scene.session, scene.actor(), wanted=True)
    workspaces.change(scene.session, scene.workspace, "look_alikes", "no")
    hear(scene, shown(scene, region="EMEA"), minutes=1)
    warnings.look(scene.session, scene.workspace, NOW)
    assert rows(scene) == []


def test_the_last_word_counts_and_the_question_stays_while_it_is_useful(scene: Scene) -> None:
    warning = told(scene)
    for verdict in (Verdict.USEFUL, Verdict.USEFUL, Verdict.NOT_THIS_DEAL):
        verdicts.say(scene.session, scene.actor(), warning, verdict, scene.tick())
        assert ("we think this decided them" in card(scene)) == (verdict is Verdict.USEFUL)
    assert rows(scene)[0].verdict == Verdict.NOT_THIS_DEAL


def test_no_more_of_these_is_the_end_of_them(scene: Scene) -> None:
    warning = told(scene)
    hear(scene, shown(scene, "Litware"))
    verdicts.say(scene.session, scene.actor(), warning, Verdict.NO_MORE, scene.tick())
    assert card(scene) == "*Fabrikam:* no more of these. On Home you can turn them on again."
    assert comes(scene, NOW + WEEK) == []


def test_nobody_else_says_anything_of_it(scene: Scene) -> None:
    warning = told(scene)
    for actor in (scene.actor(KIM), Actor(scene.workspace.id, ANA, scene.person(ANA), is_outside=True)):
        with pytest.raises(NotAllowed):
            verdicts.say(scene.session, actor, warning, Verdict.NO_MORE, NOW)
    elsewhere = lost_deals.workspace(scene.session, "T0ELSE")
    with pytest.raises(NotFound):
        verdicts.say(scene.session, Actor(elsewhere.id, ANA), warning, Verdict.USEFUL, NOW)
    assert scene.session.get_one(PersonRow, scene.person(ANA)).wants_look_alikes
    assert scene.session.scalars(select(OutboxRow).where(OutboxRow.method == "update")).all() == []
