"""Going through a tree of LibCST without recursion: sources may be nested deeply."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a node and all that is in it, in the order of the source."""
    waiting = [node]
    while waiting:
        last = waiting.pop()
        yield last
        waiting.extend(reversed(last.children))


def comments(node: cst.CSTNode) -> list[cst.Comment]:
    """Return the comments in a node, in their order."""
    return [one for one in walk(node) if isinstance(one, cst.Comment)]
