"""HubSpot's REST API over HTTP, under `/hubspot`, in its old and its date-versioned paths."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.crm import Crms, hubspot_api
from sandbox.crm.deals import Deal
from sandbox.crm.hubspot import owner_number
from sandbox.payloads import Payload
from sandbox.site import Site

Handler = Callable[[Crms, Request, Payload, str], Response]

DEALS = r"crm/(?:v3/objects|objects/\d{4}-\d{2})/(?:deals|0-3)"
OWNERS = r"crm/(?:v3/owners|owners/\d{4}-\d{2})"
PIPELINES = r"crm/(?:v3/pipelines|pipelines/\d{4}-\d{2})/(?:deals|0-3)"
COMPANIES = r"crm/(?:v3/objects|objects/\d{4}-\d{2})/(?:companies|0-2)"
NOTES = r"crm/(?:v3/objects|objects/\d{4}-\d{2})/notes"

BAD_REQUEST, UNAUTHORIZED, NOT_FOUND = 400, 401, 404


async def handle(request: Request) -> Response:
    """Any call below `/hubspot/`."""
    crms = _crms_of(request.app.state.sites.all, request.headers.get("authorization", ""))
    if crms is None:
        return _error(UNAUTHORIZED, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
    try:
        body = json.loads(await request.body() or b"{}")
        return _route(crms, request, body if isinstance(body, dict) else {})
    except ValueError as mistake:
        return _error(BAD_REQUEST, "VALIDATION_ERROR", str(mistake))


def _crms_of(sites: Iterable[Site], authorization: str) -> Crms | None:
    for site in sites:
        connection = site.crms.hubspot
        if connection and authorization == f"Bearer {connection.access_token}":
            return site.crms
    return None


def _route(crms: Crms, request: Request, body: Payload) -> Response:
    path = request.path_params["path"].rstrip("/")
    for method, pattern, handler in ROUTES:
        found = re.fullmatch(pattern, path)
        if found and request.method == method:
            return handler(crms, request, body, found.groupdict().get("id", ""))
    return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"nothing at {path}")


def _error(status: int, category: str, message: str) -> Response:
    return JSONResponse({"status": "error", "message": message, "category": category}, status)


def _deal(crms: Crms, request: Request, body: Payload, deal_id: str) -> Response:
    deal = crms.deals.get(deal_id)
    if deal is None or deal.crm != "hubspot":
        return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no deal {deal_id}")
    return JSONResponse(_shown(crms, request, deal))


def _shown(crms: Crms, request: Request, deal: Deal) -> Payload:
    asked, associations = _names(request, "properties"), _names(request, "associations")
    return hubspot_api.deal_object(crms.workspace, deal, asked, associations)


def _names(request: Request, name: str) -> list[str]:
    return [part for value in request.query_params.getlist(name) for part in value.split(",") if part]


def _change_deal(crms: Crms, request: Request, body: Payload, deal_id: str) -> Response:
    deal = crms.deals.get(deal_id)
    if deal is None:
        return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no deal {deal_id}")
    given: Payload = body.get("properties", {})
    changes = {
        field: given[name]
        for name, field in (("closed_lost_reason", "reason"), ("competitor", "competitor"))
        if name in given
    }
    crms.deals[deal_id] = replace(deal, changed_at=crms.workspace.clock.now(), **changes)
    return JSONResponse(_shown(crms, request, crms.deals[deal_id]))


def _search(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    deals = [deal for deal in crms.deals.values() if deal.crm == "hubspot"]
    return JSONResponse(hubspot_api.search(crms.workspace, deals, body))


def _batch_read(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    ids = [str(one.get("id")) for one in body.get("inputs", [])]
    found = [crms.deals[deal_id] for deal_id in ids if deal_id in crms.deals]
    asked = body.get("properties", [])
    results = [hubspot_api.deal_object(crms.workspace, deal, asked, []) for deal in found]
    return JSONResponse({"status": "COMPLETE", "results": results})


def _owner(crms: Crms, request: Request, body: Payload, owner_id: str) -> Response:
    archived = request.query_params.get("archived") == "true"
    for person in crms.workspace.people.values():
        if owner_number(crms.workspace, person.id) == owner_id and person.deleted == archived:
            return JSONResponse(hubspot_api.owner_object(crms.workspace, person))
    return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no owner {owner_id}")


def _owners(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    people = [person for person in crms.workspace.people.values() if not person.is_bot and not person.deleted]
    return JSONResponse({"results": [hubspot_api.owner_object(crms.workspace, person) for person in people]})


def _company(crms: Crms, request: Request, body: Payload, company_id: str) -> Response:
    for deal in crms.deals.values():
        if deal.crm == "hubspot" and hubspot_api.company_number(deal) == company_id:
            return JSONResponse(hubspot_api.company_object(deal))
    return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no company {company_id}")


def _pipelines(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    return JSONResponse(hubspot_api.pipelines())


def _note(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    note = {"id": str(crms.workspace.number()), "properties": body.get("properties", {})}
    crms.notes.append(body)
    return JSONResponse(note, 201)


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", DEALS + "/search", _search),
    ("POST", DEALS + "/batch/read", _batch_read),
    ("GET", DEALS + r"/(?P<id>\d+)", _deal),
    ("PATCH", DEALS + r"/(?P<id>\d+)", _change_deal),
    ("GET", OWNERS + r"/(?P<id>\d+)", _owner),
    ("GET", OWNERS, _owners),
    ("GET", PIPELINES, _pipelines),
    ("GET", COMPANIES + r"/(?P<id>\d+)", _company),
    ("POST", NOTES, _note),
)
