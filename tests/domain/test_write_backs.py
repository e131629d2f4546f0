"""What goes back into a CRM: which steps there are, and what becomes of each when others write there as well."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from bot.domain.options import Option, fitting
from bot.domain.write_backs import (
    Fate,
    Held,
    Since,
    State,
    Step,
    Write,
    anew,
    given_up,
    is_day_told,
    is_over,
    judged,
    judged_again,
    judged_task,
    mark,
    may_go_out,
    note_tag,
    once_more,
    planned,
    since,
    task_tag,
)

REASON = Write(Step.REASON, "Trust", "closed_lost_reason", "Price")
NOTE = Write(Step.NOTE, "Northwind")


def test_only_what_the_crm_has_and_holds_otherwise_is_planned() -> None:
    held = {Step.REASON: Held("closed_lost_reason", "Price"), Step.COME_BACK: Held("next", "2027-03-01")}
    note = {Step.NOTE: "Northwind"}
    assert planned({Step.REASON: "Trust", **note}, held) == (REASON, NOTE)
    for wanted in ({Step.REASON: "Price"}, {Step.REASON: ""}, {Step.COME_BACK: "2027-03-01"}):
        assert [one.fate for one in planned({**wanted, **note}, held)] == [Fate.IDLE, Fate.OFFERED]
    assert planned({Step.REASON: "Trust", **note}, {}) == (NOTE,)


def test_the_mark_tells_what_is_agreed_to_and_not_how_far_it_is() -> None:
    assert mark([REASON, NOTE]) == mark([replace(REASON, fate=Fate.REFUSED, reason="no"), NOTE])
    for other in (replace(REASON, before=None), replace(REASON, after="Fit"), replace(REASON, field="reason")):
        assert mark([other, NOTE]) != mark([REASON, NOTE])


@pytest.mark.parametrize(
    ("value", "written", "taken_back"),
    [
        ("Price", Fate.OFFERED, Fate.UNDONE),
        ("Trust", Fate.THERE, Fate.WRITTEN),
        ("Timing", Fate.THEIRS, Fate.KEPT),
        (None, Fate.THEIRS, Fate.KEPT),
    ],
)
def test_what_somebody_else_wrote_stays(value: str | None, written: Fate, taken_back: Fate) -> None:
    done = replace(REASON, fate=Fate.WRITTEN)
    assert (judged(REASON, value), judged_again(done, value)) == (written, taken_back)


def test_what_stands_there_is_ours_only_once_we_have_sent_it() -> None:
    assert judged(replace(REASON, fate=Fate.UNSURE), "Trust") is Fate.WRITTEN


def test_what_is_given_up_may_be_tried_once_more_unless_it_is_done() -> None:
    sent = replace(NOTE, fate=Fate.UNSURE)
    assert given_up(State.WRITING, (REASON, sent)) == (replace(REASON, fate=Fate.UNSENT), sent)
    stuck = given_up(State.UNDOING, (replace(REASON, fate=Fate.WRITTEN), sent))
    assert [one.fate for one in stuck] == [Fate.STUCK, Fate.STUCK]
    done = replace(REASON, fate=Fate.WRITTEN)
    assert once_more((done, replace(NOTE, fate=Fate.REFUSED))) == (done, sent)
    assert once_more(given_up(State.WRITING, (REASON,))) == (REASON,)


THEIRS = "Your onboarding took nine weeks."
TOLD = replace(NOTE, after=f"Northwind\nReason: Price\nLesson: {THEIRS}", fate=Fate.WRITTEN)


@pytest.mark.parametrize(
    ("planned", "unquotable", "goes_out", "become"),
    [
        (TOLD.after, (), TOLD.after, None),
        ("Northwind\nReason: Price", (), TOLD.after, Since.CHANGED),
        ("Northwind\nReason: Price", (THEIRS,), "Northwind\nReason: Price", Since.WITHDRAWN),
        ("Northwind\nReason: Trust", ("Reason Price",), f"Northwind\nLesson: {THEIRS}", Since.WITHDRAWN),
    ],
)
def test_what_was_agreed_goes_out_as_far_as_it_still_may(
    planned: str, unquotable: tuple[str, ...], goes_out: str, become: Since | None
) -> None:
    assert may_go_out(TOLD, planned, unquotable).after == goes_out
    assert since([TOLD], {Step.NOTE: planned}, unquotable) is become
    assert since([replace(TOLD, fate=Fate.GONE)], {Step.NOTE: planned}, unquotable) is None


def test_a_step_of_which_nothing_may_go_out_is_not_written() -> None:
    words = replace(REASON, after="Nine weeks.")
    assert may_go_out(words, "", ("Nine weeks",)).fate is Fate.UNTOLD


WRITTEN = replace(REASON, fate=Fate.WRITTEN)
AGAIN = replace(REASON, after="Fit", ours="Trust")


@pytest.mark.parametrize(
    ("write", "wanted", "offered"),
    [
        (WRITTEN, "Trust", WRITTEN),
        (WRITTEN, "Fit", AGAIN),
        (replace(REASON, fate=Fate.UNSURE), "Fit", replace(REASON, fate=Fate.UNSURE)),  # "Try again" settles it first
        (replace(AGAIN, fate=Fate.UNSURE), "Pace", replace(AGAIN, fate=Fate.UNSURE)),
        (replace(REASON, fate=Fate.LEFT), "Trust", REASON),
        (WRITTEN, "", replace(REASON, after="Price", ours="Trust")),
        (replace(WRITTEN, before=None), "", replace(REASON, before=None, after="", ours="Trust")),
        (replace(REASON, fate=Fate.REFUSED, reason="no"), "Fit", replace(REASON, after="Fit")),
        (replace(REASON, fate=Fate.THERE), "Fit", replace(REASON, before="Trust", after="Fit")),
        (replace(REASON, fate=Fate.THEIRS), "Fit", replace(REASON, fate=Fate.THEIRS)),
        (replace(REASON, after="", fate=Fate.IDLE), "Fit", replace(REASON, after="Fit")),
        (replace(REASON, after="", fate=Fate.IDLE), "Price", replace(REASON, after="", fate=Fate.IDLE)),
        (replace(AGAIN, fate=Fate.WRITTEN), "Pace", replace(AGAIN, after="Pace", ours="Fit")),
        (replace(AGAIN, fate=Fate.REFUSED), "Pace", replace(AGAIN, after="Pace")),
        (replace(AGAIN, fate=Fate.REFUSED), "Trust", WRITTEN),
        (replace(AGAIN, fate=Fate.THERE), "Pace", replace(REASON, before="Fit", after="Pace")),
        (replace(REASON, fate=Fate.UNSENT), "", replace(REASON, after="Price", fate=Fate.IDLE)),
    ],
)
def test_what_changes_later_is_offered_with_what_we_wrote(write: Write, wanted: str, offered: Write) -> None:
    assert anew([write], {Step.REASON: wanted}) == (offered,)


@pytest.mark.parametrize(
    ("value", "written", "taken_back"),
    [
        ("Trust", Fate.OFFERED, Fate.WRITTEN),
        ("Price", Fate.THEIRS, Fate.UNDONE),
        ("Fit", Fate.THERE, Fate.KEPT),
        ("Timing", Fate.THEIRS, Fate.KEPT),
    ],
)
def test_anew_only_what_we_wrote_is_replaced_and_undone_what_stood_before_us(
    value: str, written: Fate, taken_back: Fate
) -> None:
    assert judged(AGAIN, value) is written
    assert judged_again(replace(AGAIN, fate=Fate.REFUSED), value) is taken_back
    assert judged_again(replace(AGAIN, fate=Fate.WRITTEN), "Fit") is Fate.WRITTEN


def test_what_we_wrote_before_still_stands_when_the_new_was_not_written() -> None:
    refused = replace(TOLD, after="Northwind", ours=TOLD.after, fate=Fate.REFUSED)
    assert since([refused], {Step.NOTE: "Northwind"}, (THEIRS,)) is Since.WITHDRAWN
    assert given_up(State.UNDOING, [refused])[0].fate is Fate.STUCK


LIST = (Option("opt_1", "Too expensive", ("price", "Price", "Preis")), Option("opt_2", "Trust"))
HELD = {Step.REASON: Held("loss", "opt_1", LIST)}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Price", "opt_1"),
        ("PREIS (Vertrauen), Zeitpunkt", "opt_1"),
        ("too  expensive", "opt_1"),
        ("opt_2", "opt_2"),
        ("trust, Price", "opt_2"),
        ("Onboarding effort, Price", None),
        ("Pri", None),
        ("", None),
    ],
)
def test_the_weightiest_reason_says_which_of_a_list_it_is(words: str, value: str | None) -> None:
    found = fitting(LIST, words)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("words", "fate"),
    [("Trust", Fate.OFFERED), ("Price, Trust", Fate.IDLE), ("Onboarding effort", Fate.NO_OPTION), ("", Fate.IDLE)],
)
def test_of_a_list_only_what_fits_is_offered(words: str, fate: Fate) -> None:
    [one, _] = planned({Step.REASON: words, Step.NOTE: "Northwind"}, HELD)
    assert one.fate is fate


def test_a_list_is_told_its_value_and_people_read_its_label() -> None:
    [one, _] = planned({Step.REASON: "Trust", Step.NOTE: "Northwind"}, HELD)
    assert (one.told(one.after), one.shown(one.before), one.shown(one.after)) == ("opt_2", "Too expensive", "Trust")
    assert (judged(one, "opt_1"), judged(one, "opt_2"), judged(one, "opt_3")) == (
        Fate.OFFERED,
        Fate.THERE,
        Fate.THEIRS,
    )
    done = replace(one, fate=Fate.WRITTEN)
    assert (judged_again(done, "opt_2"), judged_again(done, "opt_1")) == (Fate.WRITTEN, Fate.UNDONE)
    [again] = anew([done], {Step.REASON: "Price"})
    assert (again.ours, again.fate, judged(again, "opt_2")) == ("Trust", Fate.OFFERED, Fate.OFFERED)
    assert anew([done], {Step.REASON: "Onboarding effort"}) == (done,)
    [refused] = planned({Step.REASON: "Fit", Step.NOTE: "Northwind"}, HELD)[:1]
    assert anew([refused], {Step.REASON: "Trust"})[0].fate is Fate.OFFERED


def test_other_words_for_the_same_option_stay_ours() -> None:
    done = Write(Step.REASON, "Price", "loss", "opt_2", Fate.WRITTEN, options=LIST)
    [same] = anew([done], {Step.REASON: "Price, Trust"})
    assert same == replace(done, after="Price, Trust")
    assert since([done], {Step.REASON: "Price, Trust"}, ()) is None
    assert judged_again(same, "opt_1") is Fate.WRITTEN
    [other] = anew([same], {Step.REASON: "Trust"})
    assert (judged(other, "opt_1"), judged(replace(other, after="Price"), "opt_1")) == (Fate.OFFERED, Fate.WRITTEN)
    [back] = anew([replace(other, fate=Fate.REFUSED)], {Step.REASON: "price"})
    assert (back.fate, back.ours) == (Fate.WRITTEN, None)
    [theirs] = anew([replace(done, fate=Fate.THERE)], {Step.REASON: "Trust"})
    assert theirs.before == "opt_1"


TASK = Write(Step.TASK, "2027-03-01")
MOVED = replace(TASK, after="2027-06-01", ours="2027-03-01")
CALLED_OFF = replace(MOVED, after="")


@pytest.mark.parametrize(
    ("write", "day", "fate"),
    [
        (TASK, None, Fate.OFFERED),
        (TASK, "2027-03-01", Fate.WRITTEN),  # an answer was lost
        (TASK, "2027-08-02", Fate.THEIRS),
        (MOVED, "2027-03-01", Fate.OFFERED),
        (MOVED, "2027-06-01", Fate.WRITTEN),
        (MOVED, "2027-08-02", Fate.THEIRS),
        (MOVED, None, Fate.OFFERED),  # somebody has done it: another is made
        (CALLED_OFF, "2027-03-01", Fate.OFFERED),
        (CALLED_OFF, "2027-08-02", Fate.THEIRS),
        (CALLED_OFF, None, Fate.WRITTEN),
    ],
)
def test_our_task_is_made_moved_and_taken_away_unless_somebody_moved_it(
    write: Write, day: str | None, fate: Fate
) -> None:
    assert judged_task(write, day) is fate


@pytest.mark.parametrize(
    ("day", "fate"), [("2027-06-01", Fate.WRITTEN), ("2027-08-02", Fate.KEPT), (None, Fate.UNDONE)]
)
def test_taken_back_is_the_task_where_we_left_it(day: str | None, fate: Fate) -> None:
    assert judged_again(replace(MOVED, fate=Fate.WRITTEN), day) is fate


def test_a_move_of_which_no_answer_came_is_settled_before_the_next() -> None:
    unsure = replace(MOVED, fate=Fate.UNSURE)
    assert anew([unsure], {Step.TASK: "2027-08-02"}) == (unsure,)
    [made] = anew([replace(TASK, fate=Fate.UNSURE)], {Step.TASK: "2027-06-01"})
    assert made == MOVED


def test_a_day_is_over_once_it_is_so_everywhere() -> None:
    ends = datetime(2027, 3, 2, 12, tzinfo=UTC)
    assert [is_over(date(2027, 3, 1), ends - timedelta(seconds=1)), is_over(date(2027, 3, 1), ends)] == [False, True]
    past = replace(MOVED, fate=Fate.PAST)
    assert is_day_told([past])
    assert anew([past], {Step.TASK: "2027-08-02"}) == (replace(MOVED, after="2027-08-02"),)


@pytest.mark.parametrize(
    ("write", "is_told"),
    [
        (replace(TASK, fate=Fate.WRITTEN), True),
        (replace(TASK, fate=Fate.UNSURE), True),
        (replace(CALLED_OFF, fate=Fate.WRITTEN), False),
        (replace(CALLED_OFF, fate=Fate.REFUSED), True),
        (replace(TASK, fate=Fate.UNDONE), False),
        (WRITTEN, False),
    ],
)
def test_a_day_of_ours_stands_there_until_it_is_called_off(write: Write, is_told: bool) -> None:
    assert is_day_told([write]) is is_told


def test_what_was_left_out_is_offered_again_and_is_no_change_of_theirs() -> None:
    left = replace(TASK, fate=Fate.LEFT)
    assert anew([left], {Step.TASK: TASK.after}) == (TASK,)
    assert since([left], {Step.TASK: TASK.after}, ()) is None


def test_a_crm_with_tasks_is_offered_one_and_without_a_day_keeps_it_in_mind() -> None:
    note = {Step.NOTE: "Northwind"}
    assert planned({Step.TASK: "2027-03-01", **note}, {Step.TASK: Held("", None)}) == (TASK, NOTE)
    [idle, _] = planned({Step.TASK: "", **note}, {Step.TASK: Held("", None)})
    assert idle.fate is Fate.IDLE
    assert anew([idle], {Step.TASK: "2027-03-01"}) == (TASK,)
    assert anew([replace(TASK, fate=Fate.REFUSED)], {Step.TASK: ""}) == (idle,)


def test_neither_tag_is_part_of_the_other() -> None:
    task, note = task_tag(UUID(int=7)), note_tag(UUID(int=7))
    assert task not in note
    assert note not in task
