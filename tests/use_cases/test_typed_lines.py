"""The wrap-up, typed in the thread: kept, followed when it is edited or deleted, taken up by the form, or closed."""

from datetime import date, timedelta

import pytest

from bot.domain.colleagues import Kind
from bot.domain.conversation import MessageRef, Status
from bot.domain.deals import Outcome
from bot.domain.reasons import Cause, Reason
from bot.domain.typed_lines import Field
from bot.domain.wrap_ups import Ending
from bot.errors import AlreadySettled, NotAllowed
from bot.storage import typed_lines, wrap_ups
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls
from bot.use_cases.losses import sizes
from bot.use_cases.wrap_up import lessons, typed_closing
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, STORY_BEGINS, Scene, form, text
from tests.use_cases.wrapping_up import asked_to_wrap_up


def proposed(scene: Scene, talk: RetrospectiveRow) -> str:
    """The lesson that the form begins with."""
    return lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form.lesson


def test_what_is_typed_as_a_lesson_adds_up_and_its_card_shows_the_words(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask who signs.")
    scene.types(talk, "lesson: Then <!channel> show.", by=PRIYA)
    assert proposed(scene, talk) == "Ask who signs.\nThen <!channel> show."
    assert [row.payload for row in scene.outbox("react")][-2] == {"timestamp": ref.ts, "name": "white_check_mark"}
    assert sum("kept so far: the lesson" in post for post in scene.posts()) == 1
    assert text(scene.outbox("update")[-1]).splitlines()[1:] == ["Ask who signs.", "Then &lt;!channel&gt; show."]


@pytest.mark.parametrize("first", ["Thanks Ana, great work. Lunch?", "lesson: Ask who signs."])
def test_talk_among_people_is_no_lesson_and_done_publishes_none_of_it(scene: Scene, first: str) -> None:
    talk = asked_to_wrap_up(scene)
    for said, by in ((first, PRIYA), ("Nice one! I would add the CFO.", PRIYA), ("Sure, 12:30!", PRIYA)):
        scene.types(talk, said, by=by)
    kept = typed_lines.words(scene.session, talk)
    assert kept == ({Field.LESSON: "Ask who signs."} if first.startswith("lesson") else {})
    (told,) = scene.outbox("ephemeral")
    assert "For the lesson, type `lesson: …`" in text(told)
    scene.types(talk, "done", by=PRIYA)
    assert talk.status == (Status.DONE if kept else Status.WRAP_UP)
    assert not any("Nice one" in text(row) for row in scene.outbox())


def test_after_the_short_guide_a_second_message_belongs_to_the_answer(scene: Scene) -> None:
    talk = scene.open()
    sizes.change(scene.session, scene.actor(), talk.id, is_short=True, now=scene.tick())
    scene.deliver()
    for said in ("We would have asked who signs before we showed anything.", "And called the CFO."):
        scene.types(talk, said)
    assert (talk.status, typed_lines.words(scene.session, talk)) == (Status.WRAP_UP, {})
    assert [words for _, words in scene.answers()][1:] == ["And called the CFO."]


def test_a_reply_from_before_the_wrap_up_was_asked_stays_an_answer(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    first_minute = MessageRef(scene.thread(talk).channel, f"{STORY_BEGINS + 4}.000200")
    scene.types(talk, "A second thought.", ref=first_minute)
    assert ("ours.value", "A second thought.") in scene.answers()
    assert typed_lines.words(scene.session, talk) == {}


def test_a_lesson_may_be_typed_at_any_time_and_is_no_answer(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "Lesson: ask who signs.")
    assert (scene.answers(), proposed(scene, talk)) == ([], "ask who signs.")
    assert talk.question == "ours.value"


def test_edits_and_deletions_count_whatever_the_order(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref, other = scene.types(talk, "lesson: Ask."), scene.types(talk, "lesson: Show.")
    late, later = scene.next_ts(), scene.next_ts()
    scene.edits(talk, ref, "Ask who signs.", edited_ts=later)
    scene.edits(talk, ref, "Ask who.", edited_ts=late)
    scene.edits(talk, ref, "Forged.", by=PRIYA)
    scene.deletes(other)
    assert proposed(scene, talk) == "Ask who signs."


def test_the_same_reply_told_twice_is_kept_once_and_a_deleted_one_never(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "Ask.")
    scene.types(talk, "Ask.", ref=ref)
    scene.deletes(ref)
    scene.types(talk, "Ask.", ref=ref)
    assert typed_lines.words(scene.session, talk) == {}


def test_the_talk_can_end_with_what_was_typed(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "lesson: Ask who\nsigns. <!channel>")
    scene.tick(int(timedelta(weeks=5).total_seconds()))
    typed_closing.save(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    kept = wrap_ups.find(scene.session, talk)
    assert kept == form("Ask who signs. <!channel>")
    assert talk.status == Status.DONE
    with pytest.raises(AlreadySettled):
        typed_closing.save(scene.session, scene.actor(), talk.id, scene.tick())


def test_nothing_is_saved_where_nothing_was_typed_or_by_anybody_else(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    with pytest.raises(AlreadySettled):
        typed_closing.save(scene.session, scene.actor(), talk.id, scene.tick())
    scene.types(talk, "Mine.", by=KIM)
    assert typed_lines.words(scene.session, talk) == {}
    with pytest.raises(NotAllowed):
        typed_closing.save(scene.session, scene.actor(KIM), talk.id, scene.tick())


def test_a_lesson_typed_after_the_end_waits_in_the_form_to_change(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask.")
    typed_closing.save(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deliver()
    assert lessons.to_change(scene.session, scene.actor(), talk.id, scene.now).form.lesson == "Ask."
    scene.types(talk, "Just talk.")
    scene.types(talk, "Lesson: ask who decides.")
    assert text(scene.outbox()[-1]).endswith("It waits until you type `done`, or save the form.\nask who decides.")
    changing = lessons.to_change(scene.session, scene.actor(), talk.id, scene.now)
    assert changing.form.lesson == "ask who decides."
    lessons.change(scene.session, scene.actor(), talk.id, changing.form, changing.mark, scene.tick())
    scene.edits(talk, ref, "Ask sooner.")
    assert wrap_ups.find(scene.session, talk) == form("ask who decides.")


def test_the_whole_wrap_up_is_typed(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "ended: competitor\nreasons: price, Vertrauen", by=PRIYA)
    assert scene.last_post().endswith("One lesson is still missing: type `lesson:` and a sentence.")
    scene.types(talk, "action: send the security paper by 2026-12-04\nturned: the demo")
    scene.types(talk, "lesson: ask <!channel> who signs")
    scene.types(talk, "Done.")
    assert wrap_ups.find(scene.session, talk) == form(
        "ask <!channel> who signs",
        ending=Ending.COMPETITOR,
        causes=(Cause(Reason.PRICE), Cause(Reason.TRUST)),
        action="send the security paper by 2026-12-04",
        action_owner=scene.person(ANA),
        due_on=date(2026, 12, 4),
        turning_point="the demo",
    )
    assert talk.status == Status.DONE
    assert scene.posts()[-3].startswith("*Northwind: what we take from it.*")


def test_one_card_says_what_is_kept_so_far(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    posts = len(scene.posts())
    ref = scene.types(talk, "reasons: price\nlesson: ask")
    scene.types(talk, "ended: budget")
    scene.deletes(ref)
    assert len(scene.posts()) == posts + 1
    assert [text(row).split(" Type")[0] for row in scene.outbox("update")[-2:]] == [
        "*Northwind:* kept so far: how it ended, the reasons, the lesson.",
        "*Northwind:* kept so far: how it ended. One lesson is still missing: type `lesson:` and a sentence.",
    ]


def test_what_is_not_on_the_menu_is_asked_for_in_private_and_kept_when_it_is_put_right(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "ended: magic\nreasons: price")
    (whispered,) = scene.outbox("ephemeral")
    assert text(whispered).startswith("*Northwind:* I could not read how it ended. Please type one of these: A compet")
    assert (whispered.payload or {})["user"] == ANA
    scene.edits(talk, ref, "ended: budget\nreasons: price")
    assert typed_lines.words(scene.session, talk) == {Field.ENDING: "budget", Field.REASONS: "price"}
    assert scene.answers()[3:] == []


def test_while_a_question_is_asked_only_a_lesson_is_none_of_its_answers(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "Reason: they had known each other for years.")
    scene.types(talk, "done")
    assert typed_lines.words(scene.session, talk) == {}
    assert [words for _, words in scene.answers()] == ["Reason: they had known each other for years."]


def test_while_a_question_is_asked_an_early_lesson_makes_no_fields_of_answers(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "Lesson: ask who signs.")
    said = [
        "Reason: they had known each other for years.",
        "Action: they called our champion every week.",
    ]
    for words in said:
        scene.types(talk, words)
    assert [words for _, words in scene.answers()] == said
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "ask who signs."}
    assert talk.status != Status.DONE


def test_edits_change_every_field_of_a_message(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "ended: budget\nreasons: price")
    scene.edits(talk, ref, "reasons: trust\nlesson: ask")
    assert typed_lines.words(scene.session, talk) == {Field.REASONS: "trust", Field.LESSON: "ask"}
    scene.edits(talk, ref, "")
    assert typed_lines.words(scene.session, talk) == {}


@pytest.mark.parametrize(
    ("typed", "kept"), [("reasons: price", {}), ("lesson: We came late.", {Field.LESSON: "We were late."})]
)
def test_a_lesson_may_lose_its_name_in_an_edit_and_no_other_field_may(
    scene: Scene, typed: str, kept: dict[Field, str]
) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, typed, by=PRIYA)
    scene.edits(talk, ref, "We were late.", by=PRIYA)
    assert typed_lines.words(scene.session, talk) == kept


def test_done_without_a_lesson_asks_for_it(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "done")
    scene.types(talk, "done", ref=ref)
    assert [post.split("*")[1] for post in scene.posts()[-2:]] == [
        "Northwind: time to wrap up.",
        "Northwind: nearly there.",
    ]
    assert talk.status == Status.WRAP_UP


def test_done_twice_by_two_and_by_strangers(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "lesson: ask")
    scene.types(talk, "done", by=KIM)
    assert talk.status == Status.WRAP_UP
    ref = scene.types(talk, "done")
    posts, answers = scene.posts(), scene.answers()
    scene.types(talk, "done", ref=ref)
    scene.types(talk, "done", by=PRIYA)
    assert (scene.posts(), scene.answers(), talk.status) == (posts, answers, Status.DONE)


def test_what_the_form_keeps_wins(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "ended: budget\nlesson: ask")
    opened = lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form
    assert (opened.ending, opened.lesson) == (Ending.BUDGET, "ask")
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form("Show."), scene.tick())
    assert lessons.to_change(scene.session, scene.actor(), talk.id, scene.now).form == form("Show.")


def test_the_cards_offer_nothing_once_the_form_has_taken_up_what_was_typed(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "lesson: ask")
    scene.types(talk, "done")
    scene.types(talk, "lesson: ask who decides")
    posts = scene.posts()
    scene.types(talk, "done")
    shown = {row.target_id: row for row in scene.outbox("update") if row.target_id}
    settled = [row for row in shown.values() if "what was typed is settled" in text(row)]
    assert [len((row.payload or {})["blocks"]) for row in settled] == [1, 1]
    assert scene.posts() == posts


def test_a_win_has_no_field_for_how_it_was_lost(scene: Scene) -> None:
    talk = scene.open(outcome=Outcome.WON)
    scene.types(talk, "lesson: ask")
    scene.types(talk, "ended: budget")
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "ask"}


@pytest.mark.parametrize("outcome", [Outcome.WON, Outcome.OPEN])
def test_how_it_ended_is_asked_of_losses_only_and_is_no_lesson(scene: Scene, outcome: Outcome) -> None:
    talk = scene.open(outcome=outcome)
    while talk.question:
        scene.types(talk, "They showed calm where we showed slides, and the CFO whom we never met liked that.")
    if talk.status != Status.WRAP_UP:
        calls.customer_declined(scene.session, scene.actor(), talk.id, scene.tick())
        scene.deliver()
    assert talk.status == Status.WRAP_UP
    scene.types(talk, "ended: budget")
    assert typed_lines.words(scene.session, talk) == {}
    assert text(scene.outbox("ephemeral")[-1]).startswith("*Northwind:* I left this out: how it ended.")
    scene.types(talk, "done")
    assert scene.last_post().endswith("If you like, type the same way: the reasons, the action.")


def test_an_action_that_begins_with_a_colleague_is_theirs(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, f"lesson: ask\naction: @{scene.met(KIM)}: send it")
    opened = lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now)
    assert (opened.form.action, opened.owner) == ("send it", KIM)
    scene.types(talk, "done")
    kept = wrap_ups.find(scene.session, talk)
    assert kept is not None
    assert (kept.action, kept.action_owner) == ("send it", scene.person(KIM))


def test_of_whom_slack_was_never_asked_owns_nothing_until_it_was(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "lesson: ask\naction: @U0STRANGER send it")
    opened = lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form
    assert (opened.action, opened.action_owner) == ("@U0STRANGER send it", scene.person(ANA))
    assert "I am asking Slack who <@U0STRANGER> is" in text(scene.outbox("ephemeral")[-1])
    scene.met("U0STRANGER")
    opened = lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form
    assert (opened.action, opened.action_owner) == ("send it", scene.person("U0STRANGER"))


def test_a_guest_owns_no_action_and_who_typed_it_hears_why(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, f"action: @{scene.met('U0GUEST', Kind.GUEST)} send it")
    scene.types(talk, f"action: @{scene.met('U0GUEST', Kind.GUEST)} send it", ref=ref)
    (whispered,) = scene.outbox("ephemeral")
    assert text(whispered).startswith("*Northwind:* That is a guest here")
    opened = lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form
    assert (opened.action, opened.action_owner) == ("@U0GUEST send it", scene.person(ANA))


@pytest.mark.parametrize("day", ["2019-03-01", "2036-01-01"])
def test_an_odd_day_is_told_and_left_out(scene: Scene, day: str) -> None:
    talk = asked_to_wrap_up(scene)
    proposed_on = lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form.due_on
    scene.types(talk, f"action: send it by {day}")
    assert text(scene.outbox("ephemeral")[-1]).startswith("*Northwind:* the action is noted, its day is not.")
    opened = lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form
    assert (opened.action, opened.due_on) == (f"send it by {day}", proposed_on)


def test_by_tomorrow_is_the_morrow_of_whoever_wrote_it_and_of_that_day(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    lost_deals.person(scene.session, scene.workspace, ANA).zone = "Pacific/Kiritimati"  # Saturday has begun there
    scene.types(talk, "action: send it by tomorrow")

    def due_on(after: timedelta) -> date | None:
        scene.tick(int(after.total_seconds()))
        return lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form.due_on

    sunday = date(2026, 11, 22)
    assert [due_on(timedelta()), due_on(timedelta(days=1))] == [sunday, sunday]
    assert due_on(timedelta(days=5)) == lessons.proposed_date(scene.now.date())  # it is past by now


@pytest.mark.parametrize("words", ["lesson: {}", "action: {}", "skill: {}", "turning point: {}"])
def test_who_types_more_than_there_is_room_for_hears_so_at_each_edit(scene: Scene, words: str) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, words.format("x" * 700))
    scene.edits(talk, ref, words.format("y" * 700))
    assert ["there is room for" in text(row) for row in scene.outbox("ephemeral")] == [True, True]
    scene.edits(talk, ref, words.format("y" * 100))
    assert len(scene.outbox("ephemeral")) == 2


def test_two_lessons_have_room_for_one(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, f"lesson: {'x' * 400}")
    assert scene.outbox("ephemeral") == []
    scene.types(talk, f"lesson: {'y' * 400}")
    assert "there is room for 600 characters" in text(scene.outbox("ephemeral")[0])


@pytest.mark.parametrize("nothing", ["\u200b", "\u2060 \u00ad", "\u3164"])
def test_a_lesson_of_nothing_that_can_be_read_is_none_and_its_author_hears_so(scene: Scene, nothing: str) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, f"lesson: {nothing}")
    scene.types(talk, "done")
    assert (talk.status, typed_lines.words(scene.session, talk)) == (Status.WRAP_UP, {})
    (said,) = scene.outbox("ephemeral")
    assert "For the lesson, type `lesson: …`" in text(said)
    assert "One lesson is missing" in scene.last_post()
    scene.edits(talk, ref, f"lesson: Ask who signs.{nothing}")
    scene.edits(talk, ref, nothing)
    assert typed_lines.words(scene.session, talk) == {}


def test_what_cannot_be_read_is_no_answer(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "\u200b \u2060")
    assert (scene.answers(), talk.question) == ([], "ours.value")
    assert "I can keep words only" in text(scene.outbox("ephemeral")[-1])


@pytest.mark.parametrize("words", ["done", "skill: Silence.\ndone"])
def test_done_without_a_lesson_is_answered_once_at_each_edit(scene: Scene, words: str) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "reasons: price")
    ref, again, once_more = scene.types(talk, words), scene.next_ts(), scene.next_ts()
    for number, edited_ts in enumerate((again, once_more), 2):
        for _ in range(2):
            scene.edits(talk, ref, f"{words}!", edited_ts=edited_ts)
        assert len([said for said in scene.posts() if "nearly there" in said]) == number
