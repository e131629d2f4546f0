"""The release before beside today's, on one PostgreSQL, while the schema goes up: nothing lost, nothing doubled.

The release before is the code just before the newest migration came, taken out of git's history into a folder of its
own. Its processes work first; then `migrate`; then both at once; then today's alone.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bot.storage import schema
from bot.storage.database import Database
from sandbox.testing import Slack
from tests.chaos import checker
from tests.chaos.crew import Member, NotReady
from tests.chaos.rounds import CUTS, Report, under_load
from tests.chaos.run import CannotPlay
from tests.chaos.stage import Stage, staged
from tests.processes import BOT, ROOT
from tests.servers import KEY

HALVES = ((*BOT, "web"), (*BOT, "worker")) * 2  # the first two are of the release before
OLD = 2
REFUSED, REFUSAL = 2, "newer release"
COMMAND_SECONDS = 120.0

# Played with the older code: today's cannot write to a schema that lacks its newest columns.
INSTALL = """
import json, sys
from datetime import datetime
from types import SimpleNamespace
from bot.storage.database import Database
from tests.chaos.stage import _installed
from tests.conftest import KEYS
url, told = sys.argv[1], json.loads(sys.argv[2])
now = datetime.fromisoformat(told.pop("now"))
channel = told.pop("channel")
print(_installed(SimpleNamespace(now=lambda: now, **told), Database(url, KEYS), channel))
"""


def versions(url: str, *, seed: int, seconds: float) -> Report:
    """About `seconds`, a third of it each, on the empty database at `url`. Raises CannotPlay."""
    report = Report("two versions at once", folder=Path(tempfile.mkdtemp(prefix="chaos-")))
    began = time.monotonic()
    assert report.folder
    with release_before(report) as older:
        _bot(older, url, "migrate")
        install = partial(_installed_by, older, url)
        with staged(url, report.folder, HALVES, seed, cuts=CUTS, install=install) as stage:
            for member in stage.crew.members[:OLD]:
                member.variables["PYTHONPATH"] = str(older)
            try:
                under_load(stage, seed, report, lambda: _roll(stage, url, seconds / 3, report))
                stage.settle()
            except (NotReady, TimeoutError) as error:
                report.broken.append(str(error))
            findings = checker.check(stage)
    report.seen, report.broken = findings.seen, report.broken + findings.broken
    report.seconds = time.monotonic() - began
    return report


def _roll(stage: Stage, url: str, each: float, report: Report) -> None:
    """What an operator does who lets one release follow the other."""
    old, new = stage.crew.members[:OLD], stage.crew.members[OLD:]
    _start(old)
    time.sleep(each)
    began = time.monotonic()
    _bot(ROOT, url, "migrate")
    report.did["migrated under load, milliseconds"] = round((time.monotonic() - began) * 1000)
    _start(new)
    time.sleep(each)
    for member in old:
        if not member.lives:
            report.broken.append(f"the release before ended beside the newer schema: {member.said()[-500:]}")
    _restarted_too_late(stage, old[0], report)
    for member in old:
        member.kill()
        stage.crew.members.remove(member)
    time.sleep(each)


def _start(members: list[Member]) -> None:
    for member in members:
        member.start()
    for member in members:
        member.await_ready()


def _restarted_too_late(stage: Stage, member: Member, report: Report) -> None:
    """A process of the release before that starts again beside the newer schema says no, and why."""
    code, _ = member.leave()
    member.start()
    assert member.process
    again = member.process.wait(COMMAND_SECONDS)
    report.did["started again beside the newer schema: refused"] += again == REFUSED
    if (code, again) != (0, REFUSED) or REFUSAL not in member.said():
        report.broken.append(f"the release before left with {code} and came back with {again}: {member.said()[-500:]}")


def _installed_by(older: Path, url: str, slack: Slack, _db: Database, channel: str) -> str:
    told = {"now": slack.now().isoformat(), "channel": channel}
    told |= {"team_id": slack.team_id, "bot_id": slack.bot_id, "token": slack.token}
    return _python(older, url, "-c", INSTALL, url, json.dumps(told)).strip()


def _bot(code: Path, url: str, command: str) -> None:
    _python(code, url, *BOT, command)


def _python(code: Path, url: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own program, of either release
        [sys.executable, *arguments],
        cwd=code,
        env={"PYTHONPATH": str(code), "DATABASE_URL": url, "SECRET_KEYS": KEY}
        | {"SLACK_BOT_TOKEN": "xoxb-unused", "SLACK_SIGNING_SECRET": "0" * 32, "BASE_URL": "http://127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    if done.returncode:
        raise NotReady(f"{arguments[:3]} of {code.name} ended with {done.returncode}: {done.stderr[-800:]}")
    return done.stdout


@contextmanager
def release_before(report: Report) -> Iterator[Path]:
    """Its code, in a folder that is gone at the end. Raises CannotPlay where git does not know it."""
    newest = schema.revisions()[-1]
    [file] = schema.VERSIONS.glob(f"{newest}_*.py")
    commit = _git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(file.relative_to(ROOT)))
    # The very first migration has no release before it: then it is the same schema, by the code that brought it.
    wanted = f"{commit}^" if len(schema.revisions()) > 1 else commit
    if not commit or _git("rev-parse", "--is-shallow-repository") == "true":
        raise CannotPlay("the release before is found in git's history, and this clone has not all of it")
    with tempfile.TemporaryDirectory(prefix="chaos-release-before-") as folder:
        code = Path(folder) / "code"
        _git("worktree", "add", "--detach", str(code), wanted)
        report.did[f"the release before {newest} is {_git('rev-parse', '--short', wanted)}"] = 1
        try:
            yield code
        finally:
            _git("worktree", "remove", "--force", str(code))


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607  # wherever git is
    if done.returncode:
        raise CannotPlay(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
