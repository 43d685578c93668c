"""Names that are imported from elsewhere now, and those that nothing uses any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import libcst as cst

from responses_protocol._codemods.fixer import Import, Move
from responses_protocol._codemods.import_nodes import (
    build_import,
    dotted_name,
    keep_last_comma,
    with_comments_of,
)
from responses_protocol._codemods.import_places import Statement, module_of, name_of
from responses_protocol._codemods.statements import StatementTransformer
from responses_protocol._codemods.used_names import names_in


def move_imports(tree: cst.Module, moves: Iterable[Move]) -> cst.Module:
    """Return a module whose names are imported from where they are now.

    A moved name that nothing uses any more is imported no more.
    """
    targets = {(move.module, move.name): move.to for move in moves}
    return _without_empty(tree.visit(_Moving(targets, names_in(tree)))) if targets else tree


class _Moving(StatementTransformer):
    """Moves names between imports; a statement that is left without names becomes ``pass``."""

    def __init__(self, targets: Mapping[tuple[str, str], Import], used: frozenset[str]) -> None:
        super().__init__()
        self._targets = targets
        self._used = used

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Any:
        body = updated_node.body
        parts: list[cst.BaseSmallStatement] = []
        for part in body:
            parts += self._split(part) if isinstance(part, cst.ImportFrom) else [part]
        if list(map(id, parts)) == list(map(id, body)):
            return updated_node
        if not parts:
            empty = updated_node.with_changes(body=[_EMPTY])
            return with_comments_of(original_node, [empty])
        first, *rest = parts
        lines = [cst.SimpleStatementLine([part]) for part in rest]
        statements = [updated_node.with_changes(body=[first]), *lines]
        return cst.FlattenSentinel([with_comments_of(original_node, statements), *lines])

    def _split(self, node: cst.ImportFrom) -> list[cst.BaseSmallStatement]:
        """Return the imports that replace one."""
        module = module_of(node)
        if isinstance(node.names, cst.ImportStar):
            return [node]
        if not any((module, name_of(alias)) in self._targets for alias in node.names):
            return [node]
        by_module: dict[str, list[cst.ImportAlias]] = defaultdict(list)
        for alias in node.names:
            to = self._targets.get((module, name_of(alias)))
            if to is None:
                by_module[module].append(alias)
            else:
                moved = alias.with_changes(name=cst.Name(to.name))
                if alias.evaluated_alias == name_of(alias):  # its uses have the new name, too
                    moved = moved.with_changes(asname=None)
                if (moved.evaluated_alias or to.name) in self._used:
                    by_module[to.module].append(moved)
        aliases_by_module = {name: _without_repeats(aliases) for name, aliases in by_module.items()}
        staying = aliases_by_module.pop(module, None)
        imports: list[cst.BaseSmallStatement] = []
        if staying:
            imports.append(node.with_changes(names=keep_last_comma(staying, node.names[-1])))
        for target, aliases in sorted(aliases_by_module.items()):
            if not imports and len(aliases_by_module) == 1:
                names = keep_last_comma(aliases, node.names[-1])
                imports.append(node.with_changes(module=dotted_name(target), names=names))
            else:
                imports.append(build_import(target, aliases, node))
        return imports


_EMPTY = cst.Pass()  # for an import that is left without a name


def _without_repeats(aliases: list[cst.ImportAlias]) -> list[cst.ImportAlias]:
    """Return names, the first of those that are equal only."""
    first = {(alias.evaluated_name, alias.evaluated_alias): alias for alias in reversed(aliases)}
    identities = set(map(id, first.values()))
    return [alias for alias in aliases if id(alias) in identities]


def _without_empty(tree: cst.Module) -> cst.Module:
    """Return a module without the imports that have no names; comments move to the next line."""
    body: list[Statement] = []
    lines: list[cst.EmptyLine] = []
    for statement in tree.body:
        if isinstance(statement, cst.SimpleStatementLine) and statement.body[0] is _EMPTY:
            lines += statement.leading_lines
            comment = statement.trailing_whitespace.comment
            lines += [cst.EmptyLine(comment=comment)] if comment is not None else []
            continue
        if lines:
            statement = statement.with_changes(leading_lines=[*lines, *statement.leading_lines])
            lines = []
        body.append(statement)
    return tree.with_changes(body=body, footer=[*lines, *tree.footer])
