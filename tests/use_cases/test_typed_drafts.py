"""Private drafts, typed in the thread of their card: kept for the author alone, followed in Slack, shown by `share`."""

from bot.domain.conversation import MessageRef
from bot.storage import drafts as rows
from bot.storage import outbox
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases.answering import drafts, typed_replies
from bot.use_cases.talk import pauses
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

FIRST = "I promised them a date that nobody had agreed to."
SECOND = "The plant manager, whom we never met."


def begun(scene: Scene) -> RetrospectiveRow:
    """A talk whose rep has written about the first question in the form."""
    talk = scene.open()
    drafts.save(scene.session, scene.actor(), talk.id, {"ours.value": FIRST}, scene.tick())
    scene.deliver()
    return talk


def card(scene: Scene, talk: RetrospectiveRow) -> OutboxRow:
    card_id = outbox.latest_of(scene.session, talk.workspace_id, f"draft:{talk.id}:{scene.person(ANA)}")
    return scene.session.get_one(OutboxRow, card_id)


def writes(
    scene: Scene, talk: RetrospectiveRow, words: str, *, by: str = ANA, ref: MessageRef | None = None
) -> MessageRef:
    """Somebody replies to the card."""
    own = card(scene, talk)
    ref = ref or MessageRef(str(own.channel), scene.next_ts())
    typed_replies.reply(scene.session, scene.actor(by), ref, str(own.slack_ts), words, scene.tick())
    scene.deliver()
    return ref


def edits(scene: Scene, talk: RetrospectiveRow, ref: MessageRef, words: str, *, by: str = ANA, at: str = "") -> None:
    thread_ts, edited_ts = str(card(scene, talk).slack_ts), at or scene.next_ts()
    typed_replies.edit(scene.session, scene.actor(by), ref, thread_ts, words, edited_ts, scene.tick())
    scene.deliver()


def deletes(scene: Scene, talk: RetrospectiveRow, ref: MessageRef) -> None:
    scene.deletes(ref, str(card(scene, talk).slack_ts))


def kept(scene: Scene, talk: RetrospectiveRow) -> dict[str, str]:
    return rows.of(scene.session, talk, scene.person(ANA))


def now_says(scene: Scene, talk: RetrospectiveRow) -> str:
    """The card as it stands now."""
    return text([row for row in scene.outbox("update") if row.target_id == card(scene, talk).id][-1])


def everything_said(scene: Scene) -> str:
    return str([row.payload for method in ("post", "update", "ephemeral") for row in scene.outbox(method)])


def test_replies_are_kept_one_question_after_the_other_and_nobody_else_reads_them(scene: Scene) -> None:
    talk = begun(scene)
    assert "Next, in a reply here: Whose voice weighed most" in text(card(scene, talk))
    ref = writes(scene, talk, SECOND)
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.voices": SECOND}
    assert "Next, in a reply here: Leave price aside" in now_says(scene, talk)
    writes(scene, talk, "Our haste.")
    writes(scene, talk, "1: And slides.")
    assert kept(scene, talk)["ours.value"] == f"{FIRST}\nAnd slides."
    assert now_says(scene, talk).endswith("Replies here add to it.")
    assert ref.ts in [(row.payload or {})["timestamp"] for row in scene.outbox("react")]
    assert scene.answers() == []
    assert not [words for words in (FIRST, SECOND, "Our haste.", "And slides.") if words in everything_said(scene)]


def test_share_typed_puts_them_into_the_thread(scene: Scene) -> None:
    talk = begun(scene)
    writes(scene, talk, SECOND)
    ref = writes(scene, talk, "Share!")
    assert scene.answers() == [("ours.value", FIRST), ("ours.voices", SECOND)]
    writes(scene, talk, "Share!", ref=ref)
    writes(scene, talk, "share")
    assert text(scene.outbox("ephemeral")[-1]).startswith("*Northwind:* thank you, this has been settled already.")
    assert kept(scene, talk) == {}


def test_edits_and_deletions_count_until_it_is_shared(scene: Scene) -> None:
    talk = begun(scene)
    ref, other = writes(scene, talk, "The CFO."), writes(scene, talk, "Haste.")
    late, later = scene.next_ts(), scene.next_ts()
    edits(scene, talk, ref, "The plant manager.", at=later)
    edits(scene, talk, ref, "The CEO.", at=late)
    edits(scene, talk, other, "2: Their buyer.")
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.voices": "The plant manager.\nTheir buyer."}
    deletes(scene, talk, other)
    writes(scene, talk, "Their buyer.", ref=other)
    assert kept(scene, talk)["ours.voices"] == "The plant manager."
    drafts.share(scene.session, scene.actor(), talk.id, scene.tick())
    edits(scene, talk, ref, "Somebody else.")
    assert (kept(scene, talk), scene.answers()[-1]) == ({}, ("ours.voices", "The plant manager."))


