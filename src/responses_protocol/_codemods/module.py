"""A parsed text with its positions, names, scopes and parents, and the facts that fixers share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

import libcst as cst
from libcst import metadata

from responses_protocol._codemods.known import NO_AGENTS, KnownAgents
from responses_protocol._codemods.syntax import analyse

HELPERS = "responses_protocol.integrations.mlflow"
Node = TypeVar("Node", bound=cst.CSTNode)
Fact = TypeVar("Fact")


class Module:
    """A parsed text; its methods take nodes of ``tree``, which no edit has changed.

    ``known`` are the agents of other files that it may import. ``helpers`` is the module from which
    new code imports the helpers of the second stage.
    """

    def __init__(
        self, tree: cst.Module, known: KnownAgents = NO_AGENTS, helpers: str = HELPERS
    ) -> None:
        self.known = known
        self.helpers = helpers
        self.tree = tree
        self._syntax = analyse(tree)
        self._facts: dict[Callable[[Any], Any], Any] = {}

    def fact(self, find: Callable[[Module], Fact]) -> Fact:
        """Return the result of a function of the module, which is called once."""
        if find not in self._facts:
            self._facts[find] = find(self)
        value: Fact = self._facts[find]
        return value

    @property
    def nodes(self) -> Sequence[cst.CSTNode]:
        """All nodes, outer ones before inner ones."""
        return self._syntax.nodes

    def all(self, kind: type[Node]) -> Iterator[Node]:
        """Yield all nodes of a class."""
        if kind.__subclasses__():
            return (node for node in self.nodes if isinstance(node, kind))
        return cast(Iterator[Node], iter(self._syntax.kinds.get(kind, ())))

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the node that holds this one, None for the module."""
        return self._syntax.parents.get(node)

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return line and column, both from 1."""
        return self._syntax.positions[node]

    def names(self, node: cst.CSTNode) -> frozenset[str]:
        """Return the qualified names that a name, attribute or call may represent.

        ``mlflow.pyfunc.ChatAgent`` for ``ChatAgent`` where that is imported from there. A name that
        the text neither binds nor imports represents itself, and for one of each module of which
        all names are imported.
        """
        return self._syntax.names(node)

    def scope(self, node: cst.CSTNode) -> metadata.Scope | None:
        """Return the scope that a node stands in."""
        return self._syntax.scopes.get(node)
