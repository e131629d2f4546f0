"""Answers that say too little to help anybody: judged by plain rules and lists of words, never by a model.

Whoever gives one is asked once more, gently. "Don't know" is a real answer, typed or pressed, and so is a name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_EMOJI = re.compile(r":[a-z0-9_+'-]+(?:::skin-tone-\d)?:")
_WORD = re.compile(r"[^\W_]+")
_AROUND = re.compile(r"[^\w\s]")
# Chinese, Japanese, Korean and Thai put no blanks between words: one run of letters may be a whole sentence.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4,}")


class Thin(StrEnum):
    """What an answer lacks."""

    WORDS = "words"
    BESIDE_PRICE = "beside_price"


@dataclass(frozen=True)
class Signs:
    """The words of one language that tell a thin answer. `empty` may be phrases; everything is in lower case.

    `fillers` carry no meaning of their own; `prices` all mean the price; `unknown` is how people say that they do not
    know, `withheld` how they say that there was no answer.
    """

    fillers: frozenset[str] = frozenset()
    prices: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()


def signs(data: Mapping[str, Any]) -> Signs:
    """The lists out of their file; "weiß" is compared as "weiss"."""
    return Signs(**{name: frozenset(word.casefold() for word in words) for name, words in data.items()})


def is_no_answer(text: str, by: Iterable[Signs]) -> bool:
    """Whether `text` says only, in one of these languages, that nobody knows or nobody told."""
    phrase = _phrase(_EMOJI.sub(" ", text.casefold()))
    # "N. A." is "na" in the lists, as "n/a" is.
    return any(not (signs.unknown | signs.withheld).isdisjoint({phrase, phrase.replace(" ", "")}) for signs in by)


def thinness(text: str, by: Signs, *, enough: int = 1) -> Thin | None:
    """What `text` lacks, or None. Fewer than `enough` words are thin, and so is any number that says nothing."""
    plain = _EMOJI.sub(" ", text.casefold())
    phrase = _phrase(plain)
    if phrase in by.unknown:
        return None
    if is_price_alone(text, by):
        return Thin.BESIDE_PRICE
    if _UNSPACED.search(plain):
        return None
    # "N. A." is "na" in the lists, as "n/a" is.
    hollow = not by.empty.isdisjoint({phrase, phrase.replace(" ", "")}) or by.empty.union(by.prices).issuperset(
        _telling(plain, by)
    )
    return Thin.WORDS if hollow or len(_WORD.findall(plain)) < enough else None


def is_price_alone(text: str, by: Signs) -> bool:
    """Whether `text` names, in this language, the price and nothing else."""
    telling = _telling(_EMOJI.sub(" ", text.casefold()), by)
    return bool(telling) and by.prices.issuperset(telling)


def _telling(plain: str, by: Signs) -> list[str]:
    """The words that carry a meaning of their own."""
    return [word for word in _WORD.findall(plain) if word not in by.fillers and not word.isdigit()]


def _phrase(plain: str) -> str:
    """The words alone: "n/a" is "na"."""
    return " ".join(_AROUND.sub("", plain).split())
