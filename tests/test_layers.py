"""Who may import whom. Arrows never turn back; the table below is the one place that says where they point."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

OPEN = {"errors", "clock", "metrics", "logs"}
EDGE = {"use_cases", "intake", "messages", "access", "domain", "storage", "slack_client", "directory"}
BETWEEN = {"use_cases", "crm", "storage", "domain", "slack_client", "directory"}

# What each part of bot/ may import beside itself and what is open to all. None: everything (the top, imported by nobody
# below it). Parts are modules or packages right under bot/.
MAY_IMPORT: dict[str, set[str] | None] = {
    "domain": set(),
    "errors": set(),
    "clock": set(),
    "metrics": set(),
    "logs": set(),
    "config": set(),
    "slack_client": {"domain"},
    "messages": {"domain"},
    "crm": {"domain"},
    "access": {"domain"},
    "storage": {"domain"},
    "use_cases": {"domain", "storage", "messages", "access"},
    "members": {"storage", "domain"},
    "directory": {"storage", "domain", "slack_client", "members"},
    "slack_steps": {"storage", "domain", "slack_client"},
    "delivery": {"storage", "domain", "slack_client", "slack_steps"},
    "bell": set(),
    "lean": set(),
    "leaving": set(),
    "database_clock": {"storage"},
    "short_calls": set(),
    "sandbox_clock": set(),
    "slack_requests": {"intake", "messages", "storage", "domain"},
    "slack_app": set(),
    "serving": set(),
    "installing": {"messages", "storage", "slack_app", "slack_client", "domain", "serving", "config"},
    "intake": BETWEEN,
    "deal_news": BETWEEN | {"at_once", "crm_turns"},
    "casting": {"storage", "domain", "slack_client", "directory"},
    "one_by_one": {"domain", "storage"},
    "crm_turns": {"crm", "storage", "domain", "one_by_one"},
    "second_look": BETWEEN | {"casting", "one_by_one", "crm_turns"},
    "on_paper": {
        "directory",
        "second_look",
        "scheduler",
        "use_cases",
        "crm",
        "storage",
        "domain",
        "messages",
        "slack_client",
    },
    "uploads": {"domain", "slack_client"},
    "own_exports": {"use_cases", "storage", "domain", "messages", "slack_client", "uploads"},
    "charting": {"uploads", "use_cases", "storage", "domain", "messages", "slack_client"},
    "channel_looks": {"use_cases", "storage", "domain", "slack_client"},
    "new_owners": BETWEEN | {"one_by_one"},
    "subscriptions": BETWEEN,
    "at_once": set(),
    "sweeps": BETWEEN | {"at_once"},
    "open_deals": BETWEEN,
    "backfill": BETWEEN | {"one_by_one"},
    "write_backs": BETWEEN | {"one_by_one"},
    "scheduler": {"use_cases", "storage", "domain"},
    "handlers": EDGE | {"slack_requests"},
    "known_connections": {"intake", "serving"},
    "refusals": {"storage", "serving"},
    "web": EDGE
    | {
        "handlers",
        "crm",
        "config",
        "slack_requests",
        "slack_app",
        "serving",
        "known_connections",
        "refusals",
        "installing",
    },
    "socket_mode": EDGE | {"handlers", "config", "slack_requests"},
    "worker": None,
    "startup": None,
    "cli": None,
    "__main__": None,
}
TOP = {name for name, allowed in MAY_IMPORT.items() if allowed is None}

PROVIDERS = {
    "generic",
    "hubspot",
    "salesforce",
    "pipedrive",
    "close",
    "attio",
    "zoho",
    "dynamics",
    "copper",
    "freshsales",
}
TABLES = "bot.handlers.tables"  # it names them all
# Handlers share how payloads are read and the desk they work at; beside that each feature stands alone.
SHARED_HANDLERS = {"payloads", "interactions", "event_payloads", "desk", "told"}
# Messages share what they are built of; beside that none knows another.
SHARED_MESSAGES = {"blocks", "prompts", "talks", "ids", "guides", "weighing", "vocabulary", "charts"}


def modules(package: str) -> dict[str, Path]:
    """Every module under a package of the repository, by its dotted name."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


BOT = {name: path for name, path in modules("bot").items() if ".migrations" not in name}


@cache
def imports(path: Path) -> frozenset[str]:
    """The dotted names that a file imports, those inside functions as well."""
    return frozenset(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out from the root"
            assert node.module
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in BOT else node.module


def ours(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] == "bot"}


def part(name: str) -> str:
    """The part of bot/ that a module belongs to; the package itself belongs to no part."""
    return name.split(".")[1] if "." in name else ""


@pytest.mark.parametrize("name", sorted(BOT))
def test_arrows_never_turn_back(name: str) -> None:
    if name == "bot":
        assert ours(BOT[name]) == set()
        return
    here = part(name)
    assert here in MAY_IMPORT, f"{name}: say in this file what it may import"
    allowed = MAY_IMPORT[here]
    if allowed is None:
        return
    reached = {part(target) for target in ours(BOT[name])} - OPEN - allowed - {here}
    assert reached == set(), f"{name} reaches back to {sorted(reached)}"


@pytest.mark.parametrize("name", sorted(name for name in BOT if part(name) == "domain"))
def test_the_domain_needs_only_the_standard_library(name: str) -> None:
    foreign = {target.split(".")[0] for target in imports(BOT[name])} - sys.stdlib_module_names - {"bot"}
    assert foreign == set()


def test_only_the_top_knows_where_settings_come_from() -> None:
    """The others may name the type, to be handed one; reading the environment is for the top."""
    readers = {name for name, path in BOT.items() if _reads_environment(path)}
    assert {part(name) for name in readers} <= {"config", "cli"}


def test_one_place_reads_the_time() -> None:
    readers = {name for name, path in BOT.items() if _reads_clock(path)}
    assert readers <= {"bot.clock"}


@pytest.mark.parametrize(("package", "shared"), [("handlers", SHARED_HANDLERS), ("messages", SHARED_MESSAGES)])
def test_features_stand_alone(package: str, shared: set[str]) -> None:
    for name, path in BOT.items():
        if part(name) != package or name in (f"bot.{package}", TABLES):
            continue
        siblings = {target.split(".")[2] for target in ours(path) if target.startswith(f"bot.{package}.")}
        assert siblings <= shared, name


def test_a_provider_knows_no_other() -> None:
    for name, path in BOT.items():
        if part(name) != "crm" or name == "bot.crm" or name.split(".")[2] not in PROVIDERS:
            continue
        assert {target.split(".")[2] for target in ours(path) if target.startswith("bot.crm.")} & PROVIDERS <= {
            name.split(".")[2]
        }, name


def test_there_is_no_circle() -> None:
    graph = {name: ours(path) - {name} for name, path in BOT.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"imports go in a circle: {' → '.join(error.args[1])}")


def test_bot_and_sandbox_know_nothing_of_each_other() -> None:
    for package, other in (("bot", "sandbox"), ("sandbox", "bot")):
        for name, path in modules(package).items():
            assert other not in {target.split(".")[0] for target in imports(path)}, name


def test_nobody_imports_the_way_in() -> None:
    for name, path in BOT.items():
        assert "app" not in {target.split(".")[0] for target in imports(path)}, name
        if part(name) not in TOP:
            assert {part(target) for target in ours(path)} & TOP == set(), name


def _reads_environment(path: Path) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def _reads_clock(path: Path) -> bool:
    calls = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in calls
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )
