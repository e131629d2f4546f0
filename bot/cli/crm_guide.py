"""`connect` without a file: what that CRM wants, and what to click there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.crm import PROVIDERS
from bot.crm.configuration import Setting

DOCS = Path(__file__).parents[2] / "docs"
_OTHER_NAMES = {"generic": "generic-webhook"}
_STEP = re.compile(r"1\. ")
_WRITING = re.compile(r"^\*\*\[Writing back\]\(\S+\)\*\* (.+?)(?:\n\n|\Z)", re.DOTALL | re.MULTILINE)
_GOES_ON = re.compile(r"\s|\d+\. ")


def lines(provider: str) -> Iterator[str]:
    """The settings of a connection's file by name, then the steps of the provider's page."""
    yield f"To connect {provider}, write a JSON file with these settings:"
    for setting in PROVIDERS[provider].SETTINGS:
        yield f"  {setting.name}{_kind(setting)}: {setting.meaning}"
    page = page_of(provider)
    yield ""
    if there := steps(page.read_text(encoding="utf-8")):
        yield f"What to do, in full in docs/{page.name}:"
        yield from there
    else:
        yield f"What to send, and how, stands in docs/{page.name}."
    if wanted := writing(page.read_text(encoding="utf-8")):
        yield ""
        yield f"Writing back (off at first) {wanted}"
    yield ""
    yield f"Then: python -m bot connect {provider} --config FILE --test --wait"


def page_of(provider: str) -> Path:
    """The page of the documentation that is about this provider."""
    return DOCS / f"{_OTHER_NAMES.get(provider, provider)}.md"


def steps(page: str) -> list[str]:
    """The numbered steps of a page, with what belongs to each; nothing where it has none."""
    found: list[str] = []
    for line in page.splitlines():
        is_step = _GOES_ON.match(line) is not None if found else _STEP.match(line) is not None
        if is_step:
            found.append(line)
        elif found:
            break
    return found


def writing(page: str) -> str:
    """What the page says of the rights that writing needs; empty where it says nothing."""
    found = _WRITING.search(page)
    return " ".join(found[1].split()) if found else ""


def _kind(setting: Setting) -> str:
    marks = [name for name, is_so in (("required", setting.is_required), ("secret", setting.is_secret)) if is_so]
    return f" ({', '.join(marks)})" if marks else ""
