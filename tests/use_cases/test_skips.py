"""Left out, with or without a reason, and taken up again."""

import pytest

from bot.domain.conversation import Status
from bot.domain.skips import SkipReason
from bot.errors import AlreadySettled, NotAllowed
from bot.storage.models import RetrospectiveRow
from bot.use_cases.talk import retrospectives, skips
from tests.factories import ANA, KIM, PRIYA, Scene, text


@pytest.fixture
def talk(scene: Scene) -> RetrospectiveRow:
    row = scene.open()
    retrospectives.decline(scene.session, scene.actor(), row.id, scene.tick())
    scene.deliver()
    return row


def explain(scene: Scene, row: RetrospectiveRow, because: SkipReason, by: str = ANA) -> None:
    skips.explain(scene.session, scene.actor(by), row.id, because, scene.tick())


@pytest.mark.parametrize("by", [ANA, PRIYA])
def test_the_reason_is_kept_and_stands_on_both_cards(scene: Scene, talk: RetrospectiveRow, by: str) -> None:
    explain(scene, talk, SkipReason.DUPLICATE, by)
    assert (talk.status, talk.skipped_because) == (Status.SKIPPED, SkipReason.DUPLICATE)
    root, card = scene.outbox("update")[-2:]
    assert text(root).endswith("Left out, as you asked. It is a duplicate.")
    assert text(card).startswith("*Northwind:* left out. Thank you for saying why.")
    assert scene.audit()[-1] == (by, "explained")


def test_too_raw_is_met_kindly(scene: Scene, talk: RetrospectiveRow) -> None:
    explain(scene, talk, SkipReason.TOO_RAW)
    assert "That is fine. It can be taken up any time" in text(scene.outbox("update")[-1])


def test_the_last_word_counts_and_a_second_press_changes_nothing(scene: Scene, talk: RetrospectiveRow) -> None:
    explain(scene, talk, SkipReason.TOO_SMALL)
    explain(scene, talk, SkipReason.NEVER_REAL, PRIYA)
    with pytest.raises(AlreadySettled):
        explain(scene, talk, SkipReason.NEVER_REAL)
    assert talk.skipped_because == SkipReason.NEVER_REAL


def test_taken_up_again_it_has_no_reason_and_a_late_one_changes_nothing(scene: Scene, talk: RetrospectiveRow) -> None:
    explain(scene, talk, SkipReason.OTHER)
    retrospectives.take_up(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    with pytest.raises(AlreadySettled):
        explain(scene, talk, SkipReason.DUPLICATE)
    assert (talk.status, talk.skipped_because) == (Status.OUR_VIEW, None)


def test_left_out_a_second_time_the_reason_belongs_to_the_second_card(scene: Scene, talk: RetrospectiveRow) -> None:
    retrospectives.take_up(scene.session, scene.actor(), talk.id, scene.tick())
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deliver()
    explain(scene, talk, SkipReason.OTHER)
    cards = [row for row in scene.outbox() if row.subject == f"skipped:{talk.id}"]
    assert scene.outbox("update")[-1].target_id == cards[-1].id != cards[0].id


def test_strangers_give_no_reasons(scene: Scene, talk: RetrospectiveRow) -> None:
    with pytest.raises(NotAllowed):
        explain(scene, talk, SkipReason.OTHER, KIM)
    assert talk.skipped_because is None
