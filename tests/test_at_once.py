"""Several things that wait, at once."""

from threading import Barrier

import pytest

from bot import at_once


def test_one_that_waits_holds_up_none_of_the_others() -> None:
    together = Barrier(3)
    at_once.each("waiting", lambda _: together.wait(timeout=5), [1, 2, 3])


@pytest.mark.parametrize("things", [[1], [1, 2]])
def test_an_error_is_told_once_all_have_ended(things: list[int]) -> None:
    done: list[int] = []

    def work_off(thing: int) -> None:
        done.append(thing)
        if thing == 1:
            raise ValueError(thing)

    with pytest.raises(ValueError, match="1"):
        at_once.each("failing", work_off, things)
    assert sorted(done) == things
