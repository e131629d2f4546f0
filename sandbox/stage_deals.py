"""What the stage does to the deals of the stand-in CRMs."""

import csv
import io
from collections.abc import Callable

from sandbox.crm import Crms, Told
from sandbox.crm.bulk import Wanted
from sandbox.crm.deals import EDITABLE, Deal
from sandbox.crm.edits import amount_of, currency_of
from sandbox.payloads import Payload
from sandbox.site import Site

FACTS = ("owner", "crm", "amount", "currency", "manager", "deal_id")
COLUMNS = (
    "crm",
    "deal_id",
    "name",
    "owner_email",
    "manager_email",
    "amount",
    "currency",
    "outcome",
    "stage",
    "reason",
    "competitor",
    "industry",
    "country",
    "created_at",
    "closed_at",
)


def deals(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/deals?version=`: every deal, or null for them when that version still holds."""
    crms = site.crms
    version = crms.book.version
    unchanged = query.get("version") == version
    found = None if unchanged else [deal.as_json() for deal in list(crms.deals.values())]
    return {"deals": found, "version": version, "progress": crms.progress.as_json() if crms.progress else None}


def change_deal(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/deal`: `do` one of DOINGS to a deal; `status` null when the CRM has no word for it."""
    told = DOINGS[body["do"]](site.crms, body)
    answer: Payload = {"ok": told.error is None, "deal_id": told.deal.id, "status": told.status}
    return answer if told.error is None else {**answer, "error": told.error}


def _close(crms: Crms, body: Payload) -> Told:
    facts: Payload = {name: body[name] for name in FACTS if body.get(name) not in (None, "")}
    for field, read in (("amount", amount_of), ("currency", currency_of)):
        if field in facts:
            facts[field] = read(str(facts[field]))
    if "manager" in body and not body["manager"]:
        facts["manager"] = None
    name = body.get("name") or crms.book.known(body["deal_id"]).name
    act = crms.lose if body["do"] == "lose" else crms.win
    return act(name, competitor=body.get("competitor"), reason=body.get("reason"), **facts)


def _edit(crms: Crms, body: Payload) -> Told:
    return crms.edit(body["deal_id"], {name: body[name] for name in EDITABLE if name in body})


DOINGS: dict[str, Callable[[Crms, Payload], Told]] = {
    "lose": _close,
    "win": _close,
    "edit": _edit,
    "reopen": lambda crms, body: crms.reopen(body["deal_id"]),
    "delete": lambda crms, body: crms.delete(body["deal_id"]),
    "restore": lambda crms, body: crms.restore(body["deal_id"]),
    "merge": lambda crms, body: crms.merge(body["deal_id"], body["into"]),
}


def lose_many(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/deals/lose` {count, crm?, owner?, competitor?, reason?}; answers when the app was told of all."""
    names = ("crm", "owner", "competitor", "reason")
    wanted = Wanted(int(body["count"]), **{name: body[name] for name in names if body.get(name)})
    return {"ok": True, **site.crms.lose_many(wanted).as_json()}


def connect_crms(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/crms`: where each CRM sends its webhooks, and its secrets."""
    if generic := body.get("generic"):
        site.crms.connect_generic(generic["url"], generic["secret"])
    if hubspot := body.get("hubspot"):
        site.crms.connect_hubspot(
            hubspot["url"], hubspot["client_secret"], hubspot["portal_id"], hubspot["access_token"]
        )
    site.stream.changed()
    return {"ok": True, "crms": site.crms.listing()}


def table(site: Site, query: Payload) -> str:
    """`GET /sandbox/deals.csv?crm=`: the deals as a CRM exports them (UTF-8, times in UTC), of one CRM or both."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for deal in list(site.crms.deals.values()):
        if not deal.gone and query.get("crm") in (None, "", deal.crm):
            writer.writerow(_row(site, deal))
    return text.getvalue()


def _row(site: Site, deal: Deal) -> list[str]:
    people, buyer = site.workspace.people, deal.buyer()
    return [
        deal.crm,
        deal.id,
        deal.name,
        people[deal.owner].email,
        people[deal.manager].email if deal.manager else "",
        deal.amount or "",
        deal.currency,
        deal.outcome.value,
        deal.stage,
        deal.reason or "",
        deal.competitor or "",
        buyer.industry,
        buyer.country,
        deal.created_at.isoformat(timespec="seconds"),
        deal.closed_at.isoformat(timespec="seconds") if deal.closed_at else "",
    ]
