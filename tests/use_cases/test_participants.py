"""Others who were there join a talk."""

import pytest

from bot.access import Actor
from bot.domain.colleagues import Kind
from bot.domain.conversation import Kind as AnswerKind
from bot.domain.conversation import Status
from bot.domain.deals import EventKind, Outcome
from bot.errors import AlreadySettled, NotAColleague, NotAllowed
from bot.messages import ids
from bot.storage.models import RetrospectiveRow, RoomRow
from bot.use_cases.answering import answers
from bot.use_cases.app_home import home
from bot.use_cases.call import calls
from bot.use_cases.people import participants
from bot.use_cases.talk import retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, Scene, event, form, text

BEN = "U0BEN"


def add(scene: Scene, row: RetrospectiveRow, *who: str, by: str = ANA) -> None:
    participants.add(scene.session, scene.actor(by), row.id, who, scene.tick())
    scene.deliver()


@pytest.fixture
def talk(scene: Scene) -> RetrospectiveRow:
    """One that Kim, who was there, takes part in."""
    row = scene.open()
    add(scene, row, scene.met(KIM))
    return row


def give(scene: Scene, row: RetrospectiveRow, question: str, kind: AnswerKind, by: str) -> None:
    answers.give(scene.session, scene.actor(by), row.id, question, kind, "Yes." if kind == "said" else "", scene.tick())


@pytest.mark.parametrize("by", [ANA, PRIYA])
def test_all_go_on_in_one_room(scene: Scene, by: str) -> None:
    row = scene.open()
    before = len(scene.outbox())
    add(scene, row, scene.met(KIM), scene.met(BEN), by=by)
    assert scene.session.get_one(RoomRow, row.room_id).members == f"{ANA},{BEN},{KIM},{PRIYA}"
    root, call, question, welcome = scene.outbox()[before:]
    assert {call.thread_id, question.thread_id, welcome.thread_id} == {root.id}
    assert text(welcome).startswith(f"*Northwind:* <@{by}> asked <@{KIM}>, <@{BEN}> to join: you were there.")
    assert scene.audit()[-1] == (by, "added_people")


def test_their_words_are_kept_as_theirs_and_the_rep_is_still_waited_for(scene: Scene, talk: RetrospectiveRow) -> None:
    scene.types(talk, "They never saw the demo.", by=KIM)
    give(scene, talk, "ours.value", AnswerKind.SAID, KIM)
    assert {answer.author for answer in scene.conversation(talk).answers} == {scene.person(KIM)}
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    scene.types(talk, "They trusted Contoso.")
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")


@pytest.mark.parametrize("kind", [AnswerKind.DONT_KNOW, AnswerKind.SKIPPED, AnswerKind.ASK_CUSTOMER])
def test_they_settle_no_question(scene: Scene, talk: RetrospectiveRow, kind: AnswerKind) -> None:
    with pytest.raises(NotAllowed):
        give(scene, talk, "ours.value", kind, KIM)


