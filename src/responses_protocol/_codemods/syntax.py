"""The nodes of a tree, with their parents, positions and scopes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

import libcst as cst
from libcst import metadata
from libcst.helpers import get_full_name_for_node

from responses_protocol._codemods.positions import Positions
from responses_protocol._codemods.scopes import find_scopes
from responses_protocol._codemods.trees import children


class Syntax:
    """The metadata of LibCST for a tree; all modules of that tree share it."""

    def __init__(self, tree: cst.Module) -> None:
        self.tree = tree
        self.nodes: list[cst.CSTNode] = []
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.kinds: dict[type[cst.CSTNode], list[cst.CSTNode]] = {}
        self._names: dict[cst.CSTNode, frozenset[str]] = {}
        waiting: list[cst.CSTNode] = [tree]
        while waiting:
            node = waiting.pop()
            self.nodes.append(node)
            self.kinds.setdefault(type(node), []).append(node)
            inner = children(node)
            self.parents.update(dict.fromkeys(inner, node))
            waiting.extend(reversed(inner))

    @cached_property
    def positions(self) -> Positions:
        """The positions of all nodes."""
        return Positions(self.tree)

    @cached_property
    def scopes(self) -> dict[cst.CSTNode, metadata.Scope | None]:
        """The scopes of all nodes."""
        return find_scopes(self.tree, self.nodes)

    def names(self, node: cst.CSTNode) -> frozenset[str]:
        """Return the qualified names that a node may represent, as ``Module.names`` does."""
        names = self._names.get(node)
        if names is None:
            names = self._names[node] = self._qualified(node)
        return names

    def _qualified(self, node: cst.CSTNode) -> frozenset[str]:
        """Ask for the names of one node: for those of all LibCST takes as long as for the rest."""
        scope = self.scopes.get(node)
        if scope is None or _is_long(node):
            qualified_names: Iterable[metadata.QualifiedName] = ()
        else:
            qualified_names = scope.get_qualified_names_for(node)
        names = frozenset(qualified_name.name for qualified_name in qualified_names)
        if names or not isinstance(node, cst.Name):
            return names
        return frozenset(
            (node.value, *(f"{qualified_name}.{node.value}" for qualified_name in self._stars))
        )

    @cached_property
    def _stars(self) -> tuple[str, ...]:
        """The modules of which all names are imported."""
        return tuple(
            get_full_name_for_node(node.module) or ""
            for node in self.kinds.get(cst.ImportFrom, ())
            if isinstance(node, cst.ImportFrom)
            and isinstance(node.names, cst.ImportStar)
            and node.module is not None
        )


@lru_cache(maxsize=2)
def analyse(tree: cst.Module) -> Syntax:
    """Return the metadata of LibCST for a tree, the same object for the same tree."""
    return Syntax(tree)


_LONGEST = 20  # steps of a dotted name; those that are looked for have less than ten


def _is_long(node: cst.CSTNode) -> bool:
    """Return whether a chain of attributes is longer than any name: its names are as long as it."""
    for _ in range(_LONGEST):
        if isinstance(node, cst.Call):
            node = node.func
        elif isinstance(node, cst.Attribute):
            node = node.value
        else:
            return False
    return True
