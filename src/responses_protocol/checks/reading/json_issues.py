"""What is legal in a JSON text, and yet read differently by different readers.

Two members of one name, integers and numbers beyond what most readers hold, halves of surrogate
pairs (RFC 8259, sections 4, 6 and 8.2), and depth. One pass over the text, without recursion.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol.checks.reading.positions import past_string
from responses_protocol.reporting.quoting import quoted
from responses_protocol.values import token

DEEPEST = 500  # levels; most readers, and the checks, follow some hundred
TOO_DEEP = "Nested too deeply: few readers follow."
_TOKEN = re.compile(rb'"[^"\\]*["\\]|[{}\[\]:,]|[^ \t\r\n{}\[\]:,"]+')
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_WORDS = frozenset((b"true", b"false", b"null"))
_CONSTANTS = frozenset((b"NaN", b"Infinity", b"-Infinity"))


@dataclass(frozen=True)
class JsonIssue:
    """What is odd about a text, and at which byte: a code of ``codes.py``.

    ``pointer`` is where in the value, if that is known.
    """

    code: str
    offset: int
    message: str
    pointer: str = ""


class _Level:
    """An object with the names that it has had so far, or an array; ``step`` leads inside."""

    __slots__ = ("is_name", "names", "step")

    def __init__(self, is_object: bool) -> None:
        self.names: set[bytes | str] | None = set() if is_object else None
        self.is_name = is_object
        self.step: str | int = "" if is_object else 0


def find_json_issues(raw: bytes) -> Iterator[JsonIssue]:
    """Yield what is odd about a text that is JSON, but for constants like NaN; in its order."""
    levels: list[_Level] = []
    at, deep = 0, False
    while (found := _TOKEN.search(raw, at)) is not None:
        start, at = found.span()
        first = raw[start : start + 1]
        if first == b'"':
            if raw[at - 1 : at] == b"\\":
                at = past_string(raw, at - 1)
            yield from _string(raw[start:at], start, levels)
        elif first in (b"{", b"["):
            levels.append(_Level(first == b"{"))
            if len(levels) > DEEPEST and not deep:
                deep = True
                yield JsonIssue("RP007", start, TOO_DEEP)
        elif first in (b"}", b"]"):
            if levels:
                levels.pop()
        elif first == b",":
            _next(levels)
        elif first != b":" and found[0] not in _WORDS:
            yield from _number(found[0], start, levels)


def _next(levels: list[_Level]) -> None:
    if levels:
        level = levels[-1]
        if isinstance(level.step, int):
            level.step += 1
        else:
            level.is_name = True


def _string(raw: bytes, start: int, levels: list[_Level]) -> Iterator[JsonIssue]:
    level = levels[-1] if levels else None
    if level is not None and level.names is not None and level.is_name:
        level.is_name = False
        name = _text(raw)
        level.step = name
        if name in level.names:
            message = f"The member '{quoted(name)}' is there twice: readers keep one of them."
            yield JsonIssue("RP006", start, message, _pointer(levels))
        level.names.add(name)
    if _SURROGATE.search(raw):
        try:
            _text(raw).encode()
        except UnicodeEncodeError:
            message = "Half of a surrogate pair: this is no character, and many readers refuse it."
            yield JsonIssue("RP010", start, message, _pointer(levels))


def _number(text: bytes, start: int, levels: list[_Level]) -> Iterator[JsonIssue]:
    if text in _CONSTANTS:
        yield JsonIssue("RP008", start, f"{text.decode()} is not JSON.", _pointer(levels))
        return
    try:
        number = int(text) if text.lstrip(b"-").isdigit() else float(text)
    except ValueError:  # the interpreter's limit, some 4,300 digits
        message = "An integer of more digits than readers take."
        yield JsonIssue("RP008", start, message, _pointer(levels))
        return
    if isinstance(number, int):
        if not -(2**63) <= number < 2**64:
            message = "An integer beyond 64 bits: most readers round it."
            yield JsonIssue("RP009", start, message, _pointer(levels))
    elif math.isinf(number):
        yield JsonIssue("RP008", start, "A number beyond what a double can hold.", _pointer(levels))


def _text(raw: bytes) -> str:
    if b"\\" not in raw:
        return raw[1:-1].decode("utf-8", "replace")
    return str(json.loads(raw))


def _pointer(levels: list[_Level]) -> str:
    return "".join("/" + token(str(level.step)) for level in levels)
