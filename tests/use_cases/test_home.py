"""What stands on somebody's Home: what waits for them and nothing of anybody else's."""

from datetime import date, timedelta

import pytest

from bot.access import Actor
from bot.domain.conversation import Kind
from bot.storage import workspaces
from bot.storage.models import PersonRow, RetrospectiveRow
from bot.use_cases.answering import answers
from bot.use_cases.app_home import home
from bot.use_cases.call import calls
from bot.use_cases.people import away, languages
from bot.use_cases.talk import reminders
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.use_cases.homes import button, open_home, shown


def answer_everything(scene: Scene, row: RetrospectiveRow) -> None:
    while row.question:
        answers.give(scene.session, scene.actor(), row.id, row.question, Kind.SAID, "Trust.", scene.tick())


def test_an_empty_home_is_kind(scene: Scene) -> None:
    waiting, nothing, *_ = open_home(scene)
    assert waiting == "Waiting for you"
    assert nothing.startswith("Nothing is waiting for you.")


def test_each_of_the_two_sees_one_next_step(scene: Scene) -> None:
    row = scene.open()
    assert open_home(scene)[1] == ("*Northwind*\nQuestion 1 of 3 waits for your answer. A line or two is plenty.")
    assert open_home(scene)[2] == "[Answer] [Later]"
    assert button(scene, ANA)["value"] == f"{row.id}:ours.value"
    assert button(scene, ANA)["accessibility_label"] == "Answer: Northwind"
    assert open_home(scene, PRIYA)[1] == (
        "*Northwind*\nQuestion 1 of 3 is with <@U0ANA>. You can add to the answer in the thread. [Open the thread]"
    )
    answer_everything(scene, row)
    assert open_home(scene)[1].endswith("<@U0PRIYA> leads the customer call. [Open the thread]")
    assert open_home(scene, PRIYA)[1].endswith("is yours to bring home.")
    calls.customer_declined(scene.session, scene.actor(PRIYA), row.id, scene.tick())
    for who in (ANA, PRIYA):
        assert open_home(scene, who)[1].endswith("One lesson closes it.")
    assert open_home(scene, KIM)[1].startswith("Nothing is waiting for you.")


def test_what_was_put_off_says_until_when(scene: Scene) -> None:
    row = scene.open()
    until = scene.now + timedelta(days=3)
    reminders.snooze(scene.session, scene.actor(), row.id, until, scene.tick())
    assert open_home(scene)[1].endswith("Resting until Monday 23 November.")
    scene.now = until
    assert "Resting" not in open_home(scene)[1]


def test_the_way_to_the_thread_is_slacks_own(scene: Scene) -> None:
    scene.workspace.url = "https://acme.slack.com/"
    thread = scene.thread(scene.open())
    open_home(scene, PRIYA)
    digits = thread.ts.replace(".", "")
    expected = f"https://acme.slack.com/archives/{thread.channel}/p{digits}?thread_ts={thread.ts}&cid={thread.channel}"
    assert button(scene, PRIYA)["url"] == expected
    scene.workspace.url = ""
    open_home(scene, PRIYA)
    assert button(scene, PRIYA)["url"] == f"https://slack.com/app_redirect?team=T0ACME&channel={thread.channel}"


def test_a_long_list_ends_where_the_rest_is_found(scene: Scene) -> None:
    for number in range(12):
        scene.open(f"Northwind {number}")
    parts = open_home(scene, PRIYA)
    assert parts[10].startswith("*Northwind 9*")
    assert parts[11] == "And 2 more: `/retro status`"


def test_the_hours_that_hold_for_them_stand_there(scene: Scene) -> None:
    person = lost_deals.person(scene.session, scene.workspace, ANA)
    person.zone, person.country = "Europe/Berlin", "DE"
    for name, value in {"quiet_hours": "yes", "work_from": "08:30"}.items():
        workspaces.change(scene.session, scene.workspace, name, value)
    told = "*Your hours for me:* Monday to Friday, 08:30 to 17:30 (Europe/Berlin), no public holidays of Germany."
    assert open_home(scene)[-4].startswith(told)
    person.zone, person.country = "Mars/Olympus", ""
    assert "08:30 to 17:30 (UTC). Outside them" in open_home(scene)[-4]
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "no")
    assert open_home(scene)[-4] == "*Your hours for me:* in this workspace I may write at any time."


@pytest.mark.parametrize(
    ("last", "is_away"), [(None, False), (-1, False), (0, True), (3, True)], ids=["never", "over", "today", "still"]
)
def test_an_absence_stands_there_until_it_is_over(scene: Scene, last: int | None, is_away: bool) -> None:
    person = lost_deals.person(scene.session, scene.workspace, ANA)
    person.away_until = None if last is None else scene.now.date() + timedelta(days=last)
    assert ("*You are away* up to and including" in open_home(scene)[-4]) is is_away
    assert open_home(scene)[-3].startswith("[I am back]" if is_away else "[I am away]")


@pytest.mark.parametrize("named", [None, date(2026, 12, 24)])
def test_the_coming_friday_is_proposed_unless_they_named_a_day(scene: Scene, named: date | None) -> None:
    lost_deals.person(scene.session, scene.workspace, ANA).away_until = named
    assert away.proposed(scene.session, scene.actor(), scene.now) == (named or date(2026, 11, 27))


def test_somebody_elses_home_is_nobodys_business(scene: Scene) -> None:
    scene.open()
    person = scene.person(ANA)
    home.open(scene.session, Actor(scene.workspace.id, ANA, person, is_outside=True), scene.tick())
    home.open(scene.session, Actor(scene.workspace.id, "U0NEW"), scene.tick())
    assert scene.outbox("publish") == []


def test_only_those_who_opened_it_have_one_to_keep(scene: Scene) -> None:
    scene.open()
    home.refresh(scene.session, scene.actor(), scene.tick())
    assert not home.is_kept(scene.session, scene.actor())
    assert scene.outbox("publish") == []
    open_home(scene)
    assert home.is_kept(scene.session, scene.actor())
    scene.open("Fabrikam")
    home.refresh(scene.session, scene.actor(), scene.tick())
    assert shown(scene)[3].startswith("*Fabrikam*")


@pytest.mark.parametrize(
    ("locale", "choice", "first"),
    [
        ("en-US", "de", "Wartet auf dich"),
        ("de-DE", "en", "Waiting for you"),
        ("de-DE", "slack", "Wartet auf dich"),
        ("de-DE", "tlh", "Wartet auf dich"),
    ],
)
def test_their_own_choice_of_a_language_counts(scene: Scene, locale: str, choice: str, first: str) -> None:
    lost_deals.person(scene.session, scene.workspace, ANA).locale = locale
    open_home(scene)
    languages.choose(scene.session, scene.actor(), choice)
    home.refresh(scene.session, scene.actor(), scene.tick())
    assert shown(scene)[0] == first
    kept = scene.session.get_one(PersonRow, scene.person(ANA)).language
    assert kept == (choice if choice in ("de", "en") else None)
