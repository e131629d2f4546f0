"""What is said of words that waited in one round when the next one began."""

from collections.abc import Collection

from bot.domain.message import Message
from bot.domain.typed_lines import Field
from bot.messages.prompts import labels, mention
from bot.messages.talks import Talk, of_the_thread, one_sentence


@of_the_thread
def carried(talk: Talk, *, is_carried: bool) -> Message:
    """What stands in place of the card that said what was typed in the round before that of `talk`."""
    return one_sentence("retrospective/typed_carried", talk, number=talk.round, is_carried=is_carried)


def lines_left(talk: Talk, fields: Collection[Field], author: str) -> Message:
    """Tell `author` that what they typed for the wrap-up in the round before, `fields`, is not part of this one."""
    names = ", ".join(labels()["typed_fields"][field] for field in Field if field in fields)
    return one_sentence("retrospective/lines_left", talk, number=talk.round, fields=names, rep=_other(talk, author))


def drafts_left(talk: Talk, author: str) -> Message:
    """Tell `author` that what they wrote privately in the round before stays there, for them alone."""
    return one_sentence("drafts/left", talk, number=talk.round, rep=_other(talk, author))


def _other(talk: Talk, author: str) -> str | None:
    """The rep, where that is somebody else."""
    return None if talk.rep == author else mention(talk.rep)
