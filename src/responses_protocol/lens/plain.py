"""Plain JSON from what callers hold: pydantic models, SDK objects, arrays of numpy, tuples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol.errors import ConversionError
from responses_protocol.values import Json, is_number, token


def plain(value: Any, pointer: str = "") -> Json:
    """Return ``value`` as plain JSON; raise ConversionError where it holds something else."""
    try:
        return _plain(value)
    except _NoJson as error:
        place = "".join(f"/{token(str(step))}" for step in reversed(error.steps))
        raise ConversionError(error.reason, pointer + place) from None


class _NoJson(Exception):
    """What is no JSON; the ``steps`` to it are added on the way back, innermost first."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.steps: list[Any] = []


def _plain(value: Any) -> Json:
    """Pointers are made for what is told only: one for each place is quadratic in the depth."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if not is_number(value):
            raise _NoJson("an integer of more digits than Python writes")
        return value
    if isinstance(value, float):
        if not is_number(value):
            raise _NoJson("JSON has no such number")
        return value
    step: Any = None
    elements: list[Json] = []
    try:
        if isinstance(value, dict):
            made: dict[str, Json] = {}
            for step, member in value.items():
                made[step] = _plain(member)
                if not isinstance(step, str):
                    break
            else:
                return made
        elif isinstance(value, (list, tuple)):
            for element in value:
                elements.append(_plain(element))  # one by one, so that their number tells the place
            return elements
    except _NoJson as error:
        error.steps.append(step if isinstance(value, dict) else len(elements))
        raise
    if isinstance(value, dict):
        raise _NoJson("the names of members must be strings")
    dump = getattr(value, "model_dump", None)
    if callable(dump):
        return _plain(dump(mode="json", by_alias=True, exclude_unset=True))
    to_list = getattr(value, "tolist", None)  # arrays and scalars of numpy, as pandas holds them
    if callable(to_list):
        return _plain(to_list())
    raise _NoJson(f"{type(value).__name__} is no JSON value")


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
    """Count the levels of a value, each container once: what holds itself has an end here, too."""
    depth = 0
    level = [value]
    seen: set[int] = set()
    while level:
        depth += 1
        inner = {id(child): child for one in level for _, child in _children(one)}
        level = [child for number, child in inner.items() if number not in seen]
        seen.update(inner)
    return depth
