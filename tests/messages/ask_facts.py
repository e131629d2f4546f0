"""Everything that is said of asks, to the pair and to departments, as messages and forms by name."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from bot.domain.asks import LONGEST, Ask, Listed, Offer, RollUp, Status
from bot.domain.conversation import Answer, Kind
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.text import clip
from bot.domain.wrap_ups import Department
from bot.messages import ask_cards, asks
from bot.messages import ask_lists as lists
from bot.messages.problems import problem
from bot.messages.talks import Talk
from tests.messages.facts import PRIYA

ID = UUID(int=7)
OPEN_ONES = (Status.NEW, Status.SEEN, Status.TAKEN, Status.PLANNED)
LINK = "https://acme.slack.com/archives/C0PRODUCT/p1"


def of_pair(talk: Talk, words: str) -> dict[str, Message]:
    """What the pair of `talk` reads, who wrote `words`."""
    offer, name = _offer(words), talk.deal.name
    bare, older = replace(offer, quote=None), replace(offer, older=_ask(words))
    own, both = [asks.preview(offer.own)], [asks.preview(one) for one in (_ask(words), offer.own)]
    return {
        "ask offer": ask_cards.offer(talk, offer, own, is_left=False),
        "ask offer left": ask_cards.offer(talk, bare, [asks.preview(bare.own)], is_left=True),
        "ask offer older": ask_cards.offer(talk, older, both, is_left=False),
        "ask offer older of the same deal": ask_cards.offer(talk, replace(older, is_counted=True), both, is_left=False),
        "ask offer older left": ask_cards.offer(talk, older, both, is_left=True),
        **{
            f"ask sent {department}": ask_cards.sent(talk, ID, replace(_ask(words), department=department))
            for department in Department
        },
        "ask withheld": ask_cards.withheld(talk, Department.ENABLEMENT),
        "ask of a deal that is gone": ask_cards.deal_gone(talk, Department.ENABLEMENT),
        "ask withdrawn": ask_cards.withdrawn(talk, Department.ENABLEMENT),
        "ask changed": ask_cards.changed(talk),
        **{
            f"ask echo {status}": ask_cards.echo(talk, clip(words, LONGEST), replace(_ask(words), status=status))
            for status in (Status.TAKEN, Status.PLANNED, Status.NOT_NOW, Status.SHIPPED)
        },
        "department away": problem("problem/department_away", deal_name=name),
        "shared meanwhile": problem("problem/shared_meanwhile", deal_name=name),
    }


def of_departments(words: str) -> dict[str, Message]:
    """What stands in channels; people wrote `words`."""
    ask = _ask(words)
    return {
        **{f"ask {status}": asks.post(replace(ask, status=status, by=PRIYA)) for status in Status},
        "ask of a person who left": asks.post(replace(ask, status=Status.TAKEN, quotes=(), reason="")),
        "ask of won deals too": asks.post(replace(ask, lost=1000)),
        "ask of won deals alone": asks.post(replace(ask, lost=0)),
        "ask taken back": asks.taken_back(),
        "ask moved": asks.moved(Department.PRODUCT),
    }


def ask_lists(words: str) -> dict[str, Message]:
    """Asks of the month, and `/retro asks`."""
    some = tuple(Listed(replace(_ask(words), status=status), LINK) for status in (*OPEN_ONES, Status.SHIPPED))
    full = RollUp(Department.ENABLEMENT, (*some[:4], some[0]), 1234, some[4:] * 5)
    return {
        "asks of the month": lists.roll_up(full),
        "asks of the month, none open": lists.roll_up(RollUp(Department.FINANCE, shipped=(Listed(_ask(words)),))),
        "asks of the month, one": lists.roll_up(RollUp(Department.PRODUCT, some[:1], 1)),
        "asks listed": lists.listed([replace(full, shipped=())] * 4),
        "asks listed, none": lists.listed([]),
        "not a leader": problem("problem/not_a_leader"),
    }


def ask_forms(talk: Talk, words: str) -> dict[str, dict[str, Any]]:
    """The forms of the pair and of the department."""
    said = [Answer(UUID(int=place), "customers.change", View.CUSTOMERS, Kind.SAID, None, words) for place in range(5)]
    return {
        "ask": ask_cards.form(talk, _offer(words), said),
        "ask without a customer": ask_cards.form(talk, _offer(words), []),
        "ask not now": asks.not_now_form(_ask(words)),
    }


def _offer(words: str) -> Offer:
    return Offer(ID, Department.ENABLEMENT, clip(words, LONGEST), words, ID)


def _ask(words: str) -> Ask:
    text = clip(words, LONGEST)
    return Ask(ID, Department.ENABLEMENT, text, (words,) * 3, 1234, status=Status.NEW, reason=text)
