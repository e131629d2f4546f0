"""In which language the bot speaks to somebody, and in which tone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Language(StrEnum):
    """Languages that have a catalogue: a folder of this name in `prompts/`, which is also the locale in CLDR."""

    ENGLISH = "en"
    GERMAN = "de"


class Tone(StrEnum):
    """WARM is how the catalogues are written; PLAIN says the same without cheer."""

    WARM = "warm"
    PLAIN = "plain"


@dataclass(frozen=True)
class Voice:
    """How one message sounds."""

    language: Language = Language.ENGLISH
    tone: Tone = Tone.WARM

    def __str__(self) -> str:
        return f"{self.language}, {self.tone}"


DEFAULT = Voice()


def for_person(locale: str | None, house: Voice) -> Voice:
    """The voice for somebody whose choice, or else their Slack, is `locale` ("de-DE"); `house` is their workspace's.

    Who set a language that has no catalogue, or of whom Slack told none, hears the workspace's.
    """
    language = (locale or "").replace("_", "-").partition("-")[0].lower()
    return replace(house, language=Language(language)) if language in set(Language) else house


def for_room(locales: Iterable[str | None], house: Voice) -> Voice:
    """The voice for a room of these people: their language where all share one, else the workspace's."""
    shared = {for_person(locale, house) for locale in locales}
    return shared.pop() if len(shared) == 1 else house


def for_browser(accepted: str) -> Voice:
    """The voice for a page, by the browser's Accept-Language header: the first of its languages that has a catalogue.

    Browsers name them in order of preference.
    """
    for item in accepted.split(","):
        language = item.partition(";")[0].strip().partition("-")[0].lower()
        if language in set(Language):
            return Voice(Language(language))
    return DEFAULT
