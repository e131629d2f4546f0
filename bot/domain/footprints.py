"""What is kept about one person, as they may see it themselves."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Footprint:
    """Who they are to us, as Slack and the roster tell, and how much there is of what they did. Empty: not known.

    `kept` are lessons that they put into the playbook or met again, `typed` lessons typed in a thread, `joined` the
    talks of others in which they take part, `views` what they told of voices and of what was put first, `led` the talks
    that they lead and the customer calls, `gaffes` their lines and the rounds in which they were to go first, until
    those are forgotten, `asks` what was asked of their department and answered by them last, `workshops` those that
    they were asked to or led, and their votes there.
    """

    name: str = ""
    email: str = ""
    zone: str = ""
    country: str = ""
    manager: str = ""
    answers: int = 0
    talks: int = 0
    lessons: int = 0
    consents: int = 0
    trials: int = 0
    kept: int = 0
    actions: int = 0
    reactions: int = 0
    drafts: int = 0
    skills: int = 0
    typed: int = 0
    joined: int = 0
    views: int = 0
    led: int = 0
    stops: int = 0
    gaffes: int = 0
    asks: int = 0
    workshops: int = 0
    away_until: date | None = None
