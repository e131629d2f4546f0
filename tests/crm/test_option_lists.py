"""Of which a field takes one, where it is a list, asked of every CRM on a server that keeps what it is told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.crm import WRITERS, Http, NotUnderstood
from bot.crm.option_lists import OPTIONS
from bot.domain.options import Option
from bot.domain.write_backs import NotText
from bot.errors import SetUpError
from tests.crm.samples import config
from tests.crm.writable import Crm, writable
from tests.crm.written import filled

every_writer = pytest.mark.parametrize("provider", sorted(WRITERS))


@pytest.fixture
def crm(provider: str, http: Http) -> Iterator[Crm]:
    with writable(provider, http) as crm:
        yield crm


@dataclass(frozen=True)
class Pick:
    """What a CRM answers about a field that is a list of one `option` that counts, and about one of any text."""

    listed: dict[str, Any]
    text: dict[str, Any]
    option: Option


def one_question(path: str, listed: Any, text: Any) -> Pick:
    """Of a CRM that is asked one question."""
    return Pick({path: listed}, {path: text}, Option("p", "Price"))


_PICKS: dict[str, Pick] = {
    "attio": Pick(
        {
            "/v2/objects/deals/attributes/loss_reason$": {"data": {"type": "select", "is_multiselect": False}},
            "/v2/objects/deals/attributes/loss_reason/options$": {
                "data": [{"title": "Price", "is_archived": False}, {"title": "X", "is_archived": True}]
            },
        },
        {"/v2/objects/deals/attributes/loss_reason$": {"data": {"type": "text"}}},
        Option("Price", "Price"),
    ),
    "close": Pick(
        {
            "/api/v1/custom_field_schema/opportunity/$": {
                "fields": [{"id": "cf_reason", "type": "choices", "choices": ["Price", 7]}]
            }
        },
        {"/api/v1/custom_field_schema/opportunity/$": {"fields": [{"id": "cf_reason", "type": "text"}]}},
        Option("Price", "Price"),
    ),
    "copper": Pick(
        {
            "/developer_api/v1/custom_field_definitions$": [
                {"id": 126240, "data_type": "Dropdown", "options": [{"id": 77, "name": "Price"}, {"id": 78}]}
            ]
        },
        {"/developer_api/v1/custom_field_definitions$": [{"id": 126240, "data_type": "String"}]},
        Option("77", "Price"),
    ),
    "dynamics": Pick(
        {
            r"/EntityDefinitions\(LogicalName='opportunity'\)/Attributes\(LogicalName='new_lossreason'\)/"
            r"Microsoft.Dynamics.CRM.PicklistAttributeMetadata\?": {
                "OptionSet": None,
                "GlobalOptionSet": {
                    "Options": [{"Value": 100000001, "Label": {"UserLocalizedLabel": {"Label": "Price"}}}]
                },
            }
        },
        {},
        Option("100000001", "Price"),
    ),
    "freshsales": Pick(
        {
            "/crm/sales/api/settings/deals/fields$": {
                "fields": [{"name": "cf_reason", "type": "dropdown", "choices": [{"id": 1, "value": "Price"}]}]
            }
        },
        {"/crm/sales/api/settings/deals/fields$": {"fields": [{"name": "cf_reason", "type": "text"}]}},
        Option("Price", "Price"),
    ),
    "pipedrive": Pick(
        {
            "^/api/v2/dealFields.limit=500$": {
                "data": [{"field_code": "lost_reason", "field_type": "enum", "options": [{"id": 1, "label": "Price"}]}]
            }
        },
        {"^/api/v2/dealFields.limit=500$": {"data": [{"field_code": "lost_reason", "options": None}]}},
        Option("Price", "Price"),
    ),
    "hubspot": one_question(
        "/crm/properties/2026-03/deals/closed_lost_reason$",
        {
            "type": "enumeration",
            "options": [{"value": "p", "label": "Price"}, {"value": "x", "hidden": True, "label": "X"}],
        },
        {"type": "string", "options": []},
    ),
    "salesforce": one_question(
        "/sobjects/Opportunity/describe$",
        {
            "fields": [
                {
                    "name": "Loss_Reason__c",
                    "type": "picklist",
                    "picklistValues": [
                        {"value": "p", "label": "Price", "active": True},
                        {"value": "x", "label": "X", "active": False},
                    ],
                }
            ]
        },
        {"fields": [{"name": "Loss_Reason__c", "type": "string"}]},
    ),
    "zoho": one_question(
        "/settings/fields.module=Deals$",
        {
            "fields": [
                {
                    "api_name": "Reason_For_Loss__s",
                    "data_type": "picklist",
                    "pick_list_values": [
                        {"actual_value": "p", "display_value": "Price"},
                        {"actual_value": None, "display_value": "X"},
                    ],
                }
            ]
        },
        {"fields": [{"api_name": "Reason_For_Loss__s", "data_type": "text"}]},
    ),
}


@every_writer
@pytest.mark.parametrize("is_list", [True, False])
def test_of_a_list_its_options_are_known(crm: Crm, provider: str, is_list: bool) -> None:
    pick = _PICKS[provider]
    for path, answer in (pick.listed if is_list else pick.text).items():
        crm.server.answer(path, answer)
    assert OPTIONS[provider](crm.account, crm.case.name) == ((pick.option,) if is_list else None)


@pytest.mark.parametrize("provider", ["attio", "close", "pipedrive"])
def test_a_field_that_takes_several_is_no_list_for_us(crm: Crm, provider: str) -> None:
    several: dict[str, Any] = {
        "attio": {"data": {"type": "select", "is_multiselect": True}},
        "close": {
            "fields": [{"id": "cf_reason", "type": "choices", "choices": ["Price"], "accepts_multiple_values": True}]
        },
        "pipedrive": {
            "data": [{"field_code": "lost_reason", "field_type": "set", "options": [{"id": 1, "label": "P"}]}]
        },
    }
    crm.server.answer(next(iter(_PICKS[provider].listed)), several[provider])
    assert OPTIONS[provider](crm.account, crm.case.name) is None


OWN = "a" * 40  # a field of the account's own in Pipedrive


@pytest.mark.parametrize(
    ("provider", "name", "told"),
    [
        ("copper", "cf_126240", {"custom_fields": [{"custom_field_definition_id": 126240, "value": 77}]}),
        ("copper", "loss_reason_id", {"loss_reason_id": 77}),
        ("dynamics", "new_lossreason", {"new_lossreason": 77}),
        ("freshsales", "deal_reason_id", {"deal": {"deal_reason_id": 77}}),
        ("pipedrive", OWN, {"custom_fields": {OWN: 77}}),
    ],
)
def test_an_option_that_is_a_number_is_told_as_one(crm: Crm, name: str, told: Any) -> None:
    for path, answer in _PICKS[crm.provider].listed.items():
        crm.server.answer(path, json.loads(json.dumps(answer).replace('"lost_reason"', f'"{OWN}"')))
    crm.writer.put(crm.account, crm.case.deal_id, name, "77")
    assert crm.told[-1][2] == told


@pytest.mark.parametrize("provider", ["copper", "dynamics", "pipedrive"])
def test_digits_in_a_field_of_any_text_stay_text(crm: Crm) -> None:
    for path, answer in _PICKS[crm.provider].text.items():
        crm.server.answer(path, answer)
    crm.writer.put(crm.account, crm.case.deal_id, crm.case.name, "77")
    method, path, shape = crm.case.put
    assert crm.told == [(method, path, filled(shape, value="77"))]


@pytest.mark.parametrize(
    ("provider", "path", "answer"),
    [
        ("copper", "/loss_reasons$", [{"id": 988, "name": "Price"}]),
        ("freshsales", "/selector/deal_reasons$", {"deal_reasons": [{"id": 988, "name": "Price"}]}),
    ],
)
def test_the_accounts_own_reasons_are_a_list_and_take_no_words(crm: Crm, path: str, answer: Any) -> None:
    crm.server.answer(path, answer)
    reason = crm.writer.FIELDS["reason"]
    assert OPTIONS[crm.provider](crm.account, reason) == (Option("988", "Price"),)
    assert crm.writer.values(crm.account, crm.case.deal_id, [reason]) == {reason: None}
    with pytest.raises(NotUnderstood):
        crm.writer.put(crm.account, crm.case.deal_id, reason, "Price (Trust)")
    assert crm.told == []


@pytest.mark.parametrize("provider", ["attio"])
@pytest.mark.parametrize("is_list", [True, False])
def test_the_one_that_attio_holds_of_a_list_is_read_by_its_title(crm: Crm, is_list: bool) -> None:
    for path, answer in (_PICKS["attio"].listed if is_list else _PICKS["attio"].text).items():
        crm.server.answer(path, answer)
    chosen = {"active_until": None, "option": {"title": "Price"}}
    crm.answers(
        {
            asked: {"data": {**body["data"], "values": {"loss_reason": [chosen]}}}
            for asked, body in crm.case.deal.items()
        }
    )
    held = crm.writer.values(crm.account, crm.case.deal_id, ["loss_reason"])
    assert held == {"loss_reason": "Price" if is_list else NotText.NOT_TEXT}


@every_writer
def test_reasons_may_be_called_otherwise_there(provider: str) -> None:
    assert config(provider, reason_options={"price": "Too expensive"})["reason_options"] == {"price": "Too expensive"}
    for wrong in ({"prize": "x"}, {"price": ""}, {"price": 1}, ["price"]):
        with pytest.raises(SetUpError, match="reason_options"):
            config(provider, reason_options=wrong)
