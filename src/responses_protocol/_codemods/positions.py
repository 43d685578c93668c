"""The positions of nodes: where the code of each begins, without the space before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import AbstractContextManager, nullcontext
from itertools import accumulate
from typing import Any

import libcst as cst
from libcst.metadata.position_provider import PositionProvidingCodegenState

_LINE_END = re.compile(r"\r\n?|\n")


class Positions:
    """The lines and columns of the nodes of a tree, both from 1.

    LibCST's provider counts lines for each node; here only those that are asked for are counted.
    """

    def __init__(self, tree: cst.Module) -> None:
        # The methods of the writer that would ask a provider are replaced below.
        writer = _Writer(tree.default_indent, tree.default_newline, None)  # type: ignore[arg-type]
        writer.starts = {}
        writer.first_nodes = {}
        tree._codegen(writer)
        self._starts = writer.starts
        self._first_nodes = writer.first_nodes
        self._offsets = [*accumulate(map(len, writer.tokens), initial=0)]
        line_ends = (match.end() for match in _LINE_END.finditer("".join(writer.tokens)))
        self._lines = [0, *line_ends]

    def __getitem__(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return the line and the column of a node."""
        while node in self._first_nodes:
            node = self._first_nodes[node]
        offset = self._offsets[min(self._starts[node], len(self._offsets) - 1)]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


class _Writer(PositionProvidingCodegenState):
    """Writes code, and records the number of the token that each node begins with."""

    starts: dict[cst.CSTNode, int]
    first_nodes: dict[cst.CSTNode, cst.CSTNode]  # of nodes that begin where another one does

    def add_indent_tokens(self) -> None:
        self.tokens.extend(self.indent_tokens)

    def add_token(self, value: str) -> None:
        self.tokens.append(value)

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.starts[node] = len(self.tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:
        pass

    def record_syntactic_position(  # type: ignore[override]  # any context does
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: Any = None
    ) -> AbstractContextManager[None]:
        self.starts[node] = len(self.tokens)
        if start_node is not None and start_node is not node:
            self.first_nodes[node] = start_node
        return nullcontext()
