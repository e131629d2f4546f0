"""A talk whose room Slack would not open goes on without whom it kept out."""

from bot.domain.conversation import Status
from bot.storage import outbox, people, workspaces
from bot.storage.models import OutboxRow, RetrospectiveRow, RoomRow
from bot.use_cases.people import participants
from bot.use_cases.talk import retrospectives, stranded
from tests.factories import ANA, KIM, PRIYA, Scene, text


def refuse(scene: Scene, talk: RetrospectiveRow) -> None:
    """Slack does not open the room of this talk; nothing said there has arrived."""
    room = scene.session.get_one(RoomRow, talk.room_id)
    room.channel = None
    for row in scene.outbox():
        if row.room_id == room.id:
            row.state, row.reason, row.channel, row.slack_ts = "dead", "user_disabled", None, None
    scene.session.flush()


def rescue(scene: Scene, talk: RetrospectiveRow) -> bool:
    rescued = stranded.rescue(scene.session, talk.id, scene.tick())
    scene.deliver()
    return rescued


def members(scene: Scene, talk: RetrospectiveRow) -> str | None:
    return scene.session.get_one(RoomRow, talk.room_id).members


def found(scene: Scene) -> list[object]:
    mine = {talk.id for talk in scene.rounds()}
    return [talk for talk in stranded.due(scene.session, scene.now) if talk in mine]


def test_the_rep_hears_it_alone_and_may_choose_somebody_else(scene: Scene) -> None:
    talk = scene.open()
    refuse(scene, talk)
    assert found(scene) == [talk.id]
    assert rescue(scene, talk)
    assert (found(scene), members(scene, talk), talk.manager_id) == ([], ANA, None)
    asked = scene.outbox()[-1]
    assert text(asked).startswith(f"*Northwind:* Slack does not let me write to you together with <@{PRIYA}>")
    assert scene.thread(talk).channel == f"G-{ANA}"
    retrospectives.choose_manager(scene.session, scene.actor(), talk.id, scene.met(KIM), scene.tick())
    assert members(scene, talk) == f"{ANA},{KIM}"


def test_the_rep_may_go_on_alone_and_what_is_asked_can_be_answered(scene: Scene) -> None:
    talk = scene.open()
    refuse(scene, talk)
    rescue(scene, talk)
    participants.go_alone(scene.session, scene.actor(), talk.id, scene.tick())
    assert text(scene.outbox("update")[-1]).startswith("*Northwind:* fine, we go on here")
    scene.types(talk, "They trusted Contoso.")
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")


def test_two_workers_do_it_once(scene: Scene) -> None:
    talk = scene.open()
    refuse(scene, talk)
    assert rescue(scene, talk)
    before = len(scene.outbox())
    assert not rescue(scene, talk)
    assert len(scene.outbox()) == before


def test_whoever_was_chosen_once_is_not_taken_for_granted_again(scene: Scene) -> None:
    talk = scene.open(manager=None)
    retrospectives.choose_manager(scene.session, scene.actor(), talk.id, scene.met(PRIYA), scene.tick())
    refuse(scene, talk)
    rescue(scene, talk)
    ana = people.by_id(scene.session, scene.workspace.id, scene.person(ANA))
    assert ana is not None
    assert ana.manager_id is None


def test_who_was_added_is_left_out_and_the_pair_goes_on_where_it_was(scene: Scene) -> None:
    talk = scene.open()
    root_id = talk.root_id
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    refuse(scene, talk)
    rescue(scene, talk)
    assert (talk.root_id, talk.manager_id) == (root_id, scene.person(PRIYA))
    assert scene.last_post().startswith(f"*Northwind:* Slack does not let me open a group message with <@{KIM}>")
    assert found(scene) == []


def test_a_rep_whom_nothing_reaches_is_left_to_the_admin(scene: Scene) -> None:
    talk = scene.open(manager=None)
    refuse(scene, talk)
    assert found(scene) == []


def test_what_stands_in_slack_or_is_over_is_left_alone(scene: Scene) -> None:
    talk = scene.open()
    assert found(scene) == []
    assert not rescue(scene, talk)
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    refuse(scene, talk)
    assert (found(scene), rescue(scene, talk)) == ([], False)


def test_a_message_that_is_lost_in_a_room_that_works_strands_nobody(scene: Scene) -> None:
    talk = scene.open()
    root = scene.session.get_one(OutboxRow, talk.root_id)
    root.state, root.reason = "dead", "msg_too_long"
    scene.session.flush()
    assert found(scene) == []


def test_an_uninstall_takes_nobody_out_of_a_talk(scene: Scene) -> None:
    talk = scene.open()
    refuse(scene, talk)
    scene.session.get_one(OutboxRow, talk.root_id).state = "pending"
    scene.session.flush()
    outbox.cancel(scene.session, scene.workspace.id)
    scene.session.expire_all()
    assert (found(scene), rescue(scene, talk)) == ([], False)
    assert talk.manager_id == scene.person(PRIYA)


def test_nothing_is_rescued_where_the_bot_was_removed(scene: Scene) -> None:
    talk = scene.open()
    refuse(scene, talk)
    workspaces.revoke(scene.session, scene.workspace, scene.now)
    assert found(scene) == []
