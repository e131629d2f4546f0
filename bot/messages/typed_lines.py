"""What is said of a wrap-up that is typed line by line."""

from collections.abc import Collection, Mapping

from bot.domain.message import Message
from bot.domain.text import clip
from bot.domain.typed_lines import MOST, OF_LOSSES, Field
from bot.messages import ids
from bot.messages.blocks import actions, button, quote, section
from bot.messages.prompts import escape, label, labels, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence
from bot.messages.vocabulary import MENUS, typed_word

# What most wrap-ups hold.
USUAL = (Field.ENDING, Field.REASONS, Field.ACTION)
LONGEST_LESSON = 600  # shown of it


@of_the_thread
def kept(talk: Talk, fields: Mapping[Field, str], *, is_done: bool, rests: bool = False) -> Message:
    """Which fields are kept so far, and the lesson as it reads; the buttons end the talk with them, or take them into
    the form.

    `is_done`: it has ended, and they wait for the form that changes it. `rests`: they wait until the talk goes on, and
    nothing is offered.
    """
    text = render(
        "retrospective/typed_kept",
        deal=talk.deal,
        kept=_names(fields),
        done=is_done,
        rests=rests,
        complete=Field.LESSON in fields,
        lesson=typed_word("fields.lesson"),
        close=typed_word("replies.done"),
    )
    lesson = clip(fields.get(Field.LESSON, ""), LONGEST_LESSON)
    spoken, shown = ([escape(lesson)], [quote(lesson)]) if lesson else ([], [])
    buttons = [] if rests else [actions(*_buttons(talk, fields, is_done=is_done))]
    return Message("\n".join([text, *spoken]), (section(text), *shown, *buttons))


@of_the_thread
def taken_up(talk: Talk) -> Message:
    """The form has been kept, and nothing that was typed waits any more."""
    return one_sentence("retrospective/typed_taken_up", talk)


@of_the_thread
def lacks(talk: Talk, fields: Collection[Field]) -> Message:
    """Ask for the lesson, without which nothing is closed; of what else may be said, `fields` are kept."""
    is_of_loss = not (talk.won or talk.midway)
    others = [field for field in USUAL if field not in fields and (is_of_loss or field not in OF_LOSSES)]
    words = {"others": _names(others), "lesson": typed_word("fields.lesson")}
    return one_sentence("retrospective/typed_lacks", talk, **words)


def stays(talk: Talk, fields: Collection[Field]) -> Message:
    """Tell whoever deleted what they had typed, in private, that the talk ended with these `fields` and keeps them."""
    return one_sentence("retrospective/typed_stays", talk, kept=_names(fields), change=label("buttons.change_wrap_up"))


def lost(talk: Talk, fields: Collection[Field], *, of_pair: bool) -> Message:
    """Tell whoever edited what they had typed, in private, that what it says of `fields` by now is not kept."""
    return one_sentence("retrospective/typed_lost", talk, fields=_names(fields), of_pair=of_pair)


def dropped(talk: Talk) -> Message:
    """Tell whoever edited a reply that held answers and the lesson, in private, that it holds no lesson any more."""
    return one_sentence("retrospective/typed_dropped", talk, lesson=typed_word("fields.lesson"))


def holds_numbers(talk: Talk, field: Field) -> Message:
    """Tell whoever typed it, in private, that the rows by numbers behind `field` were kept as part of it."""
    return one_sentence("retrospective/typed_numbers", talk, field=labels()["typed_fields"][field])


def cut(talk: Talk, field: Field, room: int) -> Message:
    """Tell whoever typed it, in private, that `field` has room for so many characters, and the rest is not kept."""
    return one_sentence("retrospective/typed_cut", talk, field=labels()["typed_fields"][field], room=room)


def unknown(talk: Talk, field: Field) -> Message:
    """Tell whoever typed it, in private, what `field` may hold."""
    choices = " · ".join(labels()[MENUS[field]].values())
    words = {"field": labels()["typed_fields"][field], "choices": choices, "most": MOST[field]}
    return one_sentence("retrospective/typed_unknown", talk, **words)


def not_asked(talk: Talk, field: Field) -> Message:
    """Tell whoever typed it, in private, that the form of this talk has no such `field`."""
    return one_sentence("retrospective/typed_not_asked", talk, field=labels()["typed_fields"][field])


def odd_day(talk: Talk) -> Message:
    """Tell whoever typed an action, in private, that it cannot be due on the day it names."""
    return one_sentence("retrospective/typed_odd_day", talk)


def cannot_own(talk: Talk, why: str) -> Message:
    """Tell whoever typed an action, in private, `why` its owner cannot be taken: a `domain.colleagues.Objection`."""
    return one_sentence("retrospective/typed_cannot_own", talk, why=labels()["objections"][why])


def owner_unmet(talk: Talk, named: str) -> Message:
    """Tell whoever typed an action, in private, that Slack is being asked who its owner is; `named` by Slack id."""
    return one_sentence("retrospective/typed_owner_unmet", talk, who=mention(named))


def _buttons(talk: Talk, fields: Collection[Field], *, is_done: bool) -> list[dict[str, object]]:
    value = str(talk.id)
    if is_done:
        return [button(label("buttons.change_wrap_up"), ids.CHANGE_WRAP_UP, value)]
    form = button(label("buttons.wrap_up"), ids.WRAP_UP, value)
    return [button(label("buttons.save_typed"), ids.SAVE_TYPED, value), form] if Field.LESSON in fields else [form]


def _names(fields: Collection[Field]) -> str:
    """Fields as one speaks of them, in the order of the form."""
    return ", ".join(labels()["typed_fields"][field] for field in Field if field in fields)
