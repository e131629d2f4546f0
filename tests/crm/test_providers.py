"""What every CRM's module must do, tried on every recorded delivery."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crm import PROVIDERS, Forged, Incoming, Unread
from bot.domain.deals import DealEvent
from bot.errors import SetUpError
from tests.crm.samples import NOW, OTHER_SECRET, PAYLOADS, SETTINGS, Sample, config, samples

every_sample = pytest.mark.parametrize("sample", samples(), ids=lambda sample: f"{sample.provider}/{sample.name}")
every_provider = pytest.mark.parametrize("provider", sorted(PROVIDERS))
HOSTILE = sorted((PAYLOADS / "hostile_crm").iterdir())


def is_accepted(sample: Sample, incoming: Incoming, at: timedelta = timedelta()) -> bool:
    try:
        PROVIDERS[sample.provider].verify(incoming, sample.config, NOW + at)
    except Forged:
        return False
    return True


@every_sample
def test_a_recorded_delivery_is_authentic(sample: Sample) -> None:
    assert is_accepted(sample, sample.incoming)


@every_sample
def test_one_changed_byte_is_a_forgery(sample: Sample) -> None:
    body = sample.incoming.body
    for place in (0, len(body) // 2, len(body) - 1):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        assert not is_accepted(sample, sample.with_body(changed))


@every_sample
def test_a_signature_under_another_secret_is_a_forgery(sample: Sample) -> None:
    provider = PROVIDERS[sample.provider]
    other = provider.check_config({**sample.settings, **OTHER_SECRET[sample.provider]})
    with pytest.raises(Forged):
        provider.verify(sample.incoming, other, NOW)


@pytest.mark.parametrize("sample", [one for one in samples() if one.is_timed], ids=lambda sample: sample.name)
def test_a_replay_is_a_forgery_after_five_minutes(sample: Sample) -> None:
    assert is_accepted(sample, sample.incoming, timedelta(minutes=5))
    assert not is_accepted(sample, sample.incoming, timedelta(minutes=5, seconds=1))
    assert not is_accepted(sample, sample.incoming, timedelta(minutes=-5, seconds=-1))


@every_sample
@pytest.mark.parametrize("value", ["", "abc", "1.5", "9" * 5000, "-1", "１７９４８２１４００", "é"])
def test_a_senseless_time_or_signature_is_a_forgery(sample: Sample, value: str) -> None:
    for name in sample.incoming.headers:
        if "timestamp" in name or "signature" in name:
            headers = {**sample.incoming.headers, name: value}
            if name == "x-hubspot-signature-version" or (name == "x-hubspot-signature" and sample.is_timed):
                continue  # not looked at where there is a v3 signature
            assert not is_accepted(sample, replace(sample.incoming, headers=headers))


@every_sample
def test_without_a_signature_nothing_is_authentic(sample: Sample) -> None:
    assert not is_accepted(sample, replace(sample.incoming, headers={}))


@every_sample
def test_the_same_delivery_has_the_same_key_and_says_the_same(sample: Sample) -> None:
    provider = PROVIDERS[sample.provider]
    assert provider.delivery_key(sample.incoming) == provider.delivery_key(replace(sample.incoming))
    once, twice = (provider.read(sample.incoming.body, sample.config, NOW) for _ in range(2))
    assert once == twice


@every_provider
@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_reading_never_raises(provider: str, path: Path) -> None:
    found = PROVIDERS[provider].read(path.read_bytes(), config(provider), NOW)
    assert all(isinstance(item, DealEvent | Unread) for item in found)


@every_provider
@given(body=st.binary(max_size=200))
def test_any_bytes_are_set_aside_or_ignored(provider: str, body: bytes) -> None:
    found = PROVIDERS[provider].read(body, config(provider), NOW)
    assert all(isinstance(item, Unread) for item in found)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@every_provider
@given(data=st.data())
def test_any_values_in_a_known_shape_are_read_alone(provider: str, data: st.DataObject) -> None:
    keys = {
        "generic": ["deal_id", "name", "outcome", "amount", "currency", "owner", "manager", "closed_at", "url"],
        "hubspot": ["objectId", "occurredAt", "portalId", "propertyValue", "mergedObjectIds", "objectTypeId"],
    }[provider]
    values = data.draw(st.dictionaries(st.sampled_from(keys), json_values))
    if provider == "generic":
        body = json.dumps({"type": "deal.lost", "timestamp": data.draw(json_values), "data": values})
    else:
        what = data.draw(st.sampled_from(["deal.propertyChange", "object.propertyChange", "deal.merge"]))
        body = json.dumps([{"subscriptionType": what, "propertyName": "dealstage", **values}])
    found = PROVIDERS[provider].read(body.encode(), config(provider), NOW)
    assert all(isinstance(item, DealEvent | Unread) for item in found)


@every_provider
def test_a_configuration_may_be_checked_again(provider: str) -> None:
    checked = config(provider)
    assert PROVIDERS[provider].check_config(checked) == checked


@every_provider
def test_an_empty_configuration_names_all_that_is_missing(provider: str) -> None:
    required = set(SETTINGS[provider]) - {"crm_host"}
    with pytest.raises(SetUpError) as error:
        PROVIDERS[provider].check_config({})
    assert {line.split()[0] for line in str(error.value).splitlines()} == required
