"""What is asked once of a reason that was typed and says little by itself: what lay below it."""

from bot.domain.message import Message
from bot.domain.reasons import NUANCED, Reason
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import label, labels, render
from bot.messages.talks import Talk, of_the_thread, one_sentence
from bot.messages.vocabulary import typed_word


@of_the_thread
def below(talk: Talk, reason: Reason) -> Message:
    """Ask what lay below `reason`: by a button for each answer, or typed."""
    names = labels()["reasons"]
    text = render(
        "retrospective/below",
        deal=talk.deal,
        asked=labels()["below"][reason],
        field=typed_word("fields.reasons"),
        reason=names[reason],
        example=names[Reason.TRUST],
        close=typed_word("replies.done"),
    )
    choices = [
        button(names[layer], f"{ids.BELOW}.{number}", f"{talk.id}:{reason}:{layer}")
        for number, layer in enumerate(NUANCED)
    ]
    nothing = button(label("buttons.nothing_below"), ids.BELOW, f"{talk.id}:{reason}:")
    return Message(text, (section(text), actions(*choices, nothing)))


@of_the_thread
def found_below(talk: Talk, reason: Reason, layer: Reason | None) -> Message:
    """What stands in place of the question once it is answered."""
    names = labels()["reasons"]
    found = names[layer] if layer else None
    return one_sentence("retrospective/found_below", talk, reason=names[reason], below=found)
