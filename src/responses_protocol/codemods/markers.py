"""Comments for places that were left: ``# TODO(responses-protocol RPM204): ...``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import libcst as cst

from responses_protocol.codemods.fixer import Edit, Finding
from responses_protocol.codemods.module import Module

TAG = "# TODO(responses-protocol {code})"
STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)


def markers(module: Module, findings: Iterable[tuple[str, Finding]]) -> Iterator[Edit]:
    """Yield the edits that put a comment above the statement of each finding.

    None where the comment stands already, and none for what is only told (``info``).
    """
    marked: set[tuple[int, str]] = set()
    for code, finding in findings:
        statement = _statement(module, finding.node)
        if finding.severity == "info" or statement is None:
            continue
        tag = TAG.format(code=code)
        if (id(statement), code) in marked or _has(statement, module, tag):
            continue
        marked.add((id(statement), code))
        comment = f"{tag}: {finding.message}".replace("\n", " ")
        yield Edit(statement, partial(_with, comment=comment), counts=False)


def _statement(module: Module, node: cst.CSTNode) -> cst.CSTNode | None:
    found: cst.CSTNode | None = node
    while found is not None:
        holder = module.parent(found)
        if isinstance(found, STATEMENTS) and isinstance(holder, (cst.Module, cst.IndentedBlock)):
            return found
        found = holder
    return None


def _has(statement: Any, module: Module, tag: str) -> bool:
    lines = list(statement.leading_lines)
    holder = module.parent(statement)
    if isinstance(holder, cst.Module) and holder.body and holder.body[0] is statement:
        lines += holder.header  # LibCST gives the first comments to the module
    return any(line.comment is not None and line.comment.value.startswith(tag) for line in lines)


def _with(made: Any, comment: str) -> Any:
    """Return a statement, or the first of several, below a comment."""
    if isinstance(made, cst.RemovalSentinel):
        return made
    if isinstance(made, cst.FlattenSentinel):
        first, *others = made.nodes
        return cst.FlattenSentinel([_with(first, comment), *others])
    line = cst.EmptyLine(comment=cst.Comment(comment))
    return made.with_changes(leading_lines=[*made.leading_lines, line])
