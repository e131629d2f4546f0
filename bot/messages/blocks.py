"""Block Kit, piece by piece. Small functions that return dictionaries; limits of Slack's are kept here.

Text given to `section` and `context` is mrkdwn that `prompts.render` made, escaped already. Everything else takes plain
text as it is. Source of the limits: Slack's Block Kit reference.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.message import Block
from bot.domain.shown import FIELD
from bot.domain.text import ELLIPSIS, clip

SECTION = 3000
HEADER = 150
BUTTON = 75
OPTION = 75
OVERFLOW = 5
INPUT = FIELD
HOME = 100
# What is shown at most of a customer's words where many read them; ours to choose.
QUOTED = 300

# The beginning of an entity or a mention at the very end of a text.
_BROKEN = re.compile(r"(&[a-z]{0,3}|<[^<>]*)$")


def section(mrkdwn: str, accessory: Block | None = None) -> Block:
    """A paragraph. `verbatim` keeps Slack from turning bare @names and addresses into links."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": _fit(mrkdwn), "verbatim": True}}
    return block | ({"accessory": accessory} if accessory else {})


def context(mrkdwn: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": _fit(mrkdwn), "verbatim": True}]}


def header(text: str) -> Block:
    """A heading, for the eye and for those who jump from heading to heading by ear."""
    return {"type": "header", "text": _plain(text, HEADER)}


def image(file: str, title: str, alt_text: str) -> Block:
    """A picture that was uploaded to Slack, by its file's id."""
    return {"type": "image", "slack_file": {"id": file}, "title": _plain(title, 2000), "alt_text": clip(alt_text, 2000)}


def divider() -> Block:
    return {"type": "divider"}


def quote(text: str) -> Block:
    """Somebody's own words: shown literally, whatever they hold."""
    return quotes([("", text)])


def quotes(said: Iterable[tuple[str, str]]) -> Block:
    """Several people's own words in one block, as `quote` shows them; each begins with a Slack id, or is nobody's."""
    return {"type": "rich_text", "elements": [_quoted(by, text) for by, text in said]}


def _quoted(by: str, text: str) -> Block:
    named: list[Block] = [{"type": "user", "user_id": by}, {"type": "text", "text": ": "}] if by else []
    return {"type": "rich_text_quote", "elements": [*named, {"type": "text", "text": clip(text, SECTION)}]}


def preformatted(text: str) -> Block:
    """Lines shown as they are, in letters of one width."""
    leaf = {"type": "text", "text": clip(text, SECTION)}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [leaf]}]}


def button(
    text: str, action_id: str, value: str = "", style: str | None = None, *, url: str = "", about: str = ""
) -> Block:
    """`about` is read aloud after the text, where several buttons say the same; `url` is where it leads."""
    block: Block = {"type": "button", "text": _plain(text, BUTTON), "action_id": action_id}
    if about:
        block["accessibility_label"] = clip(f"{text}: {about}", BUTTON)
    return (
        block
        | ({"value": value} if value else {})
        | ({"style": style} if style else {})
        | ({"url": url} if url else {})
    )


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def users_select(placeholder: str, action_id: str) -> Block:
    return {"type": "users_select", "placeholder": _plain(placeholder, 150), "action_id": action_id}


def static_select(placeholder: str, action_id: str, choices: Mapping[str, str], initial: str = "") -> Block:
    """A menu that acts at once. `choices` are value → text; `initial` is the value that it shows before."""
    block: Block = {
        "type": "static_select",
        "placeholder": _plain(placeholder, 150),
        "action_id": action_id,
        "options": options(choices),
    }
    return block | ({"initial_option": options({initial: choices[initial]})[0]} if initial in choices else {})


def overflow(action_id: str, choices: Mapping[str, str]) -> Block:
    """The menu behind three dots: at most five options."""
    return {"type": "overflow", "action_id": action_id, "options": options(choices)[:OVERFLOW]}


def date_picker(placeholder: str, action_id: str, initial: date | None = None) -> Block:
    """A calendar that acts at once."""
    block: Block = {"type": "datepicker", "placeholder": _plain(placeholder, 150), "action_id": action_id}
    return block | ({"initial_date": initial.isoformat()} if initial else {})


