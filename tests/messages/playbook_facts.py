"""The playbook, from facts of any kind."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from bot.domain.digests import Evidence
from bot.domain.message import Message
from bot.domain.playbook import Kept, Page, Shelf
from bot.domain.reasons import Reason
from bot.domain.trials import Record
from bot.domain.wrap_ups import Consent
from bot.messages import playbook
from tests.messages.facts import Facts

ID = UUID(int=7)


def shelves(facts: Facts) -> dict[str, Message]:
    """What `/retro lesson` answers."""
    some = (_line(facts), _line(facts, is_new=True))
    return {
        "playbook found": playbook.shelf(Shelf(some * 2, may_rename=True), facts.words),
        "playbook found near": playbook.shelf(Shelf(some[:1], is_near=True), facts.words),
        "playbook found with own talks": playbook.shelf(
            Shelf((replace(some[0], took_part=True), some[1])), facts.words
        ),
        "playbook kept last": playbook.shelf(Shelf(some, some), ""),
        "playbook empty": playbook.shelf(Shelf(), ""),
        "playbook found one": playbook.shelf(Shelf(some[:1]), facts.words),
        "playbook without it": playbook.shelf(Shelf(), facts.words),
    }


def playbook_forms(facts: Facts) -> dict[str, dict[str, Any]]:
    """A lesson's page, and the forms behind it."""
    full, bare = _page(facts), Page(_line(facts, is_new=True))
    tags = [facts.words[:40], "onboarding"]
    return {
        "lesson": playbook.page(full),
        "lesson bare": playbook.page(bare),
        "lesson of one's own": playbook.page(replace(full, is_own=True)),
        "lesson taken down": playbook.taken_down(ID, facts.deal.name, Consent.NAME),
        "keep": playbook.keep_form(full, tags),
        "keep first": playbook.keep_form(bare, []),
        "rename tag": playbook.rename_form({str(ID): tags[0]}),
    }


def _page(facts: Facts) -> Page:
    return Page(
        _line(facts),
        ending="competitor",
        reasons=tuple(Reason)[:3],
        quotes=(facts.words,) * 5,
        cheers=3,
        tags=(facts.words[:40], "onboarding"),
        parts=((facts.deal.name, facts.words),),
        practices=(facts.words[:200],) * 2,
        alike=(_line(facts),),
        under=ID,
        is_kept=True,
        may_keep=True,
        link="https://acme.slack.com/archives/G0PAIR/p1?thread_ts=1&cid=G0PAIR",
    )


def _line(facts: Facts, *, is_new: bool = False) -> Kept:
    if is_new:
        return Kept(ID, facts.deal.name, facts.words, Evidence.WE_THINK)
    return Kept(ID, facts.deal.name, facts.words, Evidence.CUSTOMER_SAID, seen=2, record=Record(4, 2, 1, 1, 1))
