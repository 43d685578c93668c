"""The names that a piece of code uses."""

from __future__ import annotations

import libcst as cst


def names_in(node: cst.CSTNode) -> frozenset[str]:
    """Return all names that stand somewhere else than in an import."""
    found = _Names()
    node.visit(found)
    return frozenset(found.names)


class _Names(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def visit_Expr(self, node: cst.Expr) -> bool:
        return not isinstance(node.value, cst.SimpleString)  # a docstring uses nothing

    def visit_Name(self, node: cst.Name) -> None:
        self.names.add(node.value)

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        # annotations in quotes, and __all__
        self.names.update("".join(c if c.isidentifier() else " " for c in node.value).split())
