"""Values that come in several chunks, as one."""

from __future__ import annotations

from responses_protocol.streams.errors import json_copy
from responses_protocol.values import Json

Object = dict[str, Json]


def merge(owner: Object, name: str, value: Json) -> bool:
    """Keep the first value of a member; objects have members of their own.

    Return whether that is all that was said of it.
    """
    if not isinstance(name, str):
        raise TypeError("the names of members must be strings")
    before = owner.get(name)
    if isinstance(before, dict) and isinstance(value, dict):
        kept = [merge(before, key, member) for key, member in value.items()]
        return all(kept)
    if before is None or before == "" or (name == "created" and before == 0):
        owner[name] = json_copy(value)
        return True
    return before == value or value is None or value == ""


def are_texts(one: Object, other: Object, name: str) -> bool:
    """Tell whether both objects have a string under this name."""
    return isinstance(one.get(name), str) and isinstance(other.get(name), str)
