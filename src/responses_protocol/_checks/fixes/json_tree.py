"""JSON text as a tree whose nodes are parsed only where something changes.

Other nodes keep their text to the character: numbers, escapes, order, spacing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol._values import Json

BLANK = " \t\r\n"
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]', re.DOTALL)


@dataclass(eq=False)
class Node:
    """A value: its text, and its members once it is opened.

    ``inner`` is the layout for the first member of an empty object; ``by_name`` is the index of
    members, once it is needed.
    """

    raw: str
    members: list[Member] | None = None
    inner: Layout | None = None
    by_name: dict[str, Member] | None = None


@dataclass(eq=False)
class Member:
    """A member of an object, or an element of an array, with empty ``key`` and ``colon``.

    ``lead`` and ``trail`` are the blanks before it and behind it.
    """

    lead: str
    key: str
    colon: str
    value: Node
    trail: str = ""

    @property
    def name(self) -> str:
        """The name of the member."""
        return str(json.loads(self.key))


@dataclass(frozen=True)
class Layout:
    """The blanks of a member: before it, in its colon, and behind it if it is the last one."""

    lead: str = ""
    colon: str = ": "
    trail: str = ""


@dataclass
class _Part:
    """The offsets of a member's start, key and colon, as far as they are read."""

    start: int
    key: tuple[int, int] | None = None
    colon: int | None = None


def open_members(node: Node) -> list[Member]:
    """Return the members of a node, from which its text is written from now on."""
    if node.members is None:
        node.members = list(_split(node.raw))
    return node.members


def format_node(node: Node) -> str:
    """Return the text of a node."""
    if node.members is None:
        return node.raw
    inner = ",".join(
        member.lead + member.key + member.colon + format_node(member.value) + member.trail
        for member in node.members
    )
    return node.raw[0] + inner + node.raw[-1]


def scalar(value: Json) -> Node:
    """Return a node for a string, a number, a word, or an empty container."""
    return Node(json.dumps(value))


def _split(raw: str) -> Iterator[Member]:
    """Yield the members of valid JSON text of an object or array."""
    depth, part = 0, _Part(1)
    is_object = raw[0] == "{"
    for token in _TOKEN.finditer(raw, 1):
        first = raw[token.start()]
        if depth == 0:
            if first == "," or first in "}]":
                member = _member(raw, part, token.start(), is_object)
                if member is not None:
                    yield member
                part = _Part(token.end())
                continue
            if first == ":":
                part.colon = token.end()
            elif first == '"' and part.key is None:
                part.key = token.span()
        depth += (first in "{[") - (first in "}]")


def _member(raw: str, part: _Part, end: int, is_object: bool) -> Member | None:
    start = part.start
    key = colon = ""
    if is_object and part.key is not None and part.colon is not None:
        lead = raw[start : part.key[0]]
        key = raw[part.key[0] : part.key[1]]
        value = raw[part.colon : end]
        colon = raw[part.key[1] : part.colon] + _blanks(value)
    else:
        value = raw[start:end]
        lead = _blanks(value)
    inner = value.strip(BLANK)
    if not inner:  # an empty container
        return None
    trail = value[len(value.rstrip(BLANK)) :]
    return Member(lead, key, colon, Node(inner), trail)


def _blanks(value: str) -> str:
    return value[: len(value) - len(value.lstrip(BLANK))]
