"""Lines that the whole team reads as they were typed: they name no colleague, no customer's deal and no sum."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.domain import discretion, spellings, sums, telling_words
from bot.domain.discretion import SHORTEST, SHORTEST_FOR_SHORT, Secrets

# Names of people and firms that are words as well, also at the beginning of a sentence: they tell only as whole names.
_ENGLISH = """
will may mark grace rich art bill frank april june august rose hope joy faith chance max case price young long short
page day king cook baker brown black white green gray grey hill wood woods field fields stone rice lane park parks bank
banks bush cash church power rush sharp small stark strong swift wise west north east south best good great just never
always still most more late early next last open blue red silver gold summit target apple delta alpha omega
crm erp api cfo ceo cto cio cmo coo rfp rfi saas
"""
_GERMAN = """
sommer winter herbst koch bauer kaiser könig wolf fuchs vogel stein berg kurz lang lange klein groß neu ernst jung alt
reich kraft sonntag freitag montag mai engel richter vogt schneider jäger kaufmann busch hase weiß schwarz braun grün
blau sauer wild kern christ horn zeit alle immer nie kein keine
"""
_WORDS_TOO = frozenset(spellings.spelled(f"{_ENGLISH} {_GERMAN}").plain.split())
_EVERYBODY = frozenset(("@channel", "@here", "@everyone"))
_MENTION = re.compile(r"[\w.+-]*@\w(?:[\w.-]*\w)?")  # addresses as well
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Known:
    """What a workspace knows of its deals: their names and those of customers, and what they were worth."""

    firms: tuple[str, ...] = ()
    amounts: tuple[Decimal, ...] = ()


def telling(line: str, colleagues: Iterable[str], known: Known) -> tuple[str, ...]:
    """The words of a line that must not stand there, each once. `colleagues` are names."""
    mentions = [word for word in _MENTION.findall(line) if word not in _EVERYBODY]
    rest = _MENTION.sub(" ", line)
    return tuple(dict.fromkeys((*mentions, *discretion.telling(rest, _secrets(rest, colleagues, known)))))


def _secrets(line: str, colleagues: Iterable[str], known: Known) -> Secrets:
    people = _touched(line, colleagues)
    firms = [name for name in _touched(line, known.firms) if any(map(_is_a_name, telling_words.of(name)))]
    return Secrets(
        firms=tuple(name for name in firms if " " in name.strip()),
        firms_as_written=tuple(_called(firms)),
        people=tuple(name for name in people if " " in name.strip()),
        people_as_written=tuple(part for name in people for part in name.split() if _tells(part, SHORTEST)),
        amounts=tuple(amount for amount in known.amounts if amount >= sums.SMALL),
        is_any_money=True,
    )


def _called(firms: Iterable[str]) -> Iterable[str]:
    """What firms are called for short: the first word that tells which it is; short ones are abbreviations."""
    firsts = (telling_words.of(name)[0] for name in firms)
    return (word for word in firsts if _tells(word, SHORTEST if word.isupper() else SHORTEST_FOR_SHORT))


def _tells(word: str, least: int) -> bool:
    shortest = discretion.SHORTEST_UNSPACED if spellings.is_unspaced(word) else least
    return len(word) >= shortest and _is_a_name(word)


def _is_a_name(word: str) -> bool:
    return spellings.spelled(word).plain.lower() not in _WORDS_TOO


def _touched(line: str, names: Iterable[str]) -> list[str]:
    """The names of which any word stands in the line: there may be thousands, and only those are looked for in full."""
    said = _words(line)
    said |= {word.removesuffix("s") for word in said}
    return [name for name in names if spellings.is_unspaced(name) or not said.isdisjoint(_words(name))]


def _words(text: str) -> set[str]:
    forms = (text,) if text.isascii() else spellings.forms(text)
    return {word for form in forms for word in _WORD.findall(form.lower())}
