"""The commands of `python -m bot`. Each imports what is heavy only when it runs, so that help answers at once."""

import click

from bot.cli.connecting import connect
from bot.cli.diagnosis import doctor
from bot.cli.exporting import export
from bot.cli.importing import import_deals
from bot.cli.people import people
from bot.cli.recounting import recount
from bot.cli.rehearsal import rehearse
from bot.cli.replaying import replay
from bot.cli.rotating import rotate_keys
from bot.cli.running import migrate, web, worker
from bot.cli.setting import settings
from bot.cli.start import init
from bot.errors import SetUpError, TryLater


class _Refusal(click.ClickException):
    """A sentence for the person at the terminal, as it is; exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (SetUpError, TryLater) as error:
            raise _Refusal(str(error)) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Silver Lining turns a lost deal into something the whole team can use."""


for _command in (
    web,
    worker,
    migrate,
    init,
    doctor,
    connect,
    people,
    import_deals,
    export,
    settings,
    rehearse,
    replay,
    recount,
    rotate_keys,
):
    commands.add_command(_command)
