"""A story that the sandbox acts by itself, and what an app sees of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.story.player import Player
from sandbox.story.script import Story, StoryError, read
from sandbox.testing import Slack
from tests.sandbox.calling import actions, button, client, modal, section, text_input
from tests.sandbox.recording_app import Answer, Received, RecordingApp
from tests.tls import NO_TLS

Json = dict[str, Any]
SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"
TOLD = """
title = "A short one"
start = "Press Play."
end = "That was all."
patience_seconds = 10

[places.pair]
people = ["ana", "priya"]
thread = "is lost"

[places.team]
channel = "sales-team"

[[steps]]
who = "ana"
do = "lose"
caption = "Ana loses a deal."
hint = "Lose a deal."
deal = { name = "Northwind", crm = "generic" }
done = { at = "pair", text = "Why?" }

[[steps]]
who = "ana"
do = "reply"
at = "pair"
on = "Why?"
caption = "She says why."
hint = "Reply as Ana."
then = "The app heard it."
text = "Price, they said."
done = { at = "pair", text = "Noted" }

[[steps]]
who = "priya"
do = "click"
at = "pair"
on = "Noted"
button = "Form"
caption = "Priya opens the form."
hint = "Be Priya, press Form."
done = { modal = "A form" }

[[steps]]
who = "priya"
do = "fill"
caption = "She fills it."
hint = "Fill the form."
values = { Answer = "Start earlier." }
done = { at = "team", text = "Start earlier." }

[[steps]]
who = "kim"
do = "react"
at = "team"
on = "Start earlier."
emoji = "clap"
also = ["marco"]
caption = "Kim likes it."
hint = "React as Kim."
done = { at = "team", text = "Start earlier.", reaction = "clap" }

