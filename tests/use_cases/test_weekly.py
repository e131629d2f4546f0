"""The weekly hour: once a week and workspace, late by a day at most, and only what people said yes to."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.conversation import Quotable, Status
from bot.domain.deals import Outcome
from bot.domain.wrap_ups import Consent
from bot.storage import slots, workspaces
from bot.storage.database import Database
from bot.storage.models import CelebrationRow, DealRow, FixRow, OutboxRow, RoomRow, SlotRow, WorkspaceRow
from bot.use_cases.week import occasions, publications, weekly
from tests import lost_deals
from tests.lost_deals import ANA, BEN, CHANNEL, FRIDAY, KIM, Said

pytestmark = pytest.mark.both_databases

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def post(session: Session, workspace: WorkspaceRow, now: datetime) -> None:
    weekly.post(session, workspace, now)
    session.flush()


def posts(session: Session) -> list[str]:
    """The first line of each post, in the order in which they go out."""
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    return [str((row.payload or {})["text"]).splitlines()[0] for row in rows]


def whole_posts(session: Session) -> list[str]:
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    return [str((row.payload or {})["text"]) for row in rows]


def taken(session: Session) -> list[tuple[str, str, str, str | None]]:
    rows = session.scalars(select(SlotRow).order_by(SlotRow.id))
    return [(row.kind, row.period, row.outcome, row.reason) for row in rows]


def waiting(session: Session, **settings: str) -> WorkspaceRow:
    """A workspace that waits for this Friday's hour."""
    row = lost_deals.workspace(session, **settings)
    row.next_slot_at = FRIDAY
    return row


