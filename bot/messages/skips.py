"""What is said of a talk that was left out."""

from bot.domain.message import Message
from bot.domain.skips import SkipReason
from bot.messages import ids
from bot.messages.blocks import actions, button, section, static_select
from bot.messages.prompts import label, labels, render
from bot.messages.talks import Talk, of_the_thread


@of_the_thread
def skipped(talk: Talk, because: SkipReason | None) -> Message:
    """It is left out, and why, where somebody said so; the menu and the way back stay."""
    text = render("retrospective/skipped", deal=talk.deal, because=because)
    reasons = {f"{talk.id}:{reason}": words for reason, words in labels()["skip_reasons"].items()}
    menu = static_select(label("places.skipped_because"), ids.SKIPPED_BECAUSE, reasons)
    return Message(text, (section(text), actions(menu, button(label("buttons.take_up"), ids.TAKE_UP, str(talk.id)))))
