"""Writing privately first: only the author reads it, whatever happens meanwhile, until it is shared in one go."""

import json
from uuid import uuid4

import pytest

from bot.domain.conversation import Kind, Status
from bot.errors import AlreadySettled, NotAllowed, NotFound, Resting
from bot.storage import drafts as rows
from bot.storage.models import DraftRow, RetrospectiveRow
from bot.use_cases.answering import answers, drafts
from bot.use_cases.talk import overviews, pauses, retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

SECRET = "I promised them a date that nobody had agreed to."
ALL = {"ours.value": SECRET, "ours.voices": "The plant manager.", "ours.decided": "Our own haste."}


def save(scene: Scene, talk: RetrospectiveRow, texts: dict[str, str] = ALL, by: str = ANA) -> None:
    drafts.save(scene.session, scene.actor(by), talk.id, texts, scene.tick())
    scene.session.flush()


def share(scene: Scene, talk: RetrospectiveRow, by: str = ANA) -> None:
    drafts.share(scene.session, scene.actor(by), talk.id, scene.tick())
    scene.session.flush()


def kept(scene: Scene, talk: RetrospectiveRow, by: str = ANA) -> dict[str, str]:
    return rows.of(scene.session, talk, scene.person(by))


def offered(scene: Scene, talk: RetrospectiveRow, by: str = ANA) -> list[str]:
    _, asked, _ = drafts.to_write(scene.session, scene.actor(by), talk.id)
    return [one.key for one in asked]


def everything_said(scene: Scene) -> str:
    """All that went out or waits to."""
    return json.dumps([[row.payload for row in scene.outbox(method)] for method in ("post", "update", "ephemeral")])


def test_the_thread_hears_only_that_somebody_writes(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk)
    own, line = scene.outbox()[-2:]
    assert text(own).startswith("*Northwind:* kept, for you alone.")
    assert (scene.channel(own.room_id), own.thread_id) == (f"G-{ANA}", None)
    assert text(line).startswith(f"*Northwind:* <@{ANA}> writes privately first.")
    assert line.room_id == talk.room_id
    assert kept(scene, talk) == ALL
    assert SECRET not in everything_said(scene)
    assert scene.conversation(talk).answers == ()


def test_saving_again_replaces_and_tells_nobody_twice(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk)
    posts = len(scene.posts())
    save(scene, talk, ALL | {"ours.value": "Less risk.", "ours.decided": ""})
    assert kept(scene, talk) == {"ours.value": "Less risk.", "ours.voices": "The plant manager."}
    assert len(scene.posts()) == posts


def test_shared_in_one_go_with_a_receipt_for_each_question(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk)
    scene.deliver()
    share(scene, talk)
    assert scene.answers() == list(ALL.items())
    assert {one.author for one in scene.conversation(talk).answers} == {scene.person(ANA)}
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, None)
    assert [line[:23] for line in scene.posts()[-3:]] == [
        "*Northwind, 2 of 3.* Wh",
        "*Northwind, 3 of 3.* Le",
        "*Northwind: our view is",
    ]
    settled = " ".join(text(row) for row in scene.outbox("update"))
    assert SECRET in settled
    assert "has shared it here" in settled
    assert kept(scene, talk) == {}
    assert scene.audit()[-1] == (ANA, "shared")


def test_what_is_typed_afterwards_names_its_question(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk)
    share(scene, talk)
    scene.deliver()
    scene.types(talk, "3: From my side: haste as well.", by=PRIYA)
    assert scene.answers()[-1] == ("ours.decided", "From my side: haste as well.")


def test_a_short_private_answer_is_not_asked_about_again(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk, {"ours.value": "Price."})
    share(scene, talk)
    assert talk.question == "ours.voices"
    assert scene.conversation(talk).followed_up == ()


def test_only_some_were_written(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk, {"ours.voices": "The plant manager."})
    share(scene, talk)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    scene.types(talk, "Less risk.")
    assert talk.question == "ours.decided"


def test_questions_answered_meanwhile_are_not_asked_for_again(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk, {"ours.value": SECRET})
    for _ in range(2):
        answers.give(scene.session, scene.actor(), talk.id, talk.question or "", Kind.DONT_KNOW, "", scene.tick())
    assert offered(scene, talk) == ["ours.value", "ours.decided"]


@pytest.mark.parametrize("by", [PRIYA, KIM])
def test_nobody_else_reads_shares_or_deletes_it(scene: Scene, by: str) -> None:
    talk = scene.open()
    save(scene, talk)
    with pytest.raises(NotAllowed):
        drafts.to_write(scene.session, scene.actor(by), talk.id)
    for change in (drafts.share, drafts.withdraw):
        with pytest.raises(NotAllowed):
            change(scene.session, scene.actor(by), talk.id, scene.tick())
    with pytest.raises(NotAllowed):
        save(scene, talk, {"ours.value": "Mine now."}, by=by)
    assert kept(scene, talk) == ALL
    assert kept(scene, talk, by) == {}


