"""What an admin reads on Home of the set-up, the health and the fix list, and nobody else."""

import shlex

import pytest

from bot.domain import preferences
from bot.domain.fixes import FixKind
from bot.storage import connections, fixes, workspaces
from bot.storage.models import HeardRow
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.use_cases.homes import open_home


def house(scene: Scene, who: str = ANA, *, is_admin: bool = False) -> list[str]:
    """What an admin reads of the set-up, the health and the fix list."""
    parts = open_home(scene, who, is_admin=is_admin)
    heading = "Set-up and health"
    return parts[parts.index(heading) + 1 : parts.index("Your settings")] if heading in parts else []


@pytest.mark.parametrize("is_admin", [True, False], ids=["in Slack", "by the settings"])
def test_an_admin_sees_how_the_bot_does(scene: Scene, is_admin: bool) -> None:
    assert house(scene) == []
    if not is_admin:
        workspaces.change(scene.session, scene.workspace, "admin", ANA)
    set_up, health, unasked, _, to_fix, *_ = house(scene, is_admin=is_admin)
    assert set_up.splitlines()[:3] == [
        "• Team channel: set",
        "• CRM: still to connect; until then no deal is heard of",
        "• Who leads whom: not known of anybody yet; a roster tells, else each rep is asked",
    ]
    assert health == "*The last seven days:* everything arrived."
    assert unasked.endswith("too few to say; fewer than 5 people heard from me.")
    assert to_fix == "Nothing to put right."
    assert house(scene, KIM) == []


def test_each_setting_stands_there_as_the_command_that_sets_it(scene: Scene) -> None:
    chosen = {
        "team_channel": "C0SALES",
        "full_from_amount": "2500.50",
        "short_pipelines": 'Renewals; "Partners, all"; $(reboot); O\'Hara',
        "work_from": "08:30",
        "quiet_hours": "no",
        "admin": ANA,
    }
    for name, value in chosen.items():
        workspaces.change(scene.session, scene.workspace, name, value)
    before = scene.workspace.settings
    commands = [shlex.split(line) for line in house(scene)[-2].splitlines()]
    assert [words[-2] for words in commands] == list(preferences.NAMES)
    for words in commands:
        assert words[:-2] == ["python", "-m", "bot", "settings", "set"]
        workspaces.change(scene.session, scene.workspace, *words[-2:])
        assert scene.workspace.settings == before
    lost_deals.workspace(scene.session, "T0OTHER")
    assert house(scene)[-2].startswith(f"python -m bot settings set --workspace {scene.team_id} team_channel C0SALES")


def test_a_setting_that_is_too_long_to_show_says_what_shows_it(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "silent_pipelines", ", ".join(f"Pipeline {n}" for n in range(50)))
    assert "python -m bot settings get silent_pipelines" in house(scene, is_admin=True)[-2].splitlines()


def hear(scene: Scene, who: str, week: str, asked: int, unasked: int) -> None:
    key = {"workspace_id": scene.workspace.id, "person_id": scene.person(who), "week": week}
    scene.session.add(HeardRow(**key, asked=asked, unasked=unasked))


def test_how_much_reached_somebody_is_for_them_alone(scene: Scene) -> None:
    hear(scene, ANA, "2026-W47", 3, 1)
    hear(scene, ANA, "2026-W46", 12, 4)
    expected = "this week 3 messages that you asked for and 1 that you did not; last week 12 and 4. Only you see"
    assert expected in open_home(scene)[-1]
    assert "this week 0 messages that you asked for and 0 that" in open_home(scene, PRIYA, is_admin=True)[-1]


def test_an_admin_reads_of_last_weeks_messages_what_tells_of_nobody(scene: Scene) -> None:
    for number, unasked in enumerate((7, 1, 0, 2)):
        hear(scene, f"U0REP{number}", "2026-W46", 5, unasked)
    hear(scene, ANA, "2026-W47", 0, 9)
    assert "too few to say" in house(scene, is_admin=True)[2]
    hear(scene, ANA, "2026-W46", 0, 2)
    assert house(scene, is_admin=True)[2].endswith(
        "2 per person in the middle, 7 at most; 1 of 5 people got more than 2."
    )


def test_the_fix_list_is_told_in_sentences(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "admin", ANA)
    deal = lost_deals.deal(scene.session, scene.workspace, "Northwind")
    crm = connections.add(scene.session, scene.workspace.id, "hubspot", {}, scene.now)
    scene.open("Fabrikam")
    told = {
        FixKind.NO_SLACK_USER: ("leo@acme.example", ""),
        FixKind.NO_OWNER: (str(deal.id), ""),
        FixKind.CRM_REFUSED: (str(crm.id), ""),
        FixKind.CRM_SILENT: (str(crm.id), ""),
        FixKind.CRM_UNWRITTEN: (str(crm.id), "No such option"),
        FixKind.CRM_UNSWEPT: (str(crm.id), ""),
        FixKind.DELIVERY: ("U0ANA,U0PRIYA", "is_archived"),
        FixKind.TEAM_CHANNEL: ("team_channel", ""),
    }
    for kind, (about, reason) in told.items():
        fixes.report(scene.session, scene.workspace.id, kind, about, scene.tick(), reason=reason)
    lines = house(scene)[4:12]
    assert lines[0].startswith("Nobody in Slack has the address leo@acme.example.")
    assert lines[1].startswith("The CRM names no owner for Northwind.")
    assert lines[2].startswith("The CRM (hubspot) refuses the access token.")
    assert lines[3].startswith("The CRM (hubspot) will not go on telling the bot about deals.")
    assert lines[4].startswith("The CRM (hubspot) does not let the bot write what people press there (No such option).")
    assert lines[5].startswith("The CRM (hubspot) cannot be asked what closed lately")
    assert lines[6].startswith("Slack did not take a message to U0ANA, U0PRIYA (is_archived).")
    assert lines[7].startswith("No team channel was set when the weekly hour came.")
