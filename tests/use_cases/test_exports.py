"""What is in the tables of an export: of talks no word without being asked for, of sensitive ones still less."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.domain.sheets import Sheet, lines
from bot.domain.write_backs import Fate, Step, Write
from bot.errors import NotAllowed
from bot.messages.exports import Asked
from bot.storage import write_backs
from bot.storage.exports import house, own, talks
from bot.storage.models import AnswerRow, DraftRow, PersonRow, RetrospectiveRow
from bot.use_cases.people import exports
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene

pytestmark = pytest.mark.both_databases


def written(sheets: Iterable[Sheet]) -> dict[str, str]:
    return {sheet.name: b"".join(lines(sheet)).decode() for sheet in sheets}


def test_what_was_said_in_a_talk_is_not_the_admins(scene: Scene) -> None:
    lost_deals.loss(scene.session, scene.workspace, lesson="Ask Bo first.", said=(lost_deals.Said("You were slow."),))
    found = written(house.sheets(scene.session, scene.workspace.id))
    assert "Northwind" in found["deals"]
    assert not any(words in text for text in found.values() for words in ("Ask Bo first.", "You were slow."))


def test_sensitive_talks_are_left_out(scene: Scene) -> None:
    for name, lesson in (("Northwind", "Ask Bo first."), ("Contoso", "Ask Cy first.")):
        talk = lost_deals.loss(
            scene.session, scene.workspace, name, lesson=lesson, said=(lost_deals.Said(f"No, {name}."),)
        )
        talk.is_sensitive = name == "Contoso"
    scene.session.flush()
    here = RetrospectiveRow.workspace_id == scene.workspace.id
    found = written(talks.sheets(scene.session, here & RetrospectiveRow.is_sensitive.is_(False)))
    assert "Ask Bo first." in found["lessons"]
    assert "No, Northwind." in found["answers"]
    assert not any("Contoso" in text or "Cy" in text for text in found.values())


def test_each_takes_along_what_is_theirs_and_nobody_elses(scene: Scene) -> None:
    talk = scene.open()
    talk.is_sensitive = True
    scene.types(talk, "Trust decided it.")
    scene.session.add(
        DraftRow(
            workspace_id=scene.workspace.id,
            retrospective_id=talk.id,
            author_id=scene.person(ANA),
            question="deciding",
            text="I was afraid.",
            written_at=scene.now,
        )
    )
    scene.session.flush()
    ana, priya, kim = (
        written(own.sheets(scene.session, scene.session.get_one(PersonRow, scene.person(user))))
        for user in (ANA, PRIYA, KIM)
    )
    assert "Trust decided it." in ana["answers"]
    assert "I was afraid." in ana["drafts"]
    assert "Trust decided it." in priya["answers"]
    assert "I was afraid." not in "".join(priya.values())
    assert "Northwind" not in "".join(kim.values())


def test_of_the_talks_of_others_one_takes_ones_own_words_only(scene: Scene) -> None:
    talk = scene.open(manager=None)
    scene.types(talk, "Ours was late.", by=ANA)
    kept = scene.session.scalars(select(AnswerRow)).one()
    talk.rep_id = scene.person(KIM)  # handed over meanwhile
    scene.session.flush()
    found = written(own.sheets(scene.session, scene.session.get_one(PersonRow, kept.author_id)))
    assert "Ours was late." in found["said_elsewhere"]
    assert "Ours was late." not in found["answers"]


def test_of_what_went_into_the_crm_only_the_pair_takes_the_words(scene: Scene) -> None:
    for name in ("Northwind", "Contoso"):
        talk = scene.open(name)
        talk.is_sensitive = name == "Contoso"
        write_backs.begin(scene.session, talk, scene.now)
        row = write_backs.of_talk(scene.session, talk)
        assert row is not None
        row.pressed_by, row.pressed_at, row.crm = scene.person(ANA), scene.now, "HubSpot"
        write = Write(Step.REASON, "Trust", "closed_lost_reason", "Price", Fate.WRITTEN)
        write_backs.keep(scene.session, row, [write])
    taken = written(house.sheets(scene.session, scene.workspace.id))["crm_updates"].splitlines()[1:]
    [line] = [line.partition(",")[2] for line in taken]
    assert line.startswith("Northwind,HubSpot,reason,closed_lost_reason,,written,")
    ana, kim = (
        written(own.sheets(scene.session, scene.session.get_one(PersonRow, scene.person(user))))["written_back"]
        for user in (ANA, KIM)
    )
    for name in ("Northwind", "Contoso"):
        assert f"{name},1,HubSpot,reason,closed_lost_reason,Price,Trust,written,," in ana
    assert len(kim.splitlines()) == 1


def test_one_copy_is_made_at_a_time_and_for_colleagues_only(scene: Scene) -> None:
    scene.workspace.scopes = "chat:write,files:write"
    assert [exports.ask(scene.session, scene.actor(), scene.tick()) for _ in range(2)] == [
        Asked.BEGUN,
        Asked.UNDER_WAY,
    ]
    with pytest.raises(NotAllowed):
        exports.ask(scene.session, replace(scene.actor(), is_outside=True), scene.tick())
    scene.workspace.scopes = "chat:write"
    assert exports.ask(scene.session, scene.actor(KIM), scene.tick()) is Asked.NO_FILES
