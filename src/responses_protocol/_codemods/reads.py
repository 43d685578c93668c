"""Reads of the answers of agents: wrapped in a call where that is certain, else a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from responses_protocol._codemods.fixer import Edit, Import, Problem
from responses_protocol._codemods.literals import wrap_in_call
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import local_name


def wrap_reads(
    module: Module,
    nodes: Iterable[tuple[cst.CSTNode, bool]],
    is_read: Callable[[Module, cst.CSTNode], bool],
    needed: Import,
    unsure: str,
    hint: str,
) -> Iterator[Edit | Import | Problem]:
    """Wrap each node once, if it is read, in a call of ``needed``.

    ``nodes`` are the answers and streams of agents, each with whether that is certain; where it
    is not, there is a finding with the message ``unsure`` and the ``hint``.
    """
    visited: set[cst.CSTNode] = set()
    for node, certain in nodes:
        if node in visited or not is_read(module, node):
            continue
        visited.add(node)
        if certain:
            yield needed
            yield Edit(node, lambda node_read: wrap_in_call(local_name(needed), node_read))
        else:
            yield Problem(node, "warning", unsure, hint)
