"""Fair turns: many connections of one sender do not keep another's waiting."""

from bot.serving.waiting_room import WaitingRoom


def filled(*guests: tuple[str, str], most: int = 10) -> WaitingRoom[str]:
    """Guests by peer, each waiting a second longer than the one before."""
    room: WaitingRoom[str] = WaitingRoom(most)
    for place, (peer, guest) in enumerate(guests):
        assert room.enter(peer, guest, until=place)
    return room


def drained(room: WaitingRoom[str]) -> list[str]:
    return [guest for guest in iter(room.next, None) if guest]


def test_peers_take_turns_and_the_newest_of_each_comes_first() -> None:
    room = filled(("flood", "f1"), ("flood", "f2"), ("flood", "f3"), ("honest", "h1"), ("other", "o1"), ("other", "o2"))
    assert drained(room) == ["f3", "h1", "o2", "f2", "o1", "f1"]


def test_a_full_room_takes_nobody() -> None:
    room = filled(("flood", "f1"), ("flood", "f2"), most=2)
    assert not room.enter("honest", "h1", until=9)
    assert len(room) == 2
    room.next()
    assert room.enter("honest", "h1", until=9)


def test_who_has_waited_too_long_leaves() -> None:
    room = filled(("flood", "f1"), ("honest", "h1"), ("flood", "f2"))
    assert room.late(now=1) == ["f1", "h1"]
    assert len(room) == 1
    assert drained(room) == ["f2"]


def test_an_empty_room_has_nobody_next() -> None:
    room = filled(("honest", "h1"))
    assert drained(room) == ["h1"]
    assert room.next() is None
    assert room.late(now=100) == []
