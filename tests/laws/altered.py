"""Every place of a payload, with anything else in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol._values import copy_json

ODD: tuple[Any, ...] = (None, True, -1, 1.5, 10**30, "", "x", [], [7], [{}], {}, {"type": {}})
_MISSING = object()
_Path = tuple[Any, ...]


def altered(payload: Any) -> Iterator[Any]:
    """Yield the payload with each member and element in turn missing, or something odd."""
    for path in _places(payload):
        for odd in (*ODD, _MISSING):
            yield _put(payload, path, odd)


def _places(value: Any, path: _Path = ()) -> Iterator[_Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _places(member, (*path, name))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from _places(element, (*path, index))


def _put(payload: Any, path: _Path, odd: Any) -> Any:
    *owners, last = path
    made = owner = copy_json(payload)
    for name in owners:
        owner = owner[name]
    if odd is _MISSING:
        del owner[last]
    else:
        owner[last] = copy_json(odd)
    return made
