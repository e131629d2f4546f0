"""What every CRM's module must do, tried on every recorded delivery. A new one is tried as soon as it is named."""

import json
import re
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.crm import PROVIDERS, Forged, Gone, Http, Incoming, Unread
from bot.crm.configuration import address_of
from bot.domain.deals import DealEvent, EventKind
from bot.errors import SetUpError, TryLater, Unreadable
from tests.crm.local_server import recorded, reworded
from tests.crm.samples import (
    HARMLESS_NAMES,
    NOW,
    OTHER_SECRET,
    PAYLOADS,
    SETTINGS,
    Sample,
    at,
    config,
    hostile,
    samples,
)

every_provider = pytest.mark.parametrize("provider", sorted(PROVIDERS))
# What the recordings call their deals.
NAMES = (b"Globex - Analytics rollout", b"KLine")
_LOOKED_AT = set(EventKind) - {EventKind.DELETED, EventKind.MERGED}
# Stored ids that would lead a question with our token to something else.
ELSEWHERE = ("1/../../users/me", "..", "1?all=true", "1#", "1%2f2", "1' OR Id != '", "1) or (1 eq 1")
_NEVER_ASKED = {"generic"}
_KEY: dict[str, dict[str, str]] = {"freshsales": {"access_token": "fs-made-up"}}
_PROOF = re.compile("signature|sig-|authorization|x-retro")


def of_all(*wanted: Sample) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", wanted, ids=[f"{one.provider}/{one.name}" for one in wanted])


every_sample = of_all(*samples())
every_good_sample = of_all(*(one for one in samples() if not one.is_refused))


def is_accepted(sample: Sample, incoming: Incoming, at: timedelta = timedelta(), **more: Any) -> bool:
    try:
        PROVIDERS[sample.provider].verify(incoming, {**sample.config, **more}, NOW + at)
    except Forged:
        return False
    return True


@every_sample
def test_a_recorded_delivery_is_taken_or_refused_as_its_index_says(sample: Sample) -> None:
    assert is_accepted(sample, sample.incoming) is not sample.is_refused
    assert sample.answers.encode() in PROVIDERS[sample.provider].answer(sample.incoming).body


