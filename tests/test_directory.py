"""People are looked up in Slack seldom, and remembered, those it does not know as well."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from bot import directory
from bot.errors import TryLater
from bot.slack_client import Slack
from bot.storage import people
from bot.storage.database import Database
from bot.storage.models import DepartureRow, FixRow, PersonRow
from bot.storage.people import RosterEntry
from tests.outbound import ANA, KIM, World, world_of

EMAIL = "ana@fabrikam.example"


@pytest.fixture
def world(db: Database) -> Iterator[World]:
    with world_of(db) as world:
        yield world


def _find(world: World, email: str = EMAIL) -> PersonRow | None:
    return directory.find(world.db, world.slack, world.workspace_id, email, world.now)


def _asked(world: World) -> int:
    return len(world.sandbox.calls("users.lookupByEmail", accepted=False))


def _people(world: World) -> list[PersonRow]:
    with world.db.read() as session:
        return list(session.scalars(select(PersonRow)))


def test_a_member_is_asked_for_once_a_day(world: World) -> None:
    ana = _find(world, " Ana@Fabrikam.example ")
    assert ana is not None
    assert (ana.slack_user, ana.email, ana.name, ana.zone) == (ANA, EMAIL, "Ana Ruiz", "Europe/Berlin")
    world.wait(23 * 3600)
    again = _find(world)
    assert again is not None
    assert (again.id, _asked(world)) == (ana.id, 1)
    world.wait(2 * 3600)
    _find(world)
    assert _asked(world) == 2


def test_an_unknown_address_is_remembered_for_an_hour(world: World) -> None:
    assert _find(world, "nobody@fabrikam.example") is None
    world.wait(50 * 60)
    assert _find(world, "nobody@fabrikam.example") is None
    assert _asked(world) == 1
    world.wait(20 * 60)
    assert _find(world, "nobody@fabrikam.example") is None
    assert _asked(world) == 2


def test_somebody_who_left_is_nobody_and_comes_back_as_themselves(world: World) -> None:
    before = _find(world)
    assert before is not None
    world.sandbox.change_person("ana", deleted=True)
    world.wait(25 * 3600)
    assert _find(world) is None
    world.sandbox.change_person("ana", deleted=False)
    world.wait(2 * 3600)
    after = _find(world)
    assert after is not None
    assert after.id == before.id


def test_the_roster_and_the_member_become_one_person(world: World) -> None:
    with world.db.begin() as session:
        people.ensure(session, world.workspace_id, ANA)
        entry = RosterEntry(EMAIL, manager_email="Priya@fabrikam.example", role="AE", country="DE")
        people.import_roster(session, world.workspace_id, [entry])
        report = PersonRow(workspace_id=world.workspace_id, email="kim@fabrikam.example")
        report.manager_id = people.ensure_email(session, world.workspace_id, EMAIL).id
        session.add(report)
    ana = _find(world)
    assert ana is not None
    assert (ana.manager_email, ana.role, ana.country) == ("priya@fabrikam.example", "AE", "DE")
    assert len(_people(world)) == 2
    with world.db.read() as session:
        kim = people.by_email(session, world.workspace_id, "kim@fabrikam.example")
        assert kim is not None
        assert kim.manager_id == ana.id


def test_an_address_that_moved_to_somebody_else_moves_here_as_well(world: World) -> None:
    with world.db.begin() as session:
        other = people.ensure(session, world.workspace_id, "U0FORMER")
        other.email = EMAIL
    ana = _find(world)
    assert ana is not None
    assert ana.slack_user == ANA
    assert {row.slack_user: row.email for row in _people(world)} == {ANA: EMAIL, "U0FORMER": None}


@pytest.mark.parametrize("kind", ["500", "lost_request", "hang", "429", "internal_error"])
def test_no_answer_means_later_and_changes_nothing(world: World, kind: str) -> None:
    world.sandbox.fault("users.lookupByEmail", kind, seconds=0.6, retry_after=9)
    with pytest.raises(TryLater) as later:
        _find(world)
    assert later.value.after_seconds is not None
    assert _people(world) == []
    world.wait(later.value.after_seconds)
    assert _find(world) is not None


def test_429_keeps_everybody_from_asking_until_slack_said(world: World) -> None:
    world.sandbox.fault("users.lookupByEmail", "429", retry_after=9)
    for _ in range(3):
        with pytest.raises(TryLater) as later:
            _find(world)
        assert later.value.after_seconds == pytest.approx(9)
    assert _asked(world) == 1


def test_pace_divides_the_wait(world: World) -> None:
    world.sandbox.fault("users.lookupByEmail", "429", retry_after=9)
    quick = Slack(world.sandbox.api_url, pace=10.0)
    with pytest.raises(TryLater) as later:
        directory.find(world.db, quick, world.workspace_id, EMAIL, world.now)
    assert later.value.after_seconds == pytest.approx(0.9)


def test_many_lookups_keep_to_slacks_pace(world: World) -> None:
    found = 0
    for n in range(40):
        try:
            _find(world, f"somebody{n}@fabrikam.example")
            found += 1
        except TryLater as later:
            world.wait(later.after_seconds or 0)
    calls = world.sandbox.calls("users.lookupByEmail", accepted=False)
    assert len(calls) == found
    assert {call.status for call in calls} == {200}


def test_a_revoked_token_pauses_the_workspace(world: World) -> None:
    world.sandbox.fault("users.lookupByEmail", "revoked")
    for _ in range(2):
        with pytest.raises(TryLater):
            _find(world)
    assert world.workspace().paused == "token_revoked"
    assert _asked(world) == 1


def test_a_missing_permission_is_told_to_the_admin_until_the_same_lookup_works(world: World) -> None:
    def fix() -> tuple[str, str, bool]:
        with world.db.read() as session:
            row = session.scalars(select(FixRow)).one()
        return row.kind, row.subject, row.fixed_at is None

    world.sandbox.fault("users.lookupByEmail", "missing_scope")
    with pytest.raises(TryLater):
        _find(world)
    assert world.workspace().paused is None
    directory.refresh(world.db, world.slack, world.workspace_id, ANA, world.now)
    assert fix() == ("directory", "users.lookupByEmail: missing_scope", True)
    world.wait(60)
    assert _find(world, "nobody@fabrikam.example") is None
    assert fix() == ("directory", "users.lookupByEmail: missing_scope", False)


def test_refresh_asks_again_and_sees_what_changed(world: World) -> None:
    def refresh(slack_user: str) -> PersonRow | None:
        return directory.refresh(world.db, world.slack, world.workspace_id, slack_user, world.now)

    ines = refresh("U0INES")
    assert ines is not None
    assert (ines.email, ines.is_admin, ines.checked_at) == ("ines@fabrikam.example", True, world.now)
    world.sandbox.change_person("ines", tz="Asia/Tokyo")
    changed = refresh("U0INES")
    assert changed is not None
    assert (changed.id, changed.zone) == (ines.id, "Asia/Tokyo")
    world.sandbox.change_person("ines", deleted=True)
    assert refresh("U0INES") is None
    assert refresh("U0NOBODY") is None
    assert {row.slack_user: row.active for row in _people(world)} == {"U0INES": False, "U0NOBODY": False}


def _locale(world: World, slack_user: str = ANA) -> str | None:
    return next(row.locale for row in _people(world) if row.slack_user == slack_user)


def test_the_language_of_somebody_is_asked_once_and_followed(world: World) -> None:
    world.sandbox.change_person("ana", locale="de-DE")
    _find(world)
    _find(world)
    assert (_locale(world), len(world.sandbox.calls("users.info", accepted=False))) == ("de-DE", 1)
    world.sandbox.change_person("ana", locale="en-GB")
    world.wait(25 * 3600)
    _find(world)
    assert _locale(world) == "de-DE", "an address brings no language; Slack's news of a change does"
    directory.refresh(world.db, world.slack, world.workspace_id, ANA, world.now)
    assert _locale(world) == "en-GB"


def test_nobody_waits_for_a_language_that_slack_does_not_tell(world: World) -> None:
    world.sandbox.fault("users.info", "500")
    found = _find(world)
    assert found is not None
    assert _locale(world) is None
    again = _find(world)
    assert again is not None
    assert again.locale == "en-US"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"guest": "multi"}, "guest"),
        ({"guest": "single"}, "guest"),
        ({"team_id": "T0BUYER"}, "outside"),
        ({"title": "Rep"}, "member"),
    ],
)
def test_what_somebody_is_follows_slack(world: World, change: dict[str, str], kind: str) -> None:
    world.sandbox.change_person("ana", **change)
    directory.refresh(world.db, world.slack, world.workspace_id, ANA, world.now)
    assert [row.kind for row in _people(world)] == [kind]


def test_an_app_is_no_colleague(world: World) -> None:
    directory.refresh(world.db, world.slack, world.workspace_id, world.sandbox.workspace.bot.id, world.now)
    assert [(row.kind, row.active) for row in _people(world)] == [("bot", False)]


# Who leaves, and who has two accounts


def _old_ana(world: World) -> PersonRow:
    """An account whose address has become Ana's; Slack does not know it any more."""
    with world.db.begin() as session:
        old = people.ensure(session, world.workspace_id, "U0FORMER")
        old.email = EMAIL
    return old


