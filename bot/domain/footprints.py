"""What is kept about one person, as they may see it themselves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Footprint:
    """Who they are to us, as Slack and the roster tell, and how much there is of what they did. Empty: not known."""

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
    actions: int = 0
    reactions: int = 0
