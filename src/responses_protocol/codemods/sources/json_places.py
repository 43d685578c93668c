"""Where the values of a JSON document stand in its text, to change one and leave all else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class Place(NamedTuple):
    """A value, what it is called in its object (nothing in a list), and where it stands."""

    name: str
    value: Any
    start: int
    stop: int


def members(text: str, at: int) -> Iterator[Place]:
    """The members of the object that begins at ``at``. Raises ``ValueError`` for what is none."""
    if text[at : at + 1] != "{":
        raise ValueError("no object")
    at = _past(text, at + 1)
    while text[at : at + 1] != "}":
        if text[at : at + 1] != '"':
            raise ValueError("no name")
        name, at = _DECODER.raw_decode(text, at)
        at = _past(text, at)
        if text[at : at + 1] != ":":
            raise ValueError("no colon")
        start = _past(text, at + 1)
        value, at = _DECODER.raw_decode(text, start)
        yield Place(name, value, start, at)
        at = _next(text, at, "}")


def elements(text: str, at: int) -> Iterator[Place]:
    """The elements of the list that begins at ``at``. Raises ``ValueError`` for what is none."""
    if text[at : at + 1] != "[":
        raise ValueError("no list")
    at = _past(text, at + 1)
    while text[at : at + 1] != "]":
        value, stop = _DECODER.raw_decode(text, at)
        yield Place("", value, at, stop)
        at = _next(text, stop, "]")


def start_of(text: str) -> int:
    """Return where the value of the whole document begins."""
    return _past(text, 0)


def _past(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _next(text: str, at: int, end: str) -> int:
    at = _past(text, at)
    if text[at : at + 1] == ",":
        return _past(text, at + 1)
    if text[at : at + 1] != end:
        raise ValueError("no comma")
    return at
