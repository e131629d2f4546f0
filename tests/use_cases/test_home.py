"""What stands on somebody's Home: what waits for them and nothing of anybody else's."""

import shlex
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, select
from sqlalchemy.sql.visitors import iterate

from bot.access import Actor
from bot.domain import preferences
from bot.domain.actions import Finish
from bot.domain.conversation import Kind, Status
from bot.domain.deals import Outcome
from bot.domain.fixes import FixKind
from bot.domain.footprints import Footprint
from bot.domain.rules import Size
from bot.domain.wrap_ups import Consent
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage import connections, fixes, workspaces, wrap_ups
from bot.storage import footprints as stored
from bot.storage import lessons as lesson_rows
from bot.storage.models import ActionRow, DealRow, HeardRow, LessonRow, PersonRow, RetrospectiveRow, Row
from bot.use_cases.answering import answers
from bot.use_cases.app_home import home
from bot.use_cases.call import calls
from bot.use_cases.people import away, footprints, languages
from bot.use_cases.talk import reminders
from bot.use_cases.wrap_up import actions
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, form


def open_home(scene: Scene, who: str = ANA, *, is_admin: bool = False) -> list[str]:
    """What they read there, part by part; each button behind its text, in brackets."""
    home.open(scene.session, replace(scene.actor(who), is_admin=is_admin), scene.tick())
    scene.session.flush()
    return shown(scene, who)


def shown(scene: Scene, who: str = ANA) -> list[str]:
    payload = next(row.payload or {} for row in scene.outbox("publish") if row.lane == f"home:{who}")
    return [_read(block) for block in payload["view"]["blocks"] if block["type"] != "divider"]


def _read(block: dict[str, Any]) -> str:
    if block["type"] == "context":
        return str(block["elements"][0]["text"])
    if block["type"] == "actions":
        return " ".join(f"[{one['text']['text']}]" for one in block["elements"])
    if block["type"] == "rich_text":
        return str(block["elements"][0]["elements"][0]["text"])
    button = block.get("accessory", {}).get("text", {}).get("text")
    return f"{block['text']['text']}" + (f" [{button}]" if button else "")


def button(scene: Scene, who: str, place: int = 0) -> dict[str, Any]:
    """The button beside the n-th thing that has one."""
    payload = next(row.payload or {} for row in scene.outbox("publish") if row.lane == f"home:{who}")
    blocks = payload["view"]["blocks"]
    sides = [block.get("accessory") or block["elements"][0] for block in blocks if _has_button(block)]
    found: dict[str, Any] = sides[place]
    return found


def _has_button(block: dict[str, Any]) -> bool:
    return "accessory" in block or block["type"] == "actions"


def to_do(parts: list[str]) -> list[str]:
    return [part for part in parts if part.endswith("[Done]")]


def wrap_up(scene: Scene, row: RetrospectiveRow, action: str, owner: str | None, due_on: date | None) -> None:
    """End the talk, whatever was said, with something to do."""
    row.status = Status.DONE
    details: dict[str, Any] = {
        "action": action,
        "action_owner": scene.person(owner) if owner else None,
        "due_on": due_on,
    }
    wrap_ups.keep(scene.session, row, form(**details), scene.tick())


def action_of(scene: Scene, row: RetrospectiveRow) -> ActionRow:
    return scene.session.scalars(select(ActionRow).where(ActionRow.retrospective_id == row.id)).one()


def finish(scene: Scene, action: ActionRow | UUID, who: str) -> None:
    action_id = action if isinstance(action, UUID) else action.id
    actions.finish(scene.session, scene.actor(who), action_id, Finish.DONE, scene.tick())


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


def test_what_is_to_be_done_stands_there_until_it_is(scene: Scene) -> None:
    rows = [scene.open(name) for name in ("Northwind", "Fabrikam", "Litware")]
    for row, owner, due_on in zip(rows, (KIM, ANA, None), (date(2026, 12, 1), date(2026, 11, 30), None), strict=True):
        wrap_up(scene, row, f"Ask {scene.session.get_one(DealRow, row.deal_id).name}.", owner, due_on)
    assert to_do(open_home(scene)) == ["*Fabrikam:* Ask Fabrikam.\n<@U0ANA>, by Monday 30 November [Done]"]
    assert to_do(open_home(scene, KIM)) == ["*Northwind:* Ask Northwind.\n<@U0KIM>, by Tuesday 1 December [Done]"]
    of_manager = to_do(open_home(scene, PRIYA))
    assert [line.split(":")[0] for line in of_manager] == ["*Fabrikam", "*Northwind", "*Litware"]
    assert of_manager[2] == "*Litware:* Ask Litware. [Done]"
    finish(scene, action_of(scene, rows[1]), PRIYA)
    assert to_do(open_home(scene)) == []


