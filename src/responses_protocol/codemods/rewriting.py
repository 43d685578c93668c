"""Makes the edits of all fixers in one walk, inner nodes before outer ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import libcst as cst

from responses_protocol.codemods.fixer import Edit
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.quotes import requote

Made = Any  # a node, or one of LibCST's sentinels


class Rewriting(cst.CSTTransformer):
    """Applies the edits of each node one after another."""

    def __init__(self, module: Module, edits: Iterable[Edit]) -> None:
        super().__init__()
        self._ways: set[cst.CSTNode] = set()  # what holds a node that is edited
        self._changes: dict[cst.CSTNode, list[Callable[[Any], Any]]] = defaultdict(list)
        for edit in edits:
            self._changes[edit.node].append(edit.change)
            node = module.parent(edit.node)
            while node is not None and node not in self._ways:
                self._ways.add(node)
                node = module.parent(node)

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Enter only what holds a node that is edited."""
        return node in self._ways

    def on_leave(self, original_node: Made, updated_node: Made) -> Made:
        """Return the node as the edits have it."""
        for change in self._changes.get(original_node, ()):
            updated_node = change(updated_node)
        if isinstance(updated_node, cst.FormattedString) and original_node in self._ways:
            return requote(updated_node)
        return updated_node
