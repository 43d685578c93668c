"""A parsed text with what LibCST knows of it: positions, qualified names, scopes, parents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar

import libcst as cst
from libcst import metadata
from libcst.helpers import get_full_name_for_node

from responses_protocol.codemods.known import NO_AGENTS, KnownAgents

HELPERS = "responses_protocol.integrations.mlflow"
Node = TypeVar("Node", bound=cst.CSTNode)
Fact = TypeVar("Fact")


class Module:
    """A parsed text. All questions are about nodes of ``tree``, as it was read.

    ``known`` are agents that it may import from other files, ``helpers`` the module that new code
    imports the helpers of the second stage from.
    """

    def __init__(
        self, tree: cst.Module, known: KnownAgents = NO_AGENTS, helpers: str = HELPERS
    ) -> None:
        self.known = known
        self.helpers = helpers
        self._wrapper = metadata.MetadataWrapper(tree, unsafe_skip_copy=True)
        self.tree = self._wrapper.module
        self._facts: dict[Callable[[Any], Any], Any] = {}
        self._names: dict[cst.CSTNode, frozenset[str]] = {}

    def fact(self, found: Callable[[Module], Fact]) -> Fact:
        """Return what a function finds out about the module; it is asked once."""
        if found not in self._facts:
            self._facts[found] = found(self)
        made: Fact = self._facts[found]
        return made

    @cached_property
    def nodes(self) -> tuple[cst.CSTNode, ...]:
        """All nodes, outer ones before inner ones."""
        return self._tree[0]

    def all(self, kind: type[Node]) -> Iterator[Node]:
        """Yield all nodes of a class."""
        if kind.__subclasses__():
            return (node for node in self.nodes if isinstance(node, kind))
        return (node for node in self._kinds.get(kind, ()) if isinstance(node, kind))

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the node that holds this one, None for the module."""
        return self._tree[1].get(node)

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return line and column, both from 1."""
        start = self._positions[node].start
        return start.line, start.column + 1

    def names(self, node: cst.CSTNode) -> frozenset[str]:
        """Return the qualified names that a name, attribute or call may stand for.

        ``mlflow.pyfunc.ChatAgent`` for ``ChatAgent`` where that is imported from there. A name that
        the text neither binds nor imports stands for itself, and for one of each module of which
        all names are imported.
        """
        found = self._names.get(node)
        if found is None:
            found = self._names[node] = self._qualified(node)
        return found

    def scope(self, node: cst.CSTNode) -> metadata.Scope | None:
        """Return the scope that a node stands in."""
        return self._scopes.get(node)

    @cached_property
    def _tree(self) -> tuple[tuple[cst.CSTNode, ...], dict[cst.CSTNode, cst.CSTNode]]:
        """All nodes, and the parent of each: LibCST takes long to tell the children of a node."""
        nodes: list[cst.CSTNode] = []
        parents: dict[cst.CSTNode, cst.CSTNode] = {}
        waiting: list[cst.CSTNode] = [self.tree]
        while waiting:
            node = waiting.pop()
            nodes.append(node)
            inner = node.children
            parents.update(dict.fromkeys(inner, node))
            waiting.extend(reversed(inner))
        return tuple(nodes), parents

    @cached_property
    def _kinds(self) -> dict[type[cst.CSTNode], list[cst.CSTNode]]:
        """The nodes by their class, which is asked for again and again."""
        found: dict[type[cst.CSTNode], list[cst.CSTNode]] = {}
        for node in self.nodes:
            found.setdefault(type(node), []).append(node)
        return found

    @cached_property
    def _positions(self) -> dict[cst.CSTNode, metadata.CodeRange]:
        return dict(self._wrapper.resolve(metadata.PositionProvider))

    @cached_property
    def _scopes(self) -> dict[cst.CSTNode, metadata.Scope | None]:
        return dict(self._wrapper.resolve(metadata.ScopeProvider))

    def _qualified(self, node: cst.CSTNode) -> frozenset[str]:
        """Ask for the names of one node: for those of all LibCST takes as long as for the rest."""
        scope = self.scope(node)
        if scope is None or _is_long(node):
            found: Iterable[metadata.QualifiedName] = ()
        else:
            found = scope.get_qualified_names_for(node)
        names = frozenset(one.name for one in found)
        if names or not isinstance(node, cst.Name):
            return names
        return frozenset((node.value, *(f"{one}.{node.value}" for one in self._stars)))

    @cached_property
    def _stars(self) -> tuple[str, ...]:
        """The modules of which all names are imported."""
        return tuple(
            get_full_name_for_node(node.module) or ""
            for node in self.all(cst.ImportFrom)
            if isinstance(node.names, cst.ImportStar) and node.module is not None
        )


_LONGEST = 20  # steps of a dotted name; those that are looked for have less than ten


def _is_long(node: cst.CSTNode) -> bool:
    """Tell whether a chain of attributes is longer than any name: its names are as long as it."""
    for _ in range(_LONGEST):
        if isinstance(node, cst.Call):
            node = node.func
        elif isinstance(node, cst.Attribute):
            node = node.value
        else:
            return False
    return True
