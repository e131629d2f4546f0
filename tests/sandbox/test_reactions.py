"""The app's own reactions, and how many a message takes."""

from sandbox import posting
from sandbox.testing import Slack
from sandbox.web_api.reactions import MOST_KINDS, MOST_OF_ONE
from tests.sandbox.calling import client, post, refusal

SALES = "C0SALES"


def test_reactions(slack: Slack) -> None:
    ts = post(slack)
    where = {"channel": SALES, "timestamp": ts}
    client(slack).reactions_add(**where, name="tada")
    assert slack.messages(SALES)[0].reactions == {"tada": ["U0SILVER"]}
    assert client(slack).reactions_get(channel=SALES, timestamp=ts)["message"]["reactions"][0]["count"] == 1
    assert refusal(slack, "reactions.add", **where, name="tada")["error"] == "already_reacted"
    client(slack).reactions_remove(**where, name="tada")
    assert refusal(slack, "reactions.remove", **where, name="tada")["error"] == "no_reaction"
    assert refusal(slack, "reactions.add", **where, name=":tada:")["error"] == "invalid_name"
    assert refusal(slack, "reactions.add", channel=SALES, timestamp="x", name="tada")["error"] == "bad_timestamp"
    elsewhere = refusal(slack, "reactions.add", channel=SALES, timestamp="1.000001", name="tada")
    assert elsewhere["error"] == "message_not_found"


def test_one_member_adds_only_so_many(slack: Slack) -> None:
    where = {"channel": SALES, "timestamp": post(slack)}
    for number in range(MOST_OF_ONE):
        client(slack).reactions_add(**where, name=f"sign{number}")
    assert refusal(slack, "reactions.add", **where, name="one-more")["error"] == "too_many_reactions"
    assert refusal(slack, "reactions.add", **where, name="sign1")["error"] == "already_reacted"
    client(slack).reactions_remove(**where, name="sign1")
    client(slack).reactions_add(**where, name="one-more")


def test_a_message_takes_only_so_many_kinds(slack: Slack) -> None:
    where = {"channel": SALES, "timestamp": post(slack)}
    message = slack.workspace.conversations[SALES].messages[where["timestamp"]]
    for number in range(MOST_KINDS - 1):
        posting.react(slack.workspace, message, "U0ANA", f"sign{number}", on=True)
    client(slack).reactions_add(**where, name="last")
    assert refusal(slack, "reactions.add", **where, name="one-more")["error"] == "too_many_emoji"
    client(slack).reactions_add(**where, name="sign1")


def test_nothing_is_added_where_it_is_archived(slack: Slack) -> None:
    where = {"channel": SALES, "timestamp": post(slack)}
    slack.archive(SALES)
    assert refusal(slack, "reactions.add", **where, name="tada")["error"] == "is_archived"
