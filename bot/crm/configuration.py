"""What a connection's file must and may say: each provider lists its settings, and this is how they are checked.

A secret may be changed without a gap: beside the new one the old one stands as `previous_<name>`, and both count.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.crm.http import is_address
from bot.crm.ids import is_guid, is_number
from bot.crm.reading import link
from bot.domain.reasons import Reason
from bot.domain.write_backs import TAKING
from bot.errors import SetUpError

# The facts for which most CRMs have no field of their own: `fields` of a connection names the account's.
FIELDS = ("reason", "competitor", "segment", "vertical", "region", "persona", "manager")
# What a field of the deal can take of a talk: `write` of a connection names the account's.
WRITTEN = tuple(step.value for step in TAKING)

_WORD = re.compile("[!-~]{1,4000}")
# A field's internal name, which may stand in an address: Salesforce's go on over a dot ("Account.Industry").
_FIELD = re.compile("[A-Za-z_][A-Za-z0-9_.]{0,99}|[0-9a-f]{40}")
_ENDING = re.compile("[A-Za-z0-9_-]{16,100}")
_HEADER_NAME = re.compile("[A-Za-z0-9-]{1,100}")


@dataclass(frozen=True)
class Setting:
    """One key of a connection's file.

    `meaning` says what it is and where it stands in the CRM; `must` completes "<name> must …" where `fits` says no.
    """

    name: str
    meaning: str
    must: str
    fits: Callable[[Any], bool]
    is_required: bool = False
    is_secret: bool = False

    def complaints(self, config: Mapping[str, Any]) -> list[str]:
        """What is wrong with it in this file, one sentence each, beginning with the key."""
        if self.is_required and not _is_given(config, self.name):
            return [f"{self.name} is missing: {self.meaning}"]
        return [
            f"{name} must {self.must}" for name in self.names if _is_given(config, name) and not self.fits(config[name])
        ]

    @property
    def names(self) -> list[str]:
        """The keys under which it may stand."""
        return [self.name, f"previous_{self.name}"] if self.is_secret else [self.name]


def checked(config: Mapping[str, Any], settings: Sequence[Setting], further: Sequence[str] = ()) -> dict[str, Any]:
    """What to store of a file: the settings that it gives, and nothing else.

    Raises SetUpError that names all that is missing or wrong, one a line, with the `further` complaints of a provider.
    """
    complaints = [line for setting in settings for line in setting.complaints(config)] + list(further)
    if complaints:
        raise SetUpError("\n".join(complaints))
    names = [name for setting in settings for name in setting.names]
    return {name: config[name] for name in names if _is_given(config, name)}


def both(config: Mapping[str, Any], name: str) -> list[Any]:
    """The secrets of this name that count: the one in use and, while it is being changed, the one before it."""
    return [config[key] for key in (name, f"previous_{name}") if config.get(key)]


def secret(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """A secret of one word that a CRM signs or proves itself with."""
    return Setting(name, meaning, "be text without blanks", is_word, is_required, is_secret=True)


def word(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """One word: a name that the CRM gave, or a token of ours for its API."""
    return Setting(name, meaning, "be text without blanks", is_word, is_required)


def secret_header(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """A header that the CRM sends with every delivery: `{"name": …, "value": …}`."""
    return Setting(name, meaning, 'be {"name": …, "value": …} of a header', _is_header, is_required, is_secret=True)


def secret_login(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """User and password that the CRM sends with every delivery (HTTP Basic)."""
    return Setting(name, meaning, 'be {"user": …, "password": …}', _is_login, is_required, is_secret=True)


def url_token() -> Setting:
    """A secret word at the end of the address, for a CRM that can prove itself by nothing else."""
    must = "be 16 to 100 letters, digits, - or _"
    return Setting("url_token", "a long random word at the end of the address", must, _is_ending, is_secret=True)


def address_of(slug_address: str, config: Mapping[str, Any]) -> str:
    """Where the CRM sends to: the connection's own address and, where its CRM signs nothing, the secret at its end."""
    return f"{slug_address}/{config['url_token']}" if "url_token" in config else slug_address


