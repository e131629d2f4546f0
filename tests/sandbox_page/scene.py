"""A workspace in which something happens: every sort of conversation, every block and element, a form, a Home tab."""

from dataclasses import dataclass

from sandbox import acts
from sandbox.conversations import Conversation, Kind
from sandbox.testing import Slack
from tests.sandbox_page.app import FakeApp
from tests.sandbox_page.kit import SALES, Payload, actions, asking, button, modal, options, plain, post, section

HOUR = 3600
CHART = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAGUlEQVR4nGNUCrrHgA0wYRUdtBIA"
    "fbIBfIPTS8AAAAAASUVORK5CYII="
)


@dataclass(frozen=True)
class Scene:
    """Where to look: the group DM of Ana, Priya and the app, the root of its thread, and a message full of elements."""

    pair: str
    root: str
    full: str


def mrkdwn(text: str) -> Payload:
    return {"type": "mrkdwn", "text": text}


def play(slack: Slack, app: FakeApp) -> Scene:
    """Let two days pass in the workspace."""
    slack.advance(to="next_morning")
    slack.advance(HOUR)
    more_channels(slack)
    team_talk(slack)
    slack.advance(to="next_morning")
    slack.advance(HOUR / 2)
    pair = slack.group_dm("ana", "priya")
    root = lost_deal(slack, pair)
    slack.advance(HOUR / 2)
    full = post(slack, pair, "Everything an app may show", blocks=everything())
    slack.advance(60)
    celebration(slack)
    slack.site.call("views.publish", slack.token, {"user_id": "U0ANA", "view": home()})
    app.on("wrap_up", lambda payload: show(slack, payload, form()))
    slack.deliver()
    return Scene(pair, root, full)


def show(slack: Slack, payload: Payload, view: Payload) -> None:
    answer = slack.site.call("views.open", slack.token, {"trigger_id": payload["trigger_id"], "view": view})
    assert answer["ok"], answer


def more_channels(slack: Slack) -> None:
    """A private, a shared and an archived channel beside the public ones."""
    everybody = ["U0ANA", "U0PRIYA", "U0KIM"]
    for made in (
        Conversation("C0FORECAST", Kind.PRIVATE, "forecast", everybody, "Numbers that stay in the team"),
        Conversation("C0CONTOSO", Kind.CHANNEL, "with-contoso", everybody, is_ext_shared=True),
        Conversation("C0OLD", Kind.CHANNEL, "kick-off-2025", everybody, "See you next year", is_archived=True),
    ):
        slack.workspace.conversations[made.id] = made


def team_talk(slack: Slack) -> None:
    ana, priya, kim = (slack.person(name) for name in ("ana", "priya", "kim"))
    kim.says(SALES, "Wingtip moved the demo to *next Tuesday*. Who can take the first half?")
    ana.says(SALES, "I can. I still have the deck from Litware.")
    ana.says(SALES, "Give me ten minutes to look up what they asked about `SSO` :eyes:")
    slack.advance(9 * 60)
    asked = priya.says(SALES, "@kim please invite their data team too, they will ask about onboarding.")
    kim.says(asked, "Done: two of them are in.")
    kim.reacts(asked, "+1")
    ana.reacts(asked, "+1")
    slack.person("marco").says(SALES, "> the demo is the easy part\nTrue. Notes: https://notes.example/wingtip")
    kim.says(acts.open_dm(slack.site, acts.person_of(slack.site, "kim"), ["ana"]).id, "Lunch?")


def lost_deal(slack: Slack, pair: str) -> str:
    root = post(
        slack,
        pair,
        "Northwind was closed lost.",
        blocks=[
            section(
                "*Northwind was closed lost.* 94 days, reached Proposal. Competitor named: Contoso. "
                "CRM reason: price, a starting point, not the result.",
                block_id="facts",
            ),
            {"type": "context", "elements": [mrkdwn("We look for what to do next time, not for who was at fault.")]},
            actions(
                button("Wrap up", "wrap_up", style="primary"),
                button("Later", "later"),
                button("Not this one", "skip", style="danger"),
            ),
        ],
    )
    ana, priya = slack.person("ana"), slack.person("priya")
    post(slack, pair, "*1 of 3.* How would Northwind describe the value of what they chose?", thread_ts=root)
    said = ana.says(pair, "That their team would be live in a week, without us in the room.", root)
    priya.reacts(said, "bulb")
    slack.advance(240)
    post(slack, pair, "*2 of 3.* Whose voice weighed most, in the room or outside it?", thread_ts=root)
    ana.says(pair, "Their head of operations. We met her once.", root)
    priya.says(pair, "I will ask her on Thursday, @ana, and ask about the first week.", root)
    return root


def celebration(slack: Slack) -> None:
    post(
        slack,
        SALES,
        "Loss of the week: Ana and Northwind.",
        blocks=[
            {"type": "header", "text": plain("Loss of the week: Ana and Northwind :clinking_glasses:")},
            section(
                "94 days, two redesigned demos, one honest call with the customer afterwards.\n"
                "*What we take from it:* ask who signs before you show anything.\n"
                "*Try it on:* any deal where Contoso is in."
            ),
            actions(button("I can use this", "use", style="primary"), button("Tell me more", "more")),
        ],
    )
    told = slack.messages(SALES)[-1]
    for who, names in {"kim": ["clinking_glasses", "clap"], "marco": ["clinking_glasses"], "priya": ["heart"]}.items():
        for name in names:
            slack.person(who).reacts(told, name)
    slack.advance(90)
    slack.person("kim").says(SALES, "Stealing this for Tailspin. Thank you, @ana :raised_hands:")


