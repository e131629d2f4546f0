"""HubSpot's REST API over HTTP, under `/hubspot`, in its old and its date-versioned paths."""

import json
import re
import time
from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.crm import Crms, hubspot_api, hubspot_deals
from sandbox.crm.deals import Deal, Gone
from sandbox.crm.hubspot_deals import PROPERTY, owner_number
from sandbox.crm.hubspot_search import search
from sandbox.errors import ActFailedError
from sandbox.payloads import Payload
from sandbox.site import Site

Handler = Callable[[Crms, Request, Payload, str], Response]

DEALS = r"crm/(?:v3/objects|objects/\d{4}-\d{2})/(?:deals|0-3)"
OWNERS = r"crm/(?:v3/owners|owners/\d{4}-\d{2})"
PIPELINES = r"crm/(?:v3/pipelines|pipelines/\d{4}-\d{2})/(?:deals|0-3)"
COMPANIES = r"crm/(?:v3/objects|objects/\d{4}-\d{2})/(?:companies|0-2)"
CONTACTS = r"crm/(?:v3/objects|objects/\d{4}-\d{2})/(?:contacts|0-1)"
NOTES = r"crm/(?:v3/objects|objects/\d{4}-\d{2})/notes"

MOST_INPUTS = 100
BAD_REQUEST, UNAUTHORIZED, NOT_FOUND = 400, 401, 404


async def handle(request: Request) -> Response:
    """Any call below `/hubspot/`."""
    crms = _crms_of(request.app.state.sites.all, request.headers.get("authorization", ""))
    if crms is None:
        return _error(UNAUTHORIZED, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
    began = time.perf_counter()
    body: Payload = {}
    try:
        sent = json.loads(await request.body() or b"{}")
        body = sent if isinstance(sent, dict) else {}
        response = _route(crms, request, body)
    except (ValueError, ActFailedError) as mistake:
        response = _error(BAD_REQUEST, "VALIDATION_ERROR", str(mistake))
    _note(crms, request, body, response, time.perf_counter() - began)
    return response


def _note(crms: Crms, request: Request, body: Payload, response: Response, took: float) -> None:
    crms.workspace.journal.add(
        "crm",
        f"{request.method} {request.path_params['path']}",
        at=crms.workspace.clock.now(),
        status=response.status_code,
        payload={**request.query_params, **body},
        answer=json.loads(bytes(response.body)),
        took=took,
    )


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
    gone = Gone.DELETED if request.query_params.get("archived") == "true" else None
    if deal is None or deal.crm != "hubspot" or deal.gone is not gone:
        return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no deal {deal_id}")
    return JSONResponse(_shown(crms, request, deal))


def _shown(crms: Crms, request: Request, deal: Deal) -> Payload:
    asked, associations = _names(request, "properties"), _names(request, "associations")
    return hubspot_deals.deal_object(crms.workspace, deal, asked, associations)


def _names(request: Request, name: str) -> list[str]:
    return [part for value in request.query_params.getlist(name) for part in value.split(",") if part]


def _change_deal(crms: Crms, request: Request, body: Payload, deal_id: str) -> Response:
    deal = crms.deals.get(deal_id)
    if deal is None or deal.crm != "hubspot" or deal.gone:
        return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no deal {deal_id}")
    given: Payload = body.get("properties", {})
    owners = {owner_number(crms.workspace, person): person for person in crms.workspace.people}
    changes = {field: given[name] for field, name in PROPERTY.items() if name in given}
    if "owner" in changes:
        changes["owner"] = owners.get(str(changes["owner"]), "")
    return JSONResponse(_shown(crms, request, crms.edit(deal_id, changes, by_app=True).deal))


def _present(crms: Crms) -> list[Deal]:
    return [deal for deal in list(crms.deals.values()) if deal.crm == "hubspot" and not deal.gone]


def _search(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    return JSONResponse(search(crms.workspace, _present(crms), body))


def _batch_read(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    ids = [str(one.get("id")) for one in body.get("inputs", [])]
    if len(ids) > MOST_INPUTS:
        raise ValueError(f"at most {MOST_INPUTS} inputs")
    present = {deal.id: deal for deal in _present(crms)}
    asked = body.get("properties", [])
    found = [present[deal_id] for deal_id in ids if deal_id in present]
    results = [hubspot_deals.deal_object(crms.workspace, deal, asked, []) for deal in found]
    return JSONResponse({"status": "COMPLETE", "results": results})


def _owner(crms: Crms, request: Request, body: Payload, owner_id: str) -> Response:
    archived = request.query_params.get("archived") == "true"
    for person in crms.workspace.people.values():
        if owner_number(crms.workspace, person.id) == owner_id and person.deleted == archived:
            return JSONResponse(hubspot_api.owner_object(crms.workspace, person))
    return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no owner {owner_id}")


def _owners(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    workspace = crms.workspace
    return JSONResponse({"results": [hubspot_api.owner_object(workspace, person) for person in workspace.humans()]})


def _company(crms: Crms, request: Request, body: Payload, company_id: str) -> Response:
    deal = _of_company(crms, company_id)
    if deal is None:
        return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no company {company_id}")
    return JSONResponse(hubspot_deals.company_object(deal))


def _contact(crms: Crms, request: Request, body: Payload, contact_id: str) -> Response:
    deal = _of_company(crms, contact_id)
    if deal is None:
        return _error(NOT_FOUND, "OBJECT_NOT_FOUND", f"no contact {contact_id}")
    return JSONResponse(hubspot_deals.contact_object(deal))


def _of_company(crms: Crms, number: str) -> Deal | None:
    return next((deal for deal in _present(crms) if hubspot_deals.company_number(deal) == number), None)


def _pipelines(crms: Crms, request: Request, body: Payload, _: str) -> Response:
    return JSONResponse(hubspot_api.pipelines())


def _add_note(crms: Crms, request: Request, body: Payload, _: str) -> Response:
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
    ("GET", CONTACTS + r"/(?P<id>\d+)", _contact),
    ("POST", NOTES, _add_note),
)