def number(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """A number by which a CRM knows something, with quotes or without."""
    return Setting(name, meaning, "be a whole number", lambda value: is_number(str(value)), is_required)


def guid(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """An id such as 4ef5b371-e89e-e711-8122-000d3aa2331c."""
    return Setting(name, meaning, "be an id such as 4ef5b371-e89e-e711-8122-000d3aa2331c", is_guid, is_required)


def texts(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """Several texts, such as the names of stages as the CRM writes them."""
    return Setting(name, meaning, 'be a list of texts, such as ["Lost"]', _are_texts, is_required)


def flag(name: str, meaning: str) -> Setting:
    """Something to switch on."""
    return Setting(name, meaning, "be true or false", lambda value: isinstance(value, bool))


def address(name: str, meaning: str, *, is_required: bool = False) -> Setting:
    """An address that is called with a token."""
    return Setting(name, meaning, "begin with https:// (http:// only for this machine)", is_address, is_required)


def crm_host() -> Setting:
    """The host whose links are shown to people."""
    return Setting(
        "crm_host", "whose links to deals are shown", "be a host name alone, such as crm.example.com", is_host
    )


def fields() -> Setting:
    """Where this account keeps the facts of FIELDS."""
    must = f"name fields of the CRM (their internal names) for some of {', '.join(FIELDS)}"
    return Setting("fields", "fact of ours and field of the CRM", must, _are_fields)


def fields_of(config: Mapping[str, Any], defaults: Mapping[str, str]) -> dict[str, str]:
    """Which field of the account holds which fact: what its connection says, before what most accounts have."""
    return {**defaults, **config.get("fields", {})}


def write() -> Setting:
    """Which fields of this account take what the pair writes back; null: none does."""
    must = f"name fields of the CRM (their internal names) for some of {', '.join(WRITTEN)}, or null"
    return Setting("write", "what a talk ends with, and the field of the CRM that takes it", must, _are_written)


def reason_options() -> Setting:
    """Which option of the field that takes the reason says which of ours, where it is called otherwise."""
    must = f"name options of the CRM's list for some of {', '.join(Reason)}"
    meaning = "reason of ours and option, where the field of the reason is a list and calls it otherwise"
    return Setting("reason_options", meaning, must, _are_reasons)


def written_fields(config: Mapping[str, Any], defaults: Mapping[str, str]) -> dict[str, str]:
    """Which field of the account takes what of WRITTEN: what its connection says, before what most accounts have."""
    named = {**defaults, **config.get("write", {})}
    return {what: field for what, field in named.items() if field is not None}


def is_word(value: object) -> bool:
    """Whether it is text without blanks, controls and letters that no header can carry."""
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def is_host(value: object) -> bool:
    """Whether it is a host name alone."""
    return isinstance(value, str) and link(f"https://{value}/", value) is not None


def _is_given(config: Mapping[str, Any], name: str) -> bool:
    return config.get(name) not in (None, "")


def _is_login(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"user", "password"} and all(map(is_word, value.values()))


def _is_ending(value: object) -> bool:
    return isinstance(value, str) and _ENDING.fullmatch(value) is not None


def _is_header(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"name", "value"}:
        return False
    name, content = value["name"], value["value"]
    return (
        isinstance(name, str)
        and _HEADER_NAME.fullmatch(name) is not None
        and isinstance(content, str)
        and is_word(content.replace(" ", "-"))  # "Bearer …" has a blank
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and 0 < len(value) <= 200 and all(isinstance(one, str) and one for one in value)


def _are_fields(value: object) -> bool:
    return isinstance(value, dict) and all(
        name in FIELDS and isinstance(its, str) and _FIELD.fullmatch(its) for name, its in value.items()
    )


def _are_reasons(value: object) -> bool:
    return isinstance(value, dict) and all(
        name in set(Reason) and isinstance(its, str) and its for name, its in value.items()
    )


def _are_written(value: object) -> bool:
    return isinstance(value, dict) and all(
        what in WRITTEN and (its is None or (isinstance(its, str) and _FIELD.fullmatch(its)))
        for what, its in value.items()
    )
