"""Several losses of one pair in a week: one card instead of as many threads."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from bot.domain.conversation import Status
from bot.domain.deals import EventKind, Outcome
from bot.domain.gatherings import Choice
from bot.domain.rules import Size, Why
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage import workspaces
from bot.storage.models import DealRow, GatheringRow, PersonRow, RetrospectiveRow
from bot.use_cases.losses import bundles, gatherings, starts
from bot.use_cases.talk import retrospectives as talks
from tests.factories import ANA, KIM, PRIYA, Scene, event, text

pytestmark = pytest.mark.both_databases

WORKING_WEEK = timedelta(days=7)


def lose(scene: Scene, name: str, rep: str = ANA) -> RetrospectiveRow:
    """A deal is lost; its talk is held."""
    scene.hear(event(EventKind.LOST, deal_id=name), Outcome.LOST, name, rep)
    return next(row for row in scene.rounds() if scene.session.get_one(DealRow, row.deal_id).name == name)


def second_look(scene: Scene, row: RetrospectiveRow, rep: str = ANA, manager: str = PRIYA) -> RetrospectiveRow:
    pair = [scene.session.get_one(PersonRow, scene.person(who)) for who in (rep, manager)]
    if not bundles.gather(scene.session, row, pair[0], pair[1], scene.tick()):
        talks.open_thread(scene.session, row, pair[0], pair[1], scene.now)
    scene.session.flush()
    return row


def five(scene: Scene) -> list[RetrospectiveRow]:
    """All five are held when the first is looked at."""
    rows = [lose(scene, f"Deal {number}") for number in range(5)]
    second_look(scene, rows[0])
    return rows


def card(scene: Scene) -> GatheringRow:
    (row,) = scene.session.query(GatheringRow).filter_by(workspace_id=scene.workspace.id)
    return row


def shown(scene: Scene, gathering: GatheringRow) -> str:
    posts = [row for row in scene.outbox() if row.id == gathering.post_id]
    return text([*posts, *(row for row in scene.outbox("update") if row.target_id == gathering.post_id)][-1])


def choose(scene: Scene, choice: Choice, chosen: UUID | None = None, by: str = ANA) -> None:
    gatherings.choose(scene.session, scene.actor(by), card(scene).id, choice, chosen, scene.tick())
    scene.session.flush()


def test_five_at_once_are_one_card_and_no_thread(scene: Scene) -> None:
    rows = five(scene)
    assert [(row.status, row.due_at) for row in rows] == [(Status.HELD, None)] * 5
    assert scene.posts() == [
        "*5 deals closed lost this week:* Deal 0, Deal 1, Deal 2, Deal 3, Deal 4. To keep it light, choose one for "
        "the full guide; the others get one question each."
    ]


def test_four_open_as_ever(scene: Scene) -> None:
    for row in [lose(scene, f"Deal {number}") for number in range(4)]:
        assert second_look(scene, row).status == Status.OUR_VIEW


def test_one_gets_the_full_guide_the_others_one_question(scene: Scene) -> None:
    rows = five(scene)
    choose(scene, Choice.ONE, rows[2].id, by=PRIYA)
    assert [row.due_at for row in rows] == [scene.now] * 5
    for row in rows:
        second_look(scene, row)
    assert [(row.size, row.why) for row in rows] == [
        (Size.FULL, Why.CHOSEN) if row is rows[2] else (Size.SHORT, Why.BUNDLE) for row in rows
    ]
    assert [row.question for row in rows] == ["ours.value" if row is rows[2] else "ours.loss" for row in rows]
    assert "*Deal 2* gets the full guide" in shown(scene, card(scene))


def test_one_question_for_all(scene: Scene) -> None:
    rows = five(scene)
    choose(scene, Choice.ALL)
    assert {second_look(scene, row).question for row in rows} == {"ours.loss"}


def test_what_is_talked_about_already_stays(scene: Scene) -> None:
    begun = [second_look(scene, lose(scene, f"Deal {number}")) for number in range(4)]
    last = second_look(scene, lose(scene, "Deal 4"))
    assert [row.status for row in (*begun, last)] == [Status.OUR_VIEW] * 4 + [Status.HELD]
    assert scene.posts()[-1].startswith("*1 deal closed lost this week:* Deal 4.")


def test_the_sixth_joins_the_card_and_after_the_choice_gets_one_question(scene: Scene) -> None:
    five(scene)
    sixth = second_look(scene, lose(scene, "Deal 5"))
    assert shown(scene, card(scene)).startswith("*6 deals closed lost this week:*")
    choose(scene, Choice.ONE, sixth.id)
    seventh = second_look(scene, lose(scene, "Deal 6"))
    assert (seventh.size, seventh.why, seventh.question) == (Size.SHORT, Why.BUNDLE, "ours.loss")


def test_the_next_week_begins_anew(scene: Scene) -> None:
    five(scene)
    scene.now += WORKING_WEEK
    assert second_look(scene, lose(scene, "Deal 5")).status == Status.OUR_VIEW


def test_another_pair_is_counted_apart(scene: Scene) -> None:
    rows = five(scene)
    assert second_look(scene, lose(scene, "Kim's", KIM), rep=KIM).status == Status.OUR_VIEW
    assert len(rows) == 5


def test_a_second_look_that_comes_twice_changes_nothing(scene: Scene) -> None:
    rows = five(scene)
    choose(scene, Choice.ALL)
    with pytest.raises(AlreadySettled):
        choose(scene, Choice.ONE, rows[0].id, by=PRIYA)
    assert {row.why for row in rows} == {Why.BUNDLE}


@pytest.mark.parametrize(
    ("by", "choice", "refusal"),
    [(KIM, Choice.ALL, NotAllowed), (ANA, Choice.SAMPLE, NotFound), (ANA, Choice.NONE, NotFound)],
)
def test_only_the_pair_chooses_and_only_what_is_offered(
    scene: Scene, by: str, choice: Choice, refusal: type[Exception]
) -> None:
    five(scene)
    with pytest.raises(refusal):
        choose(scene, choice, by=by)


def test_a_deal_of_another_card_cannot_be_chosen(scene: Scene) -> None:
    five(scene)
    with pytest.raises(AlreadySettled):
        choose(scene, Choice.ONE, uuid4())
    with pytest.raises(NotFound):
        gatherings.choose(scene.session, scene.actor(), uuid4(), Choice.ALL, None, scene.now)


def test_reopened_meanwhile_it_waits_no_more(scene: Scene) -> None:
    rows = five(scene)
    scene.hear(event(EventKind.REOPENED, 5, deal_id="Deal 1"), Outcome.OPEN, "Deal 1")
    with pytest.raises(AlreadySettled):
        choose(scene, Choice.ONE, rows[1].id)
    choose(scene, Choice.ALL)
    assert [row.status for row in rows] == [Status.HELD, Status.PAUSED, *[Status.HELD] * 3]


def test_started_by_name_it_leaves_the_card(scene: Scene) -> None:
    rows = five(scene)
    starts.start(scene.session, scene.actor(), rows[0].deal_id, scene.tick())
    assert second_look(scene, rows[0]).question == "ours.value"
    choose(scene, Choice.ALL)
    assert (rows[0].why, rows[1].why) == (Why.BY_HAND, Why.BUNDLE)


def test_silence_leaves_them_alone_and_names_start_them_still(scene: Scene) -> None:
    rows = five(scene)
    gathering = card(scene)
    assert gatherings.due(scene.session, gathering.due_at - timedelta(seconds=1)) == []
    for expected in (True, False):
        assert gatherings.give_up(scene.session, gathering.id, gathering.due_at) is expected
    assert {row.status for row in rows} == {Status.SKIPPED}
    assert shown(scene, gathering).startswith("Nobody chose")
    starts.start(scene.session, scene.actor(), rows[3].deal_id, scene.tick())
    assert second_look(scene, rows[3]).question == "ours.value"


@pytest.mark.parametrize(
    "settle",
    [
        lambda scene: workspaces.change(scene.session, scene.workspace, "bundle_from", "0"),
        lambda scene: workspaces.change(scene.session, scene.workspace, "bundle_from", "6"),
    ],
)
def test_the_workspace_draws_the_line(scene: Scene, settle: Callable[[Scene], None]) -> None:
    settle(scene)
    assert five(scene)[0].status == Status.OUR_VIEW
