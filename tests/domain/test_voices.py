"""Who is spoken to in which language."""

import pytest

from bot.domain.voices import Language, Tone, Voice, for_browser, for_person, for_room

ENGLISH, GERMAN = Voice(), Voice(Language.GERMAN)


@pytest.mark.parametrize(
    ("locale", "house", "voice"),
    [
        ("de-DE", ENGLISH, GERMAN),
        ("de_AT", ENGLISH, GERMAN),
        ("DE", ENGLISH, GERMAN),
        ("en-GB", GERMAN, ENGLISH),
        ("fr-FR", GERMAN, GERMAN),
        ("den", ENGLISH, ENGLISH),
        ("", GERMAN, GERMAN),
        (None, GERMAN, GERMAN),
        ("de-DE", Voice(tone=Tone.PLAIN), Voice(Language.GERMAN, Tone.PLAIN)),
    ],
)
def test_a_person_hears_their_own_language_in_the_workspaces_tone(
    locale: str | None, house: Voice, voice: Voice
) -> None:
    assert for_person(locale, house) == voice


@pytest.mark.parametrize(
    ("locales", "house", "voice"),
    [
        (["de-DE", "de-AT"], ENGLISH, GERMAN),
        (["de-DE", "en-US"], ENGLISH, ENGLISH),
        (["de-DE", "en-US"], GERMAN, GERMAN),
        (["de-DE", None], ENGLISH, ENGLISH),
        (["de-DE", None], GERMAN, GERMAN),
        (["en-GB"], GERMAN, ENGLISH),
        ([], GERMAN, GERMAN),
    ],
)
def test_a_room_hears_what_all_in_it_share(locales: list[str | None], house: Voice, voice: Voice) -> None:
    assert for_room(locales, house) == voice


@pytest.mark.parametrize(
    ("accepted", "voice"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", GERMAN),
        ("fr-FR, de;q=0.5", GERMAN),
        ("en-GB,en;q=0.9,de;q=0.8", ENGLISH),
        ("fr", ENGLISH),
        ("*", ENGLISH),
        ("", ENGLISH),
    ],
)
def test_a_page_is_in_the_browsers_language(accepted: str, voice: Voice) -> None:
    assert for_browser(accepted) == voice
