"""How often Slack lets an app call, and when it may try again."""

import math
from collections import deque
from dataclasses import dataclass, field

from sandbox.clock import Clock, Seconds

MINUTE: Seconds = 60.0

# Calls a minute for each method; what is listed nowhere counts as tier 3.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
DEFAULT_TIER = 3
TIER_OF = {
    "apps.connections.open": 1,
    "conversations.list": 2,
    "reactions.remove": 2,
    "users.list": 2,
    "chat.postEphemeral": 4,
    "conversations.members": 4,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "users.info": 4,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
# Slack says "special" and, for posting, "several hundred a minute".
SPECIAL = {"auth.test": 300, "chat.getPermalink": 300, "chat.postMessage": 400}

# One message a second and channel, with a short burst.
POSTS_PER_SECOND = 1.0
POST_BURST = 3


@dataclass
class Bucket:
    """Fills with `rate` a second up to `size`; each call takes one. Times are seconds of any clock."""

    rate: float
    size: float
    level: float
    filled_at: Seconds

    def wait(self, now: Seconds) -> Seconds:
        """How long until one may be taken; zero means now."""
        self.level = min(self.size, self.level + (now - self.filled_at) * self.rate)
        self.filled_at = now
        return max(0.0, (1.0 - self.level) / self.rate)

    def take(self) -> None:
        """Take one; ask `wait` first."""
        self.level -= 1.0


@dataclass
class Window:
    """At most `most` calls in any `span`, a minute unless told."""

    most: int
    span: Seconds = MINUTE
    calls: deque[Seconds] = field(default_factory=deque)

    def wait(self, now: Seconds) -> Seconds:
        """How long until another call fits; zero means now."""
        while self.calls and self.calls[0] <= now - self.span:
            self.calls.popleft()
        return 0.0 if len(self.calls) < self.most else self.calls[0] + self.span - now

    def take(self, now: Seconds) -> None:
        """Count a call; ask `wait` first."""
        self.calls.append(now)


def allowance(method: str) -> int:
    """How many calls of this method a workspace takes in a minute."""
    return SPECIAL.get(method) or TIERS[TIER_OF.get(method, DEFAULT_TIER)]


class Limits:
    """The limits of one app in one workspace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, Window] = {}
        self._posts: dict[str, Bucket] = {}

    def claim(self, method: str, channel: str | None) -> int:
        """Count one call; 0 when it may go on, else whole seconds after which to try again.

        A refused call is not counted. The seconds are Slack's: divide by the pace to wait.
        """
        now = self._clock.limits_now()
        window = self._windows.setdefault(method, Window(allowance(method)))
        post = self._post_bucket(method, channel, now)
        wait = max(window.wait(now), post.wait(now) if post else 0.0)
        # A millionth of a second is the clock's grain, not a reason to refuse.
        if wait > 1e-6:
            return max(1, math.ceil(wait - 1e-6))
        window.take(now)
        if post:
            post.take()
        return 0

    def _post_bucket(self, method: str, channel: str | None, now: Seconds) -> Bucket | None:
        if method != "chat.postMessage" or channel is None:
            return None
        return self._posts.setdefault(channel, Bucket(POSTS_PER_SECOND, POST_BURST, POST_BURST, now))
