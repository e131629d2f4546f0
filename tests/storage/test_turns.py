"""Writers of one process take turns: nobody waits for ever while others come again and again."""

from threading import Event, Thread

import pytest

from bot.storage.turns import NoTurn, Turns


def test_turns_come_in_the_order_of_asking() -> None:
    turns, order = Turns(), list[int]()
    turns.take(0)
    threads = []
    for number in range(5):
        asks = Event()
        threads.append(Thread(target=_take_and_note, args=(turns, number, order, asks)))
        threads[-1].start()
        asks.wait()
        while turns.waiting <= number:  # until it stands in the line
            pass
    turns.pass_on()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_who_lets_go_does_not_get_it_again_before_others() -> None:
    turns, order = Turns(), list[int]()
    turns.take(0)
    other = Thread(target=_take_and_note, args=(turns, 1, order, Event()))
    other.start()
    while not turns.waiting:
        pass
    turns.pass_on()
    turns.take(10)
    order.append(0)
    turns.pass_on()
    other.join()
    assert order == [1, 0]


def test_who_waits_too_long_is_told_and_no_longer_stands_in_the_line() -> None:
    turns = Turns()
    turns.take(0)
    with pytest.raises(NoTurn):
        turns.take(0.01)
    turns.pass_on()
    turns.take(0)


def _take_and_note(turns: Turns, number: int, order: list[int], asks: Event) -> None:
    asks.set()
    turns.take(10)
    order.append(number)
    turns.pass_on()