def test_the_customers_words_and_everything_else_is_the_pairs(scene: Scene, talk: RetrospectiveRow) -> None:
    kim = scene.actor(KIM)
    calls.walk_through(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They said it was slow.", by=KIM)
    assert scene.answers() == []
    with pytest.raises(NotAllowed):
        give(scene, talk, "customers.winner", AnswerKind.SAID, KIM)
    for act in (
        lambda: retrospectives.decline(scene.session, kim, talk.id, scene.now),
        lambda: calls.customer_declined(scene.session, kim, talk.id, scene.now),
        lambda: lessons.wrap_up(scene.session, kim, talk.id, form(), scene.now),
        lambda: add(scene, talk, scene.met(BEN), by=KIM),
        lambda: answers.go_back(scene.session, kim, talk.id, "customers.winner", scene.now),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_added_again_nothing_changes(scene: Scene, talk: RetrospectiveRow) -> None:
    before = len(scene.outbox())
    for again in ([KIM], [scene.met(BEN), KIM], [ANA], [PRIYA]):
        with pytest.raises(NotAColleague) as refused:
            add(scene, talk, *again)
        assert refused.value.why == "in_already"
    assert len(scene.outbox()) == before


def test_all_of_them_or_nobody(scene: Scene, talk: RetrospectiveRow) -> None:
    scene.met("U0GUEST", Kind.GUEST)
    with pytest.raises(NotAColleague) as refused:
        add(scene, talk, scene.met(BEN), "U0GUEST")
    assert refused.value.why == "guest"
    assert scene.session.get_one(RoomRow, talk.room_id).members == f"{ANA},{KIM},{PRIYA}"


def test_a_room_takes_seven(scene: Scene) -> None:
    row = scene.open()
    add(scene, row, *(scene.met(f"U0X{number}") for number in range(4)))
    with pytest.raises(NotAColleague) as refused:
        add(scene, row, scene.met("U0Y1"), scene.met("U0Y2"))
    assert refused.value.why == "full"
    add(scene, row, scene.met("U0Y1"))


def test_nobody_is_nobody(scene: Scene, talk: RetrospectiveRow) -> None:
    with pytest.raises(NotAColleague) as refused:
        add(scene, talk)
    assert refused.value.why == "nobody"


def test_strangers_and_outsiders_add_nobody(scene: Scene, talk: RetrospectiveRow) -> None:
    outside = Actor(scene.workspace.id, ANA, scene.person(ANA), is_outside=True)
    guest = Actor(scene.workspace.id, ANA, scene.person(ANA), is_guest=True)
    for actor in (scene.actor(BEN), outside, guest):
        with pytest.raises(NotAllowed):
            participants.add(scene.session, actor, talk.id, [scene.met(BEN)], scene.tick())


def test_once_it_is_over_nobody_joins(scene: Scene) -> None:
    row = scene.open()
    retrospectives.decline(scene.session, scene.actor(), row.id, scene.tick())
    with pytest.raises(AlreadySettled):
        add(scene, row, scene.met(KIM))


# Alone


def test_a_rep_who_leads_themselves_is_offered_a_peer(scene: Scene) -> None:
    scene.open(rep=PRIYA, manager=PRIYA)
    assert "Ask a colleague to join me" in str(scene.outbox()[0].payload)
    scene.open("Fabrikam")
    assert "Ask a colleague to join me" not in str([row.payload for row in scene.outbox()[3:]])


def test_a_peer_joins_a_guide_for_one(scene: Scene) -> None:
    row = scene.open(rep=PRIYA, manager=PRIYA)
    add(scene, row, scene.met(KIM), by=PRIYA)
    assert scene.session.get_one(RoomRow, row.room_id).members == f"{KIM},{PRIYA}"


def test_lost_again_the_pair_is_among_itself_in_a_room_of_its_own(scene: Scene) -> None:
    scene.hear(event(EventKind.LOST, -30), Outcome.LOST)
    (first,) = scene.rounds()
    scene.begin(first)
    add(scene, first, scene.met(KIM))
    scene.hear(event(EventKind.REOPENED, -20), Outcome.OPEN)
    scene.hear(event(EventKind.LOST, -10), Outcome.LOST)
    second = scene.begin(scene.rounds()[1])
    assert second.root_id != first.root_id
    assert scene.session.get_one(RoomRow, second.room_id).members == f"{ANA},{PRIYA}"


def test_going_on_alone_settles_the_question_who_leads(scene: Scene) -> None:
    row = scene.open(manager=None)
    participants.go_alone(scene.session, scene.actor(), row.id, scene.tick())
    assert text(scene.outbox("update")[-1]).startswith("*Northwind:* fine, we go on here, just the two of us.")
    with pytest.raises(NotAllowed):
        participants.go_alone(scene.session, scene.actor(KIM), row.id, scene.tick())
    retrospectives.choose_manager(scene.session, scene.actor(), row.id, scene.met(PRIYA), scene.tick())
    with pytest.raises(AlreadySettled):
        participants.go_alone(scene.session, scene.actor(), row.id, scene.tick())


def test_the_summary_says_which_words_are_theirs(scene: Scene, talk: RetrospectiveRow) -> None:
    scene.types(talk, "They never saw the demo.", by=KIM)
    scene.types(talk, "They trusted Contoso.")
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    summary = next(text(row) for row in scene.outbox() if "They never saw the demo." in text(row))
    assert "chose? They trusted Contoso." in summary
    assert f"\n<@{KIM}>: They never saw the demo." in summary


def test_it_stands_on_their_home_to_be_read(scene: Scene, talk: RetrospectiveRow) -> None:
    home.open(scene.session, scene.actor(KIM), scene.tick())
    (page,) = scene.outbox("publish")
    words = str(page.payload)
    assert f"Question 1 of 3 is with <@{ANA}>. You can add to the answer in the thread." in words
    assert not any(action in words for action in (ids.LATER, ids.ANSWER, ids.WRAP_UP, ids.CAPTURE))
