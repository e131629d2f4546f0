"""The words that may be typed: every menu can be typed in every language, and no word means two things."""

import re
import tomllib
from datetime import date

import pytest

from bot.domain import typed_calls
from bot.domain.typed_lines import Field, Line, is_done, is_understood, read
from bot.domain.typed_words import named, plain_word
from bot.domain.voices import Language, Voice
from bot.messages.prompts import PROMPTS, labels, speaking
from bot.messages.vocabulary import MENUS, call_words, share_words, typed_word, vocabulary

# Where we say what can be typed.
PLACES = ("retrospective/*", "call/*", "drafts/*", "reminders/*", "commands/help.mrkdwn")


def tables(language: Language) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((PROMPTS / language / "typed.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", Language)
def test_what_the_menus_show_can_be_typed(language: Language) -> None:
    with speaking(Voice(language)):
        shown = [Line(field, text) for field, table in MENUS.items() for text in labels()[table].values()]
    assert [line for line in shown if not is_understood(line, vocabulary())] == []


@pytest.mark.parametrize("language", Language)
def test_every_field_has_a_word_to_show(language: Language) -> None:
    with speaking(Voice(language)):
        assert [read(f"{typed_word(f'fields.{field}')}: x", vocabulary())[0].field for field in Field] == [*Field]


@pytest.mark.parametrize("language", Language)
def test_every_language_lets_the_same_be_typed(language: Language) -> None:
    def shape(one: Language) -> dict[str, list[str]]:
        return {name: list(table) for name, table in tables(one).items()}

    assert shape(language) == shape(Language.ENGLISH)


@pytest.mark.parametrize("table", tables(Language.ENGLISH))
def test_no_word_means_two_things(table: str) -> None:
    meanings: dict[str, set[str]] = {}
    for language in Language:
        with speaking(Voice(language)):
            menu = labels()[MENUS[Field(table)]] if table in set(Field) else {}
        for name, words in (*tables(language)[table].items(), *((name, [text]) for name, text in menu.items())):
            for word in words:
                meanings.setdefault(plain_word(word), set()).add(name)
    assert {word: names for word, names in meanings.items() if len(names) > 1} == {}


@pytest.mark.parametrize("language", Language)
def test_what_the_messages_say_can_be_typed_is_understood(language: Language) -> None:
    texts = [path.read_text("utf-8") for place in PLACES for path in (PROMPTS / language).glob(place)]
    shown = {word for text in texts for word in re.findall(r"`([^`]+)`", text) if not word.startswith(("/", "{{"))}
    assert len(shown) >= len(Field)
    assert {word for word in shown if not _is_known(word)} == set()


def _is_known(shown: str) -> bool:
    """Whether somebody who types this, and their own words in place of the dots, is understood."""
    words, typed = vocabulary(), shown.replace("…", "x")
    if typed in share_words() or named(typed)[0].isdecimal() or is_done(typed, words):
        return True
    if typed_calls.read(typed, call_words(), date.min):
        return True
    return bool(read(typed if typed.endswith("x") else f"{typed}x", words))
