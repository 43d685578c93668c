"""Add up the usage of several answers."""

from __future__ import annotations

from responses_protocol._values import Json, Object, copy_json


def add_usage(total: Object | None, more: Object) -> Object:
    """Add the counts of a usage to another one; a count that only one has stays.

    The function changes ``total`` where it is given.
    """
    result: Object = {} if total is None else total
    for name, value in more.items():
        count = result.get(name)
        if isinstance(value, dict) and isinstance(count, dict):
            result[name] = add_usage(count, value)
        elif count is None:
            result[name] = copy_json(value)
        elif type(value) is int and _is_count(count):
            result[name] = count + value
    return result


def _is_count(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
