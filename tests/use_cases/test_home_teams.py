"""What a manager reads of their team on Home, and nobody else."""

from datetime import timedelta

import pytest

from bot.domain.conversation import Status
from bot.domain.rules import Size
from bot.use_cases.call import calls
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.use_cases.homes import open_home, to_do, wrap_up


def led(scene: Scene, *who: str, by: str = PRIYA) -> None:
    for one in who:
        lost_deals.person(scene.session, scene.workspace, one).manager_id = scene.person(by)


def team(parts: list[str]) -> list[str]:
    """What a manager reads between the heading about the team and the settings."""
    heading = "Your team this quarter"
    return parts[parts.index(heading) + 1 : parts.index("Your settings")] if heading in parts else []


def test_a_manager_sees_who_has_talked_and_where_the_others_could_begin(scene: Scene) -> None:
    led(scene, ANA, KIM, "U0LEO")
    lost_deals.loss(scene.session, scene.workspace, rep=ANA)
    lost_deals.deal(scene.session, scene.workspace, "Litware", owner=KIM, closed_at=scene.now - timedelta(days=9))
    lost_deals.deal(scene.session, scene.workspace, "Fabrikam", owner=KIM)
    lost_deals.deal(scene.session, scene.workspace, "Old", owner="U0LEO", closed_at=scene.now - timedelta(days=99))
    assert team(open_home(scene, PRIYA)) == [
        "Talked a deal through: <@U0ANA>.",
        "<@U0KIM> could begin with *Fabrikam*. [Start a retrospective]",
    ]
    assert team(open_home(scene, ANA)) == team(open_home(scene, "U0BOSS")) == []


def test_the_roster_says_who_leads_whom_until_they_choose(scene: Scene) -> None:
    lost_deals.deal(scene.session, scene.workspace, "Fabrikam", owner=KIM)
    scene.person(PRIYA)
    lost_deals.person(scene.session, scene.workspace, KIM).manager_email = scene.email(PRIYA)
    assert len(team(open_home(scene, PRIYA))) == 1
    led(scene, KIM, by=ANA)
    assert team(open_home(scene, PRIYA)) == []
    assert len(team(open_home(scene, ANA))) == 1


@pytest.mark.parametrize("status", [Status.HELD, Status.OUR_VIEW, Status.SKIPPED])
def test_a_deal_that_somebody_was_asked_about_is_not_suggested(scene: Scene, status: Status) -> None:
    led(scene, KIM)
    row = scene.open("Fabrikam", rep=KIM)
    row.status = status
    assert team(open_home(scene, PRIYA)) == []
    row.size, row.status = Size.NONE, Status.SKIPPED
    assert len(team(open_home(scene, PRIYA))) == 1


def test_what_is_sensitive_shows_in_nobody_elses_list(scene: Scene) -> None:
    led(scene, ANA, by="U0BOSS")
    row = scene.open()
    wrap_up(scene, row, "Ask.", KIM, None)
    row.closed_at = scene.now
    assert len(to_do(open_home(scene, KIM))) == len(team(open_home(scene, "U0BOSS"))) == 1
    row.is_sensitive = True
    for who in (KIM, "U0BOSS", ANA):
        assert "Northwind" not in " ".join(open_home(scene, who))
    assert len(to_do(open_home(scene, PRIYA))) == 1
    assert team(open_home(scene, "U0BOSS")) == []


def test_customers_who_wait_for_a_call_are_listed_until_they_were_called(scene: Scene) -> None:
    first, _ = scene.open("Northwind"), scene.open("Fabrikam")
    since = "since Friday 20 November"
    waiting = f"• *Northwind:* led by <@U0PRIYA>, {since}\n• *Fabrikam:* led by <@U0PRIYA>, {since}"
    assert waiting in open_home(scene, PRIYA)
    assert "Customer calls that wait" not in open_home(scene, ANA)
    calls.customer_declined(scene.session, scene.actor(PRIYA), first.id, scene.tick())
    assert f"• *Fabrikam:* led by <@U0PRIYA>, {since}" in open_home(scene, PRIYA)
