"""What Slack took is counted for everybody whom it reaches: what came of an act of theirs, and what did not."""

from datetime import timedelta

from bot.domain.heard import Heard
from bot.domain.message import Message
from bot.storage import heard, outbox, people, rooms, workspaces
from tests.outbound import ANA, GENERAL, KIM, MONDAY, PRIYA, World

WEEK = "2026-W47"


def meet(world: World, *who: str) -> None:
    with world.db.begin() as session:
        for one in who:
            people.ensure(session, world.workspace_id, one)


def say(world: World, text: str, *members: str, asked_by: str | None = None) -> None:
    """To the room of these people."""
    with world.db.begin() as session:
        if asked_by:
            outbox.asked_by(session, asked_by)
        room, message = rooms.of_members(session, world.workspace_id, members), Message(text)
        outbox.post(
            session, world.workspace_id, lane=text, room_id=room, message=message, dedupe_key=text, now=world.now
        )


def got(world: World, who: str, week: str = WEEK) -> tuple[int, int]:
    """What they asked for, and what they did not."""
    with world.db.read() as session:
        person = people.by_slack_user(session, world.workspace_id, who)
        assert person
        found = heard.of_person(session, person, week)
    assert isinstance(found, Heard)
    return found.asked, found.unasked


def test_each_of_a_room_is_counted_and_who_asked_is_told_apart(world: World) -> None:
    meet(world, ANA, PRIYA, KIM)
    say(world, "a lost deal", ANA, PRIYA)
    say(world, "the next question", ANA, PRIYA, asked_by=ANA)
    say(world, "a reminder", PRIYA)
    world.run()
    assert (got(world, ANA), got(world, PRIYA), got(world, KIM)) == ((1, 1), (0, 3), (0, 0))
    with world.db.read() as session:
        assert sorted(heard.unasked(session, world.workspace_id, WEEK)) == [1, 3]
        assert heard.unasked(session, world.workspace_id, "2026-W46") == []


def test_only_messages_that_reach_somebody_count(world: World) -> None:
    meet(world, ANA, PRIYA)
    post = world.post("in a channel")
    world.run()
    world.update(post, "edited")
    world.post("refused", channel=GENERAL)  # the bot is not in there
    say(world, "to somebody of whom nothing is known", "U0NEW")
    with world.db.begin() as session:
        world.react(session, world.row(post).slack_ts or "")
        world.whisper(session)
    world.run()
    assert (got(world, ANA), got(world, PRIYA)) == ((1, 0), (0, 0))


def test_what_arrives_at_the_same_moment_is_all_counted(world: World) -> None:
    rooms_of_ana = [(ANA,), (ANA, PRIYA), (ANA, KIM), (ANA, PRIYA, KIM)]
    meet(world, KIM, PRIYA, ANA)
    for number, members in enumerate(rooms_of_ana * 2):
        say(world, f"message {number}", *members)
    world.run(world.delivery(), world.delivery())
    assert (got(world, ANA), got(world, PRIYA), got(world, KIM)) == ((0, 8), (0, 4), (0, 4))


def test_a_message_whose_answer_was_lost_counts_once(world: World) -> None:
    meet(world, ANA)
    world.sandbox.fault("chat.postMessage", "lost_answer")
    say(world, "perhaps", ANA)
    world.run()
    assert (world.states(), got(world, ANA)) == (["sent"], (0, 1))


def test_a_week_begins_on_monday_where_the_workspace_is(world: World) -> None:
    meet(world, ANA)
    with world.db.begin() as session:
        workspaces.change(session, workspaces.every(session)[0], "timezone", "America/New_York")
    world.now = MONDAY - timedelta(hours=5)  # four hours into Monday by UTC's clock
    say(world, "on Sunday night", ANA)
    world.run()
    assert (got(world, ANA, "2026-W46"), got(world, ANA, WEEK)) == ((0, 1), (0, 0))
