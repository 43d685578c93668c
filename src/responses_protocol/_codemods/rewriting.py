"""Make the edits of all fixers in one walk, inner nodes before outer ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import libcst as cst

from responses_protocol._codemods.fixer import Edit
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.quotes import requote

Node = Any  # a node, or one of LibCST's sentinels


class Rewriting(cst.CSTTransformer):
    """Applies the edits of each node one after another."""

    def __init__(self, module: Module, edits: Iterable[Edit]) -> None:
        super().__init__()
        self._holders: set[cst.CSTNode] = set()  # the nodes around those that are edited
        self._changes: dict[cst.CSTNode, list[Callable[[Any], Any]]] = defaultdict(list)
        for edit in edits:
            self._changes[edit.node].append(edit.change)
            node = module.parent(edit.node)
            while node is not None and node not in self._holders:
                self._holders.add(node)
                node = module.parent(node)

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Enter only nodes that hold an edited one."""
        return node in self._holders

    def on_leave(self, original_node: Node, updated_node: Node) -> Node:
        """Return the node with its edits."""
        for change in self._changes.get(original_node, ()):
            updated_node = change(updated_node)
        if isinstance(updated_node, cst.FormattedString) and original_node in self._holders:
            return requote(updated_node)
        return updated_node
