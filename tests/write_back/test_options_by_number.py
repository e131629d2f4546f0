"""Where a CRM knows the reasons of its list by number, the pair reads their names, and the number is written."""

import json
from typing import Any

import pytest

from bot.crm import Http
from bot.domain.reasons import Cause, Reason
from bot.storage.database import Database
from tests.factories import form
from tests.write_back.elsewhere import talk_in
from tests.write_back.town import Town

DEAL = "^/developer_api/v1/opportunities/4710234$"
PRICE = form(causes=(Cause(Reason.PRICE, Reason.TRUST),))


def holds(town: Town, reason: int | None) -> None:
    town.server.answer(DEAL, {"id": 4710234, "status": "Lost", "loss_reason_id": reason})


def told(town: Town) -> list[Any]:
    return [json.loads(one.body) for one in town.server.asked if one.method == "PUT"]


def test_it_is_written_and_taken_back_by_number(sqlite_db: Database, http: Http) -> None:
    with talk_in("copper", sqlite_db, http) as town:
        holds(town, 987)
        town.wrap_up(PRICE)
        assert town.card()[1] == "• Reason: “Features” becomes “Price”."
        town.press()
        holds(town, 988)
        town.undo()
        assert told(town) == [{"loss_reason_id": 988}, {"loss_reason_id": 987}]


def test_what_the_list_does_not_know_is_told_to_the_pair_and_left_out(sqlite_db: Database, http: Http) -> None:
    with talk_in("copper", sqlite_db, http) as town:
        holds(town, 987)
        town.wrap_up(form(causes=(Cause(Reason.TIMING),)))
        assert town.card()[1:3] == [
            "• Reason: no choice there says “Timing”.",
            "An admin can say which choice fits (`reason_options`).",
        ]
        town.press()
        assert told(town) == []


@pytest.mark.parametrize("status", [403, 500])
def test_where_the_list_cannot_be_read_no_words_go_into_a_field_of_numbers(
    sqlite_db: Database, http: Http, status: int
) -> None:
    with talk_in("copper", sqlite_db, http) as town:
        holds(town, 987)
        town.server.answer("/loss_reasons$", {}, status)
        town.wrap_up(PRICE)
        town.press()
        assert told(town) == []
        assert town.card()[1] == "• Reason: refused (“its list of reasons could not be read”)."