def _departed(world: World) -> dict[UUID, UUID | None]:
    with world.db.read() as session:
        return {row.person_id: row.heir_id for row in session.scalars(select(DepartureRow))}


def test_whoever_is_gone_leaves_their_seats_once(world: World) -> None:
    ana = _find(world)
    assert ana is not None
    world.sandbox.change_person("ana", deleted=True)
    for _ in range(2):
        assert directory.refresh(world.db, world.slack, world.workspace_id, ANA, world.now) is None
        world.wait(60)
    assert _departed(world) == {ana.id: None}


def test_found_gone_by_their_address_they_leave_their_seats_as_well(world: World) -> None:
    ana = _find(world)
    assert ana is not None
    world.sandbox.change_person("ana", deleted=True)
    world.wait(25 * 3600)
    assert _find(world) is None
    assert _departed(world) == {ana.id: None}


def test_whoever_has_another_address_by_now_is_not_gone(world: World) -> None:
    ana = _find(world)
    assert ana is not None
    world.sandbox.change_person("ana", email="ana.ruiz@fabrikam.example")
    world.wait(25 * 3600)
    assert _find(world) is None
    found = _find(world, "ana.ruiz@fabrikam.example")
    assert (found and found.id, _departed(world)) == (ana.id, {})


def test_the_account_that_has_the_address_now_inherits(world: World) -> None:
    old = _old_ana(world)
    assert directory.refresh(world.db, world.slack, world.workspace_id, "U0FORMER", world.now) is None
    ana = next(row for row in _people(world) if row.slack_user == ANA)
    assert (ana.email, _departed(world)) == (EMAIL, {old.id: ana.id})


def test_of_two_accounts_the_one_that_slack_names_by_the_address_is_used(world: World) -> None:
    ana = _find(world)
    assert ana is not None
    world.sandbox.change_person("kim", email=EMAIL)  # Slack finds Ana first
    kim = directory.refresh(world.db, world.slack, world.workspace_id, KIM, world.now)
    assert kim is not None
    assert kim.email is None
    again = _find(world)
    assert (again and again.slack_user, _departed(world)) == (ANA, {})


def test_whose_address_somebody_else_has_is_asked_about(world: World) -> None:
    old = _old_ana(world)
    assert _find(world) is not None
    while directory.meet(world.db, world.slack, world.now):
        world.wait(2)
    assert list(_departed(world)) == [old.id]