def test_of_another_workspace_or_forged(scene: Scene) -> None:
    talk, elsewhere = scene.open(), Scene(scene.session, "T0OTHER")
    with pytest.raises(NotFound):
        save(elsewhere, talk)
    with pytest.raises(NotFound):
        drafts.share(scene.session, scene.actor(), uuid4(), scene.now)
    save(scene, talk, {"ours.nobody": "x", "customers.winner": "x"})
    assert kept(scene, talk) == {}


def test_withdrawn_it_is_gone(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk)
    scene.deliver()
    drafts.withdraw(scene.session, scene.actor(), talk.id, scene.tick())
    assert scene.session.query(DraftRow).count() == 0
    assert [text(row).partition(":* ")[2] for row in scene.outbox("update")[-2:]] == [
        "deleted. Nobody has read it.",
        f"<@{ANA}> goes on here.",
    ]
    for again in (drafts.withdraw, drafts.share):
        with pytest.raises(AlreadySettled):
            again(scene.session, scene.actor(), talk.id, scene.tick())


def test_a_form_left_open_since_before_brings_nothing_twice(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk)
    share(scene, talk)
    save(scene, talk)
    assert kept(scene, talk) == {}
    with pytest.raises(AlreadySettled):
        share(scene, talk)
    assert len(scene.answers()) == 3


@pytest.mark.parametrize("is_left_out", [True, False])
def test_while_the_talk_rests_the_words_wait_for_it(scene: Scene, is_left_out: bool) -> None:
    talk = scene.open()
    save(scene, talk, {"ours.value": SECRET})
    if is_left_out:
        retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    else:
        pauses.pause_all(scene.session, scene.deal(), scene.tick())
    with pytest.raises(Resting):
        share(scene, talk)
    save(scene, talk, {"ours.value": SECRET, "ours.voices": "The CFO."})
    assert offered(scene, talk)[0] == "ours.value"
    retrospectives.take_up(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    share(scene, talk)
    assert scene.answers() == [("ours.value", SECRET), ("ours.voices", "The CFO.")]


def test_handed_over_it_stays_with_who_wrote_it(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk)
    talk.rep_id = scene.person(KIM)
    scene.session.flush()
    assert offered(scene, talk) == list(ALL)
    assert drafts.to_write(scene.session, scene.actor(KIM), talk.id)[2] == {}
    for by in (ANA, KIM):
        with pytest.raises((NotAllowed, AlreadySettled)):
            share(scene, talk, by)
    drafts.withdraw(scene.session, scene.actor(), talk.id, scene.tick())
    assert scene.answers() == []


def test_handed_over_while_the_form_was_open_it_is_kept_for_who_wrote_it(scene: Scene) -> None:
    talk = scene.open()
    talk.rep_id = scene.person(KIM)
    scene.session.flush()
    drafts.save(scene.session, scene.actor(), talk.id, ALL, scene.tick(), shown={})
    assert (kept(scene, talk), kept(scene, talk, KIM)) == (ALL, {})
    assert [line for line in scene.posts() if "writes privately" in line] == []
    with pytest.raises(NotAllowed):
        share(scene, talk)
    assert SECRET not in everything_said(scene)


def test_finished_meanwhile_it_never_leaks_and_may_still_be_shared(scene: Scene) -> None:
    talk = scene.open()
    save(scene, talk)
    to_wrap_up = lessons.to_wrap_up(scene.session, scene.actor(PRIYA), talk.id, scene.now)
    assert SECRET not in str(to_wrap_up)
    lessons.wrap_up(scene.session, scene.actor(PRIYA), talk.id, form(), scene.tick())
    overview = overviews.open_with(scene.session, scene.actor(PRIYA))
    assert SECRET not in everything_said(scene) + str(overview)
    scene.deliver()
    share(scene, talk)
    assert talk.status == Status.DONE
    assert scene.answers() == list(ALL.items())


def test_a_guide_for_one_has_nobody_to_tell(scene: Scene) -> None:
    talk = scene.open(manager=None)
    save(scene, talk)
    assert [line for line in scene.posts() if "writes privately" in line] == []


@pytest.mark.parametrize("words", ["<!channel> *b*", "\u202eevil", "{{ 7 * 7 }}", "x" * 3000])
def test_hostile_words_are_kept_and_shared_as_they_are(scene: Scene, words: str) -> None:
    talk = scene.open()
    save(scene, talk, {"ours.value": words})
    share(scene, talk)
    scene.session.expire_all()
    assert scene.answers() == [("ours.value", words)]
