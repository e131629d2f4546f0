"""What is said of a wrap-up that is typed line by line."""

from collections.abc import Collection

from bot.domain.message import Message
from bot.domain.typed_lines import MOST, Field
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import label, labels, render
from bot.messages.talks import Talk, of_the_thread, one_sentence
from bot.messages.vocabulary import MENUS, typed_word

# What most wrap-ups hold.
USUAL = (Field.ENDING, Field.REASONS, Field.ACTION)


@of_the_thread
def kept(talk: Talk, fields: Collection[Field], *, is_done: bool) -> Message:
    """Which fields are kept so far; the buttons end the talk with them, or take them into the form.

    `is_done`: it has ended, and they wait for the form that changes it.
    """
    text = render(
        "retrospective/typed_kept",
        deal=talk.deal,
        kept=_names(fields),
        done=is_done,
        complete=Field.LESSON in fields,
        lesson=typed_word("fields.lesson"),
        close=typed_word("replies.done"),
    )
    return Message(text, (section(text), actions(*_buttons(talk, fields, is_done=is_done))))


@of_the_thread
def lacks(talk: Talk, fields: Collection[Field]) -> Message:
    """Ask for the lesson, without which nothing is closed; of what else may be said, `fields` are kept."""
    others = [field for field in USUAL if field not in fields and not (talk.won and field is Field.ENDING)]
    words = {"others": _names(others), "lesson": typed_word("fields.lesson")}
    return one_sentence("retrospective/typed_lacks", talk, **words)


def unknown(talk: Talk, field: Field) -> Message:
    """Tell whoever typed it, in private, what `field` may hold."""
    choices = " · ".join(labels()[MENUS[field]].values())
    words = {"field": labels()["typed_fields"][field], "choices": choices, "most": MOST[field]}
    return one_sentence("retrospective/typed_unknown", talk, **words)


def _buttons(talk: Talk, fields: Collection[Field], *, is_done: bool) -> list[dict[str, object]]:
    value = str(talk.id)
    if is_done:
        return [button(label("buttons.change_wrap_up"), ids.CHANGE_WRAP_UP, value)]
    form = button(label("buttons.wrap_up"), ids.WRAP_UP, value)
    return [button(label("buttons.save_typed"), ids.SAVE_TYPED, value), form] if Field.LESSON in fields else [form]


def _names(fields: Collection[Field]) -> str:
    """Fields as one speaks of them, in the order of the form."""
    return ", ".join(labels()["typed_fields"][field] for field in Field if field in fields)
