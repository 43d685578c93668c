"""The imports of the new code: names that are needed, names that have moved, names of no use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import libcst as cst

from responses_protocol._codemods.fixer import Import, Move
from responses_protocol._codemods.import_moves import move_imports
from responses_protocol._codemods.import_nodes import (
    build_alias,
    import_line,
    with_comments_of,
    wrap_import,
)
from responses_protocol._codemods.import_places import (
    insert_imports,
    module_of,
    name_of,
    order_imports,
)
from responses_protocol._codemods.names import WIDTH
from responses_protocol._codemods.statements import StatementTransformer


def with_imports(tree: cst.Module, needs: Iterable[Import], moves: Iterable[Move]) -> cst.Module:
    """Return a module whose names are imported from where they are now.

    The import of a moved name is removed if the name is unused. A new name goes into an import from
    the same module if there is one, else beside the imports that have moved, else below the first
    imports of the module.
    """
    tree = move_imports(tree, moves)
    missing: dict[str, set[Import]] = defaultdict(set)
    for need in needs:
        missing[need.module].add(need)
    merging = _Merging(missing)
    tree = tree.visit(merging)
    lines = [
        import_line(module, _sorted(names)) for module, names in sorted(merging.missing.items())
    ]
    return order_imports(insert_imports(tree, lines) if lines else tree)


class _Merging(StatementTransformer):
    """Puts names into imports of the module itself; ``missing`` are those that are left."""

    def __init__(self, missing: dict[str, set[Import]]) -> None:
        super().__init__()
        self.missing = missing

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        return with_comments_of(original_node, [updated_node])

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom:
        module = module_of(updated_node)
        if module not in self.missing or isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        aliases = list(updated_node.names)
        present = {(name_of(alias), alias.evaluated_alias) for alias in aliases}
        needs = self.missing.pop(module)
        missing = _sorted(need for need in needs if (need.name, need.alias) not in present)
        if not missing:
            return updated_node
        comma = aliases[-1].comma
        is_multiline = isinstance(comma, cst.Comma) and updated_node.lpar is not None
        if is_multiline and len(aliases) > 1:  # as the names before have it
            aliases[-1] = aliases[-1].with_changes(comma=aliases[0].comma)
            added = [build_alias(need).with_changes(comma=aliases[0].comma) for need in missing]
            added[-1] = added[-1].with_changes(comma=comma)
            return updated_node.with_changes(names=[*aliases, *added])
        names = [alias.with_changes(comma=cst.MaybeSentinel.DEFAULT) for alias in aliases]
        names += map(build_alias, missing)
        line = updated_node.with_changes(names=names)
        if len(cst.Module([]).code_for_node(line)) > WIDTH:
            return wrap_import(module, names)
        return line


def _sorted(needs: Iterable[Import]) -> list[Import]:
    return sorted(needs, key=lambda need: (need.name, need.alias or ""))
