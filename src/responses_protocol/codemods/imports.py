"""The imports of the new code: names that are needed, names that have moved, names of no use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import libcst as cst

from responses_protocol.codemods.fixer import Import, Move
from responses_protocol.codemods.import_places import (
    Statement,
    insert_imports,
    module_of,
    name_of,
    ordered,
)
from responses_protocol.codemods.names import WIDTH
from responses_protocol.codemods.trees import comments
from responses_protocol.codemods.used_names import names_in

# what holds no import
_NO_STATEMENTS = (
    *(cst.BaseExpression, cst.BaseParenthesizableWhitespace, cst.Parameters, cst.Annotation),
    *(cst.Expr, cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Return, cst.Raise, cst.Assert),
    *(cst.EmptyLine, cst.TrailingWhitespace, cst.Decorator, cst.WithItem, cst.Arg, cst.AsName),
)


def with_imports(tree: cst.Module, needs: Iterable[Import], moves: Iterable[Move]) -> cst.Module:
    """Return a module whose names are imported from where they are now.

    A moved name that nothing uses any more is imported no more. What is needed goes into an import
    from the same module if there is one, else beside the imports that have moved, else below the
    first imports of the module.
    """
    targets = {(one.module, one.name): one.to for one in moves}
    moved = _Moving(targets, names_in(tree))
    tree = _removed(tree.visit(moved)) if targets else tree
    wanted: dict[str, set[Import]] = defaultdict(set)
    for need in needs:
        wanted[need.module].add(need)
    merging = _Merging(wanted)
    tree = tree.visit(merging)
    lines = [_line(module, _sorted(names)) for module, names in sorted(merging.wanted.items())]
    return ordered(insert_imports(tree, lines) if lines else tree)


@cache
def _may_hold_imports(kind: type[cst.CSTNode]) -> bool:
    """Tell whether nodes of a class may hold an import."""
    return not issubclass(kind, _NO_STATEMENTS)


class _Statements(cst.CSTTransformer):
    """Goes through statements, and not into expressions."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Enter what may hold an import."""
        return _may_hold_imports(type(node)) and super().on_visit(node)


class _Moving(_Statements):
    """Moves names between imports; a statement that is left without names becomes ``pass``."""

    def __init__(self, targets: Mapping[tuple[str, str], Import], used: frozenset[str]) -> None:
        super().__init__()
        self._targets = targets
        self._used = used

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Any:
        body = updated_node.body
        made: list[cst.BaseSmallStatement] = []
        for one in body:
            made += self._split(one) if isinstance(one, cst.ImportFrom) else [one]
        if len(made) == len(body) and all(a is b for a, b in zip(made, body, strict=True)):
            return updated_node
        if not made:
            gone = updated_node.with_changes(body=[GONE])
            return _with_comments_of(original_node, [gone])
        first, *others = made
        lines = [cst.SimpleStatementLine([one]) for one in others]
        made_here = [updated_node.with_changes(body=[first]), *lines]
        return cst.FlattenSentinel([_with_comments_of(original_node, made_here), *made_here[1:]])

    def _split(self, node: cst.ImportFrom) -> list[cst.BaseSmallStatement]:
        """Return the imports that take the place of one."""
        module = module_of(node)
        if isinstance(node.names, cst.ImportStar):
            return [node]
        places: dict[str, list[cst.ImportAlias]] = defaultdict(list)
        known = [alias for alias in node.names if (module, name_of(alias)) in self._targets]
        if not known:
            return [node]
        for alias in node.names:
            to = self._targets.get((module, name_of(alias)))
            if to is None:
                places[module].append(alias)
            else:
                moved = alias.with_changes(name=cst.Name(to.name))
                if alias.evaluated_alias == name_of(alias):  # its uses have the new name, too
                    moved = moved.with_changes(asname=None)
                if (moved.evaluated_alias or to.name) in self._used:
                    places[to.module].append(moved)
        once = {name: _once(aliases) for name, aliases in places.items()}
        same = once.pop(module, None)
        made: list[cst.BaseSmallStatement] = []
        if same:
            made.append(node.with_changes(names=_ended(same, node.names[-1])))
        for target, aliases in sorted(once.items()):
            if not made and len(once) == 1:
                names = _ended(aliases, node.names[-1])
                made.append(node.with_changes(module=_dotted(target), names=names))
            else:
                made.append(_from(target, aliases, node))
        return made


GONE = cst.Pass()
DIRECTIVES = ("# type:", "# noqa", "# pylint", "# pyright")


def _with_comments_of(
    before: cst.SimpleStatementLine, made: list[cst.SimpleStatementLine]
) -> cst.SimpleStatementLine:
    """Return the first statement with the comments that were lost above it.

    What is said to tools about a line is of no use elsewhere.
    """
    kept = [comment.value for one in made for comment in comments(one)]
    lost = []
    for comment in comments(before):
        if comment.value in kept:
            kept.remove(comment.value)
        elif not comment.value.startswith(DIRECTIVES):
            lost.append(cst.EmptyLine(comment=cst.Comment(comment.value)))
    if not lost:
        return made[0]
    return made[0].with_changes(leading_lines=[*made[0].leading_lines, *lost])


