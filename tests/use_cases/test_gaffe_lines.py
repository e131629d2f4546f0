"""One's own line in the gaffe of the week: nobody else's business, until it is shown and after."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.access import Actor
from bot.domain.gaffes import KEPT_FOR, Theme, Written
from bot.errors import GaffeClosed, NotAllowed, NotFound
from bot.storage import workspaces
from bot.storage.models import GaffeLineRow, OutboxRow
from bot.use_cases.gaffe import gaffe_lines, gaffe_wishes
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, text
from tests.gaffe_week import ASKED, MONDAY, PROMPTED, REVEALED, WEEK, GaffeWeek

BEN = "U0BEN"
LINE = "Never met the CFO."


@pytest.fixture
def week(scene: Scene) -> GaffeWeek:
    return GaffeWeek(scene)


def page(week: GaffeWeek, by: str) -> gaffe_lines.Page:
    return gaffe_lines.page(week.scene.session, week.scene.actor(by), week.round().id)


def guest(actor: Actor) -> Actor:
    return replace(actor, is_guest=True)


def stranger(actor: Actor) -> Actor:
    return replace(actor, person=None, is_outside=True)


def test_only_the_leader_may_write_before_they_have_gone_first(week: GaffeWeek) -> None:
    week.to(ASKED)
    with pytest.raises(NotAllowed):
        week.writes(ANA, LINE)
    assert page(week, KIM).leader is None
    assert week.writes(KIM, LINE) is not None
    with pytest.raises(NotAllowed):
        page(week, ANA)


@pytest.mark.parametrize("who", [guest, stranger])
def test_guests_and_strangers_are_kept_out(week: GaffeWeek, who: Callable[[Actor], Actor]) -> None:
    week.prompted()
    actor, row, session = who(week.scene.actor(ANA)), week.round(), week.scene.session
    for act in (
        lambda: gaffe_lines.page(session, actor, row.id),
        lambda: gaffe_lines.write(session, actor, row.id, Written(LINE), week.scene.now),
        lambda: gaffe_lines.take_back(session, actor, row.id, week.scene.now),
        lambda: gaffe_lines.not_this_week(session, actor, row.id, week.scene.now),
        lambda: gaffe_wishes.outside_a_round(session, actor, week.scene.now, has_words=False),
        lambda: gaffe_wishes.turn(session, actor, week.scene.now, is_on=False),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_another_workspace_knows_of_nothing(week: GaffeWeek) -> None:
    week.prompted()
    other = lost_deals.workspace(week.scene.session, "T0OTHER")
    actor = lost_deals.actor(week.scene.session, other, ANA)
    with pytest.raises(NotFound):
        gaffe_lines.page(week.scene.session, actor, week.round().id)
    with pytest.raises(NotFound):
        gaffe_lines.take_back(week.scene.session, actor, week.round().id, week.scene.now)
    assert gaffe_wishes.under_way(week.scene.session, actor) is None


def test_a_line_is_changed_in_place_and_found_again_in_the_form(week: GaffeWeek) -> None:
    week.prompted()
    week.writes(ANA, "Never met anybody.", Theme.DECIDERS)
    week.writes(ANA, LINE, Theme.TIMING)
    assert page(week, ANA).written == Written(LINE, Theme.TIMING)
    assert page(week, ANA).leader == KIM
    assert page(week, PRIYA).written == Written()
    assert len(week.lines()) == 2
    [receipt] = week.told(ANA)
    assert receipt.startswith("*Gaffe of the week:* kept. Nobody reads your line before Friday 27 November, 14:30;")


def test_the_receipt_says_nothing_of_the_line_to_whoever_reads_the_database(week: GaffeWeek) -> None:
    week.shown()
    rows = week.scene.session.scalars(select(OutboxRow)).all()
    assert len([row for row in rows if "Sent the quote too late." in str(row.payload)]) == 1  # the reveal
    assert not [row for row in rows if "Sent the quote too late." in str(row.payload) and row.asked_by]


def test_an_empty_form_takes_it_back_and_changes_nothing_where_there_is_nothing(week: GaffeWeek) -> None:
    week.to(ASKED)
    assert week.writes(KIM, "") is None
    assert "you go first" in week.told(KIM)[0]
    week.writes(KIM, LINE)
    week.writes(KIM, "")
    assert "is taken back. Nobody hears of it." in week.told(KIM)[0]
    assert week.lines() == set()
    week.to(PROMPTED)
    assert week.in_channel() == []


def test_the_leader_says_not_this_week_and_may_change_their_mind(week: GaffeWeek) -> None:
    week.to(ASKED)
    week.writes(KIM, LINE)
    for _ in range(2):
        gaffe_lines.not_this_week(week.scene.session, week.scene.actor(KIM), week.round().id, week.scene.tick())
    assert "not this week, then" in week.told(KIM)[0]
    assert week.lines() == set()
    assert gaffe_wishes.under_way(week.scene.session, week.scene.actor(KIM)) == week.round().id
    week.writes(KIM, "Talked about price first.")
    week.to(PROMPTED)
    assert len(week.in_channel()) == 1
    with pytest.raises(GaffeClosed):
        gaffe_lines.not_this_week(week.scene.session, week.scene.actor(KIM), week.round().id, week.scene.tick())


def test_once_shown_nothing_is_added_or_changed(week: GaffeWeek) -> None:
    week.shown()
    for who in (ANA, BEN, KIM):
        with pytest.raises(GaffeClosed):
            week.writes(who, "Another.")
        with pytest.raises(GaffeClosed):
            page(week, who)
    assert gaffe_wishes.under_way(week.scene.session, week.scene.actor(ANA)) is None


def test_a_line_taken_back_after_the_reveal_goes_from_the_post_and_the_others_stay(week: GaffeWeek) -> None:
    week.shown()
    week.scene.deliver()
    before = week.in_channel()[-1].split("\n")[2:]
    assert week.takes_back(PRIYA).endswith("is taken back, and it goes from the channel. Nobody hears of it.")
    after = week.in_channel()[-1].split("\n")[2:]
    assert after == [line for line in before if line != "Sent the quote too late."]
    assert week.in_channel()[-1].startswith("*Gaffe of the week:* 2 lines from us")
    assert "I know of no line of yours here" in week.takes_back(PRIYA)
    week.takes_back(ANA)
    week.takes_back(KIM)
    assert week.in_channel()[-1] == (
        "*Gaffe of the week:* every line of this round was taken back. That is always fine."
    )
    said = [*week.scene.outbox(), *week.scene.outbox("update")]
    assert not [row for row in said if "Sent the quote too late." in str(row.payload)]


def test_nobody_takes_back_what_is_not_theirs_any_more(week: GaffeWeek) -> None:
    week.shown()
    assert "I know of no line of yours here" in week.takes_back(BEN)
    week.to(REVEALED + KEPT_FOR)
    first = week.scene.session.scalars(select(GaffeLineRow.gaffe_id)).first()
    assert first
    told = gaffe_lines.take_back(week.scene.session, week.scene.actor(ANA), first, week.scene.now)
    assert "a month has passed" in told.text
    assert week.scene.session.scalar(select(func.count()).select_from(GaffeLineRow)) == 3


def test_the_button_answers_where_it_was_clicked_unless_the_receipt_stands_there(week: GaffeWeek) -> None:
    week.shown()
    week.scene.deliver()
    for channel, key in (("G-U0ANA", "1"), ("C0SALES", "2")):
        actor = week.scene.actor(ANA)
        gaffe_lines.take_back_in(week.scene.session, actor, week.round().id, channel, key, week.scene.tick())
    [whisper] = week.scene.outbox("ephemeral")
    assert "I know of no line of yours here" in text(whisper)


def test_their_own_line_is_shown_to_whoever_wrote_it_and_to_nobody_else(week: GaffeWeek) -> None:
    week.shown()

    def asked(by: str, *, has_words: bool = False) -> str:
        actor = week.scene.actor(by)
        return gaffe_wishes.outside_a_round(week.scene.session, actor, week.scene.now, has_words=has_words).text

    assert "this line is yours, and nobody else knows: “Sent the quote too late.”" in asked(PRIYA)
    assert "nobody can write right now, so nothing was kept." in asked(PRIYA, has_words=True)
    assert "nobody can write right now. The team" in asked(BEN)
    assert "The team is asked next on Thursday 3 December, 10:00" in asked(BEN)
    week.sets("gaffe", "no")
    assert "it is off here" in asked(BEN)


def test_a_leader_whose_name_was_shown_is_not_told_that_nobody_knows(week: GaffeWeek) -> None:
    week.prompted("Talked about price first.", is_named=True)
    for who in (ANA, PRIYA):
        week.writes(who, "Forgot the CFO.")
    week.to(REVEALED)
    told = gaffe_wishes.outside_a_round(week.scene.session, week.scene.actor(KIM), week.scene.now, has_words=False)
    assert "this line is yours, and it was shown with your name" in told.text


def test_a_typed_line_keeps_the_theme_and_the_name_of_the_form(week: GaffeWeek) -> None:
    session, actor = week.scene.session, week.scene.actor(KIM)
    week.to(ASKED)
    first = Written("Talked about price first.", Theme.TIMING, is_named=True)
    gaffe_lines.write(session, actor, week.round().id, first, week.scene.now)
    gaffe_lines.retype(session, actor, week.round().id, "Forgot the CFO.", week.scene.now)
    assert gaffe_lines.page(session, actor, week.round().id).written == replace(first, text="Forgot the CFO.")


def turned(week: GaffeWeek, by: str, *, is_on: bool, is_admin: bool = False) -> str:
    actor = replace(week.scene.actor(by), is_admin=is_admin)
    return gaffe_wishes.turn(week.scene.session, actor, week.scene.tick(), is_on=is_on).text


def test_an_admin_or_the_leader_turns_it_on_and_off(week: GaffeWeek) -> None:
    with pytest.raises(NotAllowed):
        turned(week, ANA, is_on=False)
    assert "it is off" in turned(week, KIM, is_on=False)
    assert "<@U0KIM> goes first" in turned(week, PRIYA, is_on=True, is_admin=True)
    assert week.scene.audit() == [(KIM, "turn_gaffe_off"), (PRIYA, "turn_gaffe_on")]


def test_whoever_turns_it_on_goes_first_where_nobody_is_named(week: GaffeWeek) -> None:
    week.sets("gaffe_leader", "none")
    week.sets("team_channel", "none")
    told = turned(week, PRIYA, is_on=True, is_admin=True)
    assert "<@U0PRIYA> goes first and is asked in private; the team is asked next on Thursday 26 November" in told
    assert "No team channel is set yet" in told
    assert workspaces.preferences(week.scene.workspace).gaffe_leader == PRIYA


def test_the_next_round_is_written_in_while_the_last_one_stands(week: GaffeWeek) -> None:
    week.shown()
    week.to(ASKED + WEEK)
    assert gaffe_wishes.under_way(week.scene.session, week.scene.actor(KIM)) == week.round().id
    assert gaffe_wishes.under_way(week.scene.session, week.scene.actor(ANA)) is None
    week.to(MONDAY + 2 * WEEK)
