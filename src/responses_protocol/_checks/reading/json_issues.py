"""Issues of JSON texts: they are legal, and yet different readers read them differently.

Issues are two members with one name, numbers beyond the range of most readers, halves of surrogate
pairs (RFC 8259, sections 4, 6 and 8.2), and depth. One pass over the text finds them, without
recursion.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol._checks.reading.positions import skip_string
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import join_pointer

MAX_DEPTH = 500  # levels; most readers, and the checks, follow some hundred
TOO_DEEP = "Nested too deeply: few readers follow."
_TOKEN = re.compile(rb'"[^"\\]*["\\]|[{}\[\]:,]|[^ \t\r\n{}\[\]:,"]+')
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_WORDS = frozenset((b"true", b"false", b"null"))
_CONSTANTS = frozenset((b"NaN", b"Infinity", b"-Infinity"))


@dataclass(frozen=True)
class JsonIssue:
    """An issue of a text: a code of ``codes.py``, the offset in bytes, and a message.

    ``pointer`` leads to the place in the value, if that is known.
    """

    code: str
    offset: int
    message: str
    pointer: str = ""


class _Container:
    """An object with its names so far, or an array; ``step`` leads to its current member."""

    __slots__ = ("is_name", "names", "step")

    def __init__(self, is_object: bool) -> None:
        self.names: set[bytes | str] | None = set() if is_object else None
        self.is_name = is_object
        self.step: str | int = "" if is_object else 0


def find_json_issues(raw: bytes) -> Iterator[JsonIssue]:
    """Yield the issues of a text in its order; the text is JSON except for constants like NaN."""
    containers: list[_Container] = []
    offset, is_reported = 0, False
    while (match := _TOKEN.search(raw, offset)) is not None:
        start, offset = match.span()
        first_byte = raw[start : start + 1]
        if first_byte == b'"':
            if raw[offset - 1 : offset] == b"\\":
                offset = skip_string(raw, offset - 1)
            yield from _string_issues(raw[start:offset], start, containers)
        elif first_byte in (b"{", b"["):
            containers.append(_Container(first_byte == b"{"))
            if len(containers) > MAX_DEPTH and not is_reported:
                is_reported = True
                yield JsonIssue("RP007", start, TOO_DEEP)
        elif first_byte in (b"}", b"]"):
            if containers:
                containers.pop()
        elif first_byte == b",":
            _enter_next(containers)
        elif first_byte != b":" and match[0] not in _WORDS:
            yield from _number_issues(match[0], start, containers)


def _enter_next(containers: list[_Container]) -> None:
    if containers:
        container = containers[-1]
        if isinstance(container.step, int):
            container.step += 1
        else:
            container.is_name = True


def _string_issues(raw: bytes, start: int, containers: list[_Container]) -> Iterator[JsonIssue]:
    container = containers[-1] if containers else None
    if container is not None and container.names is not None and container.is_name:
        container.is_name = False
        name = _decode_string(raw)
        container.step = name
        if name in container.names:
            message = f"The member '{quote_name(name)}' is there twice: readers keep one of them."
            yield JsonIssue("RP006", start, message, _pointer(containers))
        container.names.add(name)
    if _SURROGATE.search(raw):
        try:
            _decode_string(raw).encode()
        except UnicodeEncodeError:
            message = "Half of a surrogate pair, which is not a character: many readers refuse it."
            yield JsonIssue("RP010", start, message, _pointer(containers))


def _number_issues(text: bytes, start: int, containers: list[_Container]) -> Iterator[JsonIssue]:
    if text in _CONSTANTS:
        yield JsonIssue("RP008", start, f"{text.decode()} is not JSON.", _pointer(containers))
        return
    try:
        number = int(text) if text.lstrip(b"-").isdigit() else float(text)
    except ValueError:  # the interpreter's limit, some 4,300 digits
        message = "An integer of more digits than readers take."
        yield JsonIssue("RP008", start, message, _pointer(containers))
        return
    if isinstance(number, int):
        if not -(2**63) <= number < 2**64:
            message = "An integer beyond 64 bits: most readers round it."
            yield JsonIssue("RP009", start, message, _pointer(containers))
    elif math.isinf(number):
        yield JsonIssue(
            "RP008", start, "A number beyond the range of a double.", _pointer(containers)
        )


def _decode_string(raw: bytes) -> str:
    if b"\\" not in raw:
        return raw[1:-1].decode("utf-8", "replace")
    return str(json.loads(raw))


def _pointer(containers: list[_Container]) -> str:
    return join_pointer(container.step for container in containers)
