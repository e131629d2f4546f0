"""What the sandbox knows from files beside this one."""

import tomllib
from functools import cache
from pathlib import Path

from sandbox.payloads import Payload

FACTS = Path(__file__).parent


@cache
def table(name: str) -> Payload:
    """A TOML file of this folder, by its name without the ending; read once, so leave it as it is."""
    return tomllib.loads((FACTS / f"{name}.toml").read_text(encoding="utf-8"))
