"""Merge the values that several chunks have for one member."""

from __future__ import annotations

from responses_protocol._streams.errors import json_copy
from responses_protocol._values import Json, Object


def merge(owner: Object, name: str, value: Json) -> bool:
    """Keep the first value of a member; merge objects member by member.

    Return whether the result contains all of ``value``.
    """
    if not isinstance(name, str):
        raise TypeError("the names of members must be strings")
    before = owner.get(name)
    if isinstance(before, dict) and isinstance(value, dict):
        results = [merge(before, key, member) for key, member in value.items()]
        return all(results)
    if before is None or before == "" or (name == "created" and before == 0):
        owner[name] = json_copy(value)
        return True
    return before == value or value is None or value == ""


def both_have_text(first: Object, second: Object, name: str) -> bool:
    """Return whether both objects have a string under this name."""
    return isinstance(first.get(name), str) and isinstance(second.get(name), str)
