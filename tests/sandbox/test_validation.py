"""`blocks.validate`: a look at blocks before they are sent, without a token."""

import json
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.testing import Slack
from tests.sandbox.calling import modal, section
from tests.tls import NO_TLS

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"blocks": [section()]}, None),
        ({"blocks": [section()] * 50}, None),
        ({"blocks": [section()] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "spiral"}]}, "invalid_blocks"),
        ({"blocks": {"type": "section"}}, "invalid_blocks"),
        ({"view": modal()}, None),
        ({"view": {"type": "modal"}}, "invalid_view"),
        ({"view": []}, "invalid_view"),
        ({"message": {"text": "x", "blocks": [section()]}}, None),
        ({"message": {"blocks": [section("")]}}, "invalid_message"),
        ({"message": {"blocks": "x"}}, "invalid_message"),
        ({"blocks": [section()], "view": modal()}, "invalid_arguments"),
        ({}, "invalid_arguments"),
    ],
)
def test_what_is_valid(slack: Slack, args: Json, error: str | None) -> None:
    form = {name: json.dumps(value) for name, value in args.items()}
    with httpx.Client(trust_env=False, verify=NO_TLS) as http:
        answer = http.post(slack.api_url + "blocks.validate", data=form).json()
    assert (answer["ok"], answer.get("error")) == (error is None, error)


@pytest.mark.parametrize(("size", "error"), [(100_000, "invalid_blocks"), (100_001, "invalid_arguments")])
def test_it_reads_only_so_much(slack: Slack, size: int, error: str) -> None:
    with httpx.Client(trust_env=False, verify=NO_TLS) as http:
        answer = http.post(slack.api_url + "blocks.validate", data={"blocks": "[" + " " * (size - 1)}).json()
    assert answer["error"] == error
