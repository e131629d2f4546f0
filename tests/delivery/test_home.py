"""Home tabs go out like updates: the newest, repeated without harm, and nobody is bothered when Slack refuses one."""

from typing import Any

from bot.storage import homes
from tests.outbound import ANA, World


def publish(world: World, words: str) -> None:
    view: dict[str, Any] = {
        "type": "home",
        "blocks": [{"type": "header", "text": {"type": "plain_text", "text": words}}],
    }
    with world.db.begin() as session:
        homes.publish(session, world.workspace_id, ANA, view, world.now)


def shown(world: World) -> str | None:
    home = world.sandbox.site.views.home(ANA)
    return None if home is None else str(home.content["blocks"][0]["text"]["text"])


def test_the_newest_stands_there(world: World) -> None:
    publish(world, "first")
    publish(world, "second")
    world.run()
    publish(world, "third")
    world.run()
    assert shown(world) == "third"
    assert len(world.sandbox.calls("views.publish")) == 2


def test_an_answer_that_never_came_is_no_trouble(world: World) -> None:
    world.sandbox.fault("views.publish", "lost_answer")
    publish(world, "first")
    world.run()
    assert (shown(world), world.states()) == ("first", ["sent"])


def test_a_worker_that_dies_on_the_way_loses_nothing(world: World) -> None:
    publish(world, "first")
    with world.db.begin() as session:
        (row,) = world.rows()
        session.merge(row).state = "sending"
    world.run()
    assert (shown(world), world.states()) == ("first", ["sent"])


def test_where_the_tab_is_off_nobody_is_bothered_and_everything_else_goes_on(world: World) -> None:
    world.sandbox.fault("views.publish", "not_enabled")
    publish(world, "first")
    world.run()
    assert (world.states(), world.fixes(), world.workspace().paused) == (["dead"], {}, None)
