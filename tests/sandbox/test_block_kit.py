"""Block Kit's limits, each just inside and just outside (reference: Slack's block reference)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft7Validator

from sandbox import block_kit
from sandbox.facts import FACTS
from tests.sandbox.calling import actions, button, modal, section, text_input

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str = "a", value: str = "v", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(**more: Any) -> Json:
    element = {"type": "static_select", "action_id": "s", "options": [option()], **more}
    return {name: value for name, value in element.items() if value is not None}


def accessory(element: Json) -> Json:
    return {**section(), "accessory": element}


# What is limited, how large it may be, and a block with it at any size.
SIZES: list[tuple[str, int, Callable[[int], Json]]] = [
    ("section text", 3000, lambda n: section("x" * n)),
    ("section fields", 10, lambda n: {"type": "section", "fields": [plain("x")] * n}),
    ("field text", 2000, lambda n: {"type": "section", "fields": [plain("x" * n)]}),
    ("header", 150, lambda n: {"type": "header", "text": plain("x" * n)}),
    ("context elements", 10, lambda n: {"type": "context", "elements": [plain("x")] * n}),
    ("actions elements", 25, lambda n: actions(*(button(action_id=f"a{i}") for i in range(n)))),
    ("button text", 75, lambda n: actions(button("x" * n))),
    ("button value", 2000, lambda n: actions(button(value="x" * n))),
    ("button url", 3000, lambda n: actions({**button(), "url": "u" * n})),
    ("block_id", 255, lambda n: {**section(), "block_id": "x" * n}),
    ("action_id", 255, lambda n: actions(button(action_id="x" * n))),
    ("option text", 75, lambda n: accessory(select(options=[option("x" * n)]))),
    ("option value", 150, lambda n: accessory(select(options=[option(value="x" * n)]))),
    ("option description", 75, lambda n: accessory(select(options=[option(description=plain("x" * n))]))),
    ("select options", 100, lambda n: accessory(select(options=[option()] * n))),
    ("select placeholder", 150, lambda n: accessory(select(placeholder=plain("x" * n)))),
    ("overflow options", 5, lambda n: accessory({"type": "overflow", "options": [option()] * n})),
    ("checkboxes", 10, lambda n: accessory({"type": "checkboxes", "options": [option()] * n})),
    ("radio buttons", 10, lambda n: accessory({"type": "radio_buttons", "options": [option()] * n})),
    ("image alt text", 2000, lambda n: {"type": "image", "image_url": "u", "alt_text": "x" * n}),
    ("input label", 2000, lambda n: {**text_input(), "label": plain("x" * n)}),
    ("input hint", 2000, lambda n: {**text_input(), "hint": plain("x" * n)}),
    ("text input max_length", 3000, lambda n: text_input(max_length=n)),
    ("confirm title", 100, lambda n: actions({**button(), "confirm": confirm(title=plain("x" * n))})),
    ("confirm text", 300, lambda n: actions({**button(), "confirm": confirm(text=plain("x" * n))})),
    ("confirm button", 30, lambda n: actions({**button(), "confirm": confirm(confirm=plain("x" * n))})),
    ("confirm deny", 30, lambda n: actions({**button(), "confirm": confirm(deny=plain("x" * n))})),
    ("table rows", 100, lambda n: table(n, 1)),
    ("table cells", 20, lambda n: table(1, n)),
    ("markdown", 12_000, lambda n: {"type": "markdown", "text": "x" * n}),
    ("button label for screen readers", 75, lambda n: actions({**button(), "accessibility_label": "x" * n})),
    ("option url", 3000, lambda n: accessory({"type": "overflow", "options": [option(url="u" * n)]})),
    ("option groups", 100, lambda n: accessory(select(options=None, option_groups=[group()] * n))),
    ("options in a group", 100, lambda n: accessory(select(options=None, option_groups=[group(n)]))),
    ("group label", 75, lambda n: accessory(select(options=None, option_groups=[group(label="x" * n)]))),
    ("image title", 2000, lambda n: {**picture(), "title": plain("x" * n)}),
    ("image address", 3000, lambda n: {**picture(), "image_url": "u" * n}),
    ("small image's alt text", 2000, lambda n: {"type": "context", "elements": [picture(alt_text="x" * n)]}),
    ("input placeholder", 150, lambda n: text_input(placeholder=plain("x" * n))),
    ("text input min_length", 3000, lambda n: text_input(min_length=n)),
    ("rich text lines", 100, lambda n: field("rich_text_input", max_lines=n)),
    ("files in an input", 10, lambda n: field("file_input", max_files=n)),
    ("card title", 150, lambda n: {"type": "card", "title": mrkdwn("x" * n)}),
    ("card subtitle", 150, lambda n: {"type": "card", "title": mrkdwn("x"), "subtitle": mrkdwn("x" * n)}),
    ("card body", 200, lambda n: {"type": "card", "title": mrkdwn("x"), "body": mrkdwn("x" * n)}),
    ("cards", 10, lambda n: {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("x")}] * n}),
    ("blocks in a container", 10, lambda n: container(child_blocks=[{"type": "divider"}] * n)),
    ("container title", 150, lambda n: container(title=plain("x" * n))),
    ("video title", 199, lambda n: video(title=plain("x" * n))),
    ("video author", 49, lambda n: video(author_name="x" * n)),
    ("data table page", 100, lambda n: {"type": "data_table", "caption": "c", "rows": [], "page_size": n}),
]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def group(options: int = 1, label: str = "g") -> Json:
    return {"label": plain(label), "options": [option()] * options}


def picture(**more: Any) -> Json:
    return {"type": "image", "image_url": "u", "alt_text": "a", **more}


def field(kind: str, **more: Any) -> Json:
    return {"type": "input", "label": plain("x"), "element": {"type": kind, "action_id": "a", **more}}


def container(**more: Any) -> Json:
    return {"type": "container", "title": plain("x"), "child_blocks": [{"type": "divider"}], **more}


def video(**more: Any) -> Json:
    addresses = {"video_url": "https://v.example/v", "thumbnail_url": "https://v.example/t"}
    return {"type": "video", "title": plain("x"), "alt_text": "a", **addresses, **more}


def confirm(**more: Json) -> Json:
    return {"title": plain("Sure?"), "text": plain("x"), "confirm": plain("Yes"), "deny": plain("No"), **more}


def table(rows: int, cells: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


@pytest.mark.parametrize(("limit", "block"), [(s[1], s[2]) for s in SIZES], ids=[s[0] for s in SIZES])
def test_the_limit_is_allowed_and_one_more_is_not(limit: int, block: Callable[[int], Json]) -> None:
    assert block_kit.check_blocks([block(limit)]) == []
    assert block_kit.check_blocks([block(limit + 1)]) != []


@pytest.mark.parametrize(
    ("element", "good"),
    [
        ({"type": "datepicker", "initial_date": "2026-12-31"}, True),
        ({"type": "datepicker", "initial_date": "31.12.2026"}, False),
        ({"type": "datepicker", "initial_date": "2026-13-01"}, False),
        ({"type": "timepicker", "initial_time": "23:59"}, True),
        ({"type": "timepicker", "initial_time": "24:00"}, False),
        ({"type": "timepicker", "initial_time": "9:00"}, False),
        ({"type": "datetimepicker", "initial_date_time": 1_700_000_000}, True),
        ({"type": "datetimepicker", "initial_date_time": "1700000000"}, False),
        ({"type": "multi_users_select", "max_selected_items": 1}, True),
        ({"type": "multi_users_select", "max_selected_items": 0}, False),
        ({"type": "button", "text": plain("x"), "style": "danger"}, True),
        ({"type": "button", "text": plain("x"), "style": "default"}, False),
        ({"type": "rich_text_input"}, True),
        ({"type": "plain_text_input"}, False),
        ({"type": ["button"]}, False),
    ],
)
def test_elements_of_an_actions_block(element: Json, good: bool) -> None:
    assert (block_kit.check_blocks([actions({"action_id": "a", **element})]) == []) is good


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("view", 100)])
def test_block_count(surface: str, most: int) -> None:
    assert block_kit.check_blocks([section()] * most, surface) == []
    assert block_kit.check_blocks([section()] * (most + 1), surface) != []


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_modal_words_are_short(name: str) -> None:
    assert block_kit.check_view(modal(**{name: plain("x" * 24)})) == []
    assert block_kit.check_view(modal(**{name: plain("x" * 25)})) != []


@pytest.mark.parametrize(("name", "most"), [("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)])
def test_modal_ids(name: str, most: int) -> None:
    assert block_kit.check_view(modal(**{name: "x" * most})) == []
    assert block_kit.check_view(modal(**{name: "x" * (most + 1)})) != []


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        ([{"type": "section"}], "/blocks/0"),
        ([section(""), section()], "/blocks/0/text/text"),
        ([section(), {"type": "spiral"}], "/blocks/1/type"),
        (["section"], "/blocks/0/type"),
        ([actions()], "/blocks/0/elements"),
        ([actions({**button(), "colour": "red"})], "/blocks/0/elements/0"),
        ([actions({"type": "plain_text_input", "action_id": "x"})], "/blocks/0/elements/0"),
        ([actions(button(), button())], "/blocks/0"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type"),
        ([accessory({"type": "static_select", "action_id": "s"})], "/blocks/0/accessory"),
        ([{"type": "image", "image_url": "u"}], "/blocks/0"),
        ([{**section(), "block_id": "a"}, {**section(), "block_id": "a"}], "/blocks"),
        ([{"type": "markdown", "text": "x" * 7000}, {"type": "markdown", "text": "x" * 7000}], "/blocks"),
        ([table(1, 1), table(1, 1)], "/blocks"),
        ([text_input("a", focus_on_load=True), text_input("b", focus_on_load=True)], "/blocks"),
        ([picture(slack_file={"id": "F1"})], "/blocks/0"),
    ],
)
def test_a_mistake_names_its_place(blocks: list[Any], place: str) -> None:
    assert [m.rpartition(" ")[2] for m in block_kit.check_blocks(blocks)] == [f"[json-pointer:{place}]"]


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    view = modal()
    del view["submit"]
    assert block_kit.check_view(view) == ["must be present when there are input blocks [json-pointer:/view/submit]"]
    assert block_kit.check_view({**view, "blocks": [section()]}) == []


@pytest.mark.parametrize("view", [{"type": "page", "blocks": []}, {"type": "home"}, {**modal(), "blocks": "x"}])
def test_what_is_no_view(view: Json) -> None:
    assert block_kit.check_view(view) != []


@pytest.mark.parametrize(
    "block",
    [section(), actions(button()), text_input(), accessory(select()), table(2, 2), {"type": "divider"}],
    ids=lambda block: str(block["type"]),
)
def test_what_we_allow_slacks_bare_schema_allows(block: Json) -> None:
    schema = json.loads((FACTS / "blocks.schema.json").read_text())
    validator = Draft7Validator({"$ref": "#/definitions/KnownBlock", "definitions": schema["definitions"]})
    assert block_kit.check_blocks([block]) == []
    assert validator.is_valid(block)
    assert not validator.is_valid({**block, "colour": "red"})
    assert block_kit.check_blocks([{**block, "colour": "red"}]) != []


@pytest.mark.parametrize(
    ("metadata", "good"),
    [
        ({"event_type": "retro_question", "event_payload": {"key": "a1", "n": 3, "on": True}}, True),
        ({"event_type": "x", "event_payload": {"inner": {"a": "b"}, "list": [{"a": 1}]}}, True),
        ({"event_type": "x" * 50, "event_payload": {}}, True),
        ({"event_type": "x" * 51, "event_payload": {}}, False),
        ({"event_type": "no-dash", "event_payload": {}}, False),
        ({"event_type": "x", "event_payload": {"Key": "a"}}, False),
        ({"event_type": "x", "event_payload": {"words": ["a", "b"]}}, False),
        ({"event_type": "x"}, False),
        ("x", False),
    ],
)
def test_metadata(metadata: Any, good: bool) -> None:
    assert (block_kit.check_metadata(metadata) == []) is good


def test_slack_gives_names_to_what_has_none() -> None:
    named = block_kit.with_ids([section(), actions({"type": "button", "text": plain("a")})], 7)
    assert [block["block_id"] for block in named] == ["b700", "b701"]
    assert named[1]["elements"][0]["action_id"]
