"""Logs say what happened, and to which row; never what somebody wrote."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = """
import logging, structlog, warnings
from bot import logs

logs.set_up("debug")
structlog.get_logger("ours").info("row done", row=7)
logging.getLogger("theirs").info("plain %s", "words")
logging.getLogger("slack_sdk.web").debug("CANARY")
logging.getLogger("sqlalchemy.engine").info("CANARY")
try:
    try:
        int("CANARY")
    except ValueError as error:
        raise RuntimeError("CANARY") from error
except RuntimeError:
    structlog.get_logger("ours").exception("row failed", row=8)
    logging.getLogger("theirs").exception("it failed")
    logging.getLogger("theirs").error("again", exc_info=True)
"""


def test_lines_are_json_and_errors_have_no_words() -> None:
    done = subprocess.run(  # noqa: S603  # our own program; logs are set up for a whole process
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["event"] for line in lines] == ["row done", "plain words", "row failed", "it failed", "again"]
    assert [line.get("error") for line in lines] == [None, None, "RuntimeError", "RuntimeError", "RuntimeError"]
    assert lines[0]["row"] == 7
    assert "<module>" in lines[2]["at"][-1]
    assert "CANARY" not in done.stdout + done.stderr


def test_a_process_that_runs_for_weeks_does_without_what_it_never_draws() -> None:
    program = "import app, sys; sys.exit(len({'rich', 'pygments'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0  # noqa: S603  # our own program
