"""Logs: events and ids, never what people wrote. One line each; JSON unless a person is watching."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

# At debug level these write whole bodies and tokens; nobody may switch that on by accident. The chatty say what
# nobody asked.
_TALKATIVE = ("slack_sdk", "slack_bolt", "httpx", "httpx2", "httpcore", "httpcore2", "apscheduler", "sqlalchemy")
_CHATTY = ("alembic", "uvicorn")

_OURS = Path(__file__).parent

_Event = MutableMapping[str, Any]


def set_up(level: str = "info") -> None:
    """Send all logs of this process, those of libraries as well, to standard output at `level` and above."""
    is_watched = sys.stdout.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        error_without_words,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last = structlog.dev.ConsoleRenderer() if is_watched else structlog.processors.JSONRenderer()
    _route_everything(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        ),
        level,
    )


def _route_everything(formatter: logging.Formatter, level: str) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in (*_TALKATIVE, *_CHATTY):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    logging.captureWarnings(True)


def error_without_words(_logger: Any, _method: str, event: _Event) -> _Event:
    """Shows an exception as its class and the places it went through: its text may hold what somebody wrote."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = _places(error.__traceback__)
    return event


def _places(trace: TracebackType | None) -> list[str]:
    """Our own frames and the last one: what libraries did between them says little."""
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames[:-1] if Path(frame.filename).is_relative_to(_OURS)]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in [*ours, *frames[-1:]]][-8:]
