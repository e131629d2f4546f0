"""The stage: deals, the clock, the log."""

import re
from datetime import timedelta

from playwright.sync_api import expect
from slack_sdk import WebClient

from sandbox.testing import Slack
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES


def test_the_first_sentence_tells_what_to_do(open_page: Open) -> None:
    expect(open_page("ana").get_by_test_id("hint")).to_contain_text("Lose a deal")


def test_the_form_is_ready_and_one_press_loses_a_deal(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    expect(page.get_by_test_id("stage-name")).not_to_have_value("")
    name = page.get_by_test_id("stage-name").input_value()
    page.get_by_test_id("stage-lose").click()
    row = page.get_by_test_id("deal").filter(has_text=name)
    expect(row).to_have_attribute("data-outcome", "lost")
    expect(row.get_by_role("button", name=f"Reopen {name}")).to_be_visible()
    expect(page.get_by_test_id("stage-name")).not_to_have_value(name)


def test_a_deal_with_facts_of_ones_own(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.get_by_test_id("stage-name").fill("Northwind <b>& Sons</b>")
    page.get_by_test_id("stage-amount").fill("12500")
    page.get_by_test_id("stage-owner").select_option(label="Kim Lee")
    page.get_by_test_id("stage-competitor").fill("Contoso")
    page.get_by_test_id("stage-reason").fill("Price")
    page.get_by_test_id("stage-lose").click()
    row = page.get_by_test_id("deal").filter(has_text="Northwind <b>& Sons</b>")
    expect(row).to_have_attribute("data-outcome", "lost")
    expect(row).to_contain_text(re.compile(r"Kim Lee · .*12,500"))


def test_a_deal_of_the_list_is_won_and_opened_again(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    row = page.locator("[data-testid=deal][data-deal='D-2004']")
    row.get_by_test_id("deal-win").click()
    expect(row).to_have_attribute("data-outcome", "won")
    row.get_by_test_id("deal-reopen").click()
    expect(row).to_have_attribute("data-outcome", "open")


def test_the_clock_moves_and_the_page_shows_it_in_the_readers_zone(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    before = slack.now()
    page.get_by_role("button", name="+1 hour").click()
    slack.wait_for(lambda: slack.now() - before >= timedelta(hours=1))
    page.get_by_role("button", name="Friday 15:00").click()
    expect(page.get_by_test_id("stage-clock")).to_have_text(re.compile(r"^Fri \d+ \w+, 15:01$"))
    expect(page.get_by_test_id("clock-now")).to_have_text(re.compile(r"^Fri \d+ \w+, 15:01$"))
    expect(open_page("kim", SALES).get_by_test_id("stage-clock")).to_have_text(re.compile(r"^Fri \d+ \w+, \d\d:01$"))


def test_the_log_grows_can_be_filtered_and_shows_payloads(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.get_by_test_id("stage-tab-log").click()
    slack.person("kim").says(SALES, "Fabrikam <script>")
    slack.deliver()
    WebClient(slack.token, base_url=slack.api_url).chat_postMessage(channel=SALES, text="Contoso")
    entries = page.get_by_test_id("log-entry")
    expect(entries.filter(has_text="chat.postMessage")).to_have_count(1)
    page.get_by_test_id("log-kind").select_option("event")
    expect(entries.filter(has_text="chat.postMessage")).to_have_count(0)
    page.get_by_test_id("log-filter").fill("fabrikam")
    expect(entries).to_have_count(1)
    entries.locator("summary").click()
    expect(entries.locator("pre")).to_contain_text("Fabrikam &lt;script&gt;")
    page.get_by_test_id("log-filter").fill("no such thing")
    expect(entries).to_have_count(0)
    expect(page.get_by_text("Nothing yet that matches.")).to_be_visible()
