"""A worker that was frozen between its claim and the call wakes up when the row may be somebody else's."""

from bot.delivery import LEASE_MARGIN_SECONDS, Delivery
from tests.outbound import World


class Naps:
    """A steady clock that says so many seconds have passed since it was first asked: one entry for each question."""

    def __init__(self, *seconds: float) -> None:
        self._seconds = list(seconds)

    def __call__(self) -> float:
        return self._seconds.pop(0) if len(self._seconds) > 1 else self._seconds[0]


def frozen(world: World, seconds: float) -> Delivery:
    """A worker that sleeps so long between claim and call."""
    return world.delivery(steady=Naps(0.0, seconds))


def test_a_claim_that_has_become_too_old_is_given_up_before_the_call(world: World) -> None:
    row = world.post("hello")
    frozen(world, LEASE_MARGIN_SECONDS + 1).work(world.now)
    assert world.texts() == []
    assert (world.row(row).state, world.row(row).attempts) == ("pending", 0)
    world.run()
    assert world.texts() == ["hello"]
    assert world.sandbox.calls("conversations.history") == [], "nobody needs to look: it was never sent"


def test_a_claim_of_a_moment_ago_is_good(world: World) -> None:
    world.post("hello")
    frozen(world, LEASE_MARGIN_SECONDS - 1).work(world.now)
    assert world.texts() == ["hello"]