@of_all(*(one for one in samples() if one.is_signed))
def test_one_changed_byte_is_a_forgery(sample: Sample) -> None:
    body = sample.incoming.body
    for place in (0, len(body) // 2, len(body) - 1):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        assert not is_accepted(sample, sample.with_body(changed))


@every_sample
def test_a_proof_by_another_secret_is_a_forgery(sample: Sample) -> None:
    other = PROVIDERS[sample.provider].check_config({**sample.settings, **OTHER_SECRET[sample.provider]})
    assert not is_accepted(sample, sample.incoming, **other)


@every_good_sample
def test_while_a_secret_changes_the_one_before_counts_as_well(sample: Sample) -> None:
    changed = OTHER_SECRET[sample.provider]
    before = {f"previous_{name}": sample.settings[name] for name in changed}
    config = PROVIDERS[sample.provider].check_config({**sample.settings, **changed, **before})
    assert is_accepted(sample, sample.incoming, **config)


@of_all(*(one for one in samples() if one.is_timed))
def test_a_replay_is_a_forgery_after_five_minutes(sample: Sample) -> None:
    assert is_accepted(sample, sample.incoming, timedelta(minutes=5))
    assert not is_accepted(sample, sample.incoming, timedelta(minutes=5, seconds=1))
    assert not is_accepted(sample, sample.incoming, timedelta(minutes=-5, seconds=-1))


@every_sample
def test_a_senseless_time_or_proof_is_a_forgery(sample: Sample) -> None:
    headers = sample.incoming.headers
    times = {name for name in headers if "timestamp" in name}
    proofs = {name for name in headers if _PROOF.search(name)} - times
    for names in filter(None, [*({name} for name in times), proofs]):
        for value in ("", "abc", "1.5", "9" * 5000, "-1", "１７９４８２１４００", "é", "\ud800"):
            senseless = {**headers, **dict.fromkeys(names, value)}
            assert not is_accepted(sample, replace(sample.incoming, headers=senseless)), (names, value)


@every_sample
def test_without_a_proof_nothing_is_authentic(sample: Sample) -> None:
    bare = Incoming("POST", "https://retro.example.com/crm/somewhere", {}, b"{}")
    assert not is_accepted(sample, bare)


@every_good_sample
def test_the_same_delivery_has_the_same_key_and_says_the_same(sample: Sample) -> None:
    provider = PROVIDERS[sample.provider]
    assert provider.delivery_key(sample.incoming) == provider.delivery_key(replace(sample.incoming))
    assert len(provider.delivery_key(sample.incoming)) <= 200
    came, kept = sample.incoming.body, provider.kept(sample.incoming)
    assert provider.read(kept, sample.config, NOW) == provider.read(came, sample.config, NOW)


@every_good_sample
def test_no_secret_is_stored_with_a_delivery(sample: Sample) -> None:
    kept = PROVIDERS[sample.provider].kept(sample.incoming).decode()
    for secret in _texts(OTHER_SECRET[sample.provider], SETTINGS[sample.provider]):
        assert secret not in kept


@every_provider
def test_reading_never_raises(provider: str) -> None:
    for path in sorted((PAYLOADS / "hostile_crm").iterdir()):
        found = PROVIDERS[provider].read(path.read_bytes(), config(provider), NOW)
        assert all(isinstance(item, DealEvent | Unread) for item in found), path


@every_provider
@settings(max_examples=30)
@given(body=st.binary(max_size=200))
def test_any_bytes_are_set_aside_or_ignored(provider: str, body: bytes) -> None:
    found = PROVIDERS[provider].read(body, config(provider), NOW)
    assert all(isinstance(item, Unread) for item in found)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@every_provider
@settings(max_examples=30)
@given(data=st.data())
def test_any_value_in_a_known_shape_is_read_alone(provider: str, data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(samples(provider))).incoming.body
    if body.startswith(b"<"):
        place = data.draw(st.integers(0, len(body)))
        body = body[:place] + data.draw(st.text()).encode() + body[place:]
    else:
        whole = json.loads(body)
        _put_somewhere(whole, data)
        body = json.dumps(whole).encode()
    found = PROVIDERS[provider].read(body, config(provider), NOW)
    assert all(isinstance(item, DealEvent | Unread) for item in found)


@every_provider
def test_a_hostile_name_becomes_harmless_text(http: Http, provider: str) -> None:
    for file in ("lone-surrogate", "bidi-name", "very-long-name", "markup-name"):
        name = json.loads(hostile(file))["data"]["name"]
        assert HARMLESS_NAMES[file] in _names(http, provider, json.dumps(name)[1:-1])


@every_provider
def test_whatever_the_api_answers_is_a_deal_or_says_what_is_wrong(http: Http, provider: str) -> None:
    answers: list[Any] = [[], {}, "x", None, 7, [7], [[]], [{}], {"data": [7]}, {"records": [7]}, {"value": {}}]
    with recorded(provider) as api:
        settings = config(provider, **at(provider, api.url))
        for hours, answer in enumerate(answers):  # by then nothing is remembered of the one before
            api.answer("", answer)
            for event in islice(_looked_at(provider, settings, {}), 2):
                with suppress(Gone, TryLater, Unreadable):
                    deal = PROVIDERS[provider].look(http, settings, event, NOW + timedelta(hours=hours))
                    assert deal.external_id == event.external_id


@every_provider
@pytest.mark.parametrize("answer", [{}, [], {"data": None}, None])
def test_an_answer_without_the_deal_is_none(http: Http, provider: str, answer: Any) -> None:
    with recorded(provider) as api:
        settings = config(provider, **_KEY.get(provider, {}), **at(provider, api.url))
        asked = _shown(http, provider, settings)
        api.answer("", answer)
        with pytest.raises(TryLater) if asked else nullcontext():
            PROVIDERS[provider].fetch(http, settings, asked, NOW)


@every_provider
def test_an_answer_about_another_deal_is_none(http: Http, provider: str) -> None:
    with recorded(provider) as api:
        asked = _shown(http, provider, config(provider, **_KEY.get(provider, {}), **at(provider, api.url)))
    another = asked[:-1] + ("7" if asked[-1:] != "7" else "6")
    with recorded(provider, {asked.encode(): another.encode()} if asked else {}) as api:
        settings = config(provider, **_KEY.get(provider, {}), **at(provider, api.url))
        with pytest.raises(TryLater, match="not about the deal") if asked else nullcontext():
            PROVIDERS[provider].fetch(http, settings, asked, NOW)


@every_provider
def test_an_id_that_leads_elsewhere_is_never_read_from_a_delivery(provider: str) -> None:
    if provider in _NEVER_ASKED:
        return
    bodies = [one.incoming.body for one in samples(provider) if not one.incoming.body.startswith(b"<")]
    for whole in (changed for body in bodies for changed in _with_each_value(json.loads(body), ELSEWHERE[0])):
        for found in PROVIDERS[provider].read(json.dumps(whole).encode(), config(provider), NOW):
            if isinstance(found, DealEvent):
                assert ELSEWHERE[0] not in (found.external_id, found.merged_into), whole


@every_provider
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_an_id_that_leads_elsewhere_is_never_asked_for(http: Http, provider: str, elsewhere: str) -> None:
    with recorded(provider) as api:
        settings = config(provider, **_KEY.get(provider, {}), **at(provider, api.url))
        with nullcontext() if provider in _NEVER_ASKED else pytest.raises(Unreadable, match="id"):
            PROVIDERS[provider].fetch(http, settings, elsewhere, NOW)
        assert api.asked == []


@every_provider
def test_a_configuration_may_be_checked_again(provider: str) -> None:
    checked = config(provider)
    assert PROVIDERS[provider].check_config(checked) == checked


@every_provider
def test_an_empty_configuration_names_all_that_is_missing(provider: str) -> None:
    settings = PROVIDERS[provider].SETTINGS
    with pytest.raises(SetUpError) as error:
        PROVIDERS[provider].check_config({})
    named = {line.split()[0] for line in str(error.value).splitlines()}
    assert {setting.name for setting in settings if setting.is_required} <= named
    assert named <= {setting.name for setting in settings}


@every_provider
def test_a_senseless_setting_is_named(provider: str) -> None:
    for setting in PROVIDERS[provider].SETTINGS:
        for name in setting.names:
            with pytest.raises(SetUpError, match=f"(?m)^{name} must "):
                PROVIDERS[provider].check_config({**SETTINGS[provider], name: [["x"]]})


def _texts(keys: Any, settings: Any) -> list[str]:
    """The secrets of the settings: all the text below these keys, without the names of headers and users."""
    found = [settings[key] for key in keys]
    words = [value for one in found for value in (one.values() if isinstance(one, dict) else [one])]
    return [word.removeprefix("Bearer ") for word in words if len(word) > 9 and not word.startswith("X-")]


def _put_somewhere(whole: Any, data: st.DataObject) -> None:
    """Put any value in the place of some other."""
    while True:
        keys = list(whole) if isinstance(whole, dict) else list(range(len(whole)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(whole[key], dict | list) or not whole[key] or data.draw(st.booleans()):
            whole[key] = data.draw(json_values)
            return
        whole = whole[key]


def _with_each_value(whole: Any, value: Any) -> Iterator[Any]:
    """The same with this value in the place of each of its texts and numbers, one after the other."""
    if not isinstance(whole, dict | list):
        yield value
        return
    for key, inner in whole.items() if isinstance(whole, dict) else list(enumerate(whole)):
        for changed in _with_each_value(inner, value):
            copied = whole.copy()
            copied[key] = changed
            yield copied


def _names(http: Http, provider: str, written: str) -> Iterator[str]:
    """What the deals are called that the provider's recordings tell of, with this name in place of theirs."""
    replaced = dict.fromkeys(NAMES, written.encode())
    with recorded(provider, replaced) as api:
        settings = config(provider, **at(provider, api.url))
        for event in _looked_at(provider, settings, replaced):
            with suppress(Gone):
                yield PROVIDERS[provider].look(http, settings, event, NOW).name


def _shown(http: Http, provider: str, settings: dict[str, Any]) -> str:
    """A deal of the recorded events that the recorded API shows; nothing of a provider that has none."""
    read = PROVIDERS[provider].read
    told = (item for one in samples(provider) for item in read(one.incoming.body, settings, NOW))
    for event in (item for item in told if isinstance(item, DealEvent)):
        with suppress(Gone):
            if PROVIDERS[provider].fetch(http, settings, event.external_id, NOW):
                return event.external_id
    assert provider in _NEVER_ASKED
    return ""


def _looked_at(provider: str, settings: dict[str, Any], replaced: dict[bytes, bytes]) -> Iterator[DealEvent]:
    """The recorded events about which the CRM is asked; names in XML are written otherwise, and tried apart."""
    for one in samples(provider):
        body = one.incoming.body
        found = [] if body.startswith(b"<") else PROVIDERS[provider].read(reworded(body, replaced), settings, NOW)
        yield from (item for item in found if isinstance(item, DealEvent) and item.kind in _LOOKED_AT)


@every_provider
def test_a_sample_of_our_own_proves_itself_and_tells_of_no_deal(provider: str) -> None:
    module, given = PROVIDERS[provider], {**SETTINGS[provider]}
    url = address_of(f"https://retro.example.com/crm/{provider}/x", config(provider))
    made = module.sample("our-word", url, config(provider), NOW)
    assert made is not None
    module.verify(made, config(provider), NOW)
    assert b"our-word" in module.kept(made)
    assert module.read(module.kept(made), config(provider), NOW) == []
    with pytest.raises(Forged):
        module.verify(made, module.check_config({**given, **OTHER_SECRET[provider]}), NOW)


@pytest.mark.parametrize(
    ("provider", "left_out", "more"),
    [
        ("generic", "secret", {}),
        ("dynamics", "header", {"code": "dv-code"}),
        ("salesforce", "url_token", {}),
        ("salesforce", "flow_header", {}),
        ("salesforce", "flow_header", {"url_token": None, "flow_secret": SETTINGS["generic"]["secret"]}),
    ],
)
def test_a_sample_proves_itself_as_the_connection_wants(provider: str, left_out: str, more: dict[str, Any]) -> None:
    given = PROVIDERS[provider].check_config({**SETTINGS[provider], left_out: None, **more})
    url = address_of(f"https://retro.example.com/crm/{provider}/x", given)
    made = PROVIDERS[provider].sample("our-word", url, given, NOW)
    assert made is not None
    PROVIDERS[provider].verify(made, given, NOW)
    assert PROVIDERS[provider].read(PROVIDERS[provider].kept(made), given, NOW) == []


def test_what_only_a_proxy_can_prove_has_no_sample() -> None:
    certificate = {"client_certificate": {"name": "X-Client", "value": "CN=salesforce"}, "flow_header": None}
    given = config("salesforce", **certificate)
    assert PROVIDERS["salesforce"].sample("our-word", "https://retro.example.com/x", given, NOW) is None
