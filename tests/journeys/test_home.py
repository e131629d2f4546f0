"""Home in a browser: a rep answers from it, a manager lets a talk begin, an admin reads how the bot does."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.storage.database import Database
from tests.house import House, running_house
from tests.journeys.senders import generic
from tests.story.pictures import picture

ANA, KIM, PRIYA = "ana@fabrikam.example", "kim@fabrikam.example", "priya@fabrikam.example"

pytestmark = pytest.mark.browser


@pytest.fixture
def house(sqlite_db: Database) -> Iterator[House]:
    with running_house(sqlite_db) as built:
        built.roster((ANA, PRIYA), (KIM, PRIYA))
        built.set("silent_pipelines", "Self-service")
        built.set("admin", "U0INES")
        yield built


@pytest.fixture
def visit(house: House, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens somebody's Home; no script may have failed at the end."""
    context, complaints = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"), []

    def opened(who: str) -> Page:
        person = house.sandbox.person(who)
        person.opens_home()
        house.settle()
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{house.sandbox.base_url}/#as={person.id}&channel={person.dm}&tab=home")
        return page

    yield opened
    context.close()
    assert complaints == []


def test_each_finds_what_is_theirs_and_acts_on_it(house: House, crm: str, visit: Callable[..., Page]) -> None:
    lose(house, crm, "Northwind", ANA)
    lose(house, crm, "Litware", KIM, pipeline="Self-service")

    ana = visit("ana")
    expect(home(ana)).to_contain_text("Question 1 of 3 waits for your answer.")
    picture(ana, "home-rep")
    home(ana).get_by_role("button", name="Answer").click()
    ana.get_by_role("dialog").get_by_role("textbox").fill("They saw less risk in the rollout of Contoso.")
    ana.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(ana.get_by_role("dialog")).to_be_hidden()
    house.settle()
    expect(home(ana)).to_contain_text("Question 2 of 3 waits for your answer.")
    home(ana).get_by_role("button", name="What is stored about me").click()
    expect(ana.get_by_role("dialog")).to_contain_text("1 answer that you gave")

    priya = visit("priya")
    expect(home(priya)).to_contain_text("Northwind: led by @Priya Nair")
    picture(priya, "home-manager")
    with priya.expect_response("**/home/click"):
        home(priya).get_by_role("button", name="Start a retrospective").click()
    house.settle()
    expect(home(priya)).not_to_contain_text("could begin with")
    assert house.sandbox.messages(house.sandbox.group_dm("kim", "priya"))[0].text.startswith(
        "*Litware was closed lost.*"
    )

    ines = visit("ines")
    expect(home(ines)).to_contain_text("Nothing is waiting for you.")
    expect(home(ines)).to_contain_text("CRM: connected, last heard of on")
    expect(home(ines)).to_contain_text("settings set silent_pipelines Self-service")
    expect(home(ines)).not_to_contain_text("Northwind")
    picture(ines, "home-admin")


def home(page: Page) -> Locator:
    return page.get_by_test_id("home")


def lose(house: House, crm: str, name: str, owner: str, **facts: str) -> None:
    assert generic(house, crm, "lost", name, name=name, owner={"email": owner}, **facts) == 200
    house.settle()
