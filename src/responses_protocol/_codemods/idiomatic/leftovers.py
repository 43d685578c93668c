"""Ids and imports that are unused after plain streams are rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from responses_protocol._codemods.bindings import uses
from responses_protocol._codemods.fixer import Import, Move
from responses_protocol._codemods.idiomatic.streams import Stream, helper_elements
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import RUN_TIME, TYPES
from responses_protocol._codemods.trees import walk

# importing these does nothing, and nobody imports their names from an agent
_PLACES = frozenset((RUN_TIME, TYPES, "collections.abc", "typing", "uuid"))
_MAKERS = frozenset(("uuid.uuid4", "builtins.str"))


def unused_ids(module: Module, stream: Stream) -> Iterator[cst.BaseStatement]:
    """Yield the statements that only make an id for the messages of a stream."""
    kept_names = _passed_names(stream)
    for statement in stream.before:
        only = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
        if not isinstance(only, cst.Assign) or not _is_new_id(module, only.value):
            continue
        target = only.targets[0].target
        reads = uses(module, target) if isinstance(target, cst.Name) else None
        if isinstance(target, cst.Name) and target.value in kept_names:
            continue
        if reads and all(_is_in(module, read, [stream.loop]) for read in reads):
            yield statement


def _passed_names(stream: Stream) -> frozenset[str]:
    """Return the names that the call in place of the loop still reads."""
    elements = helper_elements(stream, stream.loop) if stream.loop is not None else None
    if elements is None:
        return frozenset()
    parts = [elements.each]
    for clause in elements.clauses:
        parts += [clause.iter, *clause.conditions]
    return frozenset(
        node.value for part in parts for node in walk(part) if isinstance(node, cst.Name)
    )


def _is_new_id(module: Module, node: cst.BaseExpression) -> bool:
    while isinstance(node, cst.Call) and module.names(node.func) & _MAKERS and len(node.args) == 1:
        node = node.args[0].value
    if isinstance(node, cst.Attribute) and node.attr.value == "hex":
        node = node.value
    return isinstance(node, cst.Call) and "uuid.uuid4" in module.names(node.func)


def unused_names(module: Module) -> Iterator[Move]:
    """Yield the moves that remove imported names that nothing uses."""
    for node in module.all(cst.ImportFrom):
        place = get_full_name_for_node(node.module) if node.module is not None else None
        if place in _PLACES and not node.relative and not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                name = alias.evaluated_name
                yield Move(place, name, Import(place, name))


def unused_modules(
    module: Module, replaced: Iterable[cst.CSTNode | None]
) -> Iterator[cst.SimpleStatementLine]:
    """Yield the imports of modules whose names only the replaced nodes read."""
    nodes = [name for name in replaced if name is not None]
    for node in module.all(cst.Import):
        line = module.parent(node)
        names = [alias.evaluated_name for alias in node.names]
        if (
            names != ["uuid"]
            or node.names[0].asname
            or not isinstance(line, cst.SimpleStatementLine)
        ):
            continue
        reads = [
            name
            for name in module.all(cst.Name)
            if name.value == "uuid" and not _is_in(module, name, [node])
        ]
        if reads and len(line.body) == 1 and all(_is_in(module, name, nodes) for name in reads):
            yield line


def _is_in(module: Module, node: cst.CSTNode, parents: Iterable[cst.CSTNode | None]) -> bool:
    candidates = list(parents)
    parent: cst.CSTNode | None = node
    while parent is not None:
        if any(parent is candidate for candidate in candidates):
            return True
        parent = module.parent(parent)
    return False
