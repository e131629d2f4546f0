"""An Opportunity of Salesforce, as a message tells it or as the API shows it, becomes our Deal."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.crm import ids, reading
from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.configuration import fields_of
from bot.crm.endings import ended_at
from bot.crm.http import Api, Gone, Http
from bot.crm.niceties import nicety, unless_gone
from bot.crm.reading import Item, amount, currency, facts, items, link, mapping, moment, person, words
from bot.crm.tokens import Grant
from bot.domain.deals import Deal, Outcome
from bot.errors import TryLater, Unreadable

# Supported for at least three years; https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/api_rest_eol.htm
SERVICE = "/services/data/v67.0"
DESCRIPTION = f"{SERVICE}/sobjects/Opportunity/describe"
# Where most organizations keep the facts; `fields` of a connection says otherwise. Contact.… is the first contact role.
DEFAULTS = {
    "reason": "Loss_Reason__c",
    "competitor": "Main_Competitor__c",
    "vertical": "Account.Industry",
    "region": "Account.BillingCountry",
    "persona": "Contact.Role",
    "manager": "Owner.Manager.Email",
}
_ALWAYS = (
    "Id",
    "Name",
    "Amount",
    "StageName",
    "IsClosed",
    "IsWon",
    "CreatedDate",
    "LastStageChangeDate",
    "Owner.Name",
    "Owner.Email",
    "Owner.Manager.Email",
    "Account.Name",
    "Account.Industry",
    "Account.BillingCountry",
)
# Only organizations with several currencies, or with record types, have these.
_SOMETIMES = {"CurrencyIsoCode": "CurrencyIsoCode", "RecordTypeId": "RecordType.Name"}
_ROLES = "(SELECT Role, Contact.Title FROM OpportunityContactRoles ORDER BY IsPrimary DESC LIMIT 1)"
# Of questions at once, and of the last 24 hours: so many were asked that each hour allows some again.
_LIMITS = (("Concurrent", 60.0), ("REQUEST_LIMIT_EXCEEDED", 3600.0))
_STAGES_AT_MOST = 200
_OUR_NAMES = {"OwnerEmail": "Owner.Email", "OwnerName": "Owner.Name", "OwnerManagerEmail": "Owner.Manager.Email"}
_ID = re.compile("[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?")
_CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def ask(account: Account, external_id: str) -> Item | None:
    """The record of that id, flat; None when the API does not show it: its user may lack the right.

    Raises Gone for one that was deleted, TryLater, and Unreadable.
    """
    one = f"FROM Opportunity WHERE Id = '{ids.for_path(external_id)}'"
    try:
        found = items(select(account, one))
        if found:
            record = flat(found[0])
            must_tell(external_id, words(record, "Id"), outcome(record))
            return record
        removed = items(records(account.http, account.api, "queryAll", f"SELECT IsDeleted {one}"))
    except Gone:
        return None  # the address answers, but not as Salesforce does: that says nothing about the deal
    if removed and removed[0].get("IsDeleted") is True:
        raise Gone("the Opportunity was deleted")
    return None


def ended_since(account: Account, record: Item) -> datetime | None:
    """Since when it has stood in stages with its outcome; None where its history does not tell.

    `LastStageChangeDate` does not: an Opportunity may be moved from one lost stage to another.
    https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunityhistory.htm
    """
    ended = outcome(record)
    if ended is not Outcome.LOST:
        return None
    of_this = f"FROM OpportunityHistory WHERE OpportunityId = '{identifier(record)}'"
    history = f"SELECT StageName, CreatedDate {of_this} ORDER BY CreatedDate DESC LIMIT {_STAGES_AT_MOST}"
    passed = items(nicety(account.get, _path("query", history)).get("records"))
    meanings = _meanings(account) if passed else {}
    return ended_at(((moment(one.get("CreatedDate")), meanings.get(words(one, "StageName"))) for one in passed), ended)


def select(account: Account, which: str) -> list[Any]:
    """The records that a query finds ("FROM Opportunity WHERE …"), with all the fields that we read.

    Raises Gone when something else answers there, and TryLater.
    """
    return records(account.http, account.api, "query", f"SELECT {', '.join(_wanted(account))}, {_ROLES} {which}")


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read an Opportunity, with the fields that the connection names, and a user: each needs a right of its own."""
    own = [name for name in config.get("fields", {}).values() if not name.startswith("Contact.")]
    any_one = "FROM Opportunity LIMIT 1"
    for question in (
        f"SELECT {', '.join(dict.fromkeys(['Id', *own]))} {any_one}",
        "SELECT Email FROM User LIMIT 1",
    ):
        records(http, api(config), "query", question)
    return True


