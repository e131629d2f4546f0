"""What is sensitive stays in its room, until the pair says otherwise."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from bot.access import Actor
from bot.domain.conversation import Status
from bot.domain.deals import EventKind, Outcome
from bot.domain.reasons import Cause, Reason
from bot.domain.tallies import Dimension
from bot.domain.wrap_ups import Consent
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage import digests, lessons, tallies
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases.call import captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.losses import starts
from bot.use_cases.playbook import playbook
from bot.use_cases.talk import overviews, sensitivity
from bot.use_cases.week import choices, consents, weekly
from bot.use_cases.wrap_up import lessons as wrap_ups
from tests.factories import ANA, KIM, NOW, PRIYA, Scene, event, form, text

DAY = timedelta(days=1)


def mark(scene: Scene, row: RetrospectiveRow, *, by: str = ANA, sensitive: bool = True) -> None:
    sensitivity.mark(scene.session, scene.actor(by), row.id, sensitive=sensitive, now=scene.tick())
    scene.deliver()


@pytest.fixture
def told(scene: Scene) -> RetrospectiveRow:
    """A loss that was talked through, with the customer too, and may be told."""
    talk = scene.open()
    asked = scene.conversation(talk).guide.questions[-1].key
    captures.capture(scene.session, scene.actor(), talk.id, Capture({asked: "Slow."}), scene.tick())
    closing = form(causes=(Cause(Reason.TRUST),))
    wrap_ups.wrap_up(scene.session, scene.actor(), talk.id, closing, scene.tick())
    consents.answer(scene.session, scene.actor(), talk.id, Consent.NAME, scene.tick())
    scene.deliver()
    return talk


def counted(scene: Scene) -> list[int]:
    """What digests of a day and of a month, lessons, celebrations and patterns know of it."""
    session, here = scene.session, scene.workspace.id
    session.flush()
    spans = [digests.numbers(session, here, NOW - days * DAY, NOW + days * DAY) for days in (1, 30)]
    reasons = tallies.totals(session, here, [Dimension.REASON, Dimension.WITH_REASON], "2026")
    assert tallies.drift(session, here) == 0
    return [
        *(span.talked_through for span in spans),
        *(span.conversations for span in spans),
        len(lessons.tellable(session, here, NOW - DAY, NOW + DAY, 5)),
        int(choices.chosen(session, here, "2026-W47", scene.now) is not None),
        *(reasons.values() or [0, 0]),
    ]


@pytest.mark.parametrize("by", [ANA, PRIYA])
def test_it_leaves_everything_and_comes_back(scene: Scene, told: RetrospectiveRow, by: str) -> None:
    assert set(counted(scene)) == {1}
    mark(scene, told, by=by)
    assert set(counted(scene)) == {0}
    mark(scene, told, by=ANA, sensitive=False)
    assert set(counted(scene)) == {1}


def test_the_card_and_the_room_say_so(scene: Scene) -> None:
    talk = scene.open()
    mark(scene, talk, by=PRIYA)
    assert text(scene.outbox("update")[-1]).count("Sensitive: it stays here") == 1
    assert scene.last_post().startswith(f"*Northwind:* <@{PRIYA}> marked it as sensitive.")
    mark(scene, talk, sensitive=False)
    assert "Sensitive" not in text(scene.outbox("update")[-1])
    assert scene.audit()[-1] == (ANA, "not_sensitive")


def test_the_pair_talks_on_and_sees_it_on_its_lists(scene: Scene) -> None:
    talk = scene.open()
    mark(scene, talk)
    scene.types(talk, "They trusted Contoso.")
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")
    assert overviews.open_with(scene.session, scene.actor(PRIYA)).count == 1


def test_nobody_is_asked_to_share_it_until_it_is_not_sensitive_any_more(scene: Scene) -> None:
    talk = scene.open()
    mark(scene, talk)
    wrap_ups.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    assert [row for row in scene.outbox() if "loss of the week" in text(row)] == []
    mark(scene, talk, sensitive=False)
    assert "loss of the week" in scene.last_post()


def test_a_question_that_stood_there_before_takes_no_yes(scene: Scene, told: RetrospectiveRow) -> None:
    mark(scene, told)
    for yes in (Consent.NAME, Consent.NO_NAME):
        with pytest.raises(AlreadySettled):
            consents.answer(scene.session, scene.actor(), told.id, yes, scene.tick())


def test_a_yes_can_be_taken_back_meanwhile_and_then_nothing_comes_back(scene: Scene, told: RetrospectiveRow) -> None:
    weekly.post(scene.session, scene.workspace, scene.now)
    scene.deliver()
    post = next(row for row in scene.outbox() if (row.subject or "").startswith("celebration:"))
    mark(scene, told)
    consents.answer(scene.session, scene.actor(), told.id, Consent.NO, scene.tick())
    mark(scene, told, sensitive=False)
    assert "Ask who signs." not in _stands(scene, post)
    assert len(lessons.tellable(scene.session, scene.workspace.id, NOW - DAY, NOW + DAY, 5)) == 0


def test_what_the_channel_has_read_is_taken_back_and_comes_back(scene: Scene, told: RetrospectiveRow) -> None:
    weekly.post(scene.session, scene.workspace, scene.now)
    scene.deliver()
    post = next(row for row in scene.outbox() if (row.subject or "").startswith("celebration:"))
    mark(scene, told)
    assert "Ask who signs." not in _stands(scene, post)
    with pytest.raises(NotFound):
        playbook.page(scene.session, scene.actor(KIM), UUID((post.subject or "").partition(":")[2]))
    mark(scene, told, sensitive=False)
    assert "Ask who signs." in _stands(scene, post)


def _stands(scene: Scene, post: OutboxRow) -> str:
    return text([row for row in scene.outbox("update") if row.target_id == post.id][-1])


def test_marked_by_both_it_is_marked_once(scene: Scene) -> None:
    talk = scene.open()
    mark(scene, talk)
    with pytest.raises(AlreadySettled):
        mark(scene, talk, by=PRIYA)
    with pytest.raises(AlreadySettled):
        mark(scene, scene.open("Fabrikam"), sensitive=False)


def test_lost_again_it_is_still_sensitive(scene: Scene) -> None:
    scene.hear(event(EventKind.LOST, -30), Outcome.LOST)
    (first,) = scene.rounds()
    mark(scene, scene.begin(first))
    scene.hear(event(EventKind.REOPENED, -20), Outcome.OPEN)
    scene.hear(event(EventKind.LOST, -10), Outcome.LOST)
    assert scene.begin(scene.rounds()[1]).is_sensitive


@pytest.mark.parametrize("who", ["stranger", "guest", "outside", "admin"])
def test_nobody_else_marks_it_and_an_admin_does_not_find_it(scene: Scene, who: str) -> None:
    talk = scene.open()
    here = scene.workspace.id
    actors: dict[str, Callable[[], Actor]] = {
        "stranger": lambda: scene.actor(KIM),
        "guest": lambda: Actor(here, ANA, scene.person(ANA), is_guest=True),
        "outside": lambda: Actor(here, ANA, scene.person(ANA), is_outside=True),
        "admin": lambda: Actor(here, KIM, scene.person(KIM), is_admin=True),
    }
    actor = actors[who]()
    with pytest.raises(NotAllowed):
        sensitivity.mark(scene.session, actor, talk.id, sensitive=True, now=scene.tick())
    mark(scene, talk)
    if who in ("guest", "outside"):
        with pytest.raises(NotAllowed):
            starts.startable(scene.session, actor, "Northwind", None)
    else:
        assert starts.startable(scene.session, actor, "Northwind", None).closed == []
    with pytest.raises(NotAllowed):
        starts.start(scene.session, actor, talk.deal_id, scene.tick())