[[steps]]
who = "ana"
do = "clock"
to = "friday_1500"
caption = "It is Friday."
hint = "Move the clock."
done = { at = "team", text = "It is Friday" }
"""


class Behind:
    """The app that the short story is about: it asks, notes, opens a form, and posts what was written."""

    def __init__(self, slack: Slack) -> None:
        self._client = client(slack)
        self._room = slack.group_dm("ana", "priya")
        self._root = ""

    def __call__(self, request: Received) -> Answer:
        payload = request.payload
        match payload.get("type"):
            case "event_callback":
                self._heard(payload["event"])
            case "block_actions":
                self._client.views_open(trigger_id=payload["trigger_id"], view=modal(text_input()))
            case "view_submission":
                self._client.chat_postMessage(channel="C0SALES", text=_written(payload))
            case _:
                self._root = self._client.chat_postMessage(channel=self._room, text="Northwind is lost.")["ts"]
                self._say("Why?")
        return 200, ""

    def _heard(self, event: Json) -> None:
        if event["type"] == "message" and event.get("thread_ts") and not event.get("bot_id"):
            self._say("Noted", blocks=[section("Noted"), actions(button("Form"))])
        if event["type"] == "reaction_added" and event["user"] == "U0MARCO":
            self._client.chat_postMessage(channel="C0SALES", text="It is Friday")

    def _say(self, text: str, **more: Any) -> None:
        self._client.chat_postMessage(channel=self._room, thread_ts=self._root, text=text, **more)


def _written(payload: Json) -> str:
    return str(payload["view"]["state"]["values"]["answer"]["text"]["value"])


@pytest.fixture
def told(tmp_path: Path, connected: Slack) -> Story:
    path = tmp_path / "story.toml"
    path.write_text(TOLD)
    return read(path, connected.workspace)


@pytest.fixture
def slack(connected: Slack, app: RecordingApp, told: Story) -> Slack:
    """A sandbox that was given the story, with the app behind it."""
    app.answer = Behind(connected)
    connected.crms.connect_generic(app.url, SECRET)
    connected.site.story = Player(connected.site, told)
    return connected


class Page:
    """What the page asks the sandbox about the story."""

    def __init__(self, slack: Slack, http: httpx.Client) -> None:
        self._slack = slack
        self._http = http

    @property
    def story(self) -> Json:
        found: Json = self._http.get("/sandbox/story").json()["story"]
        return found

    def post(self, name: str, /, **body: Any) -> Json:
        answer: Json = self._http.post(f"/sandbox/{name}", json=body).json()
        return answer

    def wait_until(self, **wanted: Any) -> Json:
        def reached() -> Json:
            story = self.story
            return story if wanted.items() <= story.items() else {}

        return self._slack.wait_for(reached, timeout=20)

    def comes_to(self, person: str) -> None:
        """The caption stands before the scene is set."""
        self._slack.wait_for(lambda: self.story["scene"].get("as") == person, timeout=20)


@pytest.fixture
def page(slack: Slack) -> Iterator[Page]:
    with page_of(slack) as page:
        yield page


@contextmanager
def page_of(slack: Slack) -> Iterator[Page]:
    with httpx.Client(base_url=slack.base_url, trust_env=False, verify=NO_TLS) as http:
        yield Page(slack, http)


def test_it_plays_to_the_end(page: Page, slack: Slack) -> None:
    assert page.story["words"] == "Press Play."
    page.post("story", do="play", speed=1000)
    ended = page.wait_until(status="by_hand", done=6)
    assert (ended["words"], ended["total"], ended["trouble"]) == ("That was all.", 6, False)
    room = slack.group_dm("ana", "priya")
    said = slack.messages(room, slack.messages(room)[0].ts)
    assert [(one.user, one.text) for one in said[2:3]] == [("U0ANA", "Price, they said.")]
    lesson = slack.messages("sales-team")[0]
    assert (lesson.text, lesson.reactions) == ("Start earlier.", {"clap": ["U0KIM", "U0MARCO"]})
    assert slack.now().astimezone().weekday() == 4
    assert slack.person("priya").modal is None


def test_each_step_has_its_caption_and_next_plays_one(page: Page) -> None:
    page.post("story", do="next")
    paused = page.wait_until(status="paused", number=1)
    assert (paused["words"], paused["done"]) == ("Ana loses a deal.", 1)
    page.post("story", do="next")
    assert page.wait_until(status="paused", done=2)["words"] == "The app heard it."
    page.post("story", do="play", speed=0.25)
    reading = page.wait_until(words="Priya opens the form.")
    assert (reading["number"], reading["who"], reading["done"]) == (3, "U0PRIYA", 2)
    page.comes_to("U0PRIYA")
    page.post("story", do="pause")
    assert page.story["words"] == "Priya opens the form.", "whoever pauses may read on"


def test_whoever_acts_takes_over_and_the_story_goes_on_after_them(page: Page, slack: Slack) -> None:
    page.post("story", do="play", speed=0.25)
    page.wait_until(words="Ana loses a deal.")
    page.post("deal", do="lose", name="Northwind", owner="U0ANA", crm="generic")
    taken = page.wait_until(status="by_hand", done=1)
    assert (taken["number"], taken["words"]) == (2, "Reply as Ana.")
    room = slack.group_dm("ana", "priya")
    slack.person("ana").says(slack.messages(room)[0], "Timing.")
    page.wait_until(done=2, words="Be Priya, press Form.")
    page.post("story", do="play", speed=1000)
    page.wait_until(status="by_hand", done=6)
    by_people = [one.text for one in slack.messages(room, slack.messages(room)[0].ts) if one.user == "U0ANA"]
    assert by_people == ["Timing."], "what was done by hand is not done again"


def test_what_does_not_come_is_said(page: Page, slack: Slack, app: RecordingApp, told: Story) -> None:
    slack.site.story = Player(slack.site, replace(told, patience=0.2))
    app.answer = lambda request: (200, "")
    page.post("story", do="play", speed=1000)
    stuck = page.wait_until(status="paused")
    assert stuck["trouble"]
    assert stuck["words"].startswith("Waited 0.2 seconds for “Why?”; it did not come. The log")


def test_a_crm_that_cannot_tell_is_said(page: Page, slack: Slack) -> None:
    slack.crms.generic = None
    page.post("story", do="play", speed=1000)
    assert "is not connected" in page.wait_until(status="paused")["words"]


def test_a_form_without_the_field_is_said(page: Page, slack: Slack, told: Story) -> None:
    steps = list(told.steps)
    steps[3] = replace(steps[3], values={"Amount": "1"})
    slack.site.story = Player(slack.site, replace(told, steps=tuple(steps)))
    page.post("story", do="play", speed=1000)
    assert "no field “Amount” in this window; fields: Answer" in page.wait_until(status="paused")["words"]


def test_a_sandbox_without_a_story(connected: Slack) -> None:
    with page_of(connected) as page:
        assert not page.story
        assert page.post("story", do="play")["ok"] is False


def test_it_ends_while_it_waits(page: Page, slack: Slack, app: RecordingApp) -> None:
    app.answer = lambda request: (200, "")
    page.post("story", do="play", speed=1000)
    page.wait_until(status="playing", number=1)
    slack.site.stop()
    assert not page.post("story", do="dance")["ok"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[[steps]]", "[steps", "story.toml: Expected"),
        ('title = "A short one"', "", "the story: title is not a text"),
        ('title = "A short one"', 'title = "A"\ncolour = "red"', "the story: colour means nothing here"),
        ("patience_seconds = 10", "patience_seconds = 0", "the story: patience_seconds is not a number above zero"),
        ('people = ["ana", "priya"]', 'people = ["ana", "bob"]', "place pair: nobody here is called bob"),
        ('channel = "sales-team"', 'channel = "nowhere"', "place team: there is no channel nowhere"),
        ('channel = "sales-team"', "", "place team: it needs either people or a channel"),
        ('do = "reply"', 'do = "sing"', "step 2: nothing is known about do = 'sing'; it may be lose"),
        ('text = "Price, they said."', "", "step 2: reply needs text"),
        ('hint = "Reply as Ana."', "hint = 3", "step 2: hint is not a text"),
        ('hint = "Reply as Ana."', 'hint = "x"\nemoji = "x"', "step 2: emoji means nothing here"),
        (
            'at = "pair"\non = "Noted"',
            'at = "moon"\non = "Noted"',
            "step 3: there is no place moon; there are pair, team",
        ),
        ('done = { modal = "A form" }', 'done = { at = "pair" }', "step 3, done: it needs at and text, or modal"),
        ('done = { modal = "A form" }', 'done = { window = "A form" }', "step 3, done: window means nothing here"),
        ('values = { Answer = "Start earlier." }', "values = 1", "step 4: values is not a table"),
        ('also = ["marco"]', 'also = ["silverlining"]', "step 5: nobody here is called silverlining"),
        ('to = "friday_1500"', 'to = "doomsday"', "step 6: to is not one of next_morning"),
        ('name = "Northwind", ', "", "step 1, deal: name is not a text"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, connected: Slack, old: str, new: str, complaint: str) -> None:
    path = tmp_path / "story.toml"
    assert old in TOLD
    path.write_text(TOLD.replace(old, new, 1))
    with pytest.raises(StoryError) as refused:
        read(path, connected.workspace)
    assert complaint in str(refused.value)
    assert str(path) in str(refused.value)