def test_what_the_form_keeps_wins_and_what_it_leaves_as_it_was_is_still_followed(scene: Scene) -> None:
    talk = begun(scene)
    ref, other = writes(scene, talk, "The CFO."), writes(scene, talk, "Haste.")
    drafts.save(scene.session, scene.actor(), talk.id, kept(scene, talk) | {"ours.voices": "Nobody."}, scene.tick())
    edits(scene, talk, ref, "The CEO.")
    edits(scene, talk, other, "Our haste.")
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.voices": "Nobody.", "ours.decided": "Our haste."}


def test_when_the_last_one_is_deleted_the_card_says_so(scene: Scene) -> None:
    talk = begun(scene)
    ref = writes(scene, talk, "And slides.")
    drafts.save(scene.session, scene.actor(), talk.id, {"ours.value": ""}, scene.tick())
    deletes(scene, talk, ref)
    assert kept(scene, talk) == {}
    assert now_says(scene, talk) == "*Northwind:* deleted. Nobody has read it."


def test_the_same_reply_told_twice_and_strangers(scene: Scene) -> None:
    talk = begun(scene)
    ref = writes(scene, talk, SECOND)
    writes(scene, talk, SECOND, ref=ref)
    for by in (PRIYA, KIM):
        writes(scene, talk, "Mine now.", by=by)
        edits(scene, talk, ref, "Forged.", by=by)
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.voices": SECOND}
    assert rows.of(scene.session, talk, scene.person(PRIYA)) == {}


def test_too_late_is_said_kindly(scene: Scene) -> None:
    talk = begun(scene)
    drafts.withdraw(scene.session, scene.actor(), talk.id, scene.tick())
    lessons.wrap_up(scene.session, scene.actor(PRIYA), talk.id, form(), scene.tick())
    writes(scene, talk, "One more.")
    assert kept(scene, talk) == {}
    assert text(scene.outbox("ephemeral")[-1]).startswith("*Northwind:* thank you, this has been settled already.")


def test_while_the_talk_rests_words_are_kept_and_sharing_waits(scene: Scene) -> None:
    talk = begun(scene)
    pauses.pause_all(scene.session, scene.deal(), scene.tick())
    writes(scene, talk, SECOND)
    writes(scene, talk, "share")
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.voices": SECOND}
    assert text(scene.outbox("ephemeral")[-1]).startswith("*Northwind* rests at the moment.")


def test_one_reply_may_be_about_several_questions_and_its_edit_too(scene: Scene) -> None:
    talk = begun(scene)
    ref = writes(scene, talk, "2: The plant manager.\n3: Our haste.")
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.voices": "The plant manager.", "ours.decided": "Our haste."}
    told, *_ = scene.outbox("ephemeral")
    assert "for you alone, as what you think of questions 2 and 3" in text(told)
    assert (told.payload or {})["thread_ts"] == card(scene, talk).slack_ts
    edits(scene, talk, ref, f"2: {SECOND}")
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.voices": SECOND}
    edits(scene, talk, ref, "2: Nobody knows.\n3: Our haste.", at="1.000000")
    assert "ours.decided" not in kept(scene, talk)
    deletes(scene, talk, ref)
    assert kept(scene, talk) == {"ours.value": FIRST}


def test_what_the_form_has_taken_out_does_not_come_back_by_an_edit(scene: Scene) -> None:
    talk = begun(scene)
    ref = writes(scene, talk, "2: That fool.\n3: Our haste.")
    drafts.save(scene.session, scene.actor(), talk.id, {"ours.voices": ""}, scene.tick())
    edits(scene, talk, ref, "2: That fool.\n3: Our haste, again.")
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.decided": "Our haste, again."}
    edits(scene, talk, ref, "2: That fool.")
    assert kept(scene, talk) == {"ours.value": FIRST}


def test_a_picture_under_the_card_is_told_once_that_only_words_are_kept(scene: Scene) -> None:
    talk = begun(scene)
    for _ in range(2):
        writes(scene, talk, " ")
    (said,) = scene.outbox("ephemeral")
    assert "I can keep words only" in text(said)
    assert kept(scene, talk) == {"ours.value": FIRST}


def test_an_edit_may_name_a_further_question_or_another(scene: Scene) -> None:
    talk = begun(scene)
    ref = writes(scene, talk, "2: Dana.")
    edits(scene, talk, ref, "2: Dana.\n3: Our haste.")
    assert kept(scene, talk) == {"ours.value": FIRST, "ours.voices": "Dana.", "ours.decided": "Our haste."}
    assert "questions 2 and 3" in text(scene.outbox("ephemeral")[-1])
    edits(scene, talk, ref, "1: And slides.")
    assert kept(scene, talk) == {"ours.value": f"{FIRST}\nAnd slides."}
