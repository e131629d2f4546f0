"""Where HubSpot keeps reasons in a list, one of the list is written, or none."""

from typing import Any

import pytest

from bot.domain.reasons import Cause, Reason
from bot.storage import connections
from tests.factories import form
from tests.write_back.town import Town

PROPERTY = "^/crm/properties/2026-03/deals/closed_lost_reason"
OPTIONS = [
    {"value": "too_expensive", "label": "Too expensive"},
    {"value": "einarbeitung", "label": "Onboarding effort"},
    {"value": "old", "label": "Fit", "hidden": True},
]
PRICE = form(causes=(Cause(Reason.PRICE, Reason.TRUST),))


@pytest.fixture
def town(town: Town) -> Town:
    """The reason is a list in this account, one of which is called otherwise here than there."""
    town.server.answer(PROPERTY, {"type": "enumeration", "options": OPTIONS})
    town.holds("einarbeitung")
    configure(town, reason_options={"price": "Too expensive"})
    return town


def configure(town: Town, **more: Any) -> None:
    with town.scene() as scene:
        row = connections.by_id(scene.session, scene.workspace.id, scene.deal().connection_id)
        assert row is not None
        row.config = {**row.config, **more}


def test_the_pair_reads_which_of_the_list_it_will_be_and_it_is_written(town: Town) -> None:
    town.wrap_up(PRICE)
    assert town.card()[1] == "• Reason: “Onboarding effort” becomes “Too expensive”."
    town.press()
    assert town.told()[0] == ("PATCH", {"closed_lost_reason": "too_expensive"})
    assert town.card()[1] == "• Reason: “Onboarding effort” became “Too expensive”."
    town.holds("too_expensive")
    town.undo()
    assert town.told()[2] == ("PATCH", {"closed_lost_reason": "einarbeitung"})


def test_the_same_word_needs_no_map(town: Town) -> None:
    town.holds(None)
    town.wrap_up(form(causes=(Cause(Reason.ONBOARDING), Cause(Reason.PRICE))))
    assert town.card()[1] == "• Reason: empty so far, becomes “Onboarding effort”."


@pytest.mark.parametrize("reason", [Reason.TIMING, Reason.FIT])
def test_where_none_fits_the_field_stays_and_the_card_says_what_an_admin_can_do(town: Town, reason: Reason) -> None:
    town.wrap_up(form(causes=(Cause(reason),)))
    assert town.card()[1].startswith("• Reason: no choice there says “")
    assert town.card()[2] == "An admin can say which choice fits (`reason_options`)."
    town.press()
    assert [method for method, _ in town.told()] == ["POST"]


def test_a_list_that_we_may_not_read_is_left_to_the_crm(town: Town) -> None:
    town.server.answer(PROPERTY, {}, 403)
    town.wrap_up(PRICE)
    assert town.card()[1] == "• Reason: “einarbeitung” becomes “Price (Trust)”."
