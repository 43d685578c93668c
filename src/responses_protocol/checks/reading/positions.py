"""Where in a JSON text a value stands: computed when it is asked for, for what was found only.

One pass over the text finds all places that are asked for. Values that lead to none of them are
passed over by their brackets alone, so it costs a fraction of reading them, and depth costs no
stack. The text is known to be JSON, or nearly: whatever it is, the pass comes to its end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from responses_protocol.values import tokens

_BLANK = re.compile(rb"[ \t\r\n]*")
_SCALAR = re.compile(rb"[^ \t\r\n,\]}]*")
_STRUCTURE = re.compile(rb'"[^"\\]*["\\]|[{}\[\]]')
_IN_STRING = re.compile(rb'["\\]')
_QUOTE, _BACKSLASH, _COMMA = b'"\\,'
_OPEN = b"{["
_OBJECT = b"{"[0]


class _Wanted:
    """A place that is asked for, or on the way to one; ``at`` is where its value was found."""

    __slots__ = ("at", "children")

    def __init__(self) -> None:
        self.at = -1
        self.children: dict[str, _Wanted] = {}


class _Opened:
    """An array or object that is being read; of an array, the index of the last element."""

    __slots__ = ("index", "is_object", "wanted")

    def __init__(self, wanted: _Wanted, is_object: bool) -> None:
        self.wanted = wanted
        self.is_object = is_object
        self.index = -1


def offsets(raw: bytes, pointers: Iterable[str]) -> dict[str, int]:
    """Return where the value of each JSON Pointer begins, in bytes.

    A place that is not there has the offset of what it would be in; of two members of one name
    the last one counts, as it does for readers.
    """
    root = _Wanted()
    ways: dict[str, list[_Wanted]] = {}
    for pointer in pointers:
        way = ways[pointer] = [root]
        for step in tokens(pointer):
            way.append(way[-1].children.setdefault(step, _Wanted()))
    _find(raw, root)
    return {pointer: _nearest(way) for pointer, way in ways.items()}


def _nearest(way: list[_Wanted]) -> int:
    """Return the offset of the last place that is there.

    What was found in a member that a later one of the same name replaced stands before that one.
    """
    nearest = way[0].at
    for place in way[1:]:
        if place.at <= nearest:
            break
        nearest = place.at
    return nearest


def _find(raw: bytes, root: _Wanted) -> None:
    opened: list[_Opened] = []
    at = _begin(raw, _blank(raw, 0), root, opened)
    while opened:
        at = _blank(raw, at)
        if at >= len(raw):
            return
        if raw[at] == _COMMA:
            at = _blank(raw, at + 1)
        elif raw[at] in b"]}":
            opened.pop()
            at += 1
            continue
        inside = opened[-1]
        if inside.is_object:
            end = past_string(raw, at + 1)
            wanted = inside.wanted.children.get(_name(raw[at:end]))
            at = _blank(raw, _blank(raw, end) + 1)  # past the colon
        else:
            inside.index += 1
            wanted = inside.wanted.children.get(str(inside.index))
        at = _begin(raw, at, wanted, opened)


def _begin(raw: bytes, at: int, wanted: _Wanted | None, opened: list[_Opened]) -> int:
    """Note a value, and open it where something in it is wanted; else return where it ends."""
    if wanted is not None:
        wanted.at = at
        if wanted.children and raw[at : at + 1] in (b"{", b"["):
            opened.append(_Opened(wanted, raw[at] == _OBJECT))
            return at + 1
    return _past(raw, at)


def _past(raw: bytes, at: int) -> int:
    if raw[at : at + 1] == b'"':
        return past_string(raw, at + 1)
    if raw[at : at + 1] not in (b"{", b"["):
        found = _SCALAR.match(raw, at)
        return found.end() if found else len(raw)
    depth = 0
    while (found := _STRUCTURE.search(raw, at)) is not None:
        start, at = found.span()
        if raw[start] == _QUOTE:
            if raw[at - 1] == _BACKSLASH:
                at = past_string(raw, at - 1)
        elif raw[start] in _OPEN:
            depth += 1
        else:
            depth -= 1
            if not depth:
                return at
    return len(raw)


def past_string(raw: bytes, at: int) -> int:
    """Return where the string ends that ``at`` is inside of."""
    while (found := _IN_STRING.search(raw, at)) is not None:
        if raw[found.start()] == _QUOTE:
            return found.end()
        at = found.end() + 1
    return len(raw)


def _blank(raw: bytes, at: int) -> int:
    found = _BLANK.match(raw, at)
    return found.end() if found else at


def _name(quoted: bytes) -> str:
    if b"\\" not in quoted:
        return quoted[1:-1].decode("utf-8", "replace")
    try:
        return str(json.loads(quoted))
    except ValueError:
        return ""


def lines_and_columns(raw: bytes, places: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return the line and the column, both from 1, of each offset.

    Columns count characters. Lines end with a line feed, as they do for readers of JSON Lines.
    """
    found: dict[int, tuple[int, int]] = {}
    line, column, before = 1, 1, 0
    for place in sorted(set(places)):
        feeds = raw.count(b"\n", before, place)
        if feeds:
            line, column = line + feeds, 1
            before = raw.rindex(b"\n", before, place) + 1
        column += _characters(raw[before:place])
        before = place
        found[place] = line, column
    return found


def _characters(part: bytes) -> int:
    return len(part) if part.isascii() else len(part.decode("utf-8", "replace"))
