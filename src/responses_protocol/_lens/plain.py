"""Convert values to plain JSON: pydantic models, SDK objects, arrays of numpy, tuples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol._values import Json, escape_token, is_number, join_pointer
from responses_protocol.errors import ConversionError


def to_plain(value: Any, pointer: str = "") -> Json:
    """Return ``value`` as plain JSON; raise ConversionError where it contains another value."""
    try:
        return _to_plain(value)
    except _NotJsonError as error:
        path = join_pointer(reversed(error.steps))
        raise ConversionError(error.reason, pointer + path) from None


class _NotJsonError(Exception):
    """A value that is no JSON; callers append the ``steps`` to it, innermost first."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.steps: list[Any] = []


def _to_plain(value: Any) -> Json:
    """Return plain JSON; only errors get pointers, which would cost quadratic time for all."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if not is_number(value):
            raise _NotJsonError("an integer has more digits than Python can write")
        return value
    if isinstance(value, float):
        if not is_number(value):
            raise _NotJsonError("JSON has no NaN and no infinity")
        return value
    step: Any = None
    elements: list[Json] = []
    try:
        if isinstance(value, dict):
            result: dict[str, Json] = {}
            for step, member in value.items():
                result[step] = _to_plain(member)
                if not isinstance(step, str):
                    break
            else:
                return result
        elif isinstance(value, (list, tuple)):
            for element in value:
                elements.append(_to_plain(element))  # their number is the index of a bad element
            return elements
    except _NotJsonError as error:
        error.steps.append(step if isinstance(value, dict) else len(elements))
        raise
    if isinstance(value, dict):
        raise _NotJsonError("the names of members must be strings")
    dump = getattr(value, "model_dump", None)
    if callable(dump):
        return _to_plain(dump(mode="json", by_alias=True, exclude_unset=True))
    to_list = getattr(value, "tolist", None)  # arrays and scalars of numpy, as pandas holds them
    if callable(to_list):
        return _to_plain(to_list())
    raise _NotJsonError(f"{type(value).__name__} is not a JSON value")


def depth_error(payload: Json) -> ConversionError:
    """Return the error for too deep nesting, with a pointer to the deepest member."""
    parts = list(_children(payload))
    if not parts:
        return ConversionError("nested too deeply to be read")
    deepest = max(parts, key=lambda part: _depth(part[1]))
    return ConversionError("nested too deeply to be read", f"/{escape_token(deepest[0])}")


def _children(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((str(key), member) for key, member in value.items())
    elif isinstance(value, (list, tuple)):
        yield from ((str(index), element) for index, element in enumerate(value))


def _depth(value: Json) -> int:
    """Count the levels of a value, each container once, so that the count ends in a cycle, too."""
    depth = 0
    level = [value]
    visited: set[int] = set()
    while level:
        depth += 1
        inner = {id(child): child for parent in level for _, child in _children(parent)}
        level = [child for number, child in inner.items() if number not in visited]
        visited.update(inner)
    return depth
