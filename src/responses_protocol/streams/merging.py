"""Values that come in several chunks, as one."""

from __future__ import annotations

from responses_protocol.values import Json, copied

Object = dict[str, Json]


def merge(owner: Object, name: str, value: Json) -> None:
    """Keep the first value of a member; objects have members of their own."""
    if not isinstance(name, str):
        raise TypeError("the names of members must be strings")
    before = owner.get(name)
    if isinstance(before, dict) and isinstance(value, dict):
        for key, member in value.items():
            merge(before, key, member)
    elif before is None or before == "" or (name == "created" and before == 0):
        owner[name] = copied(value)


def are_texts(one: Object, other: Object, name: str) -> bool:
    """Tell whether both objects have a string under this name."""
    return isinstance(one.get(name), str) and isinstance(other.get(name), str)
