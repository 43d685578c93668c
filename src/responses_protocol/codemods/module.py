"""A parsed text with what LibCST knows of it: positions, qualified names, scopes, parents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, TypeVar

import libcst as cst
from libcst import metadata

from responses_protocol.codemods.known import NO_AGENTS, KnownAgents
from responses_protocol.codemods.trees import walk

Node = TypeVar("Node", bound=cst.CSTNode)
Fact = TypeVar("Fact")


class Module:
    """A parsed text. All questions are about nodes of ``tree``, as it was read.

    ``known`` are agents that it may import from other files.
    """

    def __init__(self, tree: cst.Module, known: KnownAgents = NO_AGENTS) -> None:
        self.known = known
        self._wrapper = metadata.MetadataWrapper(tree, unsafe_skip_copy=True)
        self.tree = self._wrapper.module
        self._facts: dict[Callable[[Any], Any], Any] = {}

    def fact(self, found: Callable[[Module], Fact]) -> Fact:
        """Return what a function finds out about the module; it is asked once."""
        if found not in self._facts:
            self._facts[found] = found(self)
        made: Fact = self._facts[found]
        return made

    @cached_property
    def nodes(self) -> tuple[cst.CSTNode, ...]:
        """All nodes, outer ones before inner ones."""
        return tuple(walk(self.tree))

    def all(self, kind: type[Node]) -> Iterator[Node]:
        """Yield all nodes of a class."""
        return (node for node in self.nodes if isinstance(node, kind))

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the node that holds this one, None for the module."""
        return self._parents.get(node)

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return line and column, both from 1."""
        start = self._positions[node].start
        return start.line, start.column + 1

    def names(self, node: cst.CSTNode) -> frozenset[str]:
        """Return the qualified names that a name, attribute or call may stand for.

        ``mlflow.pyfunc.ChatAgent`` for ``ChatAgent`` where that is imported from there. A name that
        the text neither binds nor imports stands for itself.
        """
        found = {one.name for one in self._qualified.get(node, ())}
        if not found and isinstance(node, cst.Name):
            return frozenset({node.value})
        return frozenset(found)

    def scope(self, node: cst.CSTNode) -> metadata.Scope | None:
        """Return the scope that a node stands in."""
        return self._scopes.get(node)

    @cached_property
    def _parents(self) -> dict[cst.CSTNode, cst.CSTNode]:
        return {child: node for node in self.nodes for child in node.children}

    @cached_property
    def _positions(self) -> dict[cst.CSTNode, metadata.CodeRange]:
        return dict(self._wrapper.resolve(metadata.PositionProvider))

    @cached_property
    def _scopes(self) -> dict[cst.CSTNode, metadata.Scope | None]:
        return dict(self._wrapper.resolve(metadata.ScopeProvider))

    @cached_property
    def _qualified(self) -> dict[cst.CSTNode, set[metadata.QualifiedName]]:
        found = self._wrapper.resolve(metadata.QualifiedNameProvider)
        return {node: _now(value) for node, value in found.items()}


def _now(value: object) -> set[metadata.QualifiedName]:
    """Return a value that LibCST may have put off."""
    found = value() if callable(value) else value
    return found if isinstance(found, set) else set()