def flat(record: Item) -> dict[str, Any]:
    """The record with the fields of its relations as "Owner.Email", and of its first contact role as "Contact.Role"."""
    roles = items(mapping(record.get("OpportunityContactRoles")).get("records"))
    role = reading.flat(roles[0]) if roles else {}
    whole = {_OUR_NAMES.get(name, name): value for name, value in reading.flat(record).items()}
    return {**whole, "Contact.Role": role.get("Role"), "Contact.Title": role.get("Contact.Title")}


def identifier(record: Item) -> str:
    """The Opportunity's id, always the 18 characters. Raises Unreadable when it is none."""
    value = ids.at(record, "Id", _ID)
    return value if len(value) == 18 else value + "".join(map(_check, (value[:5], value[5:10], value[10:])))


def outcome(record: Item) -> Outcome | None:
    """How it ended, never by the stage's name, which people change; None when the fields that tell are missing."""
    is_closed, is_won = _flag(record, "IsClosed"), _flag(record, "IsWon")
    if is_closed is None or (is_closed and is_won is None):
        return None
    if not is_closed:
        return Outcome.OPEN
    return Outcome.WON if is_won else Outcome.LOST


def changed_at(record: Item) -> datetime | None:
    """When it came into its stage or, where that was not sent, when it was last changed."""
    return moment(record.get("LastStageChangeDate")) or moment(record.get("LastModifiedDate"))


def deal(record: Item, config: Mapping[str, Any], at: datetime) -> Deal:
    """The record as a Deal. `at` stands for a closing time that it does not tell. Raises Unreadable without outcome."""
    external_id, ended = identifier(record), outcome(record)
    if ended is None:
        raise Unreadable("IsClosed and IsWon are missing")
    is_closed = ended is not Outcome.OPEN
    return Deal(
        external_id=external_id,
        name=words(record, "Name") or external_id,
        outcome=ended,
        owner=person({"email": record.get("Owner.Email"), "name": record.get("Owner.Name")}),
        customer=words(record, "Account.Name"),
        amount=amount(record.get("Amount")),
        currency=currency(record.get("CurrencyIsoCode") or config.get("currency")),
        pipeline=words(record, "RecordType.Name"),
        stage=None if is_closed else words(record, "StageName"),
        created_at=moment(record.get("CreatedDate")),
        closed_at=min(moment(record.get("LastStageChangeDate")) or at, at) if is_closed else None,
        url=link(f"https://{config.get('crm_host')}/{external_id}", config.get("crm_host")),
        **facts(record, fields_of(config, DEFAULTS)),
    )


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's organization, to be asked."""
    return Account(http, api(config), config, now)


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's organization.

    https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_client_credentials_flow.htm
    """
    form = [("grant_type", "client_credentials"), *((name, config[name]) for name in ("client_id", "client_secret"))]
    url = config["api_url"].rstrip("/")
    return Api(url, grant=Grant(f"{url}/services/oauth2/token", tuple(form)), limits=_LIMITS)


def records(http: Http, api: Api, service: str, question: str) -> list[Any]:
    """What the query finds; "queryAll" looks into the recycle bin as well."""
    found = mapping(http.get(api, _path(service, question))).get("records")
    if not isinstance(found, list):
        raise TryLater("the CRM's answer holds no list of records")
    return found


def _meanings(account: Account) -> dict[str | None, Outcome | None]:
    """What each of the organization's stages means, by its name."""
    path = _path("query", "SELECT ApiName, MasterLabel, IsClosed, IsWon FROM OpportunityStage")
    stages = items(nicety(account.get_remembered, path).get("records"))
    return {words(stage, name): outcome(stage) for name in ("MasterLabel", "ApiName") for stage in stages}


def _path(service: str, question: str) -> str:
    return f"{SERVICE}/{service}?q={quote(question)}"


def quoted(text: str) -> str:
    """The text as it stands in a query."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _wanted(account: Account) -> list[str]:
    """The fields to ask for: to ask for one that an organization does not have, or does not show, is an error."""
    shown = {words(one, "name") for one in items(unless_gone(account.get_remembered, DESCRIPTION).get("fields"))}
    named = account.config.get("fields", {}).values()
    own = [name for name in fields_of(account.config, DEFAULTS).values() if not name.startswith("Contact.")]
    there = [name for name in own if "." in name or name in shown or name in named]
    return list(dict.fromkeys([*_ALWAYS, *there, *(its for name, its in _SOMETIMES.items() if name in shown)]))


def _flag(record: Item, name: str) -> bool | None:
    """XML says "true", JSON says true."""
    return {"true": True, "false": False}.get(str(record.get(name)).lower())


def _check(part: str) -> str:
    """The letter that tells which of five characters are capitals, so that ids differ in any spelling."""
    return _CHECKS[sum(1 << place for place, letter in enumerate(part) if letter.isupper())]
