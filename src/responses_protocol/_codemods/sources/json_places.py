"""Where the values of a JSON document stand in its text, to change one and leave all else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class Place(NamedTuple):
    """A value, its name in its object (empty in a list), and its range in the text."""

    name: str
    value: Any
    start: int
    stop: int


def members(text: str, index: int) -> Iterator[Place]:
    """Yield the members of the object at ``index``; raise ValueError for another value."""
    if text[index : index + 1] != "{":
        raise ValueError("no object")
    index = _skip_space(text, index + 1)
    while text[index : index + 1] != "}":
        if text[index : index + 1] != '"':
            raise ValueError("no name")
        name, index = _DECODER.raw_decode(text, index)
        index = _skip_space(text, index)
        if text[index : index + 1] != ":":
            raise ValueError("no colon")
        start = _skip_space(text, index + 1)
        value, index = _DECODER.raw_decode(text, start)
        yield Place(name, value, start, index)
        index = _next_element(text, index, "}")


def elements(text: str, index: int) -> Iterator[Place]:
    """Yield the elements of the list at ``index``; raise ValueError for another value."""
    if text[index : index + 1] != "[":
        raise ValueError("no list")
    index = _skip_space(text, index + 1)
    while text[index : index + 1] != "]":
        value, stop = _DECODER.raw_decode(text, index)
        yield Place("", value, index, stop)
        index = _next_element(text, stop, "]")


def start_of(text: str) -> int:
    """Return where the value of the whole document begins."""
    return _skip_space(text, 0)


def _skip_space(text: str, index: int) -> int:
    match = _BLANK.match(text, index)
    return match.end() if match else index


def _next_element(text: str, index: int, end: str) -> int:
    index = _skip_space(text, index)
    if text[index : index + 1] == ",":
        return _skip_space(text, index + 1)
    if text[index : index + 1] != end:
        raise ValueError("no comma")
    return index
