"""What every CRM that can be written must do, tried on a server that keeps what it is told. One file, all providers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.crm import PROVIDERS, WRITERS, Gone, Http, Note, NotUnderstood, Refused
from bot.crm.accounts import Account
from bot.crm.option_lists import OPTIONS
from bot.crm.writing import Writer, as_html, as_text
from bot.domain.deals import DealEvent, Outcome, Standing, after
from bot.domain.options import Option
from bot.domain.write_backs import NotText
from bot.errors import SetUpError, TryLater, Unreadable
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, SETTINGS, at, config
from tests.crm.test_contract import ELSEWHERE
from tests.crm.written import AUTHOR, MARK, WRITTEN, Answers, Written, echo, filled

every_writer = pytest.mark.parametrize("provider", sorted(WRITERS))
HOSTILE = '<b>"Price" & <script>alert(1)</script>\n{{7*7}} \u202e@channel\''
NOTE = Note((f"Northwind {HOSTILE}", HOSTILE), MARK, NOW, "https://acme.slack.com/archives/C1/p1?thread_ts=1&cid=C1")


@dataclass
class Crm:
    """A CRM on loopback, its account as we write into it, and what it was told."""

    provider: str
    case: Written
    server: LocalServer
    writer: Writer
    account: Account

    def answers(self, answers: Answers, **words: str) -> None:
        for (method, path), body in answers.items():
            self.server.answer(path, filled(body, **words), method=method)

    @property
    def told(self) -> list[tuple[str, str, Any]]:
        """The requests that are no questions."""
        asked = [one for one in self.server.asked if one.method != "GET" and not one.path.endswith("token")]
        return [(one.method, one.path, json.loads(one.body) if one.body else None) for one in asked]


@pytest.fixture
def crm(provider: str, http: Http) -> Iterator[Crm]:
    with _crm(provider, http) as crm:
        yield crm


@contextmanager
def _crm(provider: str, http: Http) -> Iterator[Crm]:
    case, writer = WRITTEN[provider], WRITERS[provider]
    with recorded(provider) as server:
        account = writer.account(http, config(provider, **case.more, **at(provider, server.url)), NOW)
        assert account is not None
        crm = Crm(provider, case, server, writer, account)
        crm.answers(case.deal)
        for method, path in (case.put[:2], case.removed[:2]):
            body = b"" if case.silent else {"data": [{"code": "SUCCESS"}]}
            server.answer(f"^{_literal(path)}$", body, 204 if case.silent else 200, method=method)
        server.answer(f"^{_literal(case.note[1])}$", case.added, 201, method="POST")
        yield crm


def _literal(path: str) -> str:
    return path.replace("(", r"\(").replace(")", r"\)")


@every_writer
def test_a_field_is_read_to_the_letter(crm: Crm) -> None:
    assert crm.writer.values(crm.account, crm.case.deal_id, [crm.case.name]) == {crm.case.name: crm.case.holds}


@every_writer
@pytest.mark.parametrize("odd", [["Price", "Timing"], {"id": 7}, True], ids=["several", "a choice", "a tick"])
def test_a_field_that_takes_no_words_is_told_apart_from_an_empty_one(crm: Crm, odd: Any) -> None:
    crm.answers({asked: _holding(body, crm.case, odd) for asked, body in crm.case.deal.items()})
    assert crm.writer.values(crm.account, crm.case.deal_id, [crm.case.name]) == {crm.case.name: NotText.NOT_TEXT}


def _holding(body: Any, case: Written, odd: Any) -> Any:
    """An answer about the deal in which the field holds something else."""
    if isinstance(body, dict) and case.holds is None and "id" in body:
        return {**body, case.name: odd}  # Close leaves out what is empty
    if isinstance(body, dict):
        return {name: odd if value == case.holds else _holding(value, case, odd) for name, value in body.items()}
    return [_holding(one, case, odd) for one in body] if isinstance(body, list) else body


@every_writer
def test_a_value_is_put_as_it_is_and_taken_out_again(crm: Crm) -> None:
    crm.writer.put(crm.account, crm.case.deal_id, crm.case.name, HOSTILE)
    crm.writer.put(crm.account, crm.case.deal_id, crm.case.name, None)
    method, path, shape = crm.case.put
    assert crm.told == [(method, path, filled(shape, value=HOSTILE)), (method, path, crm.case.emptied)]


@every_writer
def test_a_note_shows_its_words_and_leads_to_the_talk(crm: Crm) -> None:
    assert crm.writer.add_note(crm.account, crm.case.deal_id, NOTE) == crm.case.note_id
    body = as_html(NOTE) if crm.case.is_html else as_text(NOTE)
    method, path, shape = crm.case.note
    assert crm.told == [(method, path, filled(shape, body=body, title=NOTE.lines[0]))]


@every_writer
def test_a_note_is_its_authors_where_the_crm_knows_them(crm: Crm) -> None:
    note = replace(NOTE, author=AUTHOR)
    crm.writer.add_note(crm.account, crm.case.deal_id, note)  # nobody is known yet, and nobody waits for it
    crm.account = replace(crm.account, now=NOW.replace(hour=12))
    crm.answers(crm.case.known)
    crm.writer.add_note(crm.account, crm.case.deal_id, note)
    [without, with_author] = [told for _, _, told in crm.told]
    at = with_author
    for key in crm.case.authored_in:
        at = at[key]
    assert {name: at.pop(name, None) for name in crm.case.author} == crm.case.author
    assert with_author == without


@every_writer
def test_our_note_is_found_again_by_its_mark_and_by_nothing_else(crm: Crm) -> None:
    crm.answers(crm.case.listed, body=as_html(NOTE) if crm.case.is_html else as_text(NOTE))
    assert crm.writer.find_note(crm.account, crm.case.deal_id, MARK) == crm.case.note_id
    assert crm.writer.find_note(crm.account, crm.case.deal_id, "silver-lining-another") is None


@every_writer
def test_our_note_is_taken_away(crm: Crm) -> None:
    crm.writer.remove_note(crm.account, crm.case.note_id)
    assert crm.told == [crm.case.removed]


@every_writer
def test_what_the_crm_refuses_or_has_lost_is_said(crm: Crm) -> None:
    method, path, _ = crm.case.put
    for status, body, kind in (
        (400, {"message": "No such value"}, NotUnderstood),
        (422, {"message": "No such value"}, NotUnderstood),
        (403, {}, Refused),
        (404, {}, Gone),
        (503, {}, TryLater),
    ):
        crm.server.answer(f"^{_literal(path)}$", body, status, method=method)
        with pytest.raises(kind) as error:
            crm.writer.put(crm.account, crm.case.deal_id, crm.case.name, "Price")
        assert getattr(error.value, "reason", "") == ("No such value" if kind is NotUnderstood else "")


@every_writer
def test_a_crm_that_asks_for_patience_is_given_it(crm: Crm) -> None:
    crm.server.answer(f"^{_literal(crm.case.note[1])}$", {}, 429, {"Retry-After": "17"}, method="POST")
    with pytest.raises(TryLater) as error:
        crm.writer.add_note(crm.account, crm.case.deal_id, NOTE)
    assert error.value.after_seconds == 17


@every_writer
def test_an_id_that_leads_elsewhere_is_never_written_to(crm: Crm) -> None:
    for elsewhere in ELSEWHERE:
        with pytest.raises((Unreadable, ValueError)):
            crm.writer.put(crm.account, elsewhere, crm.case.name, "x")
        with pytest.raises((Unreadable, ValueError)):
            crm.writer.remove_note(crm.account, elsewhere)
    assert crm.told == []


@every_writer
def test_a_connection_says_which_fields_take_what(provider: str) -> None:
    taken = {"reason": "custom.cf_1", "come_back": None}
    assert config(provider, write=taken)["write"] == taken
    for wrong in ({"lesson": "x"}, {"reason": "a b"}, {"reason": 7}, ["reason"]):
        with pytest.raises(SetUpError, match=r"(?m)^write must "):
            PROVIDERS[provider].check_config({**SETTINGS[provider], "write": wrong})


@every_writer
def test_our_own_change_that_comes_back_closes_nothing_anew(provider: str) -> None:
    before = Standing(Outcome.LOST, 1, NOW)
    found = PROVIDERS[provider].read(echo(provider), config(provider), NOW + timedelta(hours=1))
    for event in found:
        assert isinstance(event, DealEvent)
        outcome = event.deal.outcome if event.deal else Outcome.LOST  # where the event leaves it open, the CRM is asked
        assert after(before, outcome, max(event.at, NOW)).closings == 1


def test_without_access_to_its_api_nothing_is_written(http: Http) -> None:
    for provider, key in (("close", "api_key"), ("pipedrive", "api_token"), ("freshsales", "access_token")):
        without = {name: value for name, value in config(provider).items() if name != key}
        assert WRITERS[provider].account(http, without, NOW) is None


@pytest.mark.parametrize("provider", ["zoho"])
def test_zoho_refuses_with_a_status_of_success(crm: Crm) -> None:
    for code, kind in (("INVALID_DATA", NotUnderstood), ("RECORD_NOT_FOUND", Gone)):
        crm.server.answer("^/crm/v8/Deals$", {"data": [{"code": code, "message": "wrong"}]}, 202, method="PUT")
        with pytest.raises(kind):
            crm.writer.put(crm.account, crm.case.deal_id, crm.case.name, "x")


@pytest.mark.parametrize("provider", ["freshsales"])
def test_where_notes_cannot_be_listed_nobody_takes_that_for_none(crm: Crm) -> None:
    crm.server.answer("include=notes", {"deal": {}})
    with pytest.raises(NotUnderstood, match="does not understand"):
        crm.writer.find_note(crm.account, crm.case.deal_id, MARK)


@pytest.mark.parametrize("provider", ["attio"])
def test_attios_notes_are_looked_through_to_the_last_page(crm: Crm) -> None:
    crm.server.answer("&offset=0$", {"data": [{"content_plaintext": "Theirs"}] * 50})
    crm.answers({("GET", "&offset=50$"): next(iter(crm.case.listed.values()))}, body=as_text(NOTE))
    assert crm.writer.find_note(crm.account, crm.case.deal_id, MARK) == crm.case.note_id


@pytest.mark.parametrize("provider", ["dynamics"])
def test_dynamics_makes_no_opportunity_that_is_gone(crm: Crm) -> None:
    crm.writer.put(crm.account, crm.case.deal_id, crm.case.name, "x")
    assert crm.server.asked[-1].headers["if-match"] == "*"


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
