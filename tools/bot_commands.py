"""Several commands of the bot in one process, since most of a command's time goes into its imports.

`python tools/bot_commands.py '[["settings", "get"], ["doctor"]]'`: what they print, in order; ends with the first that
fails, and with its exit code.
"""

import json
import sys

import click

from bot.cli import commands


def main() -> None:
    """Run what the first argument lists, as JSON."""
    try:
        for arguments in json.loads(sys.argv[1]):
            commands.main(arguments, prog_name="bot", standalone_mode=False)
    except click.ClickException as failure:
        failure.show()
        sys.exit(failure.exit_code)


if __name__ == "__main__":
    main()
