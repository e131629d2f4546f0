"""The catalogues: every language says everything, in its own words, with the same facts."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from jinja2 import Environment, meta

from bot.domain.deals import Outcome
from bot.domain.guides import Guide
from bot.domain.voices import Language, Tone, Voice
from bot.messages import retrospectives as cards
from bot.messages.guides import FILES, guide, short_guide, translated
from bot.messages.pages import page
from bot.messages.prompts import (
    PROMPTS,
    current,
    label,
    labels,
    money,
    number,
    plural,
    read_number,
    render,
    short_date,
    speaking,
)
from tests.messages.facts import ORDINARY, VOICES, talk

ENGLISH, GERMAN = Voice(), Voice(Language.GERMAN)
TEMPLATES = (".mrkdwn", ".html")
PLURAL = re.compile(r"plural\([\w.]+, ([^)]*)\)")
# Names, and what German sales teams call by the same word.
SAME_IN_GERMAN = {"departments.marketing", "languages.en", "languages.de"}
ENGLISH_WORDS = {
    *("a", "about", "and", "answer", "any", "are", "at", "away", "back", "by", "call", "can", "choose", "close"),
    *("customer", "day", "days", "do", "done", "for", "from", "have", "help", "how", "if", "is", "it", "know"),
    *("later", "lesson", "lost", "more", "my", "no", "not", "of", "on", "one", "open", "or", "our", "please", "save"),
    *("skip", "start", "thank", "thanks", "that", "the", "their", "them", "they", "this", "time", "to", "try", "us"),
    *("we", "what", "when", "who", "why", "with", "won", "yes", "you", "your"),
}
# What is typed, and names: English in every language.
AS_THEY_ARE = re.compile(
    r"`[^`]*`|<code>.*?</code>|{[{%].*?[%}]}|<[^>]*>|{\w+}|Lost Deals? der Woche|Slack|Win-Loss-Digest", re.DOTALL
)


def catalogue(folder: Path) -> dict[str, str]:
    """Every file of a language in the warm tone: path → what it holds."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and Tone.PLAIN not in path.relative_to(folder).parts
    }


def of(language: Language) -> dict[str, str]:
    return catalogue(PROMPTS / language)


def plain_of(language: Language) -> dict[str, str]:
    return catalogue(PROMPTS / language / Tone.PLAIN)


def templates(files: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.endswith(TEMPLATES)}


def facts_of(text: str) -> set[str]:
    """The words that a template wants to be given."""
    environment = Environment()  # noqa: S701  # nothing is rendered
    environment.filters |= {"short": str, "clip": str}
    return meta.find_undeclared_variables(environment.parse(text)) - {"plural"}


def names(tables: dict[str, Any]) -> set[str]:
    return {f"{table}.{name}" for table, texts in tables.items() for name in texts}


def test_there_is_a_folder_for_every_language_and_no_other() -> None:
    assert {path.name for path in PROMPTS.iterdir()} == {*Language, "pages"}


@pytest.mark.parametrize("language", Language)
def test_every_language_says_everything(language: Language) -> None:
    assert of(language).keys() == of(Language.ENGLISH).keys()
    assert plain_of(language).keys() == plain_of(Language.ENGLISH).keys()


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_label(language: Language) -> None:
    with speaking(ENGLISH):
        expected = names(labels())
    with speaking(Voice(language)):
        assert names(labels()) == expected
        assert all(text.strip() == text != "" for texts in labels().values() for text in texts.values())


@pytest.mark.parametrize("language", Language)
def test_every_language_tells_the_same_facts(language: Language) -> None:
    expected = {name: facts_of(text) for name, text in templates(of(Language.ENGLISH)).items()}
    assert {name: facts_of(text) for name, text in templates(of(language)).items()} == expected


