"""Whoever owns a deal by now is asked whether they take its talk; what they and the others hear of it."""

from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import Raw, label, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence


def offer(talk: Talk) -> Message:
    """To the new owner, in private: what this is, who worked the deal before, what is asked of them."""
    text = render("people/seat_offer", deal=talk.deal, before=mention(talk.rep), won=talk.won, midway=talk.midway)
    take = button(label("buttons.take_seat"), ids.TAKE_SEAT, str(talk.id), style="primary", about=talk.deal.name)
    refuse = button(label("buttons.refuse_seat"), ids.REFUSE_SEAT, str(talk.id), about=talk.deal.name)
    return Message(text, (section(text), actions(take, refuse)))


def taken(talk: Talk) -> Message:
    """In place of the question, once they have taken it; `talk` as it is by then."""
    return one_sentence("people/seat_taken", talk, names=Raw(", ".join(map(mention, talk.members))))


def refused(talk: Talk) -> Message:
    """In place of the question, once they have not."""
    return one_sentence("people/seat_refused", talk, rep=mention(talk.rep))


def left_closed(talk: Talk) -> Message:
    """In place of the question, once they have not taken what had closed because nobody was left."""
    return one_sentence("people/seat_left_closed", talk)


def seated(talk: Talk) -> Message:
    """In place of the question, once they have a seat in the talk without having answered."""
    return one_sentence("people/seat_seated", talk)


def closed(talk: Talk) -> Message:
    """In place of the question, once nobody can take a seat in the talk any more."""
    return one_sentence("people/seat_closed", talk)


def withdrawn(talk: Talk) -> Message:
    """In place of the question, once the CRM names another owner."""
    return one_sentence("people/seat_withdrawn", talk)


@of_the_thread
def taken_over(talk: Talk, by: str) -> Message:
    """Tell the room that the new owner `by` (a Slack id) takes it; `talk` as it was before."""
    return one_sentence("people/taken_over", talk, by=mention(by), before=mention(talk.rep))
