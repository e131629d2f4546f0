"""Talk among people in a thread: no answer unless it says to what, and never swallowed without a word."""

import pytest

from bot.domain.chat import SOON
from bot.domain.conversation import Kind, MessageRef, Status
from bot.storage import typed_lines
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import answers
from bot.use_cases.call import calls
from bot.use_cases.people import participants
from bot.use_cases.talk import reminders, retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, STORY_BEGINS, Scene, form, text

TOLD = ("They showed calm, we showed slides.", "The CFO, whom we never met.", "They had been there before.")


def told(scene: Scene) -> RetrospectiveRow:
    """A talk in which our view is in, and the call is waited for."""
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, None)
    return talk


def later(scene: Scene, talk: RetrospectiveRow) -> MessageRef:
    """A place in the thread, long after what stands there now."""
    scene.seconds += SOON + 60
    return MessageRef(scene.thread(talk).channel, scene.next_ts())


def signs(scene: Scene) -> list[str]:
    return [text(row) for row in scene.outbox("ephemeral")]


def kept(scene: Scene) -> list[str]:
    return [words for _, words in scene.answers()]


def test_who_goes_on_soon_adds_up_and_hears_so_once(scene: Scene) -> None:
    talk = told(scene)
    chat = [scene.types(talk, words) for words in ("And their plant manager knew ours.", "Lunch, Priya?")]
    assert scene.answers()[-2] == ("ours.decided", "And their plant manager knew ours.")
    (said,) = signs(scene)
    assert "I added this to your answer to question 3" in said
    scene.deletes(chat[1])
    assert scene.answers()[-1][1].startswith("And their plant")


def test_chat_is_no_answer_and_its_author_hears_so_once(scene: Scene) -> None:
    talk = told(scene)
    receipts = len(scene.outbox("react"))
    scene.types(talk, "Thanks Ana, I call them tomorrow.", by=PRIYA)
    scene.types(talk, "After lunch, that is.", by=PRIYA)
    scene.types(talk, "Great, tell me how it went!", ref=later(scene, talk))
    assert kept(scene) == list(TOLD)
    assert len(scene.outbox("react")) == receipts
    assert [row.payload and row.payload["user"] for row in scene.outbox("ephemeral")] == [PRIYA, ANA]
    assert signs(scene)[0].startswith("*Northwind:* I took that as talk between you and noted nothing.")


def test_what_names_its_question_is_added_at_any_time(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "2: The plant manager as well.", by=PRIYA, ref=later(scene, talk))
    assert scene.answers()[-1] == ("ours.voices", "The plant manager as well.")
    scene.edits(talk, ref, "2: The plant manager, above all.", by=PRIYA)
    assert scene.answers()[-1] == ("ours.voices", "The plant manager, above all.")
    assert signs(scene) == []


def test_chat_that_is_edited_to_name_its_question_is_kept(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "From my side: haste.", by=PRIYA)
    scene.edits(talk, ref, "3: From my side: haste.", by=PRIYA)
    assert scene.answers()[-1] == ("ours.decided", "From my side: haste.")


def test_what_was_written_while_the_question_stood_is_its_answer_however_late_it_comes(scene: Scene) -> None:
    talk = scene.open()
    for said in TOLD[:2]:
        scene.types(talk, said)
    ref = MessageRef(scene.thread(talk).channel, scene.next_ts())
    scene.types(talk, TOLD[2])
    scene.types(talk, "From my side: haste.", by=PRIYA, ref=ref)
    assert "From my side: haste." in kept(scene)


def test_chat_before_the_customers_questions_is_no_answer_to_ours(scene: Scene) -> None:
    talk = told(scene)
    ref = later(scene, talk)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "I have them on the phone.", by=PRIYA, ref=ref)
    assert kept(scene) == list(TOLD)
    assert "I took that as talk between you" in signs(scene)[0]
    scene.types(talk, "They trusted Contoso.", by=PRIYA)
    assert kept(scene)[-1] == "They trusted Contoso."


def test_in_the_walk_only_whoever_leads_the_call_speaks_for_the_customer(scene: Scene) -> None:
    talk = told(scene)
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    scene.deliver()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    for by in (ANA, KIM):
        scene.types(talk, "Great that you reached them! How was it?", by=by)
        scene.types(talk, "3: And our papers came late.", by=by)
    assert talk.question == "customers.winner"
    assert scene.answers()[3:] == [("ours.decided", "And our papers came late.")] * 2
    assert [said.split(",")[0] for said in signs(scene)] == [f"*Northwind:* <@{PRIYA}> leads the call"] * 2
    scene.types(talk, "They loved their calm people.", by=PRIYA)
    assert scene.answers()[-1] == ("customers.winner", "They loved their calm people.")


