"""Who waits at a full house: senders take turns, and of each sender's connections the newest comes first.

In a flood the oldest have mostly been given up by whoever sent them; to serve them first would make all of them late.
"""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class WaitingRoom(Generic[T]):
    """At most `most` guests, who are asked in fair turns by peer."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._peers: OrderedDict[str, deque[tuple[float, T]]] = OrderedDict()

    def __len__(self) -> int:
        return self._count

    def enter(self, peer: str, guest: T, until: float) -> bool:
        """Wait until that time, in the loop's seconds. False when the room is full."""
        if self._count >= self._most:
            return False
        self._peers.setdefault(peer, deque()).append((until, guest))
        self._count += 1
        return True

    def next(self) -> T | None:
        """The newest of the peer whose turn it is, or None when nobody waits."""
        if not self._peers:
            return None
        peer, guests = self._peers.popitem(last=False)
        _, guest = guests.pop()
        self._count -= 1
        if guests:
            self._peers[peer] = guests  # at the end: the others first
        return guest

    def late(self, now: float) -> list[T]:
        """Those whose time is over; they leave."""
        found: list[T] = []
        for peer, guests in list(self._peers.items()):
            while guests and guests[0][0] <= now:
                found.append(guests.popleft()[1])
            if not guests:
                del self._peers[peer]
        self._count -= len(found)
        return found
