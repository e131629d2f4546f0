"""Slack's own schema of blocks with the documented limits put in, ready to check with.

The schema is a tree of unions told apart by `type`; two keywords are ours: a reference is followed by name, and a
union is entered by the `type` at hand, so that checking is quick and a mistake is reported where it is.
"""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from sandbox import block_limits as limits
from sandbox.facts import FACTS
from sandbox.payloads import Payload

TYPE_DEFINITIONS = ("PlainTextElement", "MrkdwnElement", "TextObject")


@cache
def definitions() -> Payload:
    """Name → schema, with limits."""
    schema: Payload = json.loads((FACTS / "blocks.schema.json").read_text(encoding="utf-8"))["definitions"]
    schema["AnyBlock"] = {"$ref": "#/definitions/KnownBlock"}
    for name, definition in schema.items():
        for variant in definition.get("anyOf", [definition]):
            if "properties" in variant:
                _limit(name, variant)
    return schema


def _limit(name: str, node: Payload) -> None:
    properties: Payload = node["properties"]
    for id_property in {"block_id", "action_id"} & set(properties):
        properties[id_property] = {"type": "string", "minLength": 1, "maxLength": limits.ID}
    for prop, longest in limits.LENGTHS.get(name, {}).items():
        if prop in properties:
            properties[prop] = {"type": "string", "maxLength": longest}
    for prop, (fewest, most) in limits.COUNTS.get(name, {}).items():
        properties[prop] = {**properties[prop], "minItems": fewest, "maxItems": most}
    for prop, (least, largest) in limits.RANGES.get(name, {}).items():
        ceiling = {} if largest is None else {"maximum": largest}
        properties[prop] = {"type": "integer", "minimum": least, **ceiling}
    for prop, pattern in limits.PATTERNS.get(name, {}).items():
        properties[prop] = {"type": "string", "pattern": pattern}
    _limit_texts(name, properties)
    _limit_inner(name, node)


def _limit_texts(name: str, properties: Payload) -> None:
    if name in TYPE_DEFINITIONS:
        properties["text"]["minLength"] = 1
    lengths = dict(limits.TEXT_LENGTHS.get(name, {}))
    if "placeholder" in properties:
        lengths["placeholder"] = limits.PLACEHOLDER
    for prop, longest in lengths.items():
        if prop in properties:
            properties[prop] = _capped(properties[prop], longest)


def _limit_inner(name: str, node: Payload) -> None:
    properties: Payload = node["properties"]
    if name == "SectionBlock":
        properties["fields"]["items"] = _capped(properties["fields"]["items"], limits.LONGEST_FIELD)
    if name in limits.ONE_OF:
        node["oneRequired"] = limits.ONE_OF[name]
    if "option_groups" in properties:
        group: Payload = properties["option_groups"]["items"]["properties"]
        group["label"] = _capped(group["label"], limits.LONGEST_GROUP_LABEL)
        group["options"]["maxItems"] = limits.MOST_IN_OPTION_GROUP
    if name == "TableBlock":
        properties["rows"]["items"]["maxItems"] = limits.MOST_CELLS


def _capped(node: Payload, longest: int) -> Payload:
    return {"allOf": [node, {"properties": {"text": {"maxLength": longest}}}]}


def _follow(validator: Any, ref: str, instance: object, schema: Payload) -> Iterator[ValidationError]:
    yield from validator.descend(instance, definitions()[ref.rpartition("/")[2]])


def _choose(validator: Any, union: list[Payload], instance: object, schema: Payload) -> Iterator[ValidationError]:
    candidates = [branch for branch in union if _fits(branch, instance)]
    if not candidates:
        yield ValidationError(f"unsupported type: {_type_of(instance)}")
        return
    failures: list[list[ValidationError]] = []
    for branch in candidates:
        errors = list(validator.descend(instance, branch))
        if not errors:
            return
        failures.append(errors)
    # The branch that got furthest is the one that was meant.
    yield from max(failures, key=lambda errors: max(len(error.absolute_path) for error in errors))


def _one_required(
    validator: Any, names: tuple[str, ...], instance: object, schema: Payload
) -> Iterator[ValidationError]:
    if isinstance(instance, dict) and not any(name in instance for name in names):
        yield ValidationError(f"one of these is required: {', '.join(names)}")


def _fits(branch: Payload, instance: object) -> bool:
    if not isinstance(instance, dict):
        return True
    # The branches are parts of the one schema and stay as long as the process does: their ids are names.
    if id(branch) not in _KINDS:
        _KINDS[id(branch)] = _kinds(branch)
    kinds = _KINDS[id(branch)]
    return not kinds or instance.get("type") in list(kinds)


_KINDS: dict[int, frozenset[str]] = {}


def _kinds(node: Payload) -> frozenset[str]:
    """The `type` constants that a branch stands for; none when it does not say."""
    if "$ref" in node:
        return _kinds(definitions()[node["$ref"].rpartition("/")[2]])
    kind = node.get("properties", {}).get("type", {})
    found = {kind["const"]} if "const" in kind else set(kind.get("enum", []))
    for inner in (inner for key in ("anyOf", "allOf") for inner in node.get(key, [])):
        found |= _kinds(inner)
    return frozenset(found)


def _type_of(instance: object) -> object:
    return instance.get("type") if isinstance(instance, dict) else type(instance).__name__


_KEYWORDS = {"$ref": _follow, "anyOf": _choose, "oneRequired": _one_required}
_Checker: Any = extend(Draft7Validator, _KEYWORDS)  # type: ignore[no-untyped-call]  # the stubs leave it bare


@cache
def checker(name: str) -> Any:
    """A validator of one definition, made once."""
    return _Checker(definitions()[name])


@cache
def block_definitions() -> dict[str, str]:
    """Block `type` → name of its definition."""
    return {
        kind: ref["$ref"].rpartition("/")[2] for ref in definitions()["KnownBlock"]["anyOf"] for kind in _kinds(ref)
    }


def mistakes(name: str, instance: object, where: str) -> list[str]:
    """What is wrong with `instance` as a definition, one line each with a JSON pointer below `where`."""
    found = _mistakes(name, json.dumps(instance))
    return [f"{message} [json-pointer:{'/'.join([where, *path])}]" for message, path in found]


@lru_cache(4096)  # an app says the same things again and again
def _mistakes(name: str, instance: str) -> list[tuple[str, list[str]]]:
    """What is wrong with `instance` (JSON): each a sentence, and the way to the place."""
    errors = checker(name).iter_errors(json.loads(instance))
    return [(error.message[:200], [str(step) for step in error.absolute_path]) for error in errors]
