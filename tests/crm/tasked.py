"""What each CRM that has tasks is asked and told of them, request by request; the shapes are its documentation's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.crm.written import Answers, Request

_ATTIO = "2a2f7d1e-6c4b-4f0e-9c1d-5b6a7e8f9012"
_DYNAMICS = "1f2e3d4c-0000-4000-8000-00000000331c"
_GUID = "0b1c2d3e-0000-4000-8000-000000000007"
_ZOHO_DONE = {"data": [{"code": "SUCCESS", "details": {"id": "5725767000009000007"}}]}

TASK_MARK = "silver-lining-task-0b1c2d3e"


@dataclass(frozen=True)
class Tasked:
    """`add`, `moved` and `removed` are the requests that change something, with `{title}` and `{body}` to be filled in.

    `{both}` is title and body where there is no title. `owner` answers whoever asks who has the deal; `given` is what
    the task says more then, within `given_in`, and `nobodys` what it says of nobody's in its place. `listed` answers
    whoever looks for tasks: one of somebody else and ours, due on 1 March 2027, `{body}` being that of ours. `done` is
    how a task of the list says that it is done; without it the CRM is asked for open ones alone. `silent`: changes are
    answered without a body, else with `answer`.
    """

    owner: Answers
    add: Request
    given: Mapping[str, Any]
    task_id: str
    listed: Answers
    moved: Request
    removed: Request
    done: Mapping[str, Any] = field(default_factory=dict)
    given_in: tuple[str | int, ...] = ()
    nobodys: Mapping[str, Any] = field(default_factory=dict)
    added: Any = field(default_factory=dict)
    answer: Any = field(default_factory=dict)
    silent: bool = False
    is_html: bool = False


_HUBSPOT = "/crm/objects/2026-03"
_SALESFORCE = "/services/data/v67.0/sobjects/Task"

TASKED: Mapping[str, Tasked] = {
    "hubspot": Tasked(
        owner={
            ("GET", f"{_HUBSPOT}/deals/20117730401.properties=hubspot_owner_id$"): {
                "id": "20117730401",
                "properties": {"hubspot_owner_id": "41629779"},
            }
        },
        add=(
            "POST",
            f"{_HUBSPOT}/tasks",
            {
                "properties": {
                    "hs_task_subject": "{title}",
                    "hs_task_body": "{body}",
                    "hs_task_status": "NOT_STARTED",
                    "hs_task_type": "TODO",
                    "hs_timestamp": "2027-03-01T10:00:00Z",
                },
                "associations": [
                    {
                        "to": {"id": "20117730401"},
                        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 216}],
                    }
                ],
            },
        ),
        given={"hubspot_owner_id": "41629779"},
        given_in=("properties",),
        added={"id": "801"},
        task_id="801",
        listed={
            ("GET", "associations=tasks$"): {
                "id": "20117730401",
                "associations": {"tasks": {"results": [{"id": "77", "type": "deal_to_task"}, {"id": "801"}]}},
            },
            ("POST", "/tasks/batch/read$"): {
                "results": [
                    {"id": "77", "properties": {"hs_task_body": "Lunch"}},
                    {
                        "id": "801",
                        "properties": {
                            "hs_task_body": "{body}",
                            "hs_timestamp": "2027-03-01T10:00:00Z",
                            "hs_task_status": "NOT_STARTED",
                        },
                    },
                ]
            },
        },
        done={"hs_task_status": "COMPLETED"},
        moved=("PATCH", f"{_HUBSPOT}/tasks/801", {"properties": {"hs_timestamp": "2027-06-01T10:00:00Z"}}),
        removed=("DELETE", f"{_HUBSPOT}/tasks/801", None),
        is_html=True,
    ),
    "salesforce": Tasked(
        owner={
            ("GET", "/query.q=SELECT%20OwnerId%20FROM%20Opportunity"): {"records": [{"OwnerId": "0055g00000AnaAAA"}]}
        },
        add=(
            "POST",
            _SALESFORCE,
            {
                "WhatId": "0065g0000Qx1AaBAAV",
                "Subject": "{title}",
                "Description": "{body}",
                "ActivityDate": "2027-03-01",
            },
        ),
        given={"OwnerId": "0055g00000AnaAAA"},
        added={"id": "00T5g00000TaSkEAAV", "success": True, "errors": []},
        task_id="00T5g00000TaSkEAAV",
        listed={
            ("GET", "/query.q=SELECT%20Id%2C%20Description%2C%20ActivityDate%20.*IsClosed%20%3D%20false"): {
                "records": [
                    {"Id": "00T1", "Description": None, "ActivityDate": "2027-01-01"},
                    {"Id": "00T5g00000TaSkEAAV", "Description": "{body}", "ActivityDate": "2027-03-01"},
                ]
            }
        },
        moved=("PATCH", f"{_SALESFORCE}/00T5g00000TaSkEAAV", {"ActivityDate": "2027-06-01"}),
        removed=("DELETE", f"{_SALESFORCE}/00T5g00000TaSkEAAV", None),
        silent=True,
    ),
    "pipedrive": Tasked(
        owner={("GET", "^/api/v2/deals/747$"): {"data": {"id": 747, "status": "lost", "owner_id": 18487521}}},
        add=(
            "POST",
            "/api/v2/activities",
            {"deal_id": 747, "subject": "{title}", "note": "{body}", "due_date": "2027-03-01"},
        ),
        given={"owner_id": 18487521},
        added={"success": True, "data": {"id": 66}},
        task_id="66",
        listed={
            ("GET", "^/api/v2/activities.deal_id=747&done=false&limit=100&sort_by=add_time&sort_direction=desc$"): {
                "data": [
                    {"id": 65, "note": "Lunch", "due_date": "2027-01-01", "done": False},
                    {"id": 66, "note": "{body}", "due_date": "2027-03-01", "done": False},
                ]
            }
        },
        moved=("PATCH", "/api/v2/activities/66", {"due_date": "2027-06-01"}),
        removed=("DELETE", "/api/v2/activities/66", None),
        is_html=True,
    ),
    "close": Tasked(
        owner={
            ("GET", "^/api/v1/opportunity/oppo_1/$"): {
                "id": "oppo_1",
                "status_type": "lost",
                "lead_id": "lead_9",
                "user_id": "user_7",
            }
        },
        add=(
            "POST",
            "/api/v1/task/",
            {"_type": "lead", "lead_id": "lead_9", "text": "{both}", "date": "2027-03-01"},
        ),
        given={"assigned_to": "user_7"},
        added={"id": "task_5"},
        task_id="task_5",
        listed={
            ("GET", "^/api/v1/task/.lead_id=lead_9&_type=lead&is_complete=false&_order_by=-date_created&_limit=100$"): {
                "data": [
                    {"id": "task_4", "text": "Lunch", "date": "2027-01-01", "is_complete": False},
                    {"id": "task_5", "text": "{body}", "date": "2027-03-01", "is_complete": False},
                ]
            }
        },
        done={"is_complete": True},
        moved=("PUT", "/api/v1/task/task_5/", {"date": "2027-06-01"}),
        removed=("DELETE", "/api/v1/task/task_5/", None),
    ),
    "zoho": Tasked(
        owner={
            ("GET", "^/crm/v8/Deals/5725767000003000030$"): {
                "data": [{"id": "5725767000003000030", "Stage": "Closed Lost", "Owner": {"id": "5725767000000411001"}}]
            }
        },
        add=(
            "POST",
            "/crm/v8/Tasks",
            {
                "data": [
                    {
                        "Subject": "{title}",
                        "Description": "{body}",
                        "Due_Date": "2027-03-01",
                        "What_Id": {"id": "5725767000003000030"},
                        "$se_module": "Deals",
                    }
                ]
            },
        ),
        given={"Owner": {"id": "5725767000000411001"}},
        given_in=("data", 0),
        added=_ZOHO_DONE,
        answer=_ZOHO_DONE,
        task_id="5725767000009000007",
        listed={
            ("GET", "^/crm/v8/Deals/5725767000003000030/Tasks.fields=id,Description,Due_Date,Status&per_page=100"): {
                "data": [
                    {"id": "1", "Description": "Lunch", "Due_Date": "2027-01-01", "Status": "Not Started"},
                    {
                        "id": "5725767000009000007",
                        "Description": "{body}",
                        "Due_Date": "2027-03-01",
                        "Status": "Not Started",
                    },
                ]
            }
        },
        done={"Status": "Completed"},
        moved=("PUT", "/crm/v8/Tasks", {"data": [{"id": "5725767000009000007", "Due_Date": "2027-06-01"}]}),
        removed=("DELETE", "/crm/v8/Tasks/5725767000009000007", None),
    ),
    "dynamics": Tasked(
        owner={
            ("GET", rf"/opportunities\({_DYNAMICS}\)\?\$select=_owninguser_value$"): {
                "opportunityid": _DYNAMICS,
                "_owninguser_value": _ATTIO,
            }
        },
        add=(
            "POST",
            "/api/data/v9.2/tasks",
            {
                "subject": "{title}",
                "description": "{body}",
                "regardingobjectid_opportunity_task@odata.bind": f"/opportunities({_DYNAMICS})",
                "scheduledend": "2027-03-01T10:00:00Z",
            },
        ),
        given={"ownerid@odata.bind": f"/systemusers({_ATTIO})"},
        task_id=_GUID,
        listed={
            (
                "GET",
                r"/tasks.\$select=activityid,description,scheduledend"
                rf"&\$filter=_regardingobjectid_value%20eq%20{_DYNAMICS}%20and%20statecode%20eq%200",
            ): {
                "value": [
                    {"activityid": "1", "description": None, "scheduledend": "2027-01-01T10:00:00Z"},
                    {"activityid": _GUID, "description": "{body}", "scheduledend": "2027-03-01T10:00:00Z"},
                ]
            }
        },
        moved=("PATCH", f"/api/data/v9.2/tasks({_GUID})", {"scheduledend": "2027-06-01T10:00:00Z"}),
        removed=("DELETE", f"/api/data/v9.2/tasks({_GUID})", None),
        silent=True,
    ),
    "attio": Tasked(
        owner={
            ("GET", f"^/v2/objects/deals/records/{_ATTIO}$"): {
                "data": {
                    "id": {"record_id": _ATTIO},
                    "values": {
                        "owner": [
                            {
                                "active_until": None,
                                "referenced_actor_type": "workspace-member",
                                "referenced_actor_id": _GUID,
                            }
                        ]
                    },
                }
            }
        },
        add=(
            "POST",
            "/v2/tasks",
            {
                "data": {
                    "content": "{both}",
                    "format": "plaintext",
                    "is_completed": False,
                    "linked_records": [{"target_object": "deals", "target_record_id": _ATTIO}],
                    "deadline_at": "2027-03-01T10:00:00.000000000Z",
                }
            },
        ),
        added={"data": {"id": {"workspace_id": "w", "task_id": _GUID}}},
        given={"assignees": [{"referenced_actor_type": "workspace-member", "referenced_actor_id": _GUID}]},
        given_in=("data",),
        nobodys={"assignees": []},
        task_id=_GUID,
        listed={
            (
                "GET",
                f"^/v2/tasks.linked_object=deals&linked_record_id={_ATTIO}"
                "&is_completed=false&sort=created_at:desc&limit=100$",
            ): {
                "data": [
                    {"id": {"task_id": "1"}, "content_plaintext": "Lunch", "deadline_at": None, "is_completed": False},
                    {
                        "id": {"workspace_id": "w", "task_id": _GUID},
                        "content_plaintext": "{body}",
                        "deadline_at": "2027-03-01T10:00:00.000000000Z",
                        "is_completed": False,
                    },
                ]
            }
        },
        done={"is_completed": True},
        moved=("PATCH", f"/v2/tasks/{_GUID}", {"data": {"deadline_at": "2027-06-01T10:00:00.000000000Z"}}),
        removed=("DELETE", f"/v2/tasks/{_GUID}", None),
    ),
    "copper": Tasked(
        owner={
            ("GET", "^/developer_api/v1/opportunities/4710234$"): {
                "id": 4710234,
                "status": "Lost",
                "assignee_id": 137658,
            }
        },
        add=(
            "POST",
            "/developer_api/v1/tasks",
            {
                "name": "{title}",
                "related_resource": {"type": "opportunity", "id": 4710234},
                "details": "{body}",
                "due_date": 1803895200,
            },
        ),
        given={"assignee_id": 137658},
        added={"id": 3716920},
        task_id="3716920",
        listed={
            ("POST", "^/developer_api/v1/tasks/search$"): [
                {"id": 3716919, "details": "Lunch", "due_date": None, "status": "Open"},
                {"id": 3716920, "details": "{body}", "due_date": 1803895200, "status": "Open"},
            ]
        },
        done={"status": "Completed"},
        moved=("PUT", "/developer_api/v1/tasks/3716920", {"due_date": 1811844000}),
        removed=("DELETE", "/developer_api/v1/tasks/3716920", None),
    ),
    "freshsales": Tasked(
        owner={
            ("GET", "^/crm/sales/api/deals/401000123456$"): {
                "deal": {"id": 401000123456, "deal_stage_id": 7, "owner_id": 401000000077}
            }
        },
        add=(
            "POST",
            "/crm/sales/api/tasks",
            {
                "task": {
                    "title": "{title}",
                    "description": "{body}",
                    "targetable_type": "Deal",
                    "targetable_id": "401000123456",
                    "due_date": "2027-03-01T10:00:00Z",
                }
            },
        ),
        given={"owner_id": "401000000077"},
        given_in=("task",),
        added={"task": {"id": 401000700001}},
        task_id="401000700001",
        listed={
            ("GET", "^/crm/sales/api/deals/401000123456.include=tasks$"): {
                "deal": {"id": 401000123456},
                "tasks": [
                    {"id": 401000700000, "description": "Lunch", "due_date": None, "status": 0},
                    {
                        "id": 401000700001,
                        "description": "{body}",
                        "due_date": "2027-03-01T23:00:00+13:00",
                        "status": 0,
                    },
                ],
            }
        },
        done={"status": 1},
        moved=("PUT", "/crm/sales/api/tasks/401000700001", {"task": {"due_date": "2027-06-01T10:00:00Z"}}),
        removed=("DELETE", "/crm/sales/api/tasks/401000700001", None),
    ),
}
