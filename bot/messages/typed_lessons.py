"""What is said once words were typed as the lesson."""

from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import label, render
from bot.messages.talks import Talk, of_the_thread


@of_the_thread
def kept(talk: Talk, *, is_done: bool) -> Message:
    """The words are kept; the buttons end the talk with them, or take them into the form. `is_done`: it has ended."""
    text, value = render("retrospective/lesson_kept", deal=talk.deal, done=is_done), str(talk.id)
    if is_done:
        return Message(
            text, (section(text), actions(button(label("buttons.change_wrap_up"), ids.CHANGE_WRAP_UP, value)))
        )
    save = button(label("buttons.save_lesson"), ids.SAVE_LESSON, value)
    return Message(text, (section(text), actions(save, button(label("buttons.wrap_up"), ids.WRAP_UP, value))))
