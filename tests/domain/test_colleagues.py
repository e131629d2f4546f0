"""Who can be asked to join a talk."""

import pytest

from bot.domain.colleagues import Candidate, Kind, Objection, objection

INSIDE = {"U0ANA", "U0PRIYA"}


@pytest.mark.parametrize(
    ("candidate", "why"),
    [
        (Candidate("U0KIM"), None),
        (Candidate(""), Objection.NOBODY),
        (Candidate("USLACKBOT"), Objection.BOT),
        (Candidate("U0ANA"), Objection.IN_ALREADY),
        (Candidate("U0PRIYA", Kind.GUEST, active=False), Objection.IN_ALREADY),
        (Candidate("U0APP", Kind.BOT, active=False), Objection.BOT),
        (Candidate("U0GUEST", Kind.GUEST), Objection.GUEST),
        (Candidate("U0GUEST", Kind.GUEST, active=False), Objection.GUEST),
        (Candidate("U0BUYER", Kind.OUTSIDE), Objection.OUTSIDE),
        (Candidate("U0LEFT", active=False), Objection.GONE),
    ],
)
def test_what_stands_against_somebody(candidate: Candidate, why: Objection | None) -> None:
    assert objection(candidate, INSIDE) is why
