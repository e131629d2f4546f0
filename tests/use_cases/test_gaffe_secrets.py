"""A gaffe that names a colleague, a customer's deal or an amount is held back until its writer has changed it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from bot.errors import FieldErrors
from bot.messages.gaffes import LINE
from bot.storage import deal_searches, people
from bot.storage.models import DealRow, KnownNameRow
from bot.storage.people import Member
from bot.use_cases.gaffe import gaffe_lines, gaffe_reveals, gaffes
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.gaffe_week import ASKED, PROMPTED, REVEALED, GaffeWeek

BEN = "U0BEN"
KEPT = "*Gaffe of the week:* kept."


@pytest.fixture
def week(scene: Scene) -> GaffeWeek:
    for slack_user, name in ((ANA, "Ana Silva"), (KIM, "Kim Doe"), (PRIYA, "Priya Rao"), (BEN, "Ben May")):
        member = Member(slack_user, "", name, "", is_admin=False, active=True)
        people.note_member(scene.session, scene.workspace.id, member, scene.now)
    lost_deals.deal(scene.session, scene.workspace, "Q3 renewal", customer="Northwind Traders")
    return GaffeWeek(scene)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Let Priya down in the demo.", "Priya"),
        ("Let priya rao down.", "priya rao"),
        ("Forgot to call @priya.rao back.", "@priya.rao"),
        ("Forgot to call <@U0PRIYA> back.", "@U0PRIYA"),
        ("Sent it to priya@acme.example first.", "priya@acme.example"),
        ("Never met the CFO of Northwind.", "Northwind"),
        ("Late for northwind traders.", "northwind traders"),
        ("Quoted 84k, by mistake.", "84k"),
        ("Quoted 48,000 by mistake.", "48,000"),
        ("Promised eighty thousand too early.", "eighty thousand"),
        ("Spent 5 € on the gift.", "5"),
    ],
)
def test_a_form_says_which_word_holds_a_line_back(week: GaffeWeek, line: str, word: str) -> None:
    week.prompted()
    with pytest.raises(FieldErrors) as refused:
        week.writes(ANA, line)
    assert refused.value.errors == {LINE: "errors.gaffe_tells"}
    assert refused.value.named == {LINE: (word,)}
    assert week.lines() == {"Talked about price first."}


@pytest.mark.parametrize(
    "line",
    [
        "Never met the CFO, and talked for 40 minutes.",
        "Sent 3 quotes to 5 people in May, and will do better.",
        "Ana here: I forgot the agenda.",
        "Answered @here to a customer, thanks a million.",
        "Late for the Q3 renewal, and the traders knew.",
        "Waited 10 days in 2026; zwei Stunden zu spät.",
    ],
)
def test_innocent_lines_are_kept(week: GaffeWeek, line: str) -> None:
    week.prompted()
    assert week.types(ANA, line).startswith(KEPT)


@pytest.mark.both_databases
def test_a_typed_line_waits_is_not_shown_as_it_stands_and_its_writer_hears_why(week: GaffeWeek) -> None:
    week.prompted()
    told = week.types(BEN, "Let Priya down at Northwind.")
    assert told == (
        "*Gaffe of the week:* your line is kept, but not shown as long as it says “Northwind, Priya”. The whole team "
        "reads along, so no names and no amounts: “a colleague”, “a customer”, “too much” will do. Change it before "
        "Friday 27 November, 14:30, and it stands among the others."
    )
    week.writes(ANA, "Never met the CFO.")
    week.writes(PRIYA, "Sent the quote too late.")
    week.to(REVEALED)
    assert "3 lines from us" in week.in_channel()[-1]
    assert "Northwind" not in str(week.in_channel())
    assert "Priya" not in str(week.in_channel())
    assert week.told(BEN) == [
        "*Gaffe of the week:* your line says “Northwind, Priya”, so it is not shown: the whole team reads along, "
        "so it takes no names and no amounts. Your line stayed between us, and I have deleted it. Thank you for "
        "writing one."
    ]
    assert week.lines() == {"Talked about price first.", "Never met the CFO.", "Sent the quote too late."}


def test_a_line_that_is_changed_in_time_is_shown(week: GaffeWeek) -> None:
    week.prompted()
    week.types(BEN, "Let Priya down.")
    page = gaffe_lines.page(week.scene.session, week.scene.actor(BEN), week.round().id)
    assert page.written.text == "Let Priya down."
    week.writes(BEN, "Let a colleague down.")
    week.writes(ANA, "Never met the CFO.")
    week.to(REVEALED)
    assert "Let a colleague down." in week.in_channel()[-1]
    assert [told.split(".")[0] for told in week.told(BEN)] == ["*Gaffe of the week:* kept"]


def test_what_became_known_after_it_was_written_is_held_back_as_well(week: GaffeWeek) -> None:
    week.prompted()
    for who in (ANA, PRIYA, BEN):
        week.writes(who, f"Never met anybody at Fabrikam, says {len(who)}.")
    lost_deals.deal(week.scene.session, week.scene.workspace, "Fabrikam")
    week.to(REVEALED)
    assert len(week.in_channel()) == 1
    assert ["so it is not shown" in told for who in (ANA, PRIYA, BEN) for told in week.told(who)][1::2] == [True] * 3
    assert "too few of us wrote" in week.told(KIM)[-1]


def test_a_leader_whose_line_is_held_back_has_not_gone_first(week: GaffeWeek) -> None:
    week.to(ASKED)
    assert "Change it before Thursday 26 November, 10:00" in week.types(KIM, "Forgot what Ana had told me.")
    assert "as long as it says “Ana”" in week.told(KIM)[0]
    week.to(PROMPTED)
    assert week.in_channel() == []
    assert week.taken()[-1][2:] == ("skipped", gaffes.NOBODY_FIRST)
    assert "your line says “Ana”, so it is not shown" in week.told(KIM)[-1]


def test_a_deal_of_another_workspace_holds_nothing_back(week: GaffeWeek) -> None:
    other = lost_deals.workspace(week.scene.session, "T0OTHER")
    lost_deals.deal(week.scene.session, other, "Fabrikam")
    week.prompted()
    assert week.types(ANA, "Never met anybody at Fabrikam.").startswith(KEPT)


def test_a_leader_whose_line_is_held_back_later_has_not_gone_first_either(week: GaffeWeek) -> None:
    week.prompted("Never met anybody at Fabrikam.")
    for who in (ANA, PRIYA, BEN):
        week.writes(who, f"Talked too long, says {len(who)}.")
    lost_deals.deal(week.scene.session, week.scene.workspace, "Fabrikam")
    week.to(REVEALED)
    assert len(week.in_channel()) == 1
    assert week.taken()[-1][2:] == ("skipped", gaffe_reveals.FIRST_IS_GONE)
    assert "your line says “Fabrikam”, so it is not shown" in week.told(KIM)[-1]
    assert all("it did not come together this time" in week.told(who)[-1] for who in (ANA, PRIYA, BEN))
    assert week.lines() == set()


@pytest.mark.both_databases
def test_customers_of_deals_long_closed_or_deleted_hold_a_line_back(
    week: GaffeWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, workspace = week.scene.session, week.scene.workspace
    monkeypatch.setattr(deal_searches, "LATEST", 1)
    long_ago = week.scene.now - timedelta(days=900)
    lost_deals.deal(session, workspace, "Q2 renewal", customer="Fabrikam", closed_at=long_ago)
    lost_deals.deal(session, workspace, "Q1 renewal", customer="Litware Inc").deleted_at = week.scene.now
    week.prompted()
    assert "“Fabrikam”" in week.types(ANA, "Never met anybody at Fabrikam.")
    assert "“litware inc”" in week.types(ANA, "Never met anybody at litware inc.")


def test_a_deal_that_is_not_learnt_yet_holds_a_line_back(week: GaffeWeek) -> None:
    session = week.scene.session
    session.execute(delete(KnownNameRow))
    session.execute(update(DealRow).values(mark=None))
    week.prompted()
    assert "“Northwind”" in week.types(ANA, "Never met anybody at Northwind.")


def test_writers_may_name_themselves_also_where_a_colleague_has_the_same_name(week: GaffeWeek) -> None:
    member = Member("U0ANA2", "", "Ana Berg", "", is_admin=False, active=True)
    people.note_member(week.scene.session, week.scene.workspace.id, member, week.scene.now)
    week.prompted()
    assert week.types(ANA, "Ana here, <@U0ANA>: I forgot the agenda.").startswith(KEPT)
    assert "“Ana Berg”" in week.types(ANA, "Ana Berg and Ana forgot the agenda.")
    assert "“Ana”" in week.types(BEN, "Ana forgot the agenda.")
