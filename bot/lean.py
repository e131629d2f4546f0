"""What a process that runs for weeks does without. To be imported before whatever imports structlog."""

import sys

# structlog takes rich and pygments with it wherever they are installed, to draw tracebacks that we never draw: 5 MB.
# They stay importable for whoever wants them.
if "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]  # which is how Python is told that a module is not there
    import structlog  # noqa: F401  # imported now, so that it finds no rich

    del sys.modules["rich"]
