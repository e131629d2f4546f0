"""Who is spoken to in which language and tone: threads, private answers, channels."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bot.access import Actor
from bot.domain import guides
from bot.domain.voices import Language, Tone, Voice
from bot.domain.wrap_ups import Consent
from bot.messages.prompts import current
from bot.storage import workspaces
from bot.storage.models import RoomRow
from bot.use_cases.people import voices
from bot.use_cases.talk import retrospectives
from bot.use_cases.week import consents, weekly
from bot.use_cases.wrap_up import lessons
from tests import lost_deals
from tests.factories import ANA, MINUTE, PRIYA, Scene, form, text
from tests.use_cases.stages import StagedScene, Stages

ENGLISH, GERMAN = Voice(), Voice(Language.GERMAN)


@pytest.fixture
def scene(shared_sqlite: Stages) -> Iterator[Scene]:
    """Languages are no matter of the database: one kind is enough."""
    with ExitStack() as until_the_end:
        yield StagedScene(shared_sqlite, until_the_end)


def speaks(scene: Scene, slack_user: str, locale: str | None) -> None:
    lost_deals.person(scene.session, scene.workspace, slack_user).locale = locale


def setting(scene: Scene, name: str, value: str) -> None:
    workspaces.change(scene.session, scene.workspace, name, value)


def actor(scene: Scene, voice: Voice) -> Actor:
    known = scene.actor()
    return Actor(known.workspace, known.slack_user, known.person, voice=voice)


@pytest.mark.parametrize(
    ("rep", "manager", "house", "root", "question"),
    [
        ("de-DE", "de-AT", "en", "*Northwind wurde als verloren geschlossen.*", "*Northwind, 1 von 3.* Wie würde"),
        ("de-DE", "en-GB", "en", "*Northwind was closed lost.*", "*Northwind, 1 of 3.* How would"),
        ("de-DE", "en-GB", "de", "*Northwind wurde als verloren geschlossen.*", "*Northwind, 1 von 3.* Wie würde"),
        ("en-US", "en-GB", "de", "*Northwind was closed lost.*", "*Northwind, 1 of 3.* How would"),
        (None, None, "de", "*Northwind wurde als verloren geschlossen.*", "*Northwind, 1 von 3.* Wie würde"),
    ],
)
def test_a_thread_is_in_what_its_people_share(
    scene: Scene, rep: str | None, manager: str | None, house: str, root: str, question: str
) -> None:
    speaks(scene, ANA, rep)
    speaks(scene, PRIYA, manager)
    setting(scene, "language", house)
    scene.open()
    first, _, asked = scene.posts()
    assert first.startswith(root)
    assert asked.startswith(question)


def test_a_thread_keeps_the_language_that_it_began_in(scene: Scene) -> None:
    speaks(scene, ANA, "de-DE")
    speaks(scene, PRIYA, "de-DE")
    talk = scene.open()
    speaks(scene, ANA, "en-US")
    scene.types(talk, "Sie vertrauten Contoso.")
    assert scene.last_post().startswith("*Northwind, 2 von 3.* Wessen Stimme")
    assert text(scene.outbox("update")[-1]).startswith("*Northwind, 1 von 3.*")


def test_a_talk_that_moves_goes_on_in_the_language_of_its_new_room(scene: Scene) -> None:
    speaks(scene, ANA, "de-DE")
    speaks(scene, PRIYA, "en-GB")
    talk = scene.open(manager=None)
    assert scene.last_post().startswith("*Northwind:* wer soll das Kundengespräch mit dir führen?")
    scene.types(talk, "Sie vertrauten Contoso.")
    before = len(scene.outbox())
    retrospectives.choose_manager(scene.session, scene.actor(), talk.id, scene.met(PRIYA), scene.tick())
    told, root, _, question = [text(row) for row in scene.outbox()[before:]]
    assert told == f"*Northwind:* <@{PRIYA}> führt. Ich merke es mir."
    assert root.startswith("*Northwind was closed lost.*")
    assert question.startswith("*Northwind, 2 of 3.* Whose voice weighed most")
    assert "geht in eurer Gruppennachricht" in text(scene.outbox("update")[-1])
    assert scene.answers() == [("ours.value", "Sie vertrauten Contoso.")]


def test_a_guide_of_another_version_is_not_translated(scene: Scene) -> None:
    speaks(scene, ANA, "de-DE")
    speaks(scene, PRIYA, "de-DE")
    talk = scene.open()
    talk.guide = talk.guide | {"version": 99, "language": "en"}
    voices.choose(scene.session, talk)
    assert guides.of(talk.guide).language is Language.ENGLISH


def test_a_talk_from_before_there_were_languages_stays_english(scene: Scene) -> None:
    talk = scene.open()
    talk.guide = {name: value for name, value in talk.guide.items() if name != "language"}
    setting(scene, "language", "de")
    scene.types(talk, "They trusted Contoso.")
    assert scene.last_post().startswith("*Northwind, 2 of 3.*")


def test_what_one_person_hears_is_in_their_language(scene: Scene) -> None:
    speaks(scene, ANA, "de-DE")
    speaks(scene, PRIYA, "en-GB")
    talk = scene.open()
    scene.types(talk, "Let me help.", by="U0EXT", outside=True)
    told = scene.outbox()[-1]
    assert text(told).startswith("*Northwind:* jemand aus einer anderen Organisation")
    assert scene.session.get_one(RoomRow, told.room_id).members == ANA
    retrospectives.take_up(scene.session, scene.actor(), talk.id, scene.tick())
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    thanks = consents.answer(scene.session, actor(scene, GERMAN), talk.id, Consent.NO, scene.tick())
    assert thanks.text.startswith("*Northwind:* verstanden, es bleibt unter euch.")
    assert scene.last_post().startswith("*Northwind:* <@U0ANA>, may I put it forward")


def test_the_channel_hears_the_workspaces_language_and_the_rep_reads_it_before(scene: Scene) -> None:
    speaks(scene, ANA, "en-US")
    speaks(scene, PRIYA, "en-US")
    setting(scene, "language", "de")
    talk = scene.open()
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form("Frag, wer unterschreibt."), scene.tick())
    asked, announced = scene.last_post().split("\n", 1)
    assert asked.startswith(f"*Northwind:* <@{ANA}>, may I put it forward for loss of the week?")
    assert announced.startswith(f"*Northwind und <@{ANA}>: Lost Deal der Woche.*")
    consents.answer(scene.session, scene.actor(), talk.id, Consent.NAME, scene.tick())
    celebration, digest = weekly.rehearse(scene.session, scene.workspace.id, scene.now + MINUTE)
    assert celebration.text.startswith(announced.rpartition("\n")[0])
    assert digest.text.startswith("*Win-Loss-Digest, die letzten sieben Tage:*")


def test_the_plain_tone_is_the_workspaces_wish_in_every_language(scene: Scene) -> None:
    speaks(scene, ANA, "de-DE")
    speaks(scene, PRIYA, "de-DE")
    setting(scene, "tone", "plain")
    talk = scene.open()
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    root = next(row for row in reversed(scene.outbox("update")) if "geschlossen" in text(row))
    assert text(root).endswith("\nAusgelassen.")
    assert voices.of_person(scene.session, scene.workspace.id, ANA) == Voice(Language.GERMAN, Tone.PLAIN)
    assert voices.of_person(scene.session, scene.workspace.id, "U0NEW") == Voice(tone=Tone.PLAIN)
    assert current() == ENGLISH
