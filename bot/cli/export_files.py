"""Where an export goes: a folder or an archive in which this export stands alone, readable by its owner only."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bot.errors import SetUpError

if TYPE_CHECKING:
    from bot.domain.sheets import Sheet

README = "README.txt"
SETTINGS = "settings.json"
TOLD_AT_MOST = 3
_HALF_WRITTEN = re.compile(r"\.(?P<name>.+)\.\d+")


@dataclass(frozen=True)
class Contents:
    """What is written; the README last, so that it says that all of the rest is there."""

    sheets: Sequence[Sheet]
    settings: str
    readme: str


def check(target: Path, *, force: bool) -> None:
    """Raise SetUpError unless an export may be written here. Nothing is changed."""
    if target.exists() and not force:
        raise SetUpError(f"{target} is there already: name another, or write over it with --force")
    parent = target.absolute().parent
    if not parent.is_dir():
        raise SetUpError(f"{parent} is no folder: make it first, or name another")
    if not os.access(target if target.is_dir() else parent, os.W_OK | os.X_OK):
        raise SetUpError(f"nothing may be written into {target if target.is_dir() else parent}")
    if _is_archive(target) and target.is_dir():
        raise SetUpError(f"{target} is a folder: name a file, or a folder without .zip")
    if not _is_archive(target) and target.exists():
        _left_in(target)


def write(target: Path, contents: Contents) -> None:
    """Write all of it. What an earlier export left there goes first: nothing that this one leaves out may stay.

    Stopped half-way, an archive is not there at all, and a folder lacks its README. Raises SetUpError.
    """
    try:
        (_write_archive if _is_archive(target) else _write_folder)(target, contents)
    except OSError as error:
        raise SetUpError(f"{target} cannot be written: {error.strerror or error}") from None


def _is_archive(target: Path) -> bool:
    return target.suffix == ".zip"


def _left_in(folder: Path) -> list[Path]:
    """What an export of ours left in a folder, also half-written. Raises SetUpError where there is anything else."""
    if not folder.is_dir():
        raise SetUpError(f"{folder} is a file: name a folder, or a file that ends in .zip")
    found = sorted(folder.iterdir())
    foreign = [path.name for path in found if not _is_ours(path)]
    if foreign:
        named = ", ".join(foreign[:TOLD_AT_MOST]) + (" and more" if len(foreign) > TOLD_AT_MOST else "")
        raise SetUpError(f"{folder} holds what is no export of ours ({named}): name another folder")
    return found


def _is_ours(path: Path) -> bool:
    from bot.messages import exports

    half_written = _HALF_WRITTEN.fullmatch(path.name)
    name = half_written["name"] if half_written else path.name
    is_known = name in (README, SETTINGS) or (name.endswith(".csv") and exports.is_told_of(name.removesuffix(".csv")))
    return is_known and path.is_file() and not path.is_symlink()


def _write_archive(target: Path, contents: Contents) -> None:
    from zipfile import ZIP_DEFLATED, ZipFile

    def put(archive: ZipFile, name: str, lines: Iterator[bytes]) -> None:
        with archive.open(name, "w") as file:
            file.writelines(lines)

    with _private(target) as whole, ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        _each(contents, lambda name, lines: put(archive, name, lines))


def _write_folder(target: Path, contents: Contents) -> None:
    def put(name: str, lines: Iterator[bytes]) -> None:
        with _private(target / name) as file:
            file.writelines(lines)

    target.mkdir(mode=0o700, exist_ok=True)
    # The README first: without it nobody takes the rest for whole.
    for path in sorted(_left_in(target), key=lambda path: path.name != README):
        path.unlink()
    _each(contents, put)


def _each(contents: Contents, put: Callable[[str, Iterator[bytes]], None]) -> None:
    from bot.domain.sheets import lines

    for sheet in contents.sheets:
        put(f"{sheet.name}.csv", lines(sheet))
    for name, text in ((SETTINGS, contents.settings), (README, contents.readme)):
        put(name, iter([text.encode()]))


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only we may read, which takes the place of `path` once it is whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
