"""The line and column of values in a JSON text, computed only for the pointers of findings.

One pass over the text finds the places of all pointers. Values that lead to none of them are
skipped by their brackets alone, so the pass costs a fraction of parsing, and depth costs no stack.
The text is JSON, or nearly: the pass ends whatever it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from responses_protocol._values import split_pointer

_BLANK = re.compile(rb"[ \t\r\n]*")
_SCALAR = re.compile(rb"[^ \t\r\n,\]}]*")
_STRUCTURE = re.compile(rb'"[^"\\]*["\\]|[{}\[\]]')
_IN_STRING = re.compile(rb'["\\]')
_QUOTE, _BACKSLASH, _COMMA = b'"\\,'
_OPEN = b"{["
_OBJECT = b"{"[0]


class _PointerNode:
    """A step of the pointers to locate; ``offset`` is that of its value, -1 until it is found."""

    __slots__ = ("children", "offset")

    def __init__(self) -> None:
        self.offset = -1
        self.children: dict[str, _PointerNode] = {}


class _OpenContainer:
    """An array or object that is being read.

    Of an array, ``index`` is that of the last element, and ``remaining`` the number of elements
    that are still to be found. A later member of an object may have the name of an earlier one.
    """

    __slots__ = ("index", "is_object", "node", "remaining")

    def __init__(self, node: _PointerNode, is_object: bool) -> None:
        self.node = node
        self.is_object = is_object
        self.index = -1
        self.remaining = len(node.children)


def find_offsets(raw: bytes, pointers: Iterable[str]) -> dict[str, int]:
    """Return the offset in bytes of the value of each JSON Pointer.

    A missing place has the offset of the nearest value that its pointer leads through. Of two
    members with one name the last one counts, as it does for readers.
    """
    root = _PointerNode()
    paths: dict[str, list[_PointerNode]] = {}
    for pointer in pointers:
        path = paths[pointer] = [root]
        for step in split_pointer(pointer):
            path.append(path[-1].children.setdefault(step, _PointerNode()))
    _locate_nodes(raw, root)
    return {pointer: _nearest_offset(path) for pointer, path in paths.items()}


def _nearest_offset(nodes: list[_PointerNode]) -> int:
    """Return the offset of the last step that has a value.

    A step that precedes its parent belongs to an earlier member with the name of the parent.
    """
    nearest = nodes[0].offset
    for node in nodes[1:]:
        if node.offset <= nearest:
            break
        nearest = node.offset
    return nearest


def _locate_nodes(raw: bytes, root: _PointerNode) -> None:
    containers: list[_OpenContainer] = []
    offset = _begin_value(raw, _skip_blanks(raw, 0), root, containers)
    while containers:
        offset = _skip_blanks(raw, offset)
        if offset >= len(raw):
            return
        if raw[offset] == _COMMA:
            offset = _skip_blanks(raw, offset + 1)
        elif raw[offset] in b"]}":
            containers.pop()
            offset += 1
            continue
        container = containers[-1]
        if container.is_object:
            end = skip_string(raw, offset + 1)
            node = container.node.children.get(_decode_name(raw[offset:end]))
            offset = _skip_blanks(raw, _skip_blanks(raw, end) + 1)  # past the colon
        else:
            if not container.remaining and len(containers) == 1:
                return
            container.index += 1
            node = container.node.children.get(str(container.index))
            container.remaining -= node is not None
        offset = _begin_value(raw, offset, node, containers)


def _begin_value(
    raw: bytes, offset: int, node: _PointerNode | None, containers: list[_OpenContainer]
) -> int:
    """Note the offset of a value, and return where to read on: inside it, or behind it."""
    if node is not None:
        node.offset = offset
        if node.children and raw[offset : offset + 1] in (b"{", b"["):
            containers.append(_OpenContainer(node, raw[offset] == _OBJECT))
            return offset + 1
    return _skip_value(raw, offset)


def _skip_value(raw: bytes, offset: int) -> int:
    if raw[offset : offset + 1] == b'"':
        return skip_string(raw, offset + 1)
    if raw[offset : offset + 1] not in (b"{", b"["):
        match = _SCALAR.match(raw, offset)
        return match.end() if match else len(raw)
    depth = 0
    while (match := _STRUCTURE.search(raw, offset)) is not None:
        start, offset = match.span()
        if raw[start] == _QUOTE:
            if raw[offset - 1] == _BACKSLASH:
                offset = skip_string(raw, offset - 1)
        elif raw[start] in _OPEN:
            depth += 1
        else:
            depth -= 1
            if not depth:
                return offset
    return len(raw)


def skip_string(raw: bytes, offset: int) -> int:
    """Return the end of the string that an offset is inside of."""
    while (match := _IN_STRING.search(raw, offset)) is not None:
        if raw[match.start()] == _QUOTE:
            return match.end()
        offset = match.end() + 1
    return len(raw)


def _skip_blanks(raw: bytes, offset: int) -> int:
    match = _BLANK.match(raw, offset)
    return match.end() if match else offset


def _decode_name(quoted: bytes) -> str:
    if b"\\" not in quoted:
        return quoted[1:-1].decode("utf-8", "replace")
    try:
        return str(json.loads(quoted))
    except ValueError:
        return ""


def find_positions(raw: bytes, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return the line and the column, both from 1, of each offset.

    Columns count characters. Lines end with a line feed, as they do for readers of JSON Lines.
    """
    positions: dict[int, tuple[int, int]] = {}
    line, column, start = 1, 1, 0
    for offset in sorted(set(offsets)):
        feeds = raw.count(b"\n", start, offset)
        if feeds:
            line, column = line + feeds, 1
            start = raw.rindex(b"\n", start, offset) + 1
        column += _count_characters(raw[start:offset])
        start = offset
        positions[offset] = line, column
    return positions


def _count_characters(part: bytes) -> int:
    return len(part) if part.isascii() else len(part.decode("utf-8", "replace"))
