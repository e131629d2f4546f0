"""`python -m bot <command>`."""

from bot.cli import commands

if __name__ == "__main__":
    commands(prog_name="python -m bot")
