"""How much is asked about one deal: by the rules when its talk begins, and changed by the pair in one tap."""

from datetime import timedelta

import pytest

from bot.domain.conversation import Kind, MessageRef, Status
from bot.domain.deals import Outcome
from bot.domain.rules import Size, Why
from bot.errors import AlreadySettled, NotAllowed
from bot.storage import outbox, workspaces
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import answers
from bot.use_cases.call import calls, captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.losses import sizes, starts
from tests.factories import ANA, KIM, PRIYA, Scene, text

SHORT = "*Northwind, 1 of 1.* What would you do differently next time? One line is plenty."


def short(scene: Scene, outcome: Outcome = Outcome.LOST) -> RetrospectiveRow:
    workspaces.change(scene.session, scene.workspace, "full_from_amount", "100000")
    scene.open("Adatum")  # the first of the quarter is full, whatever the size
    return scene.open(outcome=outcome)


def resize(scene: Scene, row: RetrospectiveRow, *, is_short: bool, by: str = ANA) -> None:
    sizes.change(scene.session, scene.actor(by), row.id, is_short=is_short, now=scene.tick())


def posts(scene: Scene, row: RetrospectiveRow) -> list[str]:
    return [text(post).splitlines()[0] for post in scene.outbox() if post.lane.startswith(f"retrospective:{row.id}")]


def test_short_guide_asks_one_question_and_waits_for_no_call(scene: Scene) -> None:
    talk = short(scene)
    assert (talk.size, talk.why) == (Size.SHORT, Why.SMALL)
    assert posts(scene, talk) == ["*Northwind was closed lost.* 94 days of work.", SHORT]
    scene.types(talk, "Ask who signs.")
    assert scene.stands(talk) == (Status.WRAP_UP, None)


def test_why_stands_on_the_card(scene: Scene) -> None:
    talk = short(scene)
    root = next(row for row in scene.outbox() if row.id == talk.root_id)
    assert text(root).endswith("Why one question: a smaller deal.")


def test_a_short_guide_after_a_win(scene: Scene) -> None:
    talk = short(scene, outcome=Outcome.WON)
    assert posts(scene, talk)[-1] == "*Northwind, 1 of 1.* What would you do again next time? One line is plenty."


@pytest.mark.parametrize(("already", "size"), [(1, Size.FULL), (2, Size.SHORT)])
def test_a_rep_has_two_full_ones_a_week(scene: Scene, already: int, size: Size) -> None:
    workspaces.change(scene.session, scene.workspace, "full_per_week", "2")
    for number in range(already):
        scene.open(f"Deal {number}")
    scene.open("Another's", rep=KIM)
    assert scene.open().size == size


def test_the_week_ends_on_sunday(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "full_per_week", "1")
    scene.open("Adatum")
    scene.now += timedelta(days=3)
    assert scene.open().size == Size.FULL


def test_nobody_hears_of_a_silent_pipeline(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "silent_pipelines", "Partners, Tests")
    talk = scene.open(pipeline="tests")
    assert (talk.size, scene.stands(talk), scene.outbox()) == (Size.NONE, (Status.SKIPPED, None), [])


def test_whoever_asks_for_it_gets_the_full_guide(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "silent_pipelines", "tests")
    talk = scene.open(pipeline="tests")
    assert starts.start(scene.session, scene.actor(), talk.deal_id, scene.tick()).is_new
    scene.begin(talk)
    assert (talk.size, talk.why, scene.stands(talk)) == (Size.FULL, Why.BY_HAND, (Status.OUR_VIEW, "ours.value"))


def test_the_rest_is_one_tap_away(scene: Scene) -> None:
    talk = short(scene)
    resize(scene, talk, is_short=False)
    assert (talk.size, talk.why, scene.stands(talk)) == (Size.FULL, Why.CHOSEN, (Status.OUR_VIEW, "ours.value"))
    assert [post.split("*")[1] for post in posts(scene, talk)[2:]] == [
        "Northwind, 1 of 3.",
        f"Northwind: the customer call is <@{PRIYA}>'s to lead.",
    ]


def test_one_question_is_one_tap_away(scene: Scene) -> None:
    talk = scene.open()
    resize(scene, talk, is_short=True, by=PRIYA)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.loss")
    assert scene.last_post().splitlines()[0] == SHORT


def test_there_and_back_says_nothing_twice(scene: Scene) -> None:
    talk = scene.open()
    for is_short in (True, False):
        resize(scene, talk, is_short=is_short)
    calls_shown = [post for post in posts(scene, talk) if "customer call" in post]
    assert (len(calls_shown), scene.stands(talk)) == (1, (Status.OUR_VIEW, "ours.value"))


def test_what_was_answered_stays(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "Peace and quiet.")
    resize(scene, talk, is_short=True)
    assert scene.last_post().startswith("*Northwind, 2 of 2.*")
    resize(scene, talk, is_short=False)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")
    assert scene.answers() == [("ours.value", "Peace and quiet.")]


