"""A question asked once more, gently, because its answer was thin."""

from uuid import UUID

from bot.domain.conversation import FollowUp
from bot.domain.deals import Deal
from bot.domain.guides import Guide
from bot.domain.message import Message
from bot.domain.thin import Thin
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import label, render


def follow_up(deal: Deal, guide: Guide, again: FollowUp, retrospective_id: UUID) -> Message:
    """Ask once more; whatever comes now, the talk goes on after it."""
    text, value = _text(deal, guide, again, is_open=True), f"{retrospective_id}:{again.question}"
    say_more = button(label("buttons.say_more"), ids.ANSWER, value)
    return Message(text, (section(text), actions(say_more, button(label("buttons.that_is_all"), ids.SUFFICED, value))))


def settled_follow_up(deal: Deal, guide: Guide, again: FollowUp) -> Message:
    """The same once it is behind us: the words stay, the buttons go."""
    text = _text(deal, guide, again, is_open=False)
    return Message(text, (section(text),))


def _text(deal: Deal, guide: Guide, again: FollowUp, *, is_open: bool) -> str:
    asked = guide.question(again.question)
    beside_price = asked.beside_price if again.lacks is Thin.BESIDE_PRICE else ""
    return render("retrospective/follow_up", deal=deal, ask=beside_price or asked.follow_up, is_open=is_open)
