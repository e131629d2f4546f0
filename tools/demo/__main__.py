"""The command line: `python -m tools.demo`."""

import argparse
import shutil
import signal
import sys
import time
from types import FrameType

import tools.demo
from tools.demo.addresses import Failed, free_port
from tools.demo.house import Demo
from tools.demo.setting_up import set_up

PAGE_PORT, BOT_PORT = 3001, 3000


def run(port: int | None, *, only_check: bool, play: bool) -> None:
    """Run the demo until somebody ends it, or a process ends by itself. Raises Failed."""
    page_port = free_port(port, PAGE_PORT)
    # Beside a chosen page port any free one will do: several demos may start at once.
    demo = Demo(page_port, free_port(None if port is None and page_port != BOT_PORT else 0, BOT_PORT))
    try:
        print("Starting the bot and a Slack workspace …", flush=True)
        set_up(demo)
        print(f"\n  Open {demo.page}/{'#play' if play else ''} in a browser.\n", flush=True)
        if only_check:
            return
        print("Press Play the story there, or lose a deal and answer its thread. Ctrl-C ends everything.", flush=True)
        while True:
            demo.check()
            time.sleep(0.5)
    finally:
        demo.stop()
        if not isinstance(sys.exc_info()[1], Failed):  # then its files tell more
            shutil.rmtree(demo.folder, ignore_errors=True)


def main() -> int:
    """The command line; 0 when it ran or was ended, 1 when something failed."""
    parser = argparse.ArgumentParser(description=tools.demo.__doc__)
    parser.add_argument("--port", type=int, help=f"the page's port; default {PAGE_PORT}, or any free one")
    parser.add_argument("--check", action="store_true", help="start, wait until both are ready, and end")
    parser.add_argument("--play", action="store_true", help="the page plays the story as soon as it is opened")
    options = parser.parse_args()
    try:
        end_on_signals()
        run(options.port, only_check=options.check, play=options.play)
    except KeyboardInterrupt:
        print("\nEnded.")
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def end_on_signals() -> None:
    """SIGTERM and a closed terminal end the demo as Ctrl-C does."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), leave)


if __name__ == "__main__":
    sys.exit(main())
