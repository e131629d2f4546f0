"""The gaffe of the week by the clock: the leader first, together or not at all, and forgotten after a month."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.gaffes import KEPT_FOR, Theme
from bot.storage import slots
from bot.storage.models import GaffeLineRow, PersonRow
from bot.use_cases import channels
from bot.use_cases.gaffe import gaffe_reveals, gaffes
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.gaffe_week import ASKED, MONDAY, PROMPTED, REVEALED, WEEK, GaffeWeek
from tests.lost_deals import CHANNEL

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
W48 = "2026-W48"


@pytest.fixture
def week(scene: Scene) -> GaffeWeek:
    return GaffeWeek(scene)


@pytest.mark.both_databases
def test_the_leader_then_the_team_then_all_lines_together(week: GaffeWeek) -> None:
    week.to(ASKED - MINUTE)
    assert week.told(KIM) == []
    week.to(ASKED)
    assert week.told(KIM)[0].startswith("*Gaffe of the week:* you go first.")
    assert week.in_channel() == []
    week.writes(KIM, "Talked about price first.")
    week.to(PROMPTED)
    [prompt] = week.in_channel()
    assert prompt == (
        "*Gaffe of the week:* one thing you got wrong, one line. <@U0KIM> has gone first. Shown together on "
        "Friday 27 November, 14:30, without names, if at least three of us write. Leave it blank, and nobody knows."
    )
    week.writes(ANA, "Never met the <!channel> CFO.")
    week.writes(PRIYA, "Sent the quote too late.")
    assert len(week.in_channel()) == 1
    week.to(REVEALED)
    closed, shown = week.in_channel()
    assert closed == "*Gaffe of the week:* this round is over. <@U0KIM> went first, thank you."
    head, *lines = shown.split("\n")
    assert head.startswith("*Gaffe of the week:* 3 lines from us, together and in no order. <@U0KIM> went first.")
    assert set(lines[1:]) == {
        "Talked about price first.",
        "Never met the &lt;!channel&gt; CFO.",
        "Sent the quote too late.",
    }
    assert week.taken() == [(kind, W48, "posted", None) for kind in ("gaffe_ask", "gaffe_prompt", "gaffe_reveal")]


def test_everything_happens_once_however_often_the_clock_ticks(week: GaffeWeek) -> None:
    week.shown()
    for minutes in range(3):
        week.scene.workspace.next_gaffe_at = None
        week.to(REVEALED + minutes * MINUTE)
    assert len(week.in_channel()) == 2
    assert [len(week.told(who)) for who in (KIM, ANA, PRIYA)] == [1, 1, 1]
    assert not gaffe_reveals.settle(week.scene.session, week.round().id, week.scene.now)


def test_without_the_leaders_line_nobody_is_asked(week: GaffeWeek) -> None:
    week.to(ASKED)
    week.to(PROMPTED)
    week.to(REVEALED)
    assert week.in_channel() == []
    assert len(week.told(KIM)) == 1
    assert week.taken()[1:] == [("gaffe_prompt", W48, "skipped", gaffes.NOBODY_FIRST)]


@pytest.mark.parametrize("writers", [(), (ANA,)])
def test_too_few_lines_are_shown_to_nobody_and_each_who_wrote_hears_it_once(
    week: GaffeWeek, writers: tuple[str, ...]
) -> None:
    week.prompted()
    for who in writers:
        week.writes(who, "Forgot the CFO.")
    week.to(REVEALED)
    week.to(REVEALED + HOUR)
    assert week.in_channel() == ["*Gaffe of the week:* this round is over. <@U0KIM> went first, thank you."]
    for who in (KIM, *writers):
        assert [said for said in week.told(who) if "too few of us wrote this time" in said] == [week.told(who)[-1]]
    assert week.told(PRIYA) == []
    assert week.lines() == set()
    assert week.taken()[-1] == ("gaffe_reveal", W48, "skipped", gaffe_reveals.TOO_FEW)


def test_a_leader_who_takes_theirs_back_takes_the_round_along(week: GaffeWeek) -> None:
    week.prompted()
    for who in (ANA, PRIYA, "U0BEN"):
        week.writes(who, "Forgot the CFO.")
    week.takes_back(KIM)
    week.to(REVEALED)
    assert week.lines() == set()
    assert week.taken()[-1][2:] == ("skipped", gaffe_reveals.FIRST_IS_GONE)
    assert "it did not come together this time" in week.told(ANA)[-1]  # and not whose line is gone


def test_the_leaders_name_stands_beside_their_line_only_if_they_want_it(week: GaffeWeek) -> None:
    week.prompted("Talked about price first.", is_named=True)
    week.writes(ANA, "Never met the CFO.", is_named=True)  # who is not the leader has no name
    week.writes(PRIYA, "Sent the quote too late.")
    week.to(REVEALED)
    lines = week.in_channel()[-1].split("\n")[2:]
    assert set(lines) == {"<@U0KIM>: Talked about price first.", "Never met the CFO.", "Sent the quote too late."}


def test_the_order_is_that_of_random_ids_and_nothing_says_when_a_line_was_written(week: GaffeWeek) -> None:
    week.shown()
    rows = list(week.scene.session.scalars(select(GaffeLineRow)))
    shown = [line.replace("&lt;", "<").replace("&gt;", ">") for line in week.in_channel()[-1].split("\n")[2:]]
    assert shown == [row.text for row in sorted(rows, key=lambda row: row.id)]
    assert {row.id.version for row in rows} == {4}
    assert not [column.name for column in GaffeLineRow.__table__.columns if column.name.endswith("_at")]


@pytest.mark.parametrize(
    ("late", "outcome"), [(10 * MINUTE, "posted"), (HOUR, "late"), (DAY, "late"), (DAY + MINUTE, "skipped")]
)
def test_the_prompt_is_late_by_a_day_at_most(week: GaffeWeek, late: timedelta, outcome: str) -> None:
    week.sets("gaffe_reveal_day", "monday")
    week.to(ASKED)
    week.writes(KIM, "Talked about price first.")
    week.to(PROMPTED + late)
    assert week.taken()[-1][2] == outcome
    assert len(week.in_channel()) == (0 if outcome == "skipped" else 1)
    assert week.lines() == (set() if outcome == "skipped" else {"Talked about price first."})


@pytest.mark.parametrize(("late", "outcome"), [(HOUR, "late"), (DAY + MINUTE, "skipped")])
def test_so_is_the_reveal(week: GaffeWeek, late: timedelta, outcome: str) -> None:
    week.prompted()
    week.writes(ANA, "Never met the CFO.")
    week.writes(PRIYA, "Sent the quote too late.")
    week.to(REVEALED + late)
    assert week.taken()[-1][2] == outcome
    assert len(week.in_channel()) == (1 if outcome == "skipped" else 2)
    assert ("its hour went by without me" in week.told(ANA)[-1]) is (outcome == "skipped")


def test_a_prompt_as_late_as_its_reveal_is_not_posted(week: GaffeWeek) -> None:
    week.sets("gaffe_reveal_day", "thursday")
    week.to(ASKED)
    week.writes(KIM, "Talked about price first.")
    week.to(PROMPTED + 5 * HOUR)
    assert week.in_channel() == []
    assert "nothing is shown" in week.told(KIM)[-1]


def test_without_a_channel_the_leader_hears_that_nothing_is_shown(week: GaffeWeek) -> None:
    week.sets("team_channel", "none")
    week.prompted()
    assert week.taken()[-1] == ("gaffe_prompt", W48, "skipped", "no team channel")
    assert "there is no channel to show it in, so nothing is shown" in week.told(KIM)[-1]
    assert week.lines() == set()


def test_where_another_company_reads_nobody_is_asked_and_nothing_is_shown(week: GaffeWeek) -> None:
    channels.share(week.scene.session, week.scene.workspace, CHANNEL, ASKED)
    week.prompted()
    assert week.taken()[-1] == ("gaffe_prompt", W48, "skipped", channels.SHARED)
    assert "there is no channel to show it in, so nothing is shown" in week.told(KIM)[-1]


def test_lines_are_not_shown_once_another_company_reads(week: GaffeWeek) -> None:
    week.prompted()
    for writer in (ANA, PRIYA):
        week.writes(writer, "Sent the papers late.")
    channels.share(week.scene.session, week.scene.workspace, CHANNEL, week.scene.now)
    week.to(REVEALED)
    assert week.taken()[-1] == ("gaffe_reveal", W48, "skipped", channels.SHARED)
    assert week.lines() == set()


def test_off_means_off_and_next_week_begins_anew(week: GaffeWeek) -> None:
    week.sets("gaffe", "no")
    week.to(PROMPTED)
    assert (week.taken(), week.told(KIM)) == ([], [])
    week.sets("gaffe", "yes")
    week.to(PROMPTED + HOUR)
    assert [(kind, outcome) for kind, _, outcome, _ in week.taken()] == [
        ("gaffe_ask", "skipped"),
        ("gaffe_prompt", "skipped"),
    ]
    week.to(ASKED + WEEK)
    assert len(week.told(KIM)) == 1


def test_what_a_prompt_promised_is_kept_when_it_is_turned_off_or_moved(week: GaffeWeek) -> None:
    week.prompted()
    week.writes(ANA, "Never met the CFO.")
    week.writes(PRIYA, "Sent the quote too late.")
    week.sets("gaffe_reveal_day", "wednesday")
    week.sets("gaffe", "no")
    week.to(REVEALED)
    assert len(week.in_channel()) == 2


def test_nobody_goes_first_who_is_not_here_or_away(week: GaffeWeek) -> None:
    person = lost_deals.person(week.scene.session, week.scene.workspace, KIM)
    person.away_until = date(2026, 11, 27)
    week.to(PROMPTED)
    person.away_until, person.active = None, False
    week.to(PROMPTED + WEEK)
    assert week.told(KIM) == []
    assert {row[3] for row in week.taken()} == {gaffes.NOBODY_FIRST}


def test_the_admin_goes_first_where_nobody_is_named(week: GaffeWeek) -> None:
    week.sets("gaffe_leader", "none")
    week.to(ASKED)
    assert week.told(KIM) == []
    week.sets("admin", PRIYA)
    week.to(ASKED + MINUTE)
    assert len(week.told(PRIYA)) == 1


def test_the_leader_is_asked_in_hours_of_their_own(week: GaffeWeek) -> None:
    week.sets("quiet_hours", "yes")
    person = week.scene.session.get_one(PersonRow, week.scene.person(KIM))
    person.zone = "America/New_York"
    week.sets("gaffe_time", "11:00")  # computed anew
    wednesday = datetime(2026, 11, 25, 14, tzinfo=UTC)
    week.to(wednesday - MINUTE)
    assert week.told(KIM) == []
    week.to(wednesday)
    [asked] = week.scene.outbox()
    assert (asked.due_at, asked.lane) == (wednesday, f"dm:{KIM}")
    assert "on Thursday 26 November, 06:00" in week.told(KIM)[0]


def test_a_leader_whose_day_began_before_we_knew_where_they_are_is_asked_late(week: GaffeWeek) -> None:
    week.scene.session.get_one(PersonRow, week.scene.person(KIM)).zone = "America/New_York"
    week.to(ASKED)  # computed while their zone was not known
    assert len(week.told(KIM)) == 1


def test_a_holiday_moves_the_prompt_and_the_prompt_says_so(week: GaffeWeek) -> None:
    week.sets("country", "US")  # Thanksgiving
    week.to(ASKED + DAY)
    week.writes(KIM, "Talked about price first.")
    week.to(PROMPTED + DAY)
    assert "Friday 27 November, 14:30" in week.in_channel()[0]
    assert week.in_channel()[0].endswith("so this comes later than usual.")
    assert {period for _, period, _, _ in week.taken()} == {W48}


def test_after_a_month_nobody_knows_whose_a_line_was(week: GaffeWeek) -> None:
    week.shown()
    week.scene.deliver()
    week.to(REVEALED + KEPT_FOR - MINUTE)
    assert len(week.lines()) == 3
    first = week.scene.session.scalars(select(GaffeLineRow.gaffe_id)).first()
    week.to(REVEALED + KEPT_FOR)
    rows = list(week.scene.session.scalars(select(GaffeLineRow).where(GaffeLineRow.gaffe_id == first)))
    assert {(row.author_id, row.text, row.is_named) for row in rows} == {(None, None, False)}
    assert {row.theme for row in rows} == {None, Theme.DECIDERS, Theme.TIMING}
    assert not [row for row in week.scene.outbox() if "Sent the quote too late." in str(row.payload)]


@pytest.mark.both_databases
def test_the_first_reveal_of_a_month_says_what_the_last_months_lines_were_about(week: GaffeWeek) -> None:
    week.prompted()
    for number in range(5):
        week.writes(f"U0NO{number}", f"Line {number}", Theme.TIMING if number else Theme.VALUE)
    week.to(REVEALED)
    for weeks in (1, 2):
        week.to(ASKED + weeks * WEEK)
        week.writes(KIM, "Price first.")
        week.to(PROMPTED + weeks * WEEK)
        week.writes(ANA, "Price.")
        week.writes(PRIYA, "Price again.")
        week.to(REVEALED + weeks * WEEK)
    _, december, second = [said for said in week.in_channel() if "lines from us" in said]
    assert december.endswith("*Last month's lines were about:* Timing 4, Showing the value 1.")
    assert "Last month" not in second


def test_a_rehearsal_shows_what_leader_and_team_would_read_and_leaves_no_trace(week: GaffeWeek) -> None:
    asked, prompt = gaffes.rehearse(week.scene.session, week.scene.workspace.id, MONDAY)
    assert "The team is asked on Thursday 26 November, 10:00" in asked.text
    assert "<@U0KIM> has gone first" in prompt.text
    assert (week.taken(), week.scene.outbox()) == ([], [])
    week.sets("gaffe_leader", "none")
    assert gaffes.rehearse(week.scene.session, week.scene.workspace.id, MONDAY) == []


def test_only_workspaces_whose_hour_has_come_are_asked_for(week: GaffeWeek) -> None:
    assert slots.due(week.scene.session, ASKED - MINUTE, slots.GAFFE) == []
    assert slots.due(week.scene.session, ASKED, slots.GAFFE) == [week.scene.workspace.id]
