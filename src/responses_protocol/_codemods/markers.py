"""Comments for places that stay: ``# TODO(responses-protocol RPM204): ...``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import libcst as cst

from responses_protocol._codemods.fixer import Edit, Problem
from responses_protocol._codemods.module import Module

TAG = "# TODO(responses-protocol {code})"
STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)


def mark_problems(module: Module, problems: Iterable[tuple[str, Problem]]) -> Iterator[Edit]:
    """Yield the edits that put a comment above the statement of each problem.

    A problem that has its comment already, and one of severity ``info``, gets none.
    """
    marked: set[tuple[int, str]] = set()
    for code, problem in problems:
        statement = _statement(module, problem.node)
        if problem.severity == "info" or statement is None:
            continue
        tag = TAG.format(code=code)
        if (id(statement), code) in marked or _has(statement, module, tag):
            continue
        marked.add((id(statement), code))
        comment = f"{tag}: {problem.message}".replace("\n", " ")
        yield Edit(statement, partial(_with, comment=comment), counts=False)


def _statement(module: Module, node: cst.CSTNode) -> cst.CSTNode | None:
    holder_statement: cst.CSTNode | None = node
    while holder_statement is not None:
        parent = module.parent(holder_statement)
        if isinstance(holder_statement, STATEMENTS) and isinstance(
            parent, (cst.Module, cst.IndentedBlock)
        ):
            return holder_statement
        holder_statement = parent
    return None


def _has(statement: Any, module: Module, tag: str) -> bool:
    lines = list(statement.leading_lines)
    parent = module.parent(statement)
    if isinstance(parent, cst.Module) and parent.body and parent.body[0] is statement:
        lines += parent.header  # LibCST gives the first comments to the module
    return any(line.comment is not None and line.comment.value.startswith(tag) for line in lines)


def _with(statement: Any, comment: str) -> Any:
    """Return a statement, or the first of several, below a comment."""
    if isinstance(statement, cst.RemovalSentinel):
        return statement
    if isinstance(statement, cst.FlattenSentinel):
        first, *statements = statement.nodes
        return cst.FlattenSentinel([_with(first, comment), *statements])
    line = cst.EmptyLine(comment=cst.Comment(comment))
    return statement.with_changes(leading_lines=[*statement.leading_lines, line])
