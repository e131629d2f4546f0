"""An ask goes from one answer to the next, and nobody's word is overwritten unread."""

from uuid import UUID

import pytest

from bot.domain.asks import DECIDED, UNDECIDED, Ask, Offer, Status, may_answer, offered
from bot.domain.wrap_ups import Department


def test_no_answer_is_a_trap_and_none_is_offered_again() -> None:
    for status in Status:
        assert offered(status)
        assert status not in offered(status)
        assert status is Status.NEW or UNDECIDED.isdisjoint(offered(status))


@pytest.mark.parametrize(
    ("stands", "shown", "answer", "counts"),
    [
        (Status.NEW, Status.NEW, Status.SEEN, True),
        (Status.SEEN, Status.NEW, Status.TAKEN, True),
        (Status.SEEN, Status.NEW, Status.SEEN, False),
        (Status.TAKEN, Status.NEW, Status.NOT_NOW, False),
        (Status.TAKEN, Status.TAKEN, Status.NOT_NOW, True),
        (Status.SHIPPED, Status.TAKEN, Status.PLANNED, False),
        (Status.SHIPPED, Status.SHIPPED, Status.TAKEN, True),
    ],
)
def test_whether_an_answer_counts(stands: Status, shown: Status, answer: Status, counts: bool) -> None:
    assert may_answer(stands, shown, answer) is counts


def test_the_mark_changes_with_what_is_read_and_with_nothing_else() -> None:
    one, other = UUID(int=1), UUID(int=2)
    older = Ask(other, Department.PRODUCT, "Calm demos.")
    plain = Offer(one, Department.PRODUCT, "Show week one.")
    read = (
        plain,
        Offer(one, Department.PRODUCT, "Show week two."),
        Offer(one, Department.PRODUCT, "Show week one.", "Please."),
        Offer(one, Department.PRODUCT, "Show week one.", older=older),
    )
    assert len({offer.mark for offer in read}) == len(read)
    again = Offer(
        one, Department.PRODUCT, "Show week one.", older=Ask(other, Department.PRODUCT, "Calm demos.", count=9)
    )
    assert again.mark == read[-1].mark
    assert set(Status) == DECIDED | UNDECIDED
