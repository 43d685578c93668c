"""Plain JSON from what callers hold: pydantic models and SDK objects, tuples, nested anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol.errors import ConversionError
from responses_protocol.values import Json, is_number, token


def plain(value: Any, pointer: str = "") -> Json:
    """Return ``value`` as plain JSON; raise ConversionError where it holds something else."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        if not is_number(value):
            raise ConversionError("JSON has no such number", pointer)
        return value
    if isinstance(value, dict):
        return {
            _key(key, pointer): plain(member, f"{pointer}/{token(str(key))}")
            for key, member in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain(element, f"{pointer}/{at}") for at, element in enumerate(value)]
    dump = getattr(value, "model_dump", None)
    if callable(dump):
        return plain(dump(mode="json", by_alias=True, exclude_unset=True), pointer)
    raise ConversionError(f"{type(value).__name__} is no JSON value", pointer)


def _key(key: Any, pointer: str) -> str:
    if not isinstance(key, str):
        raise ConversionError("the names of members must be strings", pointer)
    return key


def depth_error(payload: Json) -> ConversionError:
    """Return the error for a payload that is nested too deeply, pointing at the deepest part."""
    parts = list(_children(payload))
    if not parts:
        return ConversionError("nested too deeply to be read")
    deepest = max(parts, key=lambda part: _depth(part[1]))
    return ConversionError("nested too deeply to be read", f"/{token(deepest[0])}")


def _children(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((str(key), member) for key, member in value.items())
    elif isinstance(value, (list, tuple)):
        yield from ((str(at), element) for at, element in enumerate(value))


def _depth(value: Json) -> int:
    depth = 0
    level = [value]
    while level:
        depth += 1
        level = [child for one in level for _, child in _children(one)]
    return depth
