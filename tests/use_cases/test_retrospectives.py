"""A retrospective's life in Slack: opened, left out, taken up, moved to another room, overheard."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bot.access import Actor
from bot.domain.conversation import Kind, Status
from bot.domain.deals import Outcome
from bot.errors import AlreadySettled, NotAColleague, NotAllowed, NotFound
from bot.messages import commands
from bot.storage import workspaces
from bot.storage.models import OutboxRow, RetrospectiveRow, RoomRow
from bot.use_cases.answering import answers, typed_replies
from bot.use_cases.call import calls
from bot.use_cases.losses import by_hand, starts
from bot.use_cases.losses.by_hand import ByHand
from bot.use_cases.talk import overviews, retrospectives
from tests.factories import ANA, KIM, PRIYA, Scene, text


def test_a_talk_begins_with_root_call_and_question_in_one_lane(scene: Scene) -> None:
    talk = scene.open()
    root, call, question = scene.outbox()
    assert [text(row).splitlines()[0] for row in (root, call, question)] == [
        "*Northwind was closed lost.* 94 days of work.",
        f"*Northwind: the customer call is <@{PRIYA}>'s to lead.* <@{ANA}> joins and listens. "
        "First try by Tuesday 24 November. Or type `tried` or `call: Thursday`.",
        "*Northwind, 1 of 3.* How would the customer describe the value of what they chose? "
        "Look past the people who saw the demo.",
    ]
    assert {row.lane for row in (root, call, question)} == {root.lane}
    assert [row.thread_id for row in (root, call, question)] == [None, root.id, root.id]
    assert scene.session.get_one(RoomRow, talk.room_id).members == f"{ANA},{PRIYA}"


def test_a_new_root_card_needs_no_correction(scene: Scene) -> None:
    scene.open()
    assert scene.outbox("update") == []


def test_without_a_manager_the_rep_is_asked_to_choose_one(scene: Scene) -> None:
    talk = scene.open(manager=None)
    assert scene.session.get_one(RoomRow, talk.room_id).members == ANA
    assert len(scene.posts()) == 4
    assert scene.last_post().startswith("*Northwind:* who should lead")


def test_a_rep_who_is_the_manager_talks_alone_and_is_asked_nothing_more(scene: Scene) -> None:
    talk = scene.open(rep=PRIYA, manager=PRIYA)
    assert talk.manager_id is None
    assert scene.session.get_one(RoomRow, talk.room_id).members == PRIYA
    assert len(scene.posts()) == 3


def test_two_deals_of_one_pair_share_the_room_but_no_lane(scene: Scene) -> None:
    one, other = scene.open("Northwind"), scene.open("Fabrikam")
    assert one.room_id == other.room_id
    assert len({row.lane for row in scene.outbox()}) == 2


def test_a_won_deal_is_asked_about_in_its_own_words(scene: Scene) -> None:
    scene.open(outcome=Outcome.WON)
    assert scene.posts()[0].startswith("*Northwind was closed won.*")
    assert "Thank you for choosing us." in text(scene.outbox()[1])


# Left out and taken up


@pytest.mark.parametrize("by", [ANA, PRIYA])
def test_not_this_one(scene: Scene, by: str) -> None:
    talk = scene.open()
    retrospectives.decline(scene.session, scene.actor(by), talk.id, scene.tick())
    assert scene.stands(talk) == (Status.SKIPPED, None)
    assert talk.closed_at == scene.now
    assert scene.last_post().startswith("*Northwind:* left out.")
    settled, _call, root = scene.outbox("update")
    assert "buttons" not in str(settled.payload)
    assert text(root).endswith("Left out, as you asked.")
    assert scene.audit()[-1] == (by, "declined")


def test_left_out_twice_is_settled(scene: Scene) -> None:
    talk = scene.open()
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    with pytest.raises(AlreadySettled):
        retrospectives.decline(scene.session, scene.actor(PRIYA), talk.id, scene.tick())


def test_taken_up_left_out_and_taken_up_again_says_so_each_time(scene: Scene) -> None:
    talk = scene.open()
    for _ in range(2):
        retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
        assert scene.last_post().startswith("*Northwind:* left out.")
        retrospectives.take_up(scene.session, scene.actor(), talk.id, scene.tick())
        assert scene.last_post().startswith("*Northwind, 1 of 3.*")


def test_taken_up_at_the_wrap_up_offers_it_again(scene: Scene) -> None:
    talk = wrap_up_offered(scene)
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    retrospectives.take_up(scene.session, scene.actor(), talk.id, scene.tick())
    assert talk.status == Status.WRAP_UP
    assert scene.last_post().startswith("*Northwind: time to wrap up.*")


def wrap_up_offered(scene: Scene, manager: str | None = PRIYA) -> RetrospectiveRow:
    talk = scene.open(manager=manager)
    for place in ("value", "voices", "decided"):
        answers.give(scene.session, scene.actor(), talk.id, f"ours.{place}", Kind.SKIPPED, "", scene.tick())
    calls.customer_declined(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deliver()
    return talk


# Who may


def test_strangers_and_other_workspaces(scene: Scene) -> None:
    talk, elsewhere = scene.open(), Scene(scene.session, "T0OTHER")
    with pytest.raises(NotAllowed) as refused:
        retrospectives.decline(scene.session, scene.actor(KIM), talk.id, scene.now)
    assert refused.value.words == {"action": "decline", "thing": f"retrospective:{talk.id}"}
    for actor, retrospective_id in ((elsewhere.actor(), talk.id), (scene.actor(), uuid4())):
        with pytest.raises(NotFound):
            retrospectives.decline(scene.session, actor, retrospective_id, scene.now)
    assert talk.status == Status.OUR_VIEW


def test_a_held_one_is_not_found_by_anybody(scene: Scene) -> None:
    by_hand.start(scene.session, scene.actor(), ByHand("V1", "Acme", Outcome.LOST), scene.now)
    (held,) = scene.rounds()
    held.rep_id = None
    with pytest.raises(NotFound):
        retrospectives.take_up(scene.session, scene.actor(), held.id, scene.now)


# The manager


def test_choosing_a_manager_moves_to_the_room_of_the_two_and_is_remembered(scene: Scene) -> None:
    talk = scene.open(manager=None)
    old = scene.thread(talk)
    scene.types(talk, "They trusted Contoso.")
    before = len(scene.outbox())
    retrospectives.choose_manager(scene.session, scene.actor(), talk.id, scene.met(PRIYA), scene.tick())
    scene.deliver()
    told, root, call, question = scene.outbox()[before:]
    assert text(told) == f"*Northwind:* <@{PRIYA}> leads. I will remember that."
    assert (told.channel, root.channel) == (old.channel, scene.thread(talk).channel)
    assert {call.thread_id, question.thread_id} == {root.id}
    assert text(question).startswith("*Northwind, 2 of 3.*")
    assert f"goes on in your group message with <@{PRIYA}>" in text(scene.outbox("update")[-1])
    again = scene.open("Fabrikam", manager=None)
    assert again.manager_id is None, "who leads is looked up before a talk is opened"
    assert scene.session.get_one(OutboxRow, talk.root_id).id == root.id


def test_replies_count_in_the_new_room_and_edits_still_in_the_old_one(scene: Scene) -> None:
    talk = scene.open(manager=None)
    typed = scene.types(talk, "They trusted Contoso.")
    old = scene.thread(talk)
    retrospectives.choose_manager(scene.session, scene.actor(), talk.id, scene.met(PRIYA), scene.tick())
    scene.deliver()
    scene.types(talk, "The CFO.")
    scene.edits(talk, typed, "Proof.")
    late = type(old)(old.channel, scene.next_ts())
    typed_replies.reply(scene.session, scene.actor(), late, old.ts, "Nobody hears this.", scene.tick())
    assert scene.answers() == [("ours.value", "Proof."), ("ours.voices", "The CFO.")]


def test_a_move_at_the_wrap_up_offers_it_in_the_new_room(scene: Scene) -> None:
    talk = wrap_up_offered(scene, manager=None)
    retrospectives.choose_manager(scene.session, scene.actor(), talk.id, scene.met(PRIYA), scene.tick())
    scene.deliver()
    last = scene.outbox()[-1]
    assert text(last).startswith("*Northwind: time to wrap up.*")
    assert last.channel == scene.thread(talk).channel


@pytest.mark.parametrize(
    ("nobody", "why"), [("", "nobody"), (ANA, "in_already"), ("U0SILVER", "bot"), ("USLACKBOT", "bot")]
)
def test_somebody_who_cannot_lead_is_not_taken(scene: Scene, nobody: str, why: str) -> None:
    talk = scene.open(manager=None)
    with pytest.raises(NotAColleague) as refused:
        retrospectives.choose_manager(scene.session, scene.actor(), talk.id, nobody, scene.now)
    assert (refused.value.why, talk.manager_id) == (why, None)


def test_a_manager_is_chosen_once_and_by_the_rep(scene: Scene) -> None:
    talk = scene.open(manager=None)
    with pytest.raises(NotAllowed):
        retrospectives.choose_manager(scene.session, scene.actor(KIM), talk.id, KIM, scene.now)
    retrospectives.choose_manager(scene.session, scene.actor(), talk.id, scene.met(PRIYA), scene.tick())
    with pytest.raises(AlreadySettled):
        retrospectives.choose_manager(scene.session, scene.actor(), talk.id, KIM, scene.tick())


# Somebody of another organisation


def test_a_reply_from_outside_is_not_kept_and_pauses_the_talk(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "Let me help you there.", by="U0EXT", outside=True)
    scene.types(talk, "And more.", by="U0EXT", outside=True)
    assert scene.answers() == []
    assert scene.stands(talk) == (Status.PAUSED, None)
    assert scene.audit(allowed=False) == [("U0EXT", "answer"), ("U0EXT", "answer")]
    told = scene.outbox()[-1]
    assert text(told).startswith("*Northwind:* somebody from another organisation wrote in its thread")
    assert scene.session.get_one(RoomRow, told.room_id).members == ANA
    assert len(scene.posts()) == 4


def test_the_pair_goes_on_when_among_themselves_again(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "Hello.", by="U0EXT", outside=True)
    assert starts.start(scene.session, scene.actor(), talk.deal_id, scene.tick()).is_new
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")


# Overview


def test_what_waits_for_whom(scene: Scene) -> None:
    scene.open("Northwind")
    scene.tick(60)
    scene.open("Fabrikam", manager=KIM)
    scene.tick(60)
    retrospectives.decline(scene.session, scene.actor(), scene.open("Contoso").id, scene.tick())
    names = {
        who: [line.name for line in overviews.open_with(scene.session, scene.actor(who)).lines]
        for who in (ANA, PRIYA, KIM)
    }
    assert names == {ANA: ["Northwind", "Fabrikam"], PRIYA: ["Northwind"], KIM: ["Fabrikam"]}
    (line,) = overviews.open_with(scene.session, scene.actor(PRIYA)).lines
    assert (line.status, line.place, line.total) == ("our_view", 1, 3)


def test_of_many_the_oldest_are_shown_and_the_others_counted(scene: Scene) -> None:
    for number in range(12):
        scene.open(f"Deal {number}")
        scene.tick(60)
    mine = overviews.open_with(scene.session, scene.actor())
    assert [line.name for line in mine.lines] == [f"Deal {number}" for number in range(10)]
    assert commands.status(mine).text.splitlines()[0] == "*12 retrospectives are open with you.*"
    assert commands.status(mine).text.endswith("And 2 more, younger than these.")


def test_nothing_waits_for_strangers(scene: Scene) -> None:
    scene.open()
    outside = Actor(scene.workspace.id, ANA, scene.person(ANA), is_outside=True)
    assert overviews.open_with(scene.session, outside).count == 0
    assert overviews.open_with(scene.session, Actor(scene.workspace.id, "U0NEW")).count == 0


def test_an_open_talk_keeps_the_guide_it_began_with(scene: Scene) -> None:
    talk = scene.open()
    talk.guide = talk.guide | {"ours": [{"key": "ours.value", "ask": "Only this?"}]}
    scene.session.flush()
    answers.give(scene.session, scene.actor(), talk.id, "ours.value", Kind.DONT_KNOW, "", scene.tick())
    assert talk.status == Status.CUSTOMERS_VIEW


def test_grace_is_a_preference_of_the_workspace(scene: Scene) -> None:
    assert workspaces.preferences(scene.workspace).grace_minutes == timedelta(minutes=10).total_seconds() / 60
