"""The names that a piece of code uses."""

from __future__ import annotations

import libcst as cst

from responses_protocol._codemods.trees import children


def names_in(node: cst.CSTNode) -> frozenset[str]:
    """Return all names that stand somewhere else than in an import."""
    names: set[str] = set()
    waiting = [node]
    while waiting:
        last = waiting.pop()
        kind = type(last)
        if kind is cst.Name:
            names.add(cst.ensure_type(last, cst.Name).value)
        elif kind is cst.SimpleString:
            names.update(_words(cst.ensure_type(last, cst.SimpleString).value))
        elif kind not in (cst.Import, cst.ImportFrom) and not _is_docstring(last):
            waiting += children(last)
    return frozenset(names)


def _words(text: str) -> list[str]:
    """Return the words of a string: annotations in quotes, and ``__all__``."""
    return "".join(c if c.isidentifier() else " " for c in text).split()


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString)
