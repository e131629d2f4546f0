"""What may be typed in a thread, from the catalogues of all languages: people write in whichever they like."""

import tomllib
from functools import cache
from typing import Any

from bot.domain.typed_calls import CallWords
from bot.domain.typed_lines import Field, Vocabulary
from bot.domain.typed_words import plain_word
from bot.domain.voices import Language, Voice
from bot.messages.prompts import PROMPTS, current, labels, speaking

# Where the labels of a field's menu stand.
MENUS = {
    Field.ENDING: "endings",
    Field.REASONS: "reasons",
    Field.HANDS: "hands",
    Field.DEPARTMENTS: "departments",
}


@cache
def vocabulary() -> Vocabulary:
    """What is understood of the wrap-up as it is typed."""
    return Vocabulary(
        fields={word: Field(name) for word, name in _meanings("fields").items()},
        menus={field: _shown(table) | _meanings(field) for field, table in MENUS.items()},
        done=_replies("done"),
        below=frozenset(_meanings("joints")),
    )


@cache
def call_words() -> CallWords:
    """What is understood of what became of the customer call."""
    declined = {name: _replies(name) for name in ("they_declined", "declined")}
    return CallWords(**declined, no_answer=_replies("no_answer"), plan=frozenset(_meanings("call")))


def typed_word(name: str) -> str:
    """The word to show for `name`, such as "fields.lesson", in the current language. Raises KeyError."""
    table, _, key = name.partition(".")
    return str(_typed(current().language)[table][key][0])


@cache
def practice_words() -> frozenset[str]:
    """The words before the colon of what a group of a workshop wants all to adopt."""
    return frozenset(_meanings("workshop"))


@cache
def share_words() -> frozenset[str]:
    """The whole replies that share what was written privately."""
    return _replies("share")


def _replies(name: str) -> frozenset[str]:
    """The whole replies that mean `name`."""
    return frozenset(word for word, meaning in _meanings("replies").items() if meaning == name)


def _meanings(table: str) -> dict[str, str]:
    """Every word of a table in `typed.toml` → what it is a word for."""
    return {
        plain_word(word): name
        for language in Language
        for name, words in _typed(language)[table].items()
        for word in words
    }


def _shown(table: str) -> dict[str, str]:
    """Every label of a menu → its value."""
    found: dict[str, str] = {}
    for language in Language:
        with speaking(Voice(language)):
            found |= {plain_word(text): value for value, text in labels()[table].items()}
    return found


@cache
def _typed(language: Language) -> dict[str, Any]:
    return tomllib.loads((PROMPTS / language / "typed.toml").read_text("utf-8"))
