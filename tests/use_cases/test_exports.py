"""What is in the tables of an export: of talks no word without being asked for, of sensitive ones still less."""

from collections.abc import Iterable

import pytest

from bot.domain.sheets import Sheet, lines
from bot.storage.exports import house, talks
from bot.storage.models import RetrospectiveRow
from tests import lost_deals
from tests.factories import Scene

pytestmark = pytest.mark.both_databases


def written(sheets: Iterable[Sheet]) -> dict[str, str]:
    return {sheet.name: "".join(lines(sheet)) for sheet in sheets}


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
