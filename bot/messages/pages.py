"""Pages for a browser, from `pages/` of a language in `prompts/`. What is filled in is escaped for HTML."""

import base64
import hashlib
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.domain.voices import Voice
from bot.messages.prompts import PROMPTS, current, folders

PAGES = PROMPTS / "pages"


def page(name: str, **words: str) -> str:
    """The page `name` with `words` filled in, as HTML. An unknown or missing word raises UndefinedError."""
    voice = current()
    css = Markup(_css())  # noqa: S704  # our own file
    return _environment(voice).get_template(f"{name}.html").render(css=css, language=voice.language, **words)


@cache
def headers() -> dict[str, str]:
    """What goes with every page: no script, nothing from elsewhere, no frame, no address told to other sites."""
    style = base64.b64encode(hashlib.sha256(_css().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


@cache
def _css() -> str:
    return (PAGES / "page.css").read_text(encoding="utf-8")


@cache
def _environment(voice: Voice) -> Environment:
    places = [*(folder / "pages" for folder in folders(voice)), PAGES]
    return Environment(loader=FileSystemLoader(places), undefined=StrictUndefined, autoescape=True)