def options(choices: Mapping[str, str]) -> list[Block]:
    """Options of a select from value → text, a hundred at most."""
    return [{"text": _plain(text, OPTION), "value": value} for value, text in list(choices.items())[:100]]


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str = "",
    optional: bool = False,
    multiline: bool = True,
    hint: str = "",
    max_length: int = INPUT,
) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": max_length}
    if initial:
        element["initial_value"] = clip(initial, max_length)
    return _input(block_id, label, element, optional, hint)


def select_input(
    block_id: str,
    label: str,
    choices: Mapping[str, str],
    *,
    initial: str | None = None,
    optional: bool = False,
    hint: str = "",
    placeholder: str = "",
) -> Block:
    """A menu; `placeholder` says what it means that nothing is chosen."""
    element: Block = {"type": "static_select", "options": options(choices)}
    if placeholder:
        element["placeholder"] = _plain(placeholder, 150)
    if initial is not None and initial in choices:
        element["initial_option"] = options({initial: choices[initial]})[0]
    return _input(block_id, label, element, optional, hint)


def multi_select_input(
    block_id: str,
    label: str,
    choices: Mapping[str, str],
    *,
    most: int | None = None,
    initial: Sequence[str] = (),
    optional: bool = False,
    hint: str = "",
) -> Block:
    element: Block = {"type": "multi_static_select", "options": options(choices)}
    if most is not None:
        element["max_selected_items"] = most
    chosen = options({value: choices[value] for value in initial if value in choices})
    if chosen:
        element["initial_options"] = chosen
    return _input(block_id, label, element, optional, hint)


def checkboxes_input(
    block_id: str, label: str, choices: Mapping[str, str], *, initial: Sequence[str] = (), hint: str = ""
) -> Block:
    """Boxes to tick, ten at most; none need be."""
    element: Block = {"type": "checkboxes", "options": options(choices)[:10]}
    ticked = options({value: choices[value] for value in initial if value in choices})
    if ticked:
        element["initial_options"] = ticked
    return _input(block_id, label, element, optional=True, hint=hint)


def date_input(block_id: str, label: str, *, initial: date | None = None, optional: bool = False) -> Block:
    element: Block = {"type": "datepicker"}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return _input(block_id, label, element, optional)


def user_input(block_id: str, label: str, *, initial: str | None = None, optional: bool = False) -> Block:
    element: Block = {"type": "users_select"}
    if initial:
        element["initial_user"] = initial
    return _input(block_id, label, element, optional)


def people_input(
    block_id: str,
    label: str,
    action_id: str,
    *,
    hint: str = "",
    most: int | None = None,
    initial: Sequence[str] = (),
) -> Block:
    """A menu of people; of several, `initial` before, where `most` says of how many.

    Each choice is told at once, by `action_id`.
    """
    element: Block = {"type": "users_select", "action_id": action_id}
    if most is not None:
        element |= {"type": "multi_users_select", "max_selected_items": most}
        element |= {"initial_users": list(initial[:most])} if initial else {}
    block = _input(block_id, label, element, optional=False, hint=hint)
    return block | {"element": element, "dispatch_action": True}


def modal(
    callback_id: str,
    title: str,
    blocks: Iterable[Block],
    *,
    submit: str | None = None,
    close: str,
    private_metadata: str = "",
) -> dict[str, Any]:
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": _plain(title, 24),
        "close": _plain(close, 24),
        "private_metadata": private_metadata,
        "blocks": list(blocks),
    }
    return view | ({"submit": _plain(submit, 24)} if submit else {})


def home(blocks: Iterable[Block]) -> dict[str, Any]:
    """A Home tab; what Slack has no room for is cut off at the end."""
    return {"type": "home", "blocks": list(blocks)[:HOME]}


def _input(block_id: str, label: str, element: Block, optional: bool, hint: str = "") -> Block:
    # One element a block, so the block's id names the field and the element's id can be the same everywhere.
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label, 2000),
        "element": element | {"action_id": "value"},
        "optional": optional,
    }
    return block | ({"hint": _plain(hint, 2000)} if hint else {})


def _fit(mrkdwn: str) -> str:
    """Marked-up text cut to what Slack takes, with no entity or mention cut in two."""
    if len(mrkdwn) <= SECTION:
        return mrkdwn
    return _BROKEN.sub("", mrkdwn[: SECTION - 1]).rstrip() + ELLIPSIS


def _plain(text: str, length: int) -> Block:
    return {"type": "plain_text", "text": clip(text, length) or " ", "emoji": False}
