"""The whole bot in one process: `python app.py`. Settings come from the environment and `.env`."""

import sys

from bot import config, lean, startup  # noqa: F401  # lean: before whatever logs
from bot.errors import SetUpError, TryLater


def main() -> int:
    """Run until told to stop. Returns the exit code: 2 when the set-up cannot work."""
    try:
        startup.run(config.read(), web=True, worker=True, migrating=True)
    except (SetUpError, TryLater) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
