"""Going through a tree of LibCST, which itself makes each node anew for that.

Only nodes that have a meaning are passed on: no spaces, line ends, commas or brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

import libcst as cst

_LAYOUT = (
    cst.AssignEqual,
    cst.BaseParenthesizableWhitespace,
    cst.Colon,
    cst.Comma,
    cst.Dot,
    cst.EmptyLine,
    cst.LeftCurlyBrace,
    cst.LeftParen,
    cst.LeftSquareBracket,
    cst.Newline,
    cst.RightCurlyBrace,
    cst.RightParen,
    cst.RightSquareBracket,
    cst.Semicolon,
    cst.TrailingWhitespace,
)
# the fields of the other classes are in the order of the source
_ORDER: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Arg: ("keyword", "value"),
    cst.ClassDef: ("decorators", "name", "type_parameters", "bases", "keywords", "body"),
    cst.CompFor: ("asynchronous", "target", "iter", "ifs", "inner_for_in"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.For: ("asynchronous", "target", "iter", "body", "orelse"),
    cst.FunctionDef: (
        *("decorators", "asynchronous", "name", "type_parameters", "params", "returns", "body"),
    ),
    cst.IfExp: ("body", "test", "orelse"),
    cst.Parameters: (
        *("posonly_params", "posonly_ind", "params", "star_arg", "kwonly_params", "star_kwarg"),
    ),
    cst.MatchCase: ("pattern", "guard", "body"),
    cst.With: ("asynchronous", "items", "body"),
}


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the nodes in a node, in the order of the source, without its layout."""
    nodes: list[cst.CSTNode] = []
    for name in _field_names(type(node)):
        value: Any = getattr(node, name)
        if isinstance(value, (list, tuple)):
            nodes += [element for element in value if not _is_layout(element.__class__)]
        elif not _is_layout(value.__class__):
            nodes.append(value)
    return nodes


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a node and all that is in it, in the order of the source, without its layout."""
    waiting = [node]
    while waiting:
        last = waiting.pop()
        yield last
        waiting.extend(reversed(children(last)))


def comments(node: cst.CSTNode) -> list[cst.Comment]:
    """Return the comments in a node, in their order."""
    nodes: list[cst.Comment] = []
    waiting = [node]
    while waiting:
        last = waiting.pop()
        if isinstance(last, cst.Comment):
            nodes.append(last)
        waiting.extend(reversed(last.children))
    return nodes


@cache
def _field_names(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    names = _ORDER.get(kind) or tuple(member.name for member in fields(kind))
    return tuple(name for name in names if not name.startswith(("whitespace", "lpar", "rpar")))


@cache
def _is_layout(kind: type[object]) -> bool:
    """Return whether a class is one of layout, or of no nodes at all."""
    return not issubclass(kind, cst.CSTNode) or issubclass(kind, _LAYOUT)
