"""What whoever wrote in a thread hears, in private, when nothing of it was written down."""

from bot.domain.conversation import Status
from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import label, mention, render
from bot.messages.talks import Talk, one_sentence
from bot.messages.vocabulary import typed_word


def unkept(talk: Talk, status: Status, *, of_pair: bool, is_walk: bool = False, but_lines: bool = False) -> Message:
    """Why, as the talk stands, and what they can do. `of_pair`: they may take it up and change what it ended with.

    `is_walk`: the customer's questions are being gone through, by whoever leads the call. `but_lines`: its lines for
    the wrap-up were kept.
    """
    return one_sentence(
        "retrospective/unkept",
        talk,
        status=status,
        of_pair=of_pair,
        is_walk=is_walk,
        but_lines=but_lines,
        caller=talk.caller or mention(talk.rep),
        lesson=typed_word("fields.lesson"),
        close=typed_word("replies.done"),
        start_now=label("buttons.start_now"),
        take_up=label("buttons.take_up"),
    )


def overtaken(talk: Talk) -> Message:
    """It was written while an earlier round rested, and that of `talk` has begun since, in the same thread."""
    return one_sentence("retrospective/round_overtaken", talk, number=talk.round)


def wordless(talk: Talk) -> Message:
    """There was a picture, a file or a voice, and no word."""
    return one_sentence("retrospective/wordless", talk)


def went_on(talk: Talk, link: str | None) -> Message:
    """The talk has left this thread, and whoever takes part in it goes on where `link` leads."""
    text = render("retrospective/went_on", deal=talk.deal)
    way = actions(button(label("home.thread"), ids.OPEN_THREAD, url=link)) if link else None
    return Message(text, (section(text), *([way] if way else [])))


def went_on_without(talk: Talk) -> Message:
    """The same for somebody who takes part no more: whom they may tell."""
    return one_sentence("retrospective/went_on_without", talk, rep=mention(talk.rep))
