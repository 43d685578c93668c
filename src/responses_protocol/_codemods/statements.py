"""Statements of a tree, without the expressions in them, which hold no import."""

from __future__ import annotations

from functools import cache

import libcst as cst

# nodes that contain no import
_NO_STATEMENTS = (
    *(cst.BaseExpression, cst.BaseParenthesizableWhitespace, cst.Parameters, cst.Annotation),
    *(cst.Expr, cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Return, cst.Raise, cst.Assert),
    *(cst.EmptyLine, cst.TrailingWhitespace, cst.Decorator, cst.WithItem, cst.Arg, cst.AsName),
)


@cache
def _may_hold_imports(kind: type[cst.CSTNode]) -> bool:
    """Return whether nodes of a class may hold an import."""
    return not issubclass(kind, _NO_STATEMENTS)


class StatementTransformer(cst.CSTTransformer):
    """Goes through statements, and not into expressions."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Enter nodes that may contain an import."""
        return _may_hold_imports(type(node)) and super().on_visit(node)
