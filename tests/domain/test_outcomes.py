"""Every answer of Slack's means one of five things."""

import pytest

from bot.domain.outcomes import About, Dead, NoReply, Outcome, Reply, Sent, Unsure, Wait, WorkspaceDown, judge


def refused(code: str) -> Reply:
    return Reply(200, code)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Reply(200, body={"channel": "C1", "ts": "1.000001"}), Sent("C1", "1.000001")),
        (Reply(200, body={"channel": {"id": "D1"}}), Sent(None, None)),
        (Reply(200), Sent()),
        (refused("already_reacted"), Sent()),
        (refused("no_reaction"), Sent()),
        (Reply(429, "ratelimited", retry_after="17"), Wait(17.0)),
        (Reply(429), Wait(30.0)),
        (Reply(200, "rate_limited", retry_after="2"), Wait(2.0)),
        (refused("request_timeout"), Wait(5.0)),
        (refused("team_added_to_org"), Wait(300.0)),
        (NoReply("ConnectionRefusedError", was_sent=False), Wait(5.0)),
        (NoReply("TimeoutError"), Unsure("TimeoutError")),
        (Reply(500), Unsure("http_500")),
        (Reply(503, "service_unavailable"), Unsure("http_503")),
        (refused("internal_error"), Unsure("internal_error")),
        (refused("fatal_error"), Unsure("fatal_error")),
        (refused("Received a response in a non-JSON format: <html>"), Unsure("unreadable_answer")),
        (refused(""), Unsure("unreadable_answer")),
        (refused("invalid_auth"), WorkspaceDown("invalid_auth")),
        (refused("account_inactive"), WorkspaceDown("account_inactive")),
        (refused("missing_scope"), WorkspaceDown("missing_scope")),
        (refused("is_archived"), Dead("is_archived", About.PLACE)),
        (refused("user_disabled"), Dead("user_disabled", About.PERSON)),
        (refused("invalid_blocks"), Dead("invalid_blocks", About.PAYLOAD)),
        (refused("message_limit_exceeded"), Dead("message_limit_exceeded", About.PLAN)),
        (refused("a_code_of_next_year"), Dead("a_code_of_next_year", About.UNKNOWN)),
    ],
)
def test_what_an_answer_means(answer: Reply | NoReply, outcome: Outcome) -> None:
    assert judge(answer) == outcome


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 30),
        ("", 30),
        ("soon", 30),
        ("nan", 30),
        ("-5", 30),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 30),
        ("99999999999999999999", 30),
        ("0", 1),
        (" 12 ", 12),
        ("3600", 3600),
        ("86400", 3600),
    ],
)
def test_how_long_slack_says_to_wait(header: str | None, seconds: float) -> None:
    assert judge(Reply(429, "ratelimited", retry_after=header)) == Wait(seconds)


def test_a_permission_that_only_an_extra_lacks_concerns_only_that_call() -> None:
    assert judge(refused("missing_scope"), essential=False) == Dead("missing_scope", About.PERMISSION)
    assert judge(refused("token_revoked"), essential=False) == WorkspaceDown("token_revoked")