def test_on_friday_the_celebration_goes_out_and_the_digest_right_after(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        retrospective = lost_deals.loss(
            session, workspace, said=(Said("Slow.", Quotable.INSIDE),), competitor="Contoso"
        )
        post(session, workspace, FRIDAY + MINUTE)
    with db.read() as session:
        celebration, digest = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        told = session.scalars(select(CelebrationRow)).one()
        assert whole_posts(session) == [
            "*Northwind and <@U0ANA>: loss of the week.* 94 days, and one honest call with the customer afterwards. "
            "Thank you for sharing it.\n\n"
            "*What we take from it:* Ask who signs before you show anything.\n"
            "*Try it on:* any deal where Contoso is in. Raise a glass.\n"
            ":clinking_glasses: To what we know now. Reactions and replies are welcome, and counted.",
            "*Win-loss digest, the last seven days:* 1 deal lost, 1 talked through, 1 customer conversation.\n"
            "Median days to lose and to win, over four weeks: too few to say.\n\n"
            "*In the customer's words, Northwind:* “Slow.”",
        ]
        assert celebration.lane == digest.lane == f"weekly:{workspace.id}"
        assert celebration.subject == f"celebration:{told.id}"
        assert (told.retrospective_id, told.week, told.post_id) == (retrospective.id, "2026-W47", celebration.id)
        room = session.get_one(RoomRow, celebration.room_id)
        assert room.channel == CHANNEL
        assert taken(session) == [
            ("celebration", "2026-W47", "posted", None),
            ("digest", "2026-W47", "posted", None),
        ]
        assert session.get_one(WorkspaceRow, workspace.id).next_slot_at == FRIDAY + WEEK


def test_holding_the_hour_twice_posts_once(db: Database) -> None:
    for now in (FRIDAY + MINUTE, FRIDAY + 2 * MINUTE, FRIDAY + 3 * HOUR):
        with db.begin() as session:
            workspace = waiting(session)
            if now == FRIDAY + MINUTE:
                lost_deals.loss(session, workspace)
            post(session, workspace, now)
    with db.read() as session:
        assert len(posts(session)) == 2
        assert len(taken(session)) == 2


@pytest.mark.parametrize(
    ("late", "outcome"),
    [(10 * MINUTE, "posted"), (11 * MINUTE, "late"), (24 * HOUR, "late"), (24 * HOUR + MINUTE, "skipped")],
)
def test_late_by_a_day_at_most(db: Database, late: timedelta, outcome: str) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        lost_deals.loss(session, workspace)
        post(session, workspace, FRIDAY + late)
        assert {row[2] for row in taken(session)} == {outcome}
        assert {row[3] for row in taken(session)} == ({occasions.TOO_LATE} if outcome == "skipped" else {None})
        assert len(posts(session)) == (0 if outcome == "skipped" else 2)
        assert workspace.next_slot_at == FRIDAY + WEEK


def test_every_week_that_was_slept_through_is_on_record(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        lost_deals.loss(session, workspace)
        post(session, workspace, FRIDAY + 2 * WEEK + HOUR)
        assert [(period, outcome) for kind, period, outcome, _ in taken(session) if kind == "digest"] == [
            ("2026-W47", "skipped"),
            ("2026-W48", "skipped"),
            ("2026-W49", "skipped"),
        ]
        assert [row[2:] for row in taken(session) if row[:2] == ("celebration", "2026-W49")] == [("late", None)]


@pytest.mark.parametrize(
    ("name", "text"), [("weekly_day", "saturday"), ("timezone", "Pacific/Honolulu"), ("weekly_time", "23:00")]
)
def test_another_day_or_zone_never_gives_a_second_post_in_the_same_week(db: Database, name: str, text: str) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        for rep in (ANA, BEN):
            lost_deals.loss(session, workspace, f"Deal of {rep}", rep=rep)
        post(session, workspace, FRIDAY)
        workspaces.change(session, workspace, name, text)
        for hours in range(0, 54, 3):
            post(session, workspace, FRIDAY + hours * HOUR)
        assert {period for _, period, _, _ in taken(session)} == {"2026-W47"}
        assert len(posts(session)) == 2


def test_a_hour_that_was_set_to_days_ago_is_not_this_weeks_loss(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        lost_deals.loss(session, workspace)
        thursday = FRIDAY - DAY
        workspaces.change(session, workspace, "weekly_day", "monday")
        post(session, workspace, thursday)
        assert taken(session) == []
        workspaces.change(session, workspace, "weekly_day", "friday")
        post(session, workspace, thursday + HOUR)
        assert workspace.next_slot_at == FRIDAY
        post(session, workspace, FRIDAY)
        assert len(posts(session)) == 2


def test_nothing_is_made_up_for_from_before_the_installation(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        workspace.installed_at = FRIDAY + HOUR
        lost_deals.loss(session, workspace)
        post(session, workspace, FRIDAY + 2 * HOUR)
        assert (taken(session), posts(session)) == ([], [])
        assert workspace.next_slot_at == FRIDAY + WEEK


def test_a_clock_that_had_been_a_year_ahead_costs_no_week(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        lost_deals.loss(session, workspace)
        workspace.next_slot_at = FRIDAY + 52 * WEEK
        session.flush()
        assert slots.due(session, FRIDAY) == [workspace.id]
        post(session, workspace, FRIDAY)
        assert len(posts(session)) == 2
        assert workspace.next_slot_at == FRIDAY + WEEK


def test_without_a_team_channel_the_admin_has_something_to_fix(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session, team_channel="none")
        lost_deals.loss(session, workspace)
        post(session, workspace, FRIDAY)
        assert posts(session) == []
        assert {row[2:] for row in taken(session)} == {("skipped", "no team channel")}
        fix = session.scalars(select(FixRow)).one()
        assert (fix.kind, fix.fixed_at) == ("team_channel", None)
    with db.begin() as session:
        again = session.get_one(WorkspaceRow, workspace.id)
        workspaces.change(session, again, "team_channel", CHANNEL)
        post(session, again, FRIDAY + WEEK)
        assert session.scalars(select(FixRow)).one().fixed_at == FRIDAY + WEEK
        assert posts(session) == [
            "*Northwind and <@U0ANA>: loss of the week.* 94 days, looked at openly afterwards. "
            "Thank you for sharing it."
        ]


def test_nothing_with_consent_is_skipped_silently_and_the_digest_still_goes(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        lost_deals.loss(session, workspace, "Asked", consent=None, said=(Said("Slow.", Quotable.INSIDE),))
        lost_deals.loss(session, workspace, "Refused", rep=BEN, consent=Consent.NO)
        post(session, workspace, FRIDAY)
        assert taken(session) == [
            ("celebration", "2026-W47", "skipped", "nothing with consent"),
            ("digest", "2026-W47", "posted", None),
        ]
        [digest] = whole_posts(session)
        assert digest == (
            "*Win-loss digest, the last seven days:* 2 deals lost, 2 talked through, 1 customer conversation.\n"
            "Median days to lose and to win, over four weeks: too few to say."
        )


@pytest.mark.parametrize(
    ("name", "first_words", "slots_taken"),
    [
        ("loss_of_the_week", ["*Win-loss"], [("skipped", "turned off"), ("posted", None)]),
        ("digest", ["*Northwind"], [("posted", None), ("skipped", "turned off")]),
    ],
)
def test_either_may_be_turned_off(
    db: Database, name: str, first_words: list[str], slots_taken: list[tuple[str, str | None]]
) -> None:
    with db.begin() as session:
        workspace = waiting(session, **{name: "no"})
        lost_deals.loss(session, workspace)
        rehearsed = [message.text for message in weekly.rehearse(session, workspace.id, FRIDAY)]
        post(session, workspace, FRIDAY)
        assert [text.split(" ")[0] for text in rehearsed] == first_words
        assert [text.split(" ")[0] for text in posts(session)] == first_words
        assert [row[2:] for row in taken(session)] == slots_taken


def test_a_week_in_which_nothing_happened_says_nothing(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        post(session, workspace, FRIDAY)
        assert posts(session) == []
        assert [row[2:] for row in taken(session)] == [
            ("skipped", "nothing with consent"),
            ("skipped", "nothing to say"),
        ]


def test_who_wants_no_name_is_not_named_anywhere(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        lost_deals.loss(session, workspace, consent=Consent.NO_NAME)
        post(session, workspace, FRIDAY)
        assert posts(session)[0].startswith("*Northwind and one of us: loss of the week.*")
        assert ANA not in "".join(whole_posts(session))


def reopened(row: DealRow) -> None:
    row.outcome = Outcome.OPEN


def deleted(row: DealRow) -> None:
    row.deleted_at = FRIDAY


@pytest.mark.parametrize(
    "unfit",
    [
        {"done_at": FRIDAY - timedelta(days=28)},
        {"status": Status.SKIPPED},
        {"status": Status.WRAP_UP},
        {"consent": Consent.NO},
        {"change": reopened},
        {"change": deleted},
    ],
    ids=["old", "skipped", "unfinished", "refused", "reopened", "deleted"],
)
def test_what_is_old_or_unfinished_or_no_loss_any_more_is_not_celebrated(
    db: Database, unfit: dict[str, object]
) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        lost_deals.loss(session, workspace, **unfit)  # type: ignore[arg-type]  # one argument each
        post(session, workspace, FRIDAY)
        assert session.scalars(select(CelebrationRow)).all() == []


def test_over_the_weeks_others_have_a_turn_and_nothing_is_told_twice(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        voice = (Said("Slow."),)
        best = lost_deals.loss(session, workspace, "Best", said=voice, done_at=FRIDAY - 2 * HOUR)
        # By the time that Ana may be celebrated again, her second one is too old.
        lost_deals.loss(session, workspace, "Second", said=voice, done_at=FRIDAY - HOUR)
        plain = lost_deals.loss(session, workspace, "Plain", rep=BEN)
        for weeks in range(6):
            post(session, workspace, FRIDAY + weeks * WEEK)
        query = select(CelebrationRow.week, CelebrationRow.retrospective_id).order_by(CelebrationRow.week)
        assert session.execute(query).all() == [("2026-W47", best.id), ("2026-W48", plain.id)]


def test_workspaces_do_not_see_each_other(db: Database) -> None:
    with db.begin() as session:
        ours, theirs = waiting(session), lost_deals.workspace(session, "T0OTHER")
        lost_deals.loss(session, theirs, said=(Said("Slow.", Quotable.INSIDE),))
        post(session, ours, FRIDAY)
        assert posts(session) == []


def test_a_rehearsal_shows_the_posts_and_leaves_no_trace(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        lost_deals.loss(session, workspace, rep=KIM)
    with db.read() as session:
        shown = [message.text for message in weekly.rehearse(session, workspace.id, FRIDAY - HOUR)]
        assert (taken(session), posts(session)) == ([], [])
    with db.begin() as session:
        post(session, session.get_one(WorkspaceRow, workspace.id), FRIDAY)
        assert shown == whole_posts(session)


def test_nothing_to_rehearse(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
    with db.read() as session:
        assert weekly.rehearse(session, workspace.id, FRIDAY) == []
        assert weekly.rehearse(session, UUID(int=1), FRIDAY) == []


def test_three_lessons_at_most_and_the_celebrated_one_not_again(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        for number, rep in enumerate([ANA, BEN, KIM, "U0LEE", "U0MAX"]):
            said = (Said("Slow."),) if rep == ANA else ()
            lost_deals.loss(session, workspace, f"Deal {number}", rep=rep, said=said, done_at=FRIDAY - number * HOUR)
        post(session, workspace, FRIDAY)
        celebration, digest = whole_posts(session)
        heard = [line for line in digest.splitlines() if line.startswith("•")]
        assert "Deal 0" in celebration
        assert [line.split("*")[1] for line in heard] == ["Deal 1", "Deal 2", "Deal 3"]


def test_medians_need_five_deals_in_four_weeks(db: Database) -> None:
    with db.begin() as session:
        workspace = waiting(session)
        for days in (10, 20, 30, 40, 500):
            lost_deals.deal(session, workspace, f"Lost in {days}", days=days)
        for days in (5, 6, 7, 8):
            lost_deals.deal(session, workspace, f"Won in {days}", days=days, outcome=Outcome.WON)
        for week in (5, 5, 6, 6, 7):
            lost_deals.deal(session, workspace, "Long ago", days=1, closed_at=FRIDAY - week * WEEK)
        post(session, workspace, FRIDAY)
        assert whole_posts(session) == [
            "*Win-loss digest, the last seven days:* 5 deals lost, none talked through yet.\n"
            "Median days to lose, over four weeks: 30, was 1 in the four weeks before. To win: too few to say.\n"
            "Week by week since Sunday 18 October, the median days to lose lay between 1 and 30."
        ]


def test_the_hour_follows_the_workspaces_zone_over_the_change_to_winter_time(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session, timezone="Europe/Berlin")
        post(session, workspace, datetime(2026, 10, 20, tzinfo=UTC))
        assert workspace.next_slot_at == datetime(2026, 10, 23, 13, tzinfo=UTC)
        post(session, workspace, datetime(2026, 10, 23, 13, tzinfo=UTC))
        assert workspace.next_slot_at == datetime(2026, 10, 30, 14, tzinfo=UTC)


def test_on_a_public_holiday_both_wait_for_the_next_working_day_and_belong_to_their_week(db: Database) -> None:
    christmas = datetime(2026, 12, 25, 15, tzinfo=UTC)
    with db.begin() as session:
        workspace = lost_deals.workspace(session, country="DE")
        talk = lost_deals.loss(session, workspace, done_at=christmas - DAY)
        post(session, workspace, christmas - DAY)
        assert workspace.next_slot_at == christmas + 3 * DAY
        post(session, workspace, christmas + 3 * DAY)
        why = "Friday 25 December was a public holiday (Germany), so this comes later than usual."
        assert [text.splitlines()[-1] for text in whole_posts(session)] == [why, why]
        publications.correct(session, talk, christmas + 4 * DAY)
        assert [text.splitlines()[-1] for text in whole_posts(session)] == [why] * 3
        assert {(period, outcome) for _, period, outcome, _ in taken(session)} == {("2026-W52", "posted")}
        assert workspace.next_slot_at == christmas + 10 * DAY  # the first Friday of the year is one as well
