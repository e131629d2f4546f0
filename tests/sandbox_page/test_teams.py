"""Several workspaces on the page: the switch, the address, and how the app gets in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.sites import CLIENT_ID, Options, Sites
from sandbox.testing import SIGNING_SECRET, Slack
from tests.sandbox_page.conftest import Open, Served

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = "async () => (await axe.run(document)).violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`)"
INSTALL = "http://127.0.0.1:9/slack/install"


@pytest.fixture
def slack(served: Served) -> Iterator[Slack]:
    sites = Sites(served.address, Options(SIGNING_SECRET, install_url=INSTALL))
    served.application.state.sites = sites
    yield Slack(sites)
    sites.stop()


@pytest.mark.parametrize("size", [(1440, 900), (830, 700), (360, 740)])
def test_another_workspace_has_other_people_and_keeps_its_address(
    slack: Slack, open_page: Open, size: tuple[int, int]
) -> None:
    page = open_page("ana", size=size)
    switch, person = page.get_by_test_id("team-switch"), page.get_by_test_id("person-switch")
    assert page.get_by_test_id("install").is_hidden()

    switch.select_option(label="Northgate Sales")
    page.get_by_test_id("install").wait_for()
    assert page.get_by_test_id("install-link").get_attribute("href") == INSTALL
    assert "Hana Sato" in person.inner_text()
    assert "Ana Ruiz" not in person.inner_text()

    person.select_option(label="Ben Whitlock · Workspace admin")
    page.wait_for_url("**/#as=U0BEN*")
    page.reload()
    page.get_by_test_id("install").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert (switch.input_value(), person.input_value()) == ("T0NORTH", "U0BEN")
    page.get_by_label("Message #general").fill("Good morning, Northgate")
    page.keyboard.press("Enter")
    page.get_by_test_id("message").wait_for()
    assert slack.messages("general") == []
    assert [message.text for message in slack.team("T0NORTH").messages("general")] == ["Good morning, Northgate"]

    slack.team("T0NORTH").workspace.install("xoxb-north", slack.site.shared.manifest)
    page.get_by_test_id("install").wait_for(state="hidden")
    switch.select_option("T0SANDBOX")
    page.wait_for_url("**/#as=U0ANA*")
    assert "Ana Ruiz" in person.inner_text()


def test_a_person_lets_the_app_in_with_the_keyboard(slack: Slack, open_page: Open) -> None:
    page = open_page("ana")
    back = f"{slack.base_url}/sandbox/clock"
    asked = f"client_id={CLIENT_ID}&scope=chat:write&redirect_uri={back}&state=s1"
    page.goto(f"{slack.base_url}/oauth/v2/authorize?{asked}")
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
    page.get_by_label("Workspace", exact=True).select_option(label="Fabrikam Sales")
    page.get_by_role("button", name="Change").press("Enter")
    page.get_by_role("heading", name="asks to be let into Fabrikam Sales").wait_for()
    page.get_by_label("You are").select_option("U0INES")
    page.get_by_role("button", name="Allow").press("Enter")
    page.wait_for_url(f"{back}?code=*&state=s1")
