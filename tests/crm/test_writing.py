"""What every CRM that can be written must do, tried on a server that keeps what it is told. One file, all providers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.crm import PROVIDERS, WRITERS, Gone, Http, Note, NotUnderstood, Refused
from bot.crm.writing import as_html, as_text
from bot.domain.deals import DealEvent, Outcome, Standing, after
from bot.domain.write_backs import NotText
from bot.errors import SetUpError, TryLater, Unreadable
from tests.crm.samples import NOW, SETTINGS, config
from tests.crm.test_contract import ELSEWHERE
from tests.crm.writable import Crm, literal, writable
from tests.crm.written import AUTHOR, MARK, Written, echo, filled

every_writer = pytest.mark.parametrize("provider", sorted(WRITERS))
HOSTILE = '<b>"Price" & <script>alert(1)</script>\n{{7*7}} \u202e@channel\''
NOTE = Note((f"Northwind {HOSTILE}", HOSTILE), MARK, NOW, "https://acme.slack.com/archives/C1/p1?thread_ts=1&cid=C1")


@pytest.fixture
def crm(provider: str, http: Http) -> Iterator[Crm]:
    with writable(provider, http) as crm:
        yield crm


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
def test_an_answer_without_a_list_of_notes_is_not_taken_for_none(crm: Crm) -> None:
    for method, path in crm.case.listed:
        crm.answers(crm.case.listed, body=as_html(NOTE) if crm.case.is_html else as_text(NOTE))
        crm.server.answer(path, {}, method=method)
        with pytest.raises(TryLater):
            crm.writer.find_note(crm.account, crm.case.deal_id, MARK)


@pytest.mark.parametrize("provider", ["pipedrive"])
def test_null_is_pipedrives_word_for_no_notes(crm: Crm) -> None:
    crm.server.answer("^/v1/notes", {"success": True, "data": None})
    assert crm.writer.find_note(crm.account, crm.case.deal_id, MARK) is None


@pytest.mark.parametrize("provider", ["zoho"])
def test_zoho_that_says_nothing_has_not_refused(crm: Crm) -> None:
    crm.server.answer("^/crm/v8/Deals$", {}, method="PUT")
    with pytest.raises(TryLater) as error:
        crm.writer.put(crm.account, crm.case.deal_id, crm.case.name, "x")
    assert type(error.value) is TryLater


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
        crm.server.answer(f"^{literal(path)}$", body, status, method=method)
        with pytest.raises(kind) as error:
            crm.writer.put(crm.account, crm.case.deal_id, crm.case.name, "Price")
        assert getattr(error.value, "reason", "") == ("No such value" if kind is NotUnderstood else "")


@every_writer
def test_a_crm_that_asks_for_patience_is_given_it(crm: Crm) -> None:
    crm.server.answer(f"^{literal(crm.case.note[1])}$", {}, 429, {"Retry-After": "17"}, method="POST")
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
    crm.server.answer("include=notes", {"deal": {"id": crm.case.deal_id}})
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
