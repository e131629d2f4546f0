"""The pinned requirements: write them, and tell without a network whether they still fit pyproject.toml.

Each file's first line holds a fingerprint of the dependency tables that it was made from. The files name no index, so
pip takes the packages from wherever it is told to.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = {"requirements.txt": [], "requirements-dev.txt": ["--extra", "dev"]}
MARK = "# made by `make lock` from pyproject.toml, fingerprint "


def fingerprint() -> str:
    """What pyproject.toml says about dependencies, in one short word."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tables = [project["requires-python"], project["dependencies"], project["optional-dependencies"]]
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()[:16]


def outdated() -> list[str]:
    """The files that were made from another pyproject.toml, or by hand."""
    head = MARK + fingerprint()
    return [name for name in FILES if (ROOT / name).read_text(encoding="utf-8").partition("\n")[0] != head]


def write() -> None:
    """Resolve anew (needs a package index). Versions that still fit stay, unless the file is removed first."""
    for name, extras in FILES.items():
        path = ROOT / name
        command = ["-m", "uv", "pip", "compile", "pyproject.toml", *extras, "--universal", "--generate-hashes"]
        shape = ["--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet", "--output-file", name]
        subprocess.run([sys.executable, *command, *shape], cwd=ROOT, check=True)
        path.write_text(f"{MARK}{fingerprint()}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def main() -> int:
    """Write the files, or with --check only compare; 1 when they do not fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; no network")
    if not parser.parse_args().check:
        write()
        return 0
    for name in outdated():
        sys.stderr.write(f"{name} does not fit pyproject.toml: run `make lock`\n")
    return 1 if outdated() else 0


if __name__ == "__main__":
    sys.exit(main())