def _once(aliases: list[cst.ImportAlias]) -> list[cst.ImportAlias]:
    """Return names without those that came to be there twice."""
    found = {(alias.evaluated_name, alias.evaluated_alias): alias for alias in reversed(aliases)}
    kept = set(map(id, found.values()))
    return [alias for alias in aliases if id(alias) in kept]


def _ended(aliases: list[cst.ImportAlias], before: cst.ImportAlias) -> list[cst.ImportAlias]:
    """Return names with what stood behind the last one before."""
    return [*aliases[:-1], aliases[-1].with_changes(comma=before.comma)]


def _from(module: str, aliases: list[cst.ImportAlias], like: cst.ImportFrom) -> cst.ImportFrom:
    plain = [alias.with_changes(comma=cst.MaybeSentinel.DEFAULT) for alias in aliases]
    line = cst.ImportFrom(module=_dotted(module), names=plain)
    if like.lpar is not None and len(cst.Module([]).code_for_node(line)) > WIDTH:
        return _wrapped(module, plain)
    return line


def _wrapped(module: str, aliases: list[cst.ImportAlias]) -> cst.ImportFrom:
    """Return an import with a name a line."""
    inner = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
    last = cst.ParenthesizedWhitespace(indent=True)
    names = [
        alias.with_changes(comma=cst.Comma(whitespace_after=inner if at < len(aliases) else last))
        for at, alias in enumerate(aliases, 1)
    ]
    return cst.ImportFrom(
        module=_dotted(module),
        names=names,
        lpar=cst.LeftParen(whitespace_after=inner),
        rpar=cst.RightParen(),
    )


class _Merging(_Statements):
    """Puts names into imports of the module itself; ``wanted`` is what is left."""

    def __init__(self, wanted: dict[str, set[Import]]) -> None:
        super().__init__()
        self.wanted = wanted

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        return _with_comments_of(original_node, [updated_node])

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom:
        module = module_of(updated_node)
        if module not in self.wanted or isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        aliases = list(updated_node.names)
        have = {(name_of(alias), alias.evaluated_alias) for alias in aliases}
        wanted = self.wanted.pop(module)
        missing = _sorted(one for one in wanted if (one.name, one.alias) not in have)
        if not missing:
            return updated_node
        ending = aliases[-1]
        comma = ending.comma
        multiline = isinstance(comma, cst.Comma) and updated_node.lpar is not None
        if multiline and len(aliases) > 1:  # as the names before have it
            aliases[-1] = ending.with_changes(comma=aliases[0].comma)
            added = [_alias(one).with_changes(comma=aliases[0].comma) for one in missing]
            added[-1] = added[-1].with_changes(comma=comma)
            return updated_node.with_changes(names=[*aliases, *added])
        names = [one.with_changes(comma=cst.MaybeSentinel.DEFAULT) for one in aliases]
        names += map(_alias, missing)
        line = updated_node.with_changes(names=names)
        if len(cst.Module([]).code_for_node(line)) > WIDTH:
            return _wrapped(module, names)
        return line


def _sorted(wanted: Iterable[Import]) -> list[Import]:
    return sorted(wanted, key=lambda one: (one.name, one.alias or ""))


def _alias(one: Import) -> cst.ImportAlias:
    asname = cst.AsName(cst.Name(one.alias)) if one.alias else None
    return cst.ImportAlias(cst.Name(one.name), asname=asname)


def _line(module: str, names: list[Import]) -> cst.SimpleStatementLine:
    aliases = [_alias(one) for one in names]
    line = cst.ImportFrom(module=_dotted(module), names=aliases)
    if len(cst.Module([]).code_for_node(line)) > WIDTH:
        line = _wrapped(module, aliases)
    return cst.SimpleStatementLine([line])


def _removed(tree: cst.Module) -> cst.Module:
    """Take out the statements that were left without names; comments go to what follows."""
    body: list[Statement] = []
    waiting: list[cst.EmptyLine] = []
    for statement in tree.body:
        if isinstance(statement, cst.SimpleStatementLine) and statement.body[0] is GONE:
            waiting += statement.leading_lines
            comment = statement.trailing_whitespace.comment
            waiting += [cst.EmptyLine(comment=comment)] if comment is not None else []
            continue
        if waiting:
            statement = statement.with_changes(leading_lines=[*waiting, *statement.leading_lines])
            waiting = []
        body.append(statement)
    return tree.with_changes(body=body, footer=[*waiting, *tree.footer])


def _dotted(name: str) -> Any:
    return cst.parse_expression(name)
