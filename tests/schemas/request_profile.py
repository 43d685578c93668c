"""The request profile of a dialect, derived from the schemas as `schemas/README.md` says."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from responses_protocol import schemas

_BASE = "https://responses-protocol.dev/request-profile/"


def strict(node: Any) -> Any:
    """Return a schema of the wire profile, and all inside it, with the rules for requests."""
    if isinstance(node, list):
        return [strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    copy = {key: strict(value) for key, value in node.items()}
    if "oneOf" in node:
        copy["oneOf"] = [one for one in copy["oneOf"] if "/Unknown" not in one.get("$ref", "")]
    for key in [key for key in copy if key.startswith("x-request-")]:
        value = copy.pop(key)
        keyword = key.removeprefix("x-request-")
        copy[keyword] = [*copy.get("required", []), *value] if keyword == "required" else value
    if words := copy.pop("x-known-values", None):
        kinds = copy["type"] if isinstance(copy["type"], list) else [copy["type"]]
        others = [{"type": kind} for kind in kinds if kind != "string"]  # as null, beside words
        copy["anyOf"] = [{"enum": words}, *others]
    return copy


@cache
def registry() -> Registry[Any]:
    """Return the request profile of all schemas."""
    found = [(name, strict(schemas.load(name))) for name in schemas.names()]
    resources = [(_BASE + name, {**file, "$id": _BASE + name}) for name, file in found]
    return Registry().with_resources(
        (address, Resource.from_contents(file)) for address, file in resources
    )


@cache
def validator(dialect: str, definition: str) -> Draft202012Validator:
    """Return a check of one definition; only members that it lists itself are allowed."""
    reference = schemas.ref(dialect, definition).replace(schemas.BASE, _BASE)
    top = {"$ref": reference, "unevaluatedProperties": False}
    return Draft202012Validator(top, registry=registry())
