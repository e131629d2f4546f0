"""Lines that the whole team reads as they were typed: they name no colleague, no customer's deal and no sum."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from bot.domain import discretion, firm_names, person_names, spellings, sums, telling_words
from bot.domain.discretion import Secrets

RULES = 1  # with another number the names of all deals are written anew, as `keys` has them
LONGEST = 6  # words of a name that are looked for together
MOST = 8  # letters of one, where words stand without blanks

# Names of people and firms that are words as well, also at the beginning of a sentence: they tell only as whole names.
_ENGLISH = """
will may mark grace rich art bill frank april june august rose hope joy faith chance max case price young long short
page day king cook baker brown black white green gray grey hill wood woods field fields stone rice lane park parks bank
banks bush cash church power rush sharp small stark strong swift wise west north east south best good great just never
always still most more late early next last open blue red silver gold summit target apple delta alpha omega
drew sue rob pat skip wade drop dot ray jack dean duke earl pierce lance hunter miles ivy pearl dawn eve autumn gene
guy dale glen cliff heath ford reed sandy rusty penny
"""
_GERMAN = """
sommer winter herbst koch bauer kaiser könig wolf fuchs vogel stein berg kurz lang lange klein groß neu ernst jung alt
reich kraft sonntag freitag montag mai engel richter vogt schneider jäger kaufmann busch hase weiß schwarz braun grün
blau sauer wild kern christ horn zeit alle immer nie kein keine
"""
_WORDS_TOO = frozenset(spellings.spelled(f"{_ENGLISH} {_GERMAN}").plain.split())
_EVERYBODY = frozenset(("@channel", "@here", "@everyone"))
_MENTION = re.compile(r"[\w.+-]*@\w(?:[\w.-]*\w)?")  # addresses as well
_LETTERS = re.compile(rf"[{spellings.UNSPACED}]+|[^\W_{spellings.UNSPACED}]+")
_BETWEEN = re.compile(r"[\s_\-\u2010-\u2015]+")
_IN_ANY_CASE, _WITH_A_CAPITAL, _AS_WRITTEN = "any:", "capital:", "written:"


@dataclass(frozen=True)
class Writer:
    """Who writes a line: their own name, and the mention of themselves, are theirs to tell."""

    name: str = ""
    slack_user: str = ""


def keys(deal: str, customer: str | None = None) -> frozenset[str]:
    """By what a line is known to name a deal or its customer, for `sought` to be held against."""
    names = firm_names.of(deal, customer)
    wholes = filter(_tells_whole, names.wholes)
    words = (word for word in names.words if _is_a_name(word))
    of_wholes = (_IN_ANY_CASE + _key(form) for name in wholes for form in spellings.forms(name))
    of_words = (key for word in words for form in spellings.forms(word) for key in _as_a_word(form))
    return frozenset((*of_wholes, *of_words))


def sought(line: str) -> dict[str, str]:
    """For each key that would make a line tell something, the words of the line that would."""
    plain = spellings.spelled(line).plain
    found: dict[str, str] = {}
    for piece in _pieces(plain):
        for said in {piece, piece.removesuffix("s")}:
            found |= dict.fromkeys((_IN_ANY_CASE + _key(said), _AS_WRITTEN + said), piece)
            if said[:1].isupper():
                found[_WITH_A_CAPITAL + _key(said)] = piece
    return found


def telling(
    line: str,
    colleagues: Iterable[str],
    known: Collection[str] = (),
    amounts: Iterable[Decimal] = (),
    writer: Writer = Writer(),
) -> tuple[str, ...]:
    """The words of a line that must not stand there, each once.

    `colleagues` are names, `known` are those of its `sought` keys that deals have, `amounts` what those were worth.
    """
    mentions = [word for word in _MENTION.findall(line) if word not in _EVERYBODY and not _is_oneself(word, writer)]
    rest = _MENTION.sub(" ", line)
    secrets = _secrets(rest, colleagues, frozenset(known), amounts, writer)
    return tuple(dict.fromkeys((*mentions, *discretion.telling(rest, secrets))))


def _secrets(
    line: str, colleagues: Iterable[str], known: frozenset[str], amounts: Iterable[Decimal], writer: Writer
) -> Secrets:
    people = _touched(line, colleagues)
    own = {*map(person_names.key, chain(person_names.wholes(writer.name), person_names.parts(writer.name)))}
    named = {key: words for key, words in sought(line).items() if key in known}
    return Secrets(
        firms=tuple(words for key, words in named.items() if key.startswith(_IN_ANY_CASE)),
        firms_as_written=tuple(words for key, words in named.items() if not key.startswith(_IN_ANY_CASE)),
        people=tuple(_but(own, (whole for name in people for whole in person_names.wholes(name)))),
        people_as_written=tuple(
            part
            for part in _but(own, (part for name in people for part in person_names.parts(name)))
            if _is_a_name(part)
        ),
        amounts=tuple(amount for amount in amounts if amount >= sums.SMALL),
        is_any_money=True,
    )


def _but(own: Collection[str], names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if person_names.key(name) not in own)


def _is_oneself(mention: str, writer: Writer) -> bool:
    said = mention.removeprefix("@")
    if said == writer.slack_user:
        return True
    own = {*map(person_names.key, person_names.parts(writer.name))}
    words = [person_names.key(word) for word in person_names.parts(said)]
    return mention.startswith("@") and bool(words) and own.issuperset(words)


def _as_a_word(form: str) -> tuple[str, ...]:
    """One of two letters tells as it is written alone, others also with a capital in front."""
    is_short = len(form) < firm_names.SHORTEST
    exactly = (_AS_WRITTEN + form,) if is_short or not form[0].isupper() else ()
    return exactly if is_short else (*exactly, _WITH_A_CAPITAL + _key(form))


def _tells_whole(name: str) -> bool:
    """Whether a name tells also in small letters: it is no single word, or one with a digit."""
    is_plain_word = name.isalpha() and not spellings.is_unspaced(name)
    return not is_plain_word and len(_key(name)) > 1 and any(map(_is_a_name, telling_words.of(name)))


def _is_a_name(word: str) -> bool:
    return spellings.spelled(word).plain.lower() not in _WORDS_TOO


def _key(name: str) -> str:
    """What two spellings of a name have in common; of a long one the beginning."""
    letters = [*_LETTERS.finditer(name)][:LONGEST]
    return _BETWEEN.sub(" ", name[letters[0].start() : letters[-1].end()].lower()) if letters else name


def _pieces(plain: str) -> Iterator[str]:
    """All words of a text that may be a name, by themselves and together."""
    letters = [*_LETTERS.finditer(plain)]
    for first, begins in enumerate(letters):
        yield from (plain[begins.start() : ends.end()] for ends in letters[first : first + LONGEST])
        if spellings.is_unspaced(begins[0]):
            yield from _parts(begins[0])


def _parts(unspaced: str) -> Iterator[str]:
    """All that may be a name where words stand without blanks."""
    for start in range(len(unspaced)):
        yield from (unspaced[start:end] for end in range(start + firm_names.TWO, min(len(unspaced), start + MOST) + 1))


def _touched(line: str, names: Iterable[str]) -> list[str]:
    """The names of which any word stands in the line: there may be thousands, and only those are looked for in full."""
    said = _words(line)
    said |= {word.removesuffix("s") for word in said}
    return [name for name in names if spellings.is_unspaced(name) or not said.isdisjoint(_words(name))]


def _words(text: str) -> set[str]:
    forms = (text,) if text.isascii() else spellings.forms(text)
    return {word for form in forms for word in _LETTERS.findall(form.lower())}
