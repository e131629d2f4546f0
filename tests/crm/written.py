"""What each CRM that can be written is asked and told, request by request; the shapes are its documentation's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.crm.local_server import reworded
from tests.crm.samples import sample

MARK = "silver-lining-0b1c2d3e"
AUTHOR = "ana@example.com"
_SOMEBODY = {"id": "1", "email": "joana@example.com"}  # whom a search of a CRM finds as well
Request = tuple[str, str, Any]
Answers = Mapping[tuple[str, str], Any]  # method and pattern of the path → what is answered

_HUBSPOT = "/crm/objects/2026-03"
_SALESFORCE = "/services/data/v67.0"
_ATTIO = "2a2f7d1e-6c4b-4f0e-9c1d-5b6a7e8f9012"
_DYNAMICS = "1f2e3d4c-0000-4000-8000-00000000331c"
_NOTE_ID = "0b1c2d3e-0000-4000-8000-000000000009"


@dataclass(frozen=True)
class Written:
    """`put`, `note` and `removed` are the requests that change something, with `{value}` and `{body}` to be filled in.

    `name` is a field that takes a value, `holds` what it holds at first. `note` answers with `note_id`. `listed`
    answers whoever looks for a note, `{body}` being that of ours. `author`: what the note says more where its author is
    known, `known` being the answer that knows them. `silent`: changes are answered without a body.
    """

    deal_id: str
    name: str
    holds: str | None
    deal: Answers
    put: Request
    emptied: Any
    note: Request
    added: Any
    note_id: str
    listed: Answers
    removed: Request
    is_html: bool = False
    author: Mapping[str, Any] = field(default_factory=dict)
    authored_in: tuple[str, ...] = ()
    known: Answers = field(default_factory=dict)
    silent: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


WRITTEN: Mapping[str, Written] = {
    "hubspot": Written(
        deal_id="20117730401",
        name="closed_lost_reason",
        holds="Too  expensive\nfor now",
        deal={
            ("GET", f"{_HUBSPOT}/deals/20117730401.properties=closed_lost_reason$"): {
                "id": "20117730401",
                "properties": {"closed_lost_reason": "Too  expensive\nfor now"},
            }
        },
        put=("PATCH", f"{_HUBSPOT}/deals/20117730401", {"properties": {"closed_lost_reason": "{value}"}}),
        emptied={"properties": {"closed_lost_reason": ""}},
        note=(
            "POST",
            f"{_HUBSPOT}/notes",
            {
                "properties": {"hs_note_body": "{body}", "hs_timestamp": "2026-11-16T09:30:00Z"},
                "associations": [
                    {
                        "to": {"id": "20117730401"},
                        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 214}],
                    }
                ],
            },
        ),
        added={"id": "901"},
        note_id="901",
        listed={
            ("GET", "associations=notes$"): {
                "id": "20117730401",
                "associations": {"notes": {"results": [{"id": "77", "type": "note_to_deal"}, {"id": "901"}]}},
            },
            ("POST", "/notes/batch/read$"): {
                "results": [
                    {"id": "77", "properties": {"hs_note_body": "Lunch"}},
                    {"id": "901", "properties": {"hs_note_body": "{body}"}},
                ]
            },
        },
        removed=("DELETE", f"{_HUBSPOT}/notes/901", None),
        is_html=True,
        author={"hubspot_owner_id": "41629779"},
        authored_in=("properties",),
        known={
            ("GET", "/crm/owners/2026-03.email=ana%40example.com$"): {
                "results": [_SOMEBODY, {"id": "41629779", "email": AUTHOR}]
            }
        },
    ),
    "salesforce": Written(
        deal_id="0065g0000Qx1AaBAAV",
        name="Loss_Reason__c",
        holds="Price",
        deal={
            ("GET", "/sobjects/Opportunity/describe$"): {
                "fields": [{"name": "Loss_Reason__c", "updateable": True}, {"name": "Amount", "updateable": False}]
            },
            ("GET", "/query.q=SELECT%20Id%2C%20Loss_Reason__c%20FROM%20Opportunity"): {
                "records": [{"Id": "0065g0000Qx1AaBAAV", "Loss_Reason__c": "Price"}]
            },
        },
        put=("PATCH", f"{_SALESFORCE}/sobjects/Opportunity/0065g0000Qx1AaBAAV", {"Loss_Reason__c": "{value}"}),
        emptied={"Loss_Reason__c": None},
        note=(
            "POST",
            f"{_SALESFORCE}/sobjects/Task",
            {
                "WhatId": "0065g0000Qx1AaBAAV",
                "Subject": "{title}",
                "Description": "{body}",
                "Status": "Completed",
                "ActivityDate": "2026-11-16",
            },
        ),
        added={"id": "00T5g00000AbCdEAAV", "success": True, "errors": []},
        note_id="00T5g00000AbCdEAAV",
        listed={
            ("GET", "/query.q=SELECT%20Id%2C%20Description%20FROM%20Task%20WHERE%20WhatId%20"): {
                "records": [{"Id": "00T1", "Description": None}, {"Id": "00T5g00000AbCdEAAV", "Description": "{body}"}]
            }
        },
        removed=("DELETE", f"{_SALESFORCE}/sobjects/Task/00T5g00000AbCdEAAV", None),
        author={"OwnerId": "0055g00000AnaAAA"},
        known={("GET", "/query.q=SELECT%20Id%20FROM%20User%20"): {"records": [{"Id": "0055g00000AnaAAA"}]}},
        silent=True,
    ),
    "pipedrive": Written(
        deal_id="747",
        name="lost_reason",
        holds="Price",
        deal={("GET", "^/api/v2/deals/747$"): {"data": {"id": 747, "status": "lost", "lost_reason": "Price"}}},
        put=("PATCH", "/api/v2/deals/747", {"lost_reason": "{value}"}),
        emptied={"lost_reason": None},
        note=("POST", "/v1/notes", {"deal_id": 747, "content": "{body}"}),
        added={"success": True, "data": {"id": 55}},
        note_id="55",
        listed={
            ("GET", "^/v1/notes.deal_id=747&limit=100&sort=add_time%20DESC$"): {
                "data": [{"id": 54, "content": "Lunch"}, {"id": 55, "content": "{body}"}]
            }
        },
        removed=("DELETE", "/v1/notes/55", None),
        is_html=True,
        author={"user_id": 18487521},
        known={
            ("GET", "^/v1/users/find.term=ana%40example.com&search_by_email=1$"): {
                "data": [_SOMEBODY, {"id": 18487521, "email": AUTHOR}]
            }
        },
    ),
    "close": Written(
        deal_id="oppo_1",
        name="custom.cf_reason",
        holds=None,
        deal={("GET", "^/api/v1/opportunity/oppo_1/$"): {"id": "oppo_1", "status_type": "lost", "lead_id": "lead_9"}},
        put=("PUT", "/api/v1/opportunity/oppo_1/", {"custom.cf_reason": "{value}"}),
        emptied={"custom.cf_reason": None},
        note=("POST", "/api/v1/activity/note/", {"lead_id": "lead_9", "note": "{body}"}),
        added={"id": "acti_5"},
        note_id="acti_5",
        listed={
            ("GET", "^/api/v1/activity/note/.lead_id=lead_9&_limit=100&_fields=id,note$"): {
                "data": [{"id": "acti_4", "note": "Lunch"}, {"id": "acti_5", "note": "{body}"}]
            }
        },
        removed=("DELETE", "/api/v1/activity/note/acti_5/", None),
    ),
    "attio": Written(
        deal_id=_ATTIO,
        name="loss_reason",
        holds="Price",
        deal={
            ("GET", f"^/v2/objects/deals/records/{_ATTIO}$"): {
                "data": {
                    "id": {"record_id": _ATTIO},
                    "values": {
                        "loss_reason": [
                            {"value": "Timing", "active_until": "2026-11-01T00:00:00Z"},
                            {"value": "Price", "active_until": None},
                        ]
                    },
                }
            }
        },
        put=("PATCH", f"/v2/objects/deals/records/{_ATTIO}", {"data": {"values": {"loss_reason": "{value}"}}}),
        emptied={"data": {"values": {"loss_reason": []}}},
        note=(
            "POST",
            "/v2/notes",
            {
                "data": {
                    "parent_object": "deals",
                    "parent_record_id": _ATTIO,
                    "title": "{title}",
                    "format": "plaintext",
                    "content": "{body}",
                }
            },
        ),
        added={"data": {"id": {"workspace_id": "w", "note_id": _NOTE_ID}}},
        note_id=_NOTE_ID,
        listed={
            ("GET", f"^/v2/notes.parent_object=deals&parent_record_id={_ATTIO}&limit=50&offset=0$"): {
                "data": [{"id": {"note_id": _NOTE_ID}, "content_plaintext": "{body}"}]
            }
        },
        removed=("DELETE", f"/v2/notes/{_NOTE_ID}", None),
    ),
    "zoho": Written(
        deal_id="5725767000003000030",
        name="Reason_For_Loss__s",
        holds="Price",
        deal={
            ("GET", "^/crm/v8/Deals/5725767000003000030$"): {
                "data": [{"id": "5725767000003000030", "Stage": "Closed Lost", "Reason_For_Loss__s": "Price"}]
            }
        },
        put=(
            "PUT",
            "/crm/v8/Deals",
            {"data": [{"id": "5725767000003000030", "Reason_For_Loss__s": "{value}"}]},
        ),
        emptied={"data": [{"id": "5725767000003000030", "Reason_For_Loss__s": None}]},
        note=(
            "POST",
            "/crm/v8/Deals/5725767000003000030/Notes",
            {"data": [{"Note_Title": "{title}", "Note_Content": "{body}"}]},
        ),
        added={"data": [{"code": "SUCCESS", "details": {"id": "5725767000009000001"}}]},
        note_id="5725767000009000001",
        listed={
            ("GET", "^/crm/v8/Deals/5725767000003000030/Notes.fields=id,Note_Content&per_page=100"): {
                "data": [{"id": "5725767000009000001", "Note_Content": "{body}"}]
            }
        },
        removed=("DELETE", "/crm/v8/Notes/5725767000009000001", None),
    ),
    "dynamics": Written(
        deal_id=_DYNAMICS,
        name="new_lossreason",
        holds="Price",
        deal={
            ("GET", rf"/opportunities\({_DYNAMICS}\)\?\$select=statecode,new_lossreason$"): {
                "opportunityid": _DYNAMICS,
                "statecode": 2,
                "new_lossreason": "Price",
            }
        },
        put=("PATCH", f"/api/data/v9.2/opportunities({_DYNAMICS})", {"new_lossreason": "{value}"}),
        emptied={"new_lossreason": None},
        note=(
            "POST",
            "/api/data/v9.2/annotations",
            {
                "subject": "{title}",
                "notetext": "{body}",
                "objectid_opportunity@odata.bind": f"/opportunities({_DYNAMICS})",
            },
        ),
        added={"annotationid": _NOTE_ID},
        note_id=_NOTE_ID,
        listed={
            ("GET", rf"/annotations.\$select=annotationid,notetext&\$filter=_objectid_value%20eq%20{_DYNAMICS}"): {
                "value": [{"annotationid": _NOTE_ID, "notetext": "{body}"}]
            }
        },
        removed=("DELETE", f"/api/data/v9.2/annotations({_NOTE_ID})", None),
        author={"ownerid@odata.bind": f"/systemusers({_ATTIO})"},
        known={
            ("GET", "/systemusers.*internalemailaddress"): {
                "value": [{"systemuserid": _ATTIO, "internalemailaddress": AUTHOR}]
            }
        },
        silent=True,
    ),
    "copper": Written(
        deal_id="4710234",
        name="cf_126240",
        holds="Price",
        deal={
            ("GET", "^/developer_api/v1/opportunities/4710234$"): {
                "id": 4710234,
                "status": "Lost",
                "custom_fields": [{"custom_field_definition_id": 126240, "value": "Price"}],
            }
        },
        put=(
            "PUT",
            "/developer_api/v1/opportunities/4710234",
            {"custom_fields": [{"custom_field_definition_id": 126240, "value": "{value}"}]},
        ),
        emptied={"custom_fields": [{"custom_field_definition_id": 126240, "value": None}]},
        note=(
            "POST",
            "/developer_api/v1/activities",
            {
                "parent": {"type": "opportunity", "id": 4710234},
                "type": {"category": "user", "id": 0},
                "details": "{body}",
            },
        ),
        added={"id": 3064242278},
        note_id="3064242278",
        listed={("POST", "^/developer_api/v1/activities/search$"): [{"id": 3064242278, "details": "{body}"}]},
        removed=("DELETE", "/developer_api/v1/activities/3064242278", None),
    ),
    "freshsales": Written(
        deal_id="401000123456",
        name="cf_reason",
        holds="Price",
        deal={
            ("GET", "^/crm/sales/api/deals/401000123456$"): {
                "deal": {"id": 401000123456, "deal_stage_id": 7, "custom_field": {"cf_reason": "Price"}}
            }
        },
        put=("PUT", "/crm/sales/api/deals/401000123456", {"deal": {"custom_field": {"cf_reason": "{value}"}}}),
        emptied={"deal": {"custom_field": {"cf_reason": None}}},
        note=(
            "POST",
            "/crm/sales/api/notes",
            {"note": {"description": "{body}", "targetable_type": "Deal", "targetable_id": "401000123456"}},
        ),
        added={"note": {"id": 401000900001}},
        note_id="401000900001",
        listed={
            ("GET", "^/crm/sales/api/deals/401000123456.include=notes$"): {
                "deal": {"id": 401000123456},
                "notes": [{"id": 401000900001, "description": "{body}"}],
            }
        },
        removed=("DELETE", "/crm/sales/api/notes/401000900001", None),
        is_html=True,
        more={"access_token": "fs-made-up"},
    ),
}


def filled(shape: Any, **words: str) -> Any:
    """The same with words in place of `{value}`, `{body}` and `{title}`."""
    if isinstance(shape, dict):
        return {key: filled(value, **words) for key, value in shape.items()}
    if isinstance(shape, list):
        return [filled(one, **words) for one in shape]
    return words.get(shape[1:-1], shape) if isinstance(shape, str) and shape.startswith("{") else shape


# How the CRM tells of our change to a lost deal: a recorded delivery, and what reads otherwise in it.
ECHOES: Mapping[str, tuple[str, Mapping[bytes, bytes]]] = {
    "hubspot": ("01-classic-dealstage-lost", {b'"dealstage"': b'"closed_lost_reason"', b'"closedlost"': b'"Price"'}),
    "salesforce": ("01-outbound-lost", {b"Price": b"Price (Trust)"}),  # the message goes out at every change
    "pipedrive": ("03-v2-lost", {b'"previous":{': b'"previous":{"lost_reason":null},"_":{'}),
    "close": ("01-lost", {b'"status_id","status_label","status_type"]': b'"custom.cf_reason"]'}),
    "attio": ("02-other-attribute", {}),
    "zoho": ("02-no-values-must-fetch", {}),  # it may leave out what changed
    "dynamics": ("01-update-statecode-lost", {b'"key":"statecode"': b'"key":"new_lossreason"'}),
    "copper": ("01-status-open-to-lost", {b'"status":["Open","Lost"],': b""}),
    "freshsales": ("01-workflow-lost", {b"09:29:51Z": b"10:29:51Z"}),  # the template goes out at every change
}


def echo(provider: str) -> bytes:
    """How the CRM tells of our change: every word that is to read otherwise stands in the recording."""
    name, replaced = ECHOES[provider]
    body = sample(provider, name).incoming.body
    assert all(before in body for before in replaced)
    return reworded(body, replaced)