@pytest.mark.parametrize("language", Language)
def test_the_plain_tone_says_otherwise_and_tells_no_other_facts(language: Language) -> None:
    warm = of(language)
    for name, text in plain_of(language).items():
        assert name in warm, name
        assert text != warm[name], name
        assert not name.endswith(TEMPLATES) or facts_of(text) <= facts_of(warm[name]), name
    told = tomllib.loads(plain_of(language).get("labels.toml", ""))
    assert names(told) <= names(tomllib.loads(warm["labels.toml"]))


@pytest.mark.parametrize("language", Language)
def test_whatever_is_counted_has_every_form_that_the_language_needs(language: Language) -> None:
    needed = {*Locale(language).plural_form.tags, "other"}
    for name, text in (of(language) | plain_of(language)).items():
        for forms in PLURAL.findall(text):
            assert set(re.findall(r"(\w+)=", forms)) == needed, name


@pytest.mark.parametrize("outcome", FILES)
@pytest.mark.parametrize("voice", VOICES, ids=str)
def test_guides_ask_the_same_in_the_same_order(voice: Voice, outcome: Outcome) -> None:
    def shape(one: Guide) -> tuple[object, ...]:
        questions = [(q.key, q.view, bool(q.nudge), bool(q.short), "{customer}" in q.ask) for q in one.questions]
        return one.version, questions

    for shipped in (guide, short_guide):
        with speaking(ENGLISH):
            english = shipped(outcome)
        with speaking(voice):
            assert shape(shipped(outcome)) == shape(english)
            assert shipped(outcome).language is voice.language
            assert translated(english, outcome) == shipped(outcome)


def test_german_is_german() -> None:
    for name, text in (of(Language.GERMAN) | plain_of(Language.GERMAN)).items():
        told = " ".join(_values(text)) if name.endswith(".toml") else text
        words = set(re.findall(r"[a-zäöüß]+", AS_THEY_ARE.sub(" ", told).lower()))
        assert words & ENGLISH_WORDS == set(), name


def test_german_labels_are_translated() -> None:
    with speaking(ENGLISH):
        english = {name: label(name) for name in names(labels())}
    with speaking(GERMAN):
        assert {name for name, text in english.items() if label(name) == text} == SAME_IN_GERMAN


def test_titles_fit_in_every_voice() -> None:
    for voice in VOICES:
        with speaking(voice):
            titles = [*labels()["modals"].values(), label("weekly.use_title"), label("weekly.more_title")]
        assert [title for title in titles if len(title) > 24] == [], voice


@pytest.mark.parametrize(
    ("voice", "day", "shown"),
    [
        (ENGLISH, date(2026, 11, 26), "Thursday 26 November"),
        (ENGLISH, date(2027, 3, 1), "Monday 1 March"),
        (GERMAN, date(2026, 11, 26), "Donnerstag, 26. November"),
        (GERMAN, date(2027, 3, 1), "Montag, 1. März"),
    ],
)
def test_days(voice: Voice, day: date, shown: str) -> None:
    with speaking(voice):
        assert short_date(day) == shown


@pytest.mark.parametrize(
    ("voice", "amount", "currency", "shown"),
    [
        (ENGLISH, "48000", "EUR", "€48,000"),
        (ENGLISH, "48000.50", "USD", "$48,000.50"),
        (ENGLISH, "1200000", "JPY", "¥1,200,000"),
        (ENGLISH, "0.5", None, "0.50"),
        (ENGLISH, "48000", None, "48,000"),
        (ENGLISH, "48000", "CHF", "CHF\xa048,000"),
        (GERMAN, "48000", "EUR", "48.000\xa0€"),
        (GERMAN, "48000.50", "USD", "48.000,50\xa0$"),
        (GERMAN, "1200000", "JPY", "1.200.000\xa0¥"),
        (GERMAN, "0.5", None, "0,50"),
        (GERMAN, "48000", None, "48.000"),
        (GERMAN, "48000", "CHF", "48.000\xa0CHF"),
    ],
)
def test_money(voice: Voice, amount: str, currency: str | None, shown: str) -> None:
    with speaking(voice):
        assert money(Decimal(amount), currency) == shown