def test_an_action_is_finished_once_by_whom_it_concerns(scene: Scene) -> None:
    row = scene.open()
    wrap_up(scene, row, "Ask.", KIM, None)
    action = action_of(scene, row)
    with pytest.raises(NotAllowed):
        finish(scene, action, "U0BEN")
    with pytest.raises(NotFound):
        finish(scene, uuid4(), ANA)
    finish(scene, action, KIM)
    assert (action.done_at, action.outcome) == (scene.now, "done")
    with pytest.raises(AlreadySettled):
        finish(scene, action, ANA)
    assert scene.audit()[-1] == (KIM, "action_done")


def test_lessons_at_work_are_their_givers(scene: Scene) -> None:
    told = lost_deals.loss(scene.session, scene.workspace)
    open_deal = lost_deals.deal(scene.session, scene.workspace, "Fabrikam", outcome=Outcome.OPEN, owner=KIM)
    lesson = scene.session.scalars(select(LessonRow)).one()
    assert told.id == lesson.retrospective_id
    for deal_id, name in ((open_deal.id, "Fabrikam"), (None, "Litware")):
        lesson_rows.try_on(scene.session, lesson, scene.person(KIM), deal_id, name, scene.tick())
    expected = "*From Northwind:* Ask who signs before you show anything.\nTried on Litware, Fabrikam (still open)."
    assert open_home(scene)[3] == expected
    assert expected not in open_home(scene, KIM)


def test_nothing_is_said_of_a_trial_on_a_sensitive_deal(scene: Scene) -> None:
    lost_deals.loss(scene.session, scene.workspace)
    talk = scene.open("Fabrikam", rep=KIM)
    lesson = scene.session.scalars(select(LessonRow)).one()
    for deal_id, name in ((talk.deal_id, "Fabrikam"), (None, "Litware")):
        lesson_rows.try_on(scene.session, lesson, scene.person(KIM), deal_id, name, scene.tick())
    talk.is_sensitive = True
    scene.session.flush()
    lessons = next(part for part in open_home(scene) if part.startswith("*From Northwind:*"))
    assert lessons.endswith("Tried on Litware.")


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


def test_the_fix_list_is_told_in_sentences(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "admin", ANA)
    deal = lost_deals.deal(scene.session, scene.workspace, "Northwind")
    crm = connections.add(scene.session, scene.workspace.id, "hubspot", {}, scene.now)
    scene.open("Fabrikam")
    told = {
        FixKind.NO_SLACK_USER: ("leo@acme.example", ""),
        FixKind.NO_OWNER: (str(deal.id), ""),
        FixKind.CRM_REFUSED: (str(crm.id), ""),
        FixKind.DELIVERY: ("U0ANA,U0PRIYA", "is_archived"),
        FixKind.TEAM_CHANNEL: ("team_channel", ""),
    }
    for kind, (about, reason) in told.items():
        fixes.report(scene.session, scene.workspace.id, kind, about, scene.tick(), reason=reason)
    lines = house(scene)[4:9]
    assert lines[0].startswith("Nobody in Slack has the address leo@acme.example.")
    assert lines[1].startswith("The CRM names no owner for Northwind.")
    assert lines[2].startswith("The CRM (hubspot) refuses the access token.")
    assert lines[3].startswith("Slack did not take a message to U0ANA, U0PRIYA (is_archived).")
    assert lines[4].startswith("No team channel was set when the weekly hour came.")


def test_what_is_stored_is_counted_for_oneself(scene: Scene) -> None:
    row = scene.open()
    scene.types(row, "Trust.")
    wrap_up(scene, row, "Ask.", ANA, None)
    wrap_ups.keep_consent(scene.session, row, Consent.NAME, scene.tick())
    told = footprints.of_oneself(scene.session, scene.actor())
    assert told.footprint == Footprint(email="u0ana@acme.example", answers=1, talks=1, lessons=1, consents=1, actions=1)
    assert footprints.of_oneself(scene.session, scene.actor(KIM)).footprint == Footprint(email="u0kim@acme.example")
    with pytest.raises(NotAllowed):
        footprints.of_oneself(scene.session, Actor(scene.workspace.id, ANA, scene.person(ANA), is_outside=True))


# Columns that point to people and hold nothing of theirs to count, with the reason.
UNCOUNTED = {
    ("people", "manager_id"): "who leads whom: told among the facts",
    ("gatherings", "person_id"): "our question about several deals: nothing that they did",
    ("gatherings", "manager_id"): "the same",
    ("heard", "person_id"): "how much reached them from us: told on their Home",
    ("departures", "person_id"): "an account that is gone, until its talks are settled",
    ("departures", "heir_id"): "the same",
    ("seat_offers", "person_id"): "our question about a talk: nothing that they did",
    ("celebrations", "rep_id"): "whose loss was told: counted by the consent",
}


def test_whatever_points_to_people_is_counted() -> None:
    pointing = {
        (table.name, key.parent.name)
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "people"
    }
    asked = [query for some in stored.queries(PersonRow()).values() for query in some]
    counted = {(one.table.name, one.name) for query in asked for one in iterate(query) if isinstance(one, Column)}
    assert pointing - counted == set(UNCOUNTED)


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
