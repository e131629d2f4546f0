"""The summary of many people: everybody is named, and it fits one message."""

import json
from dataclasses import replace
from uuid import UUID, uuid5

from bot.domain.guides import View
from bot.domain.influence import Influence, Role, Spoke
from bot.messages import summaries
from sandbox.block_kit import check_blocks
from tests.messages.everything import messages
from tests.messages.facts import ORDINARY, conversation, talk, wrap_up


def test_what_somebody_who_was_there_wrote_bears_their_name() -> None:
    summary = messages(ORDINARY)["summary of witnesses"]
    value, *_ = [block for block in summary.blocks if block["type"] == "rich_text"]
    names = [[leaf["user_id"] for leaf in one["elements"] if leaf["type"] == "user"] for one in value["elements"]]
    assert names == [[], ["U0PRIYA"]]
    assert "\n<@U0PRIYA>: Onboarding" in summary.text


def test_a_summary_of_seven_people_fits_one_message() -> None:
    """A pair and five who had the talk before have answered every question, and the customer too."""
    told = conversation("A long sentence. " * 60)
    others = {UUID(int=number): f"U0OTHER{number}" for number in range(1, 6)}
    added = [replace(one, id=uuid5(who, one.question), author=who) for one in told.said(View.OURS) for who in others]
    everything = replace(told, answers=(*told.answers, *added))
    weighed = Influence("Dana Miller", Role.FINANCE, Spoke.NO)
    shown = summaries.summary(talk(ORDINARY), everything, wrap_up("Ask."), None, weighed, others)
    assert len(everything.said(View.OURS)) == 18
    assert check_blocks(list(shown.blocks)) == []
    assert len(shown.blocks) <= 45
    assert len(json.dumps(shown.blocks)) < 12_000
    assert all(str(shown.blocks).count(user) == 3 for user in others.values())
