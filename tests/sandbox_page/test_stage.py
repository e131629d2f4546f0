"""The stage: deals, the clock, the log, and what goes wrong on demand."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.testing import Slack
from tests.sandbox.crm_calling import hook
from tests.sandbox.recording_app import RecordingApp, recording_app
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES

NARROW = (360, 740)
PROSEWARE = "30117730401"


@pytest.fixture
def listener() -> Iterator[RecordingApp]:
    """Where the CRMs send their webhooks."""
    with recording_app() as app:
        yield app


@pytest.fixture
def hooked(slack: Slack, listener: RecordingApp) -> Slack:
    hook(slack, listener.url)
    return slack


def deal(page: Page, deal_id: str) -> Locator:
    return page.locator(f"[data-testid=deal][data-deal='{deal_id}']")


def test_the_form_is_ready_and_one_press_loses_a_deal(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    expect(page.get_by_test_id("hint")).to_contain_text("Lose a deal")
    expect(page.get_by_test_id("stage-name")).to_have_value("Northwind - Analytics rollout")
    expect(page.get_by_test_id("stage-amount")).to_have_value("48,000")
    page.get_by_test_id("stage-lose").click()
    row = deal(page, "D-2001")
    expect(row).to_have_attribute("data-outcome", "lost")
    expect(row).to_contain_text("against Contoso · Price")
    expect(row.get_by_role("button", name="Reopen Northwind - Analytics rollout")).to_be_visible()
    expect(page.get_by_test_id("stage-name")).to_have_value("Contoso - Data platform")
    expect(page.get_by_test_id("stage-competitor")).to_have_value("VanArsdel")


def test_a_deal_with_facts_of_ones_own(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.get_by_test_id("stage-name").fill("Northwind <b>& Sons</b>")
    page.get_by_test_id("stage-amount").fill("1212500")
    page.get_by_test_id("stage-owner").select_option(label="Kim Lee")
    page.get_by_test_id("stage-manager").select_option(label="Nobody")
    expect(page.get_by_text("the team's own roster may still know one")).to_be_visible()
    page.get_by_test_id("stage-competitor").fill("Contoso")
    page.get_by_test_id("stage-reason").fill("Price")
    page.get_by_test_id("stage-lose").click()
    row = page.get_by_test_id("deal").filter(has_text="Northwind <b>& Sons</b>")
    expect(row).to_have_attribute("data-outcome", "lost")
    expect(row).to_contain_text(re.compile(r"Kim Lee · .*1,212,500"))
    lost = next(one for one in slack.crms.deals.values() if one.name.startswith("Northwind <b>"))
    assert (lost.manager, lost.amount) == (None, "1212500")


def test_a_deal_of_the_list_is_won_opened_again_and_edited(
    hooked: Slack, listener: RecordingApp, open_page: Open
) -> None:
    page = open_page("ana", SALES)
    row = deal(page, "D-2004")
    row.get_by_test_id("deal-win").click()
    expect(row).to_have_attribute("data-outcome", "won")
    row.get_by_test_id("deal-reopen").click()
    expect(row).to_have_attribute("data-outcome", "open")
    page.get_by_label("Search the deals").fill("proseware")
    expect(page.get_by_test_id("deal")).to_have_count(1)
    page.get_by_role("button", name="Edit Proseware - Team licences").click()
    page.get_by_test_id("edit-amount").fill("31,000")
    page.get_by_test_id("edit-owner").select_option(label="Mei Tanaka")
    page.get_by_test_id("edit-save").click()
    expect(page.get_by_test_id("edit-deal")).to_have_count(0)
    expect(deal(page, PROSEWARE)).to_contain_text("Mei Tanaka · €31,000")
    expect(page.get_by_role("button", name="Edit Proseware - Team licences")).to_be_focused()
    assert {one["propertyName"] for one in json.loads(listener.received[-1].body)} == {"amount", "hubspot_owner_id"}
    page.keyboard.press("Enter")
    page.get_by_test_id("edit-delete").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(deal(page, PROSEWARE)).to_have_attribute("data-outcome", "deleted")
    page.get_by_test_id("deal-restore").click()
    expect(deal(page, PROSEWARE)).to_have_attribute("data-outcome", "open")


def test_thirty_are_lost_at_once_by_keyboard(hooked: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES, NARROW)
    page.get_by_test_id("panel-stage").click()
    page.get_by_test_id("many").locator("summary").press("Enter")
    page.get_by_test_id("many-crm").select_option("hubspot")
    page.get_by_test_id("many-count").press("Enter")
    expect(page.get_by_test_id("many-result")).to_have_text(
        "30 deals are closed lost, 20 of them new. 1 request was sent, all taken."
    )
    assert sum(one.crm == "hubspot" and one.is_open for one in hooked.crms.deals.values()) == 0
    expect(page.get_by_test_id("many-progress")).to_be_hidden()


def test_half_a_year_is_there_to_be_searched_and_taken_away(slack: Slack, open_page: Open, tmp_path: Path) -> None:
    page = open_page("ana", SALES)
    expect(page.get_by_text("Open (20)")).to_be_visible()
    expect(page.get_by_text("Closed, newest first (150)")).to_be_visible()
    before = page.get_by_test_id("deal").count()
    page.get_by_test_id("deals-more").last.click()
    expect(page.get_by_test_id("deal")).to_have_count(before + 40)
    page.get_by_label("Search the deals").fill("contoso onboarding")
    expect(page.get_by_test_id("deal").first).to_contain_text("against Contoso · Onboarding effort")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all deals").click()
    download.value.save_as(tmp_path / "deals.csv")
    assert len((tmp_path / "deals.csv").read_text().splitlines()) == 171


def test_the_clock_moves_and_the_page_shows_it_in_the_readers_zone(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    before = slack.now()
    page.get_by_role("button", name="+1 hour").click()
    slack.wait_for(lambda: slack.now() - before >= timedelta(hours=1))
    friday = page.get_by_role("button", name="Friday 15:00")
    expect(friday).to_have_text(re.compile(r"^Friday 15:00Fri \d+ \w+$"))
    friday.click()
    expect(page.get_by_test_id("stage-clock")).to_have_text(re.compile(r"^Fri \d+ \w+, 15:01$"))
    expect(page.get_by_test_id("clock-now")).to_have_text(re.compile(r"^Fri \d+ \w+, 15:01$"))
    expect(open_page("kim", SALES).get_by_test_id("stage-clock")).to_have_text(re.compile(r"^Fri \d+ \w+, \d\d:01$"))


def test_the_log_grows_can_be_filtered_and_shows_payloads(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.get_by_test_id("stage-tab-deals").press("ArrowRight")
    expect(page.get_by_test_id("stage-tab-log")).to_be_focused()
    slack.person("kim").says(SALES, "Fabrikam <script>")
    slack.deliver()
    client = WebClient(slack.token, base_url=slack.api_url)
    client.chat_postMessage(channel=SALES, text="Contoso xoxb-1234-secret")
    entries = page.get_by_test_id("log-entry")
    expect(entries.filter(has_text="chat.postMessage")).to_have_count(1)
    page.get_by_test_id("log-kind").select_option("event")
    expect(entries).to_have_count(2)  # both messages: what comes later would be new behind the pause
    expect(entries.filter(has_text="chat.postMessage")).to_have_count(0)
    page.get_by_test_id("log-filter").fill("fabrikam")
    expect(entries).to_have_count(1)
    entries.locator("summary").click()
    expect(entries.locator("pre").first).to_contain_text("Fabrikam &lt;script&gt;")
    page.get_by_test_id("log-filter").fill("no such thing")
    expect(page.get_by_text("Nothing yet that matches.")).to_be_visible()
    page.get_by_test_id("log-filter").fill("")
    page.get_by_test_id("log-kind").select_option("call")
    entries.locator("summary").click()
    expect(entries.locator("pre").first).to_contain_text("Contoso xoxb-••••")
    page.get_by_test_id("log-pause").click()
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="nowhere", text="x")
    expect(page.get_by_test_id("log-pause")).to_have_text("Go on (1 new)")
    expect(entries).to_have_count(1)
    page.get_by_test_id("log-pause").click()
    page.get_by_label("Only what went wrong").check()
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("channel_not_found")


def test_a_thousand_entries_are_drawn_in_parts(slack: Slack, open_page: Open) -> None:
    for number in range(1200):
        slack.workspace.journal.add("call", f"n.{number}", at=slack.now(), status=200, payload={"text": "x" * 500})
    page = open_page("ana", SALES)
    page.get_by_test_id("stage-tab-log").click()
    entries = page.get_by_test_id("log-entry")
    expect(entries).to_have_count(200)
    expect(entries.first).to_contain_text("n.1199")
    page.get_by_test_id("log-more").click()
    expect(entries).to_have_count(400)
    page.get_by_test_id("log-filter").fill("n.250")
    expect(entries).to_have_count(1)
    page.get_by_test_id("log-filter").fill("n.150 ")
    expect(entries).to_have_count(0)


def test_faults_are_ordered_counted_and_ended(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.get_by_test_id("stage-tab-faults").click()
    page.get_by_test_id("fault-method").select_option("chat.postMessage")
    page.get_by_test_id("fault-kind").select_option("lost_answer")
    expect(page.get_by_text("Accepted, then the connection is closed.")).to_be_visible()
    page.get_by_test_id("fault-often").select_option("chance")
    page.get_by_test_id("fault-percent").fill("100")
    seed = page.get_by_test_id("fault-seed").input_value()
    page.get_by_test_id("fault-add").click()
    order = page.get_by_test_id("fault-order")
    expect(order).to_contain_text("chat.postMessage lost_answer")
    assert [(one.seed, one.probability) for one in slack.faults.listing()] == [(int(seed), 1.0)]
    page.get_by_test_id("fault-often").select_option("times")
    page.get_by_test_id("fault-method").select_option("event:*")
    kinds = page.get_by_test_id("fault-kind").locator("option")
    expect(kinds).to_have_text(["drop", "duplicate", "late", "reorder"])
    page.get_by_test_id("fault-method").select_option("*")
    page.get_by_test_id("fault-kind").select_option("other")
    page.get_by_test_id("fault-code").fill("fatal_error")
    page.get_by_test_id("fault-add").click()
    expect(order).to_have_count(2)
    client = WebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.auth_test()
    expect(order.last).to_contain_text("1 time · struck 1 time, spent")
    page.get_by_test_id("lag-seconds").fill("2.5")
    page.get_by_test_id("lag-set").click()
    expect(page.get_by_test_id("lag-now")).to_have_text("Now: 2.5 s.")
    page.get_by_test_id("fault-clear").click()
    expect(order).to_have_count(0)
    assert slack.workspace.read_lag == 0.0


def free(page: Page, testid: str) -> None:
    """Wait until a button takes the next click: while it is busy with the last one it takes none."""
    expect(page.get_by_test_id(testid)).not_to_have_attribute("aria-busy", "true")


def test_what_an_administrator_does_is_asked_first_and_undone(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.get_by_test_id("stage-tab-faults").click()
    page.get_by_test_id("admin-channel").select_option(label="#sales-team")
    page.get_by_test_id("admin-channel-do").click()
    page.get_by_role("button", name="Cancel").click()
    free(page, "admin-channel-do")
    page.get_by_test_id("admin-channel-do").click()
    page.get_by_test_id("confirm").get_by_role("button", name="Archive").click()
    expect(page.get_by_test_id("admin-channel-do")).to_have_text("Unarchive")
    free(page, "admin-channel-do")
    page.get_by_test_id("admin-channel-do").click()
    expect(page.get_by_test_id("admin-channel-do")).to_have_text("Archive")
    page.get_by_test_id("admin-person").select_option(label="Kim Lee")
    page.get_by_test_id("admin-person-do").click()
    page.get_by_test_id("confirm").get_by_role("button", name="Deactivate").click()
    expect(page.get_by_test_id("admin-person-do")).to_have_text("Reactivate")
    assert slack.workspace.people["U0KIM"].deleted
    free(page, "admin-person-do")
    page.get_by_test_id("admin-person-do").click()
    expect(page.get_by_test_id("admin-person-do")).to_have_text("Deactivate")
    page.get_by_test_id("admin-revoke").click()
    page.get_by_test_id("confirm").get_by_role("button", name="Revoke token").click()
    expect(page.get_by_test_id("admin-uninstall")).to_be_disabled()
    expect(page.get_by_text("The app is not installed here")).to_be_visible()


def test_nothing_of_the_stage_sticks_out(hooked: Slack, open_page: Open) -> None:
    hooked.crms.lose("Averyveryverylongnamethatnobodycanbreak" * 4)
    page = open_page("ana", SALES, NARROW, "dark")
    page.get_by_test_id("panel-stage").click()
    for tab in ("deals", "log", "faults"):
        page.get_by_test_id(f"stage-tab-{tab}").click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        clipped = page.eval_on_selector_all(
            ".stage button, .stage label",
            "all => all.filter((n) => n.scrollWidth > n.clientWidth + 1 && n.clientWidth).map((n) => n.textContent)",
        )
        assert clipped == [], json.dumps(clipped)
