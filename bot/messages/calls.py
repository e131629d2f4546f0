"""The customer call: its card, and what is said of what became of it."""

from uuid import UUID

from bot.domain.conversation import MOST_TRIES, Conversation
from bot.domain.guides import View
from bot.domain.message import Block, Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import customer, label, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence


@of_the_thread
def call_card(talk: Talk, conversation: Conversation) -> Message:
    """The customer call, addressed to whoever leads it."""
    text = render("call/card", deal=talk.deal, rep=mention(talk.rep), leader=talk.leader, won=talk.won)
    asks = [question.wording(customer(talk.deal)) for question in conversation.guide.of(View.CUSTOMERS)]
    listed = render("call/questions", asks=asks)
    return Message(f"{text}\n{listed}", (section(text), section(listed), call_buttons(talk.id)))


@of_the_thread
def not_needed(talk: Talk) -> Message:
    """The call card of a talk that became short."""
    return one_sentence("call/not_needed", talk)


@of_the_thread
def our_view_done(talk: Talk) -> Message:
    """Our questions are answered; the customer's wait for the call."""
    text = render("retrospective/our_view_done", deal=talk.deal, leader=talk.leader)
    wrap_up = button(label("buttons.wrap_up"), ids.WRAP_UP, str(talk.id))
    return Message(text, (section(text), call_buttons(talk.id), actions(wrap_up)))


def call_buttons(retrospective_id: UUID) -> Block:
    value = str(retrospective_id)
    return actions(
        button(label("buttons.capture"), ids.CAPTURE, value, style="primary"),
        button(label("buttons.walk_through"), ids.WALK_THROUGH, value),
        button(label("buttons.declined"), ids.DECLINED, value),
        button(label("buttons.no_answer"), ids.NO_ANSWER, value),
    )


@of_the_thread
def tried(talk: Talk, tries: int) -> Message:
    return one_sentence("call/tried", talk, tries=tries, most=MOST_TRIES)


@of_the_thread
def silent(talk: Talk) -> Message:
    return one_sentence("call/silent", talk)


@of_the_thread
def declined(talk: Talk) -> Message:
    return one_sentence("call/declined", talk)


@of_the_thread
def captured(talk: Talk, count: int) -> Message:
    return one_sentence("call/captured", talk, count=count)