def test_whoever_leads_alone_is_heard_in_the_walk(scene: Scene) -> None:
    talk = scene.open(manager=None)
    calls.walk_through(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They loved their calm people.")
    assert scene.answers() == [("customers.winner", "They loved their calm people.")]


def test_where_the_wrap_up_is_asked_for_a_number_still_adds_to_our_view(scene: Scene) -> None:
    talk = told(scene)
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "1: They asked for a reference first.", by=PRIYA)
    assert scene.answers()[-1] == ("ours.value", "They asked for a reference first.")
    assert typed_lines.words(scene.session, talk) == {}


def test_who_was_there_does_not_add_by_chat_while_the_pair_wraps_up(scene: Scene) -> None:
    talk = told(scene)
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    scene.deliver()
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "Pity.", by=KIM)
    assert kept(scene) == list(TOLD)
    assert len(signs(scene)) == 1


def test_a_thread_that_waits_for_its_day_says_so(scene: Scene) -> None:
    talk = scene.open()
    talk.status, talk.question = Status.OPEN, None
    scene.types(talk, "May I start?", ref=MessageRef(scene.thread(talk).channel, f"{STORY_BEGINS}.000050"))
    assert kept(scene) == []
    assert "our questions are not asked yet" in signs(scene)[0]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (Status.DONE, "this talk is wrapped up"),
        (Status.SKIPPED, "this talk is left out"),
        (Status.PAUSED, "this talk rests"),
    ],
)
def test_a_reply_while_a_talk_rests_is_answered_in_private_once(scene: Scene, status: Status, says: str) -> None:
    talk = scene.open()
    match status:
        case Status.DONE:
            lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
        case Status.SKIPPED:
            retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
        case _:
            scene.types(talk, "Hello from outside.", by="U0OUTSIDE", outside=True)
    scene.deliver()
    ref = scene.types(talk, "They saw less risk.")
    scene.types(talk, "They saw less risk.", ref=ref)
    scene.types(talk, "Much less.")
    scene.types(talk, "Who are they?", by=KIM)
    assert (talk.status, kept(scene), scene.outbox("react")) == (status, [], [])
    (said,) = signs(scene)
    assert says in said
    assert "so I noted nothing of that" in said


class TestClosedBySilence:
    """Its card says that a reply has it go on."""

    def closed(self, scene: Scene, talk: RetrospectiveRow) -> RetrospectiveRow:
        talk.reminded, talk.remind_at = 2, scene.now
        assert reminders.remind(scene.session, talk.workspace_id, talk.id, scene.tick(86_400 * 3)) or talk.remind_at
        if talk.status != Status.PARTIAL:
            scene.now = max(scene.now, talk.remind_at or scene.now)
            assert reminders.remind(scene.session, talk.workspace_id, talk.id, scene.now)
        scene.deliver()
        assert talk.status == Status.PARTIAL
        return talk

    def test_an_answer_that_was_waited_for_is_kept(self, scene: Scene) -> None:
        talk = self.closed(scene, scene.open())
        scene.types(talk, "They saw less risk.")
        assert (kept(scene), talk.question, signs(scene)) == (["They saw less risk."], "ours.voices", [])

    def test_the_managers_answer_has_the_question_stand_again(self, scene: Scene) -> None:
        talk = self.closed(scene, scene.open())
        scene.types(talk, "From my side: haste.", by=PRIYA)
        assert (kept(scene), scene.stands(talk)) == (["From my side: haste."], (Status.OUR_VIEW, "ours.value"))
        scene.types(talk, "They saw less risk.")
        assert talk.question == "ours.voices"

    def test_words_out_of_a_form_stand_in_the_thread(self, scene: Scene) -> None:
        talk = self.closed(scene, scene.open())
        said = (Kind.SAID, "From my side: haste.")
        answers.give(scene.session, scene.actor(PRIYA), talk.id, "ours.value", *said, scene.tick())
        assert (kept(scene), talk.question) == (["From my side: haste."], "ours.value")
        assert any("From my side: haste." in text(row) for row in scene.outbox())

    def test_chat_has_it_go_on_and_is_no_answer(self, scene: Scene) -> None:
        talk = self.closed(scene, told(scene))
        scene.types(talk, "Sorry, I was away.", by=PRIYA, ref=later(scene, talk))
        assert (kept(scene), scene.stands(talk)) == (list(TOLD), (Status.CUSTOMERS_VIEW, None))
        assert len(signs(scene)) == 1


def test_a_picture_without_words_is_told_once_that_only_words_are_kept(scene: Scene) -> None:
    talk = scene.open()
    for words in ("", "  \n "):
        scene.types(talk, words)
    scene.types(talk, "", by=KIM)
    (said,) = signs(scene)
    assert "I can keep words only" in said
    assert talk.question == "ours.value"