def test_customer_may_speak_up_beside_a_short_guide(scene: Scene) -> None:
    talk = short(scene)
    texts = {"customers.change": "Answer sooner."}
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, Capture(texts), scene.tick())
    answers.give(scene.session, scene.actor(), talk.id, "ours.loss", Kind.SAID, "Listen.", scene.tick())
    assert scene.stands(talk) == (Status.WRAP_UP, None)
    assert [answer for _, answer in scene.answers()] == ["Answer sooner.", "Listen."]


def test_strangers_do_not_choose(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(NotAllowed):
        resize(scene, talk, is_short=True, by=KIM)


def walked_to(scene: Scene, *said: str) -> RetrospectiveRow:
    """Our view is in, and the customer's questions are asked one by one; so much was said."""
    talk = scene.open()
    for words in ("Peace of mind.", "Their CFO.", "They trusted Contoso."):
        scene.types(talk, words)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    for words in said:
        scene.types(talk, words, by=PRIYA)
    return talk


@pytest.mark.parametrize(
    ("said", "wrap_up"), [((), "What we have is enough."), (("They listened.",), "Both views are in.")]
)
def test_shortened_in_the_middle_of_the_customers_view(scene: Scene, said: tuple[str, ...], wrap_up: str) -> None:
    talk = walked_to(scene, *said)
    resize(scene, talk, is_short=True)
    scene.deliver()
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.loss")
    scene.types(talk, "Call earlier.")
    assert scene.stands(talk) == (Status.WRAP_UP, None)
    assert wrap_up in scene.last_post()


def test_a_walk_that_brought_nothing_counts_for_no_talk(scene: Scene) -> None:
    talk = walked_to(scene)
    for is_short in (True, False):
        resize(scene, talk, is_short=is_short)
    assert (scene.stands(talk), talk.call) == ((Status.CUSTOMERS_VIEW, None), "none")


def test_the_call_card_goes_with_the_short_guide_and_comes_back_with_the_full_one(scene: Scene) -> None:
    talk = scene.open()
    card_id = outbox.find_by_key(scene.session, talk.workspace_id, f"{talk.id}:call:{talk.room_id}")
    for is_short, buttons in ((True, False), (False, True)):
        resize(scene, talk, is_short=is_short)
        (shown,) = [row for row in scene.outbox("update") if row.target_id == card_id and row.state == "pending"]
        assert ("actions" in [block["type"] for block in (shown.payload or {})["blocks"]]) is buttons
        scene.deliver()


def test_a_short_guide_offers_nothing_to_keep_for_the_customer(scene: Scene) -> None:
    subject = f"question:{short(scene).id}:ours.loss"
    (asked,) = [row for row in scene.outbox() if row.subject == subject]
    assert "Ask the customer" not in str(asked.payload)


def test_there_and_back_without_end_asks_everything_twice_at_most(scene: Scene) -> None:
    talk = scene.open()
    for number in range(20):
        resize(scene, talk, is_short=number % 2 == 0, by=(ANA, PRIYA)[number % 2])
        scene.deliver()
    asked = [post.split("* ")[1] for post in posts(scene, talk) if post.startswith("*Northwind, ")]
    assert {words: asked.count(words) for words in asked} == dict.fromkeys(asked, 2)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    scene.types(talk, "Peace and quiet.")
    assert scene.answers() == [("ours.value", "Peace and quiet.")]
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")


def test_there_and_back_without_end_at_the_wrap_up(scene: Scene) -> None:
    talk = walked_to(scene, *["They said something."] * 5)
    resize(scene, talk, is_short=True)
    scene.deliver()
    scene.types(talk, "Call earlier.")
    before = len(posts(scene, talk))
    for number in range(20):
        resize(scene, talk, is_short=number % 2 == 1)
    assert len(posts(scene, talk)) == before
    assert scene.stands(talk) == (Status.WRAP_UP, None)


def test_late_tap_changes_nothing(scene: Scene) -> None:
    talk = scene.open()
    talk.status, talk.question = Status.DONE, None
    scene.session.flush()
    with pytest.raises(AlreadySettled):
        resize(scene, talk, is_short=True)


def test_two_who_want_the_same_do_not_undo_each_other(scene: Scene) -> None:
    talk = scene.open()
    resize(scene, talk, is_short=True)
    with pytest.raises(AlreadySettled):
        resize(scene, talk, is_short=True, by=PRIYA)
    assert talk.size == Size.SHORT


def test_a_reply_that_comes_after_the_change_belongs_to_the_question_that_stood_there(scene: Scene) -> None:
    talk = short(scene)
    thread, written = scene.thread(talk), scene.next_ts()
    resize(scene, talk, is_short=False)
    scene.deliver()
    scene.types(talk, "I would involve legal in week one.", ref=MessageRef(thread.channel, written))
    assert scene.answers() == [("ours.loss", "I would involve legal in week one.")]
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    resize(scene, talk, is_short=True)
    assert scene.stands(talk) == (Status.WRAP_UP, None)
