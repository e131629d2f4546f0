"""The wrap-up as it is typed: what counts as a field, what is understood, and that people's words stay theirs."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reasons import Cause, Reason
from bot.domain.typed_lines import Field, Line, due_day, fill, is_done, is_understood, owner_in, read
from bot.domain.wrap_ups import Department, Ending, Hands, WrapUp, may_be_due
from bot.messages.vocabulary import vocabulary

WORDS = vocabulary()
SUNDAY = date(2026, 11, 22)
REP = UUID(int=1)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("lesson: ask who signs", {"lesson": "ask who signs"}),
        ("  LESSON :  ask\nwho signs ", {"lesson": "ask\nwho signs"}),
        ("lesson:\nask who signs", {"lesson": "ask who signs"}),
        ("Erkenntnis: früher fragen", {"lesson": "früher fragen"}),
        ("ended: competitor\nreasons: price, trust", {"ending": "competitor", "reasons": "price, trust"}),
        ("How  it ended: ours: no", {"ending": "ours: no"}),
        ("lesson: ask\nlesson: show", {"lesson": "ask\nshow"}),
        ("action：call", {"action": "call"}),
        ("lesson: ask\naction: call\nDone.", {"lesson": "ask", "action": "call"}),
        ("lesson: ask\ndone\nthen show", {"lesson": "ask\ndone\nthen show"}),
        ("lesson:\ndone", {}),
        ("lesson:", {}),
        ("lesson:\nreasons: price", {"reasons": "price"}),
        ("lessons: many", {}),
        ("the lesson: none", {}),
        ("We were late.\nreasons: price", {}),
        ("{{ lesson: 1 }}", {}),
        ("lesson", {}),
        ("", {}),
    ],
)
def test_a_message_holds_fields_only_if_it_begins_with_one(typed: str, fields: dict[str, str]) -> None:
    assert {line.field: line.text for line in read(typed, WORDS)} == fields


@pytest.mark.parametrize(
    ("field", "typed", "filled"),
    [
        (Field.ENDING, "competitor", WrapUp("", Ending.COMPETITOR)),
        (Field.ENDING, " They  stayed as they were. ", WrapUp("", Ending.STAYED)),
        (Field.ENDING, "don’t know", WrapUp("", Ending.UNKNOWN)),
        (Field.ENDING, "Ein Wettbewerber hat gewonnen", WrapUp("", Ending.COMPETITOR)),
        (Field.REASONS, "price, TRUST", WrapUp("", causes=(Cause(Reason.PRICE), Cause(Reason.TRUST)))),
        (Field.REASONS, "price\nprice;  Fit,", WrapUp("", causes=(Cause(Reason.PRICE), Cause(Reason.FIT)))),
        (
            Field.REASONS,
            "Zugang zu denen, die entscheiden, Preis",
            WrapUp("", causes=(Cause(Reason.ACCESS), Cause(Reason.PRICE))),
        ),
        (
            Field.REASONS,
            "Price > onboarding effort, need -> trust, rapport",
            WrapUp(
                "",
                causes=(
                    Cause(Reason.PRICE, Reason.ONBOARDING),
                    Cause(Reason.NEED, Reason.TRUST),
                    Cause(Reason.RAPPORT),
                ),
            ),
        ),
        (Field.REASONS, "price because of trust", WrapUp("", causes=(Cause(Reason.PRICE, Reason.TRUST),))),
        (
            Field.REASONS,
            "Preis wegen Zugang zu denen, die entscheiden",
            WrapUp("", causes=(Cause(Reason.PRICE, Reason.ACCESS),)),
        ),
        (Field.HANDS, "partly", WrapUp("", hands=Hands.PARTLY)),
        (Field.DEPARTMENTS, "Produkt, finance", WrapUp("", departments=(Department.PRODUCT, Department.FINANCE))),
        (Field.TURNING_POINT, "the demo", WrapUp("", turning_point="the demo")),
        (Field.SKILL, "asking", WrapUp("", skill="asking")),
        (Field.ACTION, "send it by Friday.", WrapUp("", action="send it by Friday.")),
    ],
)
def test_what_a_field_comes_to(field: Field, typed: str, filled: WrapUp) -> None:
    assert is_understood(Line(field, typed), WORDS)
    assert fill(WrapUp(""), {field: typed}, WORDS) == filled


@pytest.mark.parametrize(
    "line",
    [
        Line(Field.ENDING, "the CFO said no"),
        Line(Field.ENDING, "competitor, budget"),
        Line(Field.REASONS, "price, magic"),
        Line(Field.REASONS, "price, trust, fit, need"),
        Line(Field.REASONS, ", ;"),
        Line(Field.REASONS, "price > magic"),
        Line(Field.REASONS, "trust > price"),
        Line(Field.REASONS, "price > fit"),
        Line(Field.REASONS, "price > trust > proof"),
        Line(Field.REASONS, "price >"),
        Line(Field.HANDS, "ours\npartly"),
    ],
)
def test_what_is_not_understood_leaves_the_form_as_it_was(line: Line) -> None:
    before = WrapUp("Ask.", Ending.BUDGET, (Cause(Reason.NEED),), hands=Hands.OURS)
    assert not is_understood(line, WORDS)
    assert fill(before, {line.field: line.text}, WORDS) == before


def test_what_was_typed_stands_in_place_of_what_was_proposed() -> None:
    proposed = WrapUp("Theirs.", causes=(Cause(Reason.PRICE),), action_owner=REP, due_on=SUNDAY)
    typed = {Field.LESSON: "Ask.", Field.ACTION: "Call."}
    assert fill(proposed, typed, WORDS) == WrapUp(
        "Ask.", causes=(Cause(Reason.PRICE),), action="Call.", action_owner=REP, due_on=SUNDAY
    )


@pytest.mark.parametrize(
    ("action", "due_on"),
    [
        ("send it by Friday.", date(2026, 11, 27)),
        ("schick es bis 2026-12-01", date(2026, 12, 1)),
        ("send it by 2019-03-01", date(2019, 3, 1)),
        ("stand by me", None),
        ("", None),
    ],
)
def test_by_when_an_action_is_due(action: str, due_on: date | None) -> None:
    assert due_day(action, SUNDAY) == due_on


@pytest.mark.parametrize(
    ("day", "may_be"),
    [
        (SUNDAY, True),
        (date(2027, 11, 22), True),
        (date(2026, 11, 21), False),
        (date(2027, 11, 23), False),
        (date(2019, 3, 1), False),
    ],
)
def test_an_action_is_due_within_a_year(day: date, may_be: bool) -> None:
    assert may_be_due(day, SUNDAY) is may_be


@pytest.mark.parametrize(
    ("action", "owner"),
    [
        ("@U0PRIYA send it", ("U0PRIYA", "send it")),
        ("@U0PRIYA: send it by Friday", ("U0PRIYA", "send it by Friday")),
        ("@U0PRIYA", None),
        (f"@U{'0' * 3000} send it", None),
        ("send it to @U0PRIYA", None),
        ("@priya send it", None),
        ("", None),
    ],
)
def test_whose_an_action_is(action: str, owner: tuple[str, str] | None) -> None:
    assert owner_in(action) == owner


@pytest.mark.parametrize(
    ("typed", "is_all"),
    [
        ("done", True),
        (" Done. ", True),
        ("FERTIG!", True),
        ("done with that", False),
        ("we are done", False),
        ("", False),
    ],
)
def test_done_is_the_whole_message(typed: str, is_all: bool) -> None:
    assert is_done(typed, WORDS) is is_all


@given(st.text() | st.lists(st.sampled_from([*WORDS.fields, *WORDS.menus[Field.REASONS], ":", ",", "\n"])).map("".join))
def test_whatever_is_typed_is_read_without_trouble_and_nobodys_words_change(typed: str) -> None:
    lines = read(typed, WORDS)
    for line in lines:
        assert all(row.strip() in typed for row in line.text.split("\n"))
    fields = {line.field: line.text for line in lines}
    filled = fill(WrapUp(""), fields, WORDS)
    assert (filled.lesson, filled.action) == (fields.get(Field.LESSON, ""), fields.get(Field.ACTION, ""))
    assert len(filled.causes) <= 3
