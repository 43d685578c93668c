"""Where a new import goes: below those it belongs to, in notebooks into the cell of its use."""

from __future__ import annotations

import re
from typing import Any

import libcst as cst
from libcst.helpers import get_full_name_for_node

from responses_protocol._codemods.used_names import names_in

# the line that `blocks` puts between the blocks of a file
BLOCK = re.compile(r"# responses-protocol-* block \d+$")
Statement = Any  # LibCST's two unions of statements


def insert_imports(tree: cst.Module, lines: list[cst.SimpleStatementLine]) -> cst.Module:
    """Put imports below those that they belong to."""
    body = list(tree.body)
    for line in lines:
        root = _imported_modules(line)[0].split(".")[0]
        index = _place(body, root)
        cell = _cell_of_use(body, line)
        if cell is not None and _reaches(body, index, cell[1]):
            cell = None
        index = index if cell is None else _place_in_cell(body, *cell)
        if index < len(body):  # a comment above stays above: it may be about all that follows
            after: Statement = body[index]
            if root not in OURS or index == 0 or (cell is not None and index == cell[0]):
                line = line.with_changes(leading_lines=after.leading_lines)
                body[index] = after.with_changes(leading_lines=[])
        body.insert(index, line)
    return tree.with_changes(body=body)


OURS = ("mlflow", "responses_helpers", "responses_protocol")


def _cell_of_use(body: list[Statement], line: cst.SimpleStatementLine) -> tuple[int, int] | None:
    """Return where the cell begins that uses an import first, and where in it; None in a module."""
    starts = [index for index, statement in enumerate(body) if _begins_block(statement)]
    if not starts:
        return None
    names = {
        name_of(alias)
        for part in line.body
        if isinstance(part, cst.ImportFrom) and not isinstance(part.names, cst.ImportStar)
        for alias in part.names
    }
    for index, statement in enumerate(body):
        if names & names_in(statement):
            return max((start for start in starts if start <= index), default=0), index
    return None


def _reaches(body: list[Statement], index: int, use: int) -> bool:
    """Return whether an import beside others of ours is still in effect at its use.

    Cells are run one by one, and some start the kernel anew: ``dbutils``, and magics.
    """
    if not 0 < index <= use or not {
        name.split(".")[0] for name in _imported_modules(body[index - 1])
    } & {*OURS}:
        return False
    for statement in body[index:use]:
        if "dbutils" in names_in(statement) or _is_pass(statement):
            return False
    return True


def _begins_block(statement: Statement) -> bool:
    return any(
        line.comment is not None and BLOCK.match(line.comment.value)
        for line in statement.leading_lines
    )


def _place_in_cell(body: list[Statement], start: int, use: int) -> int:
    """Return the place below the imports, and the magics, above the first use in a cell."""
    indexes = (
        index
        for index in range(start, use)
        if _imported_modules(body[index]) or _is_pass(body[index])
    )
    return max(indexes, default=start - 1) + 1


def _is_pass(statement: Statement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(
        statement.body[0], cst.Pass
    )


def _below_imports(body: list[Statement], start: int, stop: int) -> int:
    """Return the place below the imports with which a range of statements begins."""
    index = start
    while index < stop and _imported_modules(body[index]):
        index += 1
    return index


def _place(body: list[Statement], root: str) -> int:
    """Return the place for a new import: below the last one of MLflow's, or above the first one."""
    top = 1 if body and _is_text(body[0]) else 0
    below = None
    first = None
    for index, statement in enumerate(body):
        if isinstance(statement, (cst.ClassDef, cst.FunctionDef)):
            break
        imported = _imported_modules(statement)
        if "__future__" in imported:
            top = index + 1
        elif imported and first is None:
            first = index
        roots = {name.split(".")[0] for name in imported}
        if "mlflow" in roots or (root != "mlflow" and roots & {*OURS}):
            below = index + 1
    if root in OURS and below is not None:
        return below
    if first is None:
        return top
    return first if root not in OURS else _below_imports(body, first, len(body))


def order_imports(tree: cst.Module) -> cst.Module:
    """Sort the imports from this package among the imports around them."""
    body = list(tree.body)
    for line in tree.body:
        module = _source_module(line)
        if (
            module.startswith("responses_")
            and module.split(".")[0] in OURS
            and not line.leading_lines
        ):
            index = body.index(line)
            del body[index]
            body.insert(_in_order(body, index, module), line)
    return tree.with_changes(body=body)


def _in_order(body: list[Statement], index: int, module: str) -> int:
    """Return the place where an import of ours is in order among the imports around it."""
    while (
        0 < index < len(body) and _is_beside(body, index) and _source_module(body[index]) < module
    ):
        index += 1
    while index > 1 and _is_beside(body, index - 1) and _source_module(body[index - 1]) > module:
        index -= 1
    return index


def _is_beside(body: list[Statement], index: int) -> bool:
    """Return whether a statement imports from a module, as the one above it does."""
    return (
        all(_source_module(line) for line in body[index - 1 : index + 1])
        and not body[index].leading_lines
    )


def _source_module(statement: Statement) -> str:
    """Return the module that a statement imports from, and nothing where it is no such import."""
    only = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    return module_of(only) if isinstance(only, cst.ImportFrom) else ""


def _is_text(statement: Statement) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    first = statement.body[0]
    return isinstance(first, cst.Expr) and isinstance(
        first.value, (cst.SimpleString, cst.ConcatenatedString)
    )


def _imported_modules(statement: Statement) -> list[str]:
    """Return the modules that a statement, or a statement inside of it, imports."""
    if isinstance(statement, (cst.Try, cst.If)):
        return [name for inner in statement.body.body for name in _imported_modules(inner)]
    if not isinstance(statement, cst.SimpleStatementLine):
        return []
    modules = []
    for part in statement.body:
        if isinstance(part, cst.ImportFrom):
            modules.append(module_of(part))
        elif isinstance(part, cst.Import):
            modules += [get_full_name_for_node(alias.name) or "" for alias in part.names]
    return modules


def module_of(node: cst.ImportFrom) -> str:
    """Return the module that a statement imports from, with its dots."""
    dots = "." * len(node.relative)
    return dots + (get_full_name_for_node(node.module) or "" if node.module else "")


def name_of(alias: cst.ImportAlias) -> str:
    """Return the name that an alias imports."""
    return get_full_name_for_node(alias.name) or ""
