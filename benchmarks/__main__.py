"""`python -m benchmarks`: every row of the table, or those that are named."""

import argparse
import os
import platform
import sqlite3
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import accepting, acting, answering, batching, draining, growing, weighing
from benchmarks.figures import Row, table

BENCHMARKS: dict[str, Callable[[Path], list[Row]]] = {
    "accepting": accepting.rows,
    "batching": batching.rows,
    "acting": acting.rows,
    "draining": draining.rows,
    "answering": answering.rows,
    "growing": growing.rows,
    "weighing": weighing.rows,
}
PACKAGES = ("starlette", "uvicorn", "slack-bolt", "sqlalchemy")


def machine() -> str:
    """What this was measured on."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, {_processor()}; "
        f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}; load before: {load}"
    )


def main() -> int:
    """Run, tell as we go, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of {', '.join(BENCHMARKS)}; all unless told")
    names = parser.parse_args().names or list(BENCHMARKS)
    rows: list[Row] = []
    print(machine(), flush=True)
    for name in names:
        began = perf_counter()
        with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
            rows += BENCHMARKS[name](Path(folder))
        print(f"{name}: {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    print(table(rows))
    return 0


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