def everything() -> list[Payload]:
    """One message with every block, and every element that a message may hold."""
    return [
        {"type": "header", "text": plain("The week :bar_chart:")},
        section("Read <https://example.com/notes|the notes> by <!date^1795320000^{date_short_pretty}|Sunday>."),
        {"type": "section", "fields": [mrkdwn("*Lost*\n5"), mrkdwn("*Talked through*\n4"), plain("Median: 61 days")]},
        {"type": "divider"},
        rich_text(),
        {"type": "image", "image_url": CHART, "alt_text": "Days to lose: 61", "title": plain("Days to lose")},
        section(
            "Not drawn here", accessory={"type": "image", "image_url": "https://x.example/a.png", "alt_text": "Map"}
        ),
        section("Who", accessory={"type": "users_select", "action_id": "u", "placeholder": plain("Somebody")}),
        section("When", accessory={"type": "datepicker", "action_id": "d", "initial_date": "2026-12-01"}),
        section("Which", accessory={"type": "overflow", "action_id": "o", "options": options("Hide", "Show all")}),
        actions(
            button("Answer", "answer", style="primary"),
            button("Skip", "skip", style="danger"),
            {"type": "static_select", "action_id": "s", "placeholder": plain("Reason"), "options": options("Price")},
            {"type": "timepicker", "action_id": "t", "placeholder": plain("Time")},
            {"type": "external_select", "action_id": "x", "placeholder": plain("A deal"), "min_query_length": 1},
            {"type": "checkboxes", "action_id": "c", "options": options("Product", "Finance")},
            {"type": "radio_buttons", "action_id": "r", "options": options("Partly", "Outside")},
        ),
        asking("said", "In their words", {"type": "plain_text_input", "action_id": "w"}, optional=True),
        {"type": "context", "elements": [mrkdwn("_We think_ · 3 of 5 deals")]},
    ]


def rich_text() -> Payload:
    def words(text: str, **style: bool) -> Payload:
        return {"type": "text", "text": text, **({"style": style} if style else {})}

    def line(*leaves: Payload) -> Payload:
        return {"type": "rich_text_section", "elements": list(leaves)}

    return {
        "type": "rich_text",
        "elements": [
            line(words("Heard from "), {"type": "user", "user_id": "U0PRIYA"}, words(" in "), words("bold", bold=True)),
            {"type": "rich_text_list", "style": "bullet", "elements": [line(words("week one")), line(words("price"))]},
            {"type": "rich_text_quote", "elements": [words("Nobody told us who would help.")]},
            {"type": "rich_text_preformatted", "elements": [words("61 days\n94 days")]},
        ],
    }


def form() -> Payload:
    """A modal with every element that a form may hold."""
    people = {"type": "multi_users_select", "action_id": "a", "initial_users": ["U0KIM"]}
    grouped = {
        "type": "static_select",
        "action_id": "a",
        "option_groups": [
            {"label": plain("Table stakes"), "options": options("Price", "Timing")},
            {"label": plain("Nuanced"), "options": options("Trust", "Proof")},
        ],
    }
    longs = {"type": "multi_static_select", "action_id": "a", "options": options(*(f"Reason {n}" for n in range(20)))}
    hint = {"hint": plain("The first weighed most.")}
    return modal(
        "Wrap up Northwind",
        [
            section("*Two minutes*, then it is done."),
            asking("end", "How did it end?", grouped),
            asking("why", "Up to three reasons", {**longs, "max_selected_items": 3}, **hint),
            asking("lesson", "One lesson", {"type": "plain_text_input", "action_id": "a", "multiline": True}),
            asking("mail", "Whom may we write to?", {"type": "email_text_input", "action_id": "a"}, optional=True),
            asking("link", "Where are the notes?", {"type": "url_text_input", "action_id": "a"}, optional=True),
            asking(
                "days", "Days", {"type": "number_input", "action_id": "a", "is_decimal_allowed": False}, optional=True
            ),
            asking("who", "Who does it?", people, optional=True),
            asking("where", "Where?", {"type": "conversations_select", "action_id": "a"}, optional=True),
            asking("deal", "Which deal?", {"type": "external_select", "action_id": "deal"}, optional=True),
            asking("by", "By", {"type": "datetimepicker", "action_id": "a"}, optional=True),
            asking(
                "ask", "Who should hear it?", {"type": "checkboxes", "action_id": "a", "options": options("Product")}
            ),
            asking(
                "ours", "In our hands?", {"type": "radio_buttons", "action_id": "a", "options": options("Yes", "No")}
            ),
        ],
        close=plain("Not now"),
    )


def home() -> Payload:
    waiting = button("Open", "open", accessibility_label="Open Northwind")
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Good morning, Ana")},
            section("*Northwind* waits for one lesson. About two minutes.", accessory=waiting),
            {"type": "divider"},
            {"type": "section", "fields": [mrkdwn("*Lessons at work*\n3"), mrkdwn("*Helped*\n2")]},
            {"type": "context", "elements": [mrkdwn("Only you see this page.")]},
        ],
    }