@pytest.mark.parametrize(
    ("voice", "count", "shown"),
    [
        (ENGLISH, 0, "0 days"),
        (ENGLISH, 1, "1 day"),
        (ENGLISH, 2, "2 days"),
        (ENGLISH, 1200, "1,200 days"),
        (GERMAN, 0, "0 Tage"),
        (GERMAN, 1, "1 Tag"),
        (GERMAN, 2, "2 Tage"),
        (GERMAN, 1200, "1.200 Tage"),
    ],
)
def test_plurals(voice: Voice, count: int, shown: str) -> None:
    one, other = ("day", "days") if voice == ENGLISH else ("Tag", "Tage")
    with speaking(voice):
        assert plural(count, one=one, other=other) == shown


@pytest.mark.parametrize(
    ("voice", "typed", "amount"),
    [
        (ENGLISH, "48000", "48000"),
        (ENGLISH, "48,000.50", "48000.50"),
        (ENGLISH, "48.5", "48.5"),
        (GERMAN, "48000", "48000"),
        (GERMAN, "48.000", "48000"),
        (GERMAN, "48.000,50", "48000.50"),
        (GERMAN, "48,5", "48.5"),
    ],
)
def test_a_typed_number_is_read_as_the_language_writes_it(voice: Voice, typed: str, amount: str) -> None:
    with speaking(voice):
        assert read_number(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("voice", "typed"), [(ENGLISH, "48,00"), (GERMAN, "48000.50"), (GERMAN, "viel"), (ENGLISH, "")]
)
def test_a_number_that_could_mean_two_things_is_asked_for_again(voice: Voice, typed: str) -> None:
    with speaking(voice), pytest.raises(ValueError, match="number"):
        read_number(typed)


def test_numbers_in_a_sentence_are_written_as_the_language_writes_them() -> None:
    with speaking(GERMAN):
        assert number(12345) == "12.345"
        assert "Und 1.200 weitere" in render("commands/status", count=1201, lines=(), more=1200)


def test_a_missing_form_is_a_bug() -> None:
    with pytest.raises(KeyError):
        plural(1, other="days")


def test_a_voice_ends_with_its_block() -> None:
    with speaking(GERMAN), speaking(Voice(tone=Tone.PLAIN)):
        assert current() == Voice(Language.ENGLISH, Tone.PLAIN)
    assert current() == ENGLISH
    with pytest.raises(RuntimeError), speaking(GERMAN):
        raise RuntimeError
    assert current() == ENGLISH


def test_every_card_of_a_thread_speaks_as_the_thread_does() -> None:
    """Whoever made us write it; what is told in private follows the one who reads it."""
    made = {name: card for name, card in vars(cards).items() if getattr(card, "__module__", "") == cards.__name__}
    of_talks = {
        name for name, card in made.items() if name[0] != "_" and "talk" in getattr(card, "__annotations__", {})
    }
    assert {name for name in of_talks if not hasattr(made[name], "__wrapped__")} == {"overheard"}
    with speaking(GERMAN):
        paused = cards.paused(replace(talk(ORDINARY), voice=ENGLISH))
    assert paused.text.startswith("*Northwind is closed lost after all.*")


@pytest.mark.parametrize("voice", VOICES, ids=str)
def test_pages_name_their_language(voice: Voice) -> None:
    with speaking(voice):
        html = page("installed", team="<b>Fabrikam", team_id="T1")
    assert f'<html lang="{voice.language}">' in html
    assert "&lt;b&gt;Fabrikam" in html


def _values(text: str) -> list[str]:
    """The texts in a file of labels or a guide, without their keys."""

    def walk(node: object) -> list[str]:
        if isinstance(node, dict):
            return [text for key, value in node.items() if key != "key" for text in walk(value)]
        if isinstance(node, list):
            return [text for item in node for text in walk(item)]
        return [node] if isinstance(node, str) else []

    return walk(tomllib.loads(text))
