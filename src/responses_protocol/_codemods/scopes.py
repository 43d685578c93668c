"""The scopes of a tree, by LibCST's visitor, which here goes through each node once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import libcst as cst
from libcst import metadata
from libcst.metadata.scope_provider import ScopeVisitor

from responses_protocol._codemods.trees import children

_TARGETS: dict[type[cst.CSTNode], str] = {
    cst.AnnAssign: "target",
    cst.AsName: "name",
    cst.AssignTarget: "target",
    cst.AugAssign: "target",
    cst.ClassDef: "name",
    cst.CompFor: "target",
    cst.For: "target",
    cst.FunctionDef: "name",
    cst.NamedExpr: "target",
    cst.Param: "name",
}


def find_scopes(
    tree: cst.Module, nodes: Iterable[cst.CSTNode]
) -> dict[cst.CSTNode, metadata.Scope | None]:
    """Return the scope of each node of a tree; ``nodes`` are all of them."""
    recorder = _Recorder(_assigned_names(nodes))
    visitor = _Visitor(recorder)  # type: ignore[arg-type]  # it needs no more of a provider
    tree.visit(visitor)
    visitor.infer_accesses()
    return recorder.scopes


class _Visitor(ScopeVisitor):
    """LibCST's visitor, without the copy of the tree that it throws away."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Visit a node and its children."""
        if super().on_visit(node):
            for child in children(node):
                child.visit(self)
        return False


class _Recorder:
    """The part of a metadata provider of LibCST that its visitor calls."""

    def __init__(self, assigned: set[cst.CSTNode]) -> None:
        self.scopes: dict[cst.CSTNode, metadata.Scope | None] = {}
        self._assigned = assigned

    def set_metadata(self, node: cst.CSTNode, value: metadata.Scope) -> None:
        """Record the scope of a node."""
        self.scopes[node] = value

    def get_metadata(self, key: Any, node: cst.CSTNode, default: Any = None) -> Any:
        """Return whether a name is read or assigned."""
        is_assigned = node in self._assigned
        return metadata.ExpressionContext.STORE if is_assigned else metadata.ExpressionContext.LOAD


def _assigned_names(nodes: Iterable[cst.CSTNode]) -> set[cst.CSTNode]:
    assigned: set[cst.CSTNode] = set()
    for node in nodes:
        field = _TARGETS.get(type(node))
        waiting = [getattr(node, field)] if field is not None else []
        while waiting:
            target = waiting.pop()
            if isinstance(target, cst.Name):
                assigned.add(target)
            elif not isinstance(target, (cst.Attribute, cst.Subscript)):
                waiting.extend(children(target))
    return assigned
