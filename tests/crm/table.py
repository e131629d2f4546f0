"""Which CRM can what: told by the code and by the recorded deliveries, and written into docs/crms.md.

`python -m tests.crm.table` writes it; a test tells when that is due.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

from bot.crm import PACES, PROVIDERS, TASKS, WRITERS, Forged, Gone, Http, Incoming, configuration
from bot.crm.configuration import FIELDS
from bot.crm.option_lists import OPTIONS
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind
from tests.crm.listings import LISTINGS, listed
from tests.crm.local_server import recorded
from tests.crm.samples import NOW, Sample, at, config, samples
from tests.crm.written import WRITTEN

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "crms.md"
FACTS = {
    "owner": "owner",
    "manager": "manager",
    "customer": "customer",
    "amount": "amount",
    "currency": "currency",
    "pipeline": "pipeline",
    "reason": "reason",
    "competitor": "competitor",
    "segment": "segment",
    "vertical": "industry",
    "region": "region",
    "persona": "buyer's role",
    "url": "link",
}
GUIDES = {"generic": "generic-webhook"}
BODY_AND_TIME = "sender, body and time (a signature)"
BODY = "sender and body (a signature without time)"
SENDER = "nothing but the sender (a fixed secret)"
_TOKENS = {"access_token", "api_key", "api_token", "client_id", "refresh_token"}
_MARKED = re.compile(r"(<!-- (\w+): made by `python -m tests.crm.table` -->\n).*?(<!-- end -->)", re.DOTALL)


def page() -> str:
    """The page with its tables made anew."""
    makers = {
        "receiving": receiving,
        "reading": reading,
        "listing": listing,
        "writing": writing,
        "settings": settings,
    }
    return _MARKED.sub(lambda found: found[1] + makers[found[2]]() + found[3], PAGE.read_text(encoding="utf-8"))


def receiving() -> str:
    """How each proves itself, and whether its secrets can be changed without a gap."""
    rows = [
        [
            f"[{name}]({GUIDES.get(name, name)}.md)",
            _proofs(name),
            ", ".join(f"`{one}`" for setting in PROVIDERS[name].SETTINGS for one in setting.names[1:]),
            _access(name),
        ]
        for name in sorted(PROVIDERS)
    ]
    return _table(["CRM", "what the proof covers", "old secrets that may still count", "access to its API"], rows)


def reading() -> str:
    """Which facts of a deal each tells."""
    rows = [[name, *_cells(name)] for name in sorted(PROVIDERS)]
    return _table(["CRM", *FACTS.values()], rows)


def listing() -> str:
    """Which can be asked what closed since a time, and what is open of an owner."""
    rows = [
        [
            name,
            "yes" if _lists(name) else "no",
            "yes" if _lists(name, keyless=True) else "no",
            f"{PACES[name]:g} s" if name in PACES else "",
        ]
        for name in sorted(PROVIDERS)
    ]
    return _table(["CRM", "as documented", "without the optional access", "an import asks every"], rows)


def writing() -> str:
    """What each can be told, and whose note and task are."""
    rows = [
        [
            name,
            *_taken(name),
            "one of it" if name in OPTIONS else "left to the CRM",
            "its author's" if WRITTEN[name].author else "the bot's",
            "made for the deal's owner" if name in TASKS else "none",
        ]
        for name in sorted(WRITERS)
    ]
    heads = ["CRM", "reason", "day to ask again", "the reason where it is a list", "the note is", "a task for that day"]
    return _table(heads, rows)


def settings() -> str:
    """What each CRM's file for `connect` may say."""
    rows = [
        [
            name if number == 0 else "",
            f"`{one.name}`",
            "yes" if one.is_required else "",
            one.meaning.replace("|", "\\|"),
        ]
        for name in sorted(PROVIDERS)
        for number, one in enumerate(PROVIDERS[name].SETTINGS)
    ]
    return _table(["CRM", "key", "needed", "what it is"], rows)


def _taken(provider: str) -> Iterator[str]:
    for what in configuration.WRITTEN:
        field = WRITERS[provider].FIELDS.get(what)
        yield f"`{field}` by default" if field else "if named"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _proofs(provider: str) -> str:
    """Of each kind of recorded delivery what may not be changed, the strongest first."""
    found = {_proof(one) for one in samples(provider) if not one.is_refused}
    return "; ".join(proof for proof in (BODY_AND_TIME, BODY, SENDER) if proof in found)


def _proof(sample: Sample) -> str:
    changed = replace(sample.incoming, body=sample.incoming.body + b" ")
    if _is_accepted(sample, changed):
        return SENDER
    is_timed = not _is_accepted(sample, sample.incoming, late=timedelta(hours=1))
    return BODY_AND_TIME if is_timed else BODY


def _is_accepted(sample: Sample, incoming: Incoming, late: timedelta = timedelta()) -> bool:
    try:
        PROVIDERS[sample.provider].verify(incoming, sample.config, NOW + late)
    except Forged:
        return False
    return True


def _access(provider: str) -> str:
    tokens = [one for one in PROVIDERS[provider].SETTINGS if one.name in _TOKENS]
    if not tokens:
        return "none: what is sent counts"
    return "needed" if any(one.is_required for one in tokens) else "for what is not sent"


def _lists(provider: str, *, keyless: bool = False) -> bool:
    if provider not in LISTINGS:
        return False
    with listed(provider, "closed_1") as (_, settings), closing(Http()) as http:
        left_out = LISTINGS[provider].keyless if keyless else ()
        asked = {name: value for name, value in settings.items() if name not in left_out}
        return PROVIDERS[provider].closed_since(http, asked, NOW, NOW, None) is not None


def _cells(provider: str) -> Iterator[str]:
    told = {fact for deal in _deals(provider) for fact in _told(deal)} | _written(provider)
    has_fields = any(one.name == "fields" for one in PROVIDERS[provider].SETTINGS)
    for fact in FACTS:
        yield "yes" if fact in told else "if named" if has_fields and fact in FIELDS else "no"


def _written(provider: str) -> set[str]:
    """The facts that the provider's modules give to a Deal by name, and those whose usual fields they know."""
    nodes = [
        node
        for path in (ROOT / "bot" / "crm").glob(f"{provider}*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    return {fact for node in nodes for fact in _facts(node)}


def _facts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id="Deal"), keywords=keywords):
            yield from (keyword.arg for keyword in keywords if keyword.arg)
        case ast.Assign(targets=[ast.Name(id="DEFAULTS")], value=ast.Dict(keys=keys)):
            yield from (str(key.value) for key in keys if isinstance(key, ast.Constant))


def _told(deal: Deal) -> Iterator[str]:
    for field in fields(deal):
        if getattr(deal, field.name) not in (None, NOBODY):
            yield field.name


def _deals(provider: str) -> Iterator[Deal]:
    """What comes of the recorded deliveries, told and looked up."""
    with recorded(provider) as api, closing(Http()) as http:
        settings = config(provider, **at(provider, api.url))
        for one in samples(provider):
            for event in PROVIDERS[provider].read(one.incoming.body, settings, NOW):
                if isinstance(event, DealEvent) and event.kind not in (EventKind.DELETED, EventKind.MERGED):
                    yield from [event.deal] if event.deal else []
                    with suppress(Gone):
                        yield PROVIDERS[provider].look(http, settings, event, NOW)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE} is written\n")
