"""Every place of a payload, with anything else in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol._values import copy_json

ODD: tuple[Any, ...] = (None, True, -1, 1.5, 10**30, "", "x", [], [7], [{}], {}, {"type": {}})
_MISSING = object()
_Path = tuple[Any, ...]


def alter_payload(payload: Any) -> Iterator[Any]:
    """Yield the payload with each member and element in turn missing, or something odd."""
    for path in find_paths(payload):
        for value in (*ODD, _MISSING):
            yield put_value(payload, path, value)


def find_paths(value: Any, path: _Path = ()) -> Iterator[_Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, member in value.items():
            yield from find_paths(member, (*path, name))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from find_paths(element, (*path, index))


def put_value(payload: Any, path: _Path, value: Any) -> Any:
    *owners, key = path
    changed = owner = copy_json(payload)
    for name in owners:
        owner = owner[name]
    if value is _MISSING:
        del owner[key]
    else:
        owner[key] = copy_json(value)
    return changed
