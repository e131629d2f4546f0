"""Roster files as spreadsheets, exports and accidents make them."""

import pytest

from bot.cli import csv_files, roster
from bot.storage.people import RosterEntry

ANA = RosterEntry("ana@acme.example", "priya@acme.example", "rep", "DE")
PRIYA = RosterEntry("priya@acme.example", "", "manager", "")
PLAIN = """email,manager_email,role,country
Ana@Acme.example,priya@acme.example,rep,de
priya@acme.example,,manager,
"""


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("email", "EMail ").encode(),
        f"\n{PLAIN}\n,,,\n\n".encode(),
        PLAIN.replace("rep", '"rep"').encode(),
        (PLAIN + "ana@acme.example,priya@acme.example,rep,DE\n").encode(),
    ],
    ids=["plain", "mark", "windows", "semicolon", "tab", "capitals", "blank lines", "quotes", "a line twice"],
)
def test_a_roster_is_read_however_the_spreadsheet_wrote_it(content: bytes) -> None:
    assert roster.read(content) == roster.Roster(entries=(ANA, PRIYA))


def test_only_the_address_is_needed_and_columns_come_in_any_order() -> None:
    assert roster.read(b"email\na@b.example\n").entries == (RosterEntry("a@b.example"),)
    assert roster.read(b"role,email\nrep,a@b.example\n").entries == (RosterEntry("a@b.example", role="rep"),)


def test_formulas_are_words() -> None:
    assert roster.read(b'email,role\na@b.example,"=HYPERLINK(""http://x"")"\n').entries == (
        RosterEntry("a@b.example", role='=HYPERLINK("http://x")'),
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ["line 1: the file is empty; its first line names the columns: email, manager_email, role, country"]),
        (b"email\n", ["line 1: nobody follows the line with the columns"]),
        (PLAIN.encode("utf-16"), ['line 1: the file is UTF-16; save it as "CSV UTF-8"']),
        (b"email,role\na@b.example,r\0p\n", ['line 2: holds a NUL byte; save it as "CSV UTF-8"']),
        (b"email,role\na@b.example,r\xe9p\n", ['line 2: is not UTF-8; save it as "CSV UTF-8"']),
        (b"email,role,Role\n", ["line 1: named twice: 'role'"]),
        (b"email,shoe size\n", ["line 1: unknown: 'shoe size'; the columns are email, manager_email, role, country"]),
        (b"role\nrep\n", ["line 1: there is no column email; the columns are email, manager_email, role, country"]),
        (
            b"email,role\na@b.example\nc@d.example,rep,extra\ne@f.example,rep\n",
            ["line 2: has 1 columns where the first line has 2", "line 3: has 3 columns where the first line has 2"],
        ),
        (
            b"email,role,country\nana,rep,Germany\n\n@b,rep,DE\n",
            [
                "line 2: email 'ana' is not an address",
                "line 2: country 'GERMANY' is not a two-letter code such as DE",
                "line 4: email '@b' is not an address",
            ],
        ),
        (
            b"email,role\na@b.example,rep\nA@b.example,manager\n",
            ["line 3: says something else about a@b.example than line 2"],
        ),
    ],
)
def test_every_mistake_is_told_with_its_line(content: bytes, told: list[str]) -> None:
    read = roster.read(content)
    assert [str(complaint) for complaint in read.complaints] == told
    assert read.entries == ()


def test_a_quote_that_swallows_the_rest_is_named_where_it_opens() -> None:
    for end in ("", 'g@h.example,"rep"\n', '"\n'):
        read = roster.read(f'email,role\na@b.example,"rep\nc@d.example,rep\ne@f.example,rep\n{end}'.encode())
        assert [complaint.line for complaint in read.complaints] == [2]


def test_two_thousand_columns_give_one_short_complaint() -> None:
    names = ",".join(f"c{number}" for number in range(2000))
    (complaint,) = roster.read(f"email,{names}\n".encode()).complaints
    assert str(complaint).startswith("line 1: unknown: 'c0', 'c1', 'c2', 'c3', 'c4' and 1995 more")


def test_a_huge_file_is_not_even_read() -> None:
    (complaint,) = roster.read(b"x" * (csv_files.LARGEST + 1)).complaints
    assert "larger than 20 MB" in str(complaint)
