"""Import statements as nodes: built, wrapped where they are long, with the comments above them."""

from __future__ import annotations

from typing import Any

import libcst as cst

from responses_protocol._codemods.fixer import Import
from responses_protocol._codemods.names import WIDTH
from responses_protocol._codemods.trees import comments

_DIRECTIVES = ("# type:", "# noqa", "# pylint", "# pyright")


def with_comments_of(
    before: cst.SimpleStatementLine, statements: list[cst.SimpleStatementLine]
) -> cst.SimpleStatementLine:
    """Return the first of the statements that replace ``before``, with its lost comments above.

    Directives for tools, such as ``# noqa``, concern their own line only and are left out.
    """
    present = [comment.value for statement in statements for comment in comments(statement)]
    lost = []
    for comment in comments(before):
        if comment.value in present:
            present.remove(comment.value)
        elif not comment.value.startswith(_DIRECTIVES):
            lost.append(cst.EmptyLine(comment=cst.Comment(comment.value)))
    if not lost:
        return statements[0]
    return statements[0].with_changes(leading_lines=[*statements[0].leading_lines, *lost])


def keep_last_comma(
    aliases: list[cst.ImportAlias], before: cst.ImportAlias
) -> list[cst.ImportAlias]:
    """Return names with the comma, and its comment, behind the last name before the change."""
    return [*aliases[:-1], aliases[-1].with_changes(comma=before.comma)]


def build_import(
    module: str, aliases: list[cst.ImportAlias], like: cst.ImportFrom
) -> cst.ImportFrom:
    """Return an import of names; a long one is wrapped if ``like`` is."""
    plain = [alias.with_changes(comma=cst.MaybeSentinel.DEFAULT) for alias in aliases]
    line = cst.ImportFrom(module=dotted_name(module), names=plain)
    if like.lpar is not None and len(cst.Module([]).code_for_node(line)) > WIDTH:
        return wrap_import(module, plain)
    return line


def wrap_import(module: str, aliases: list[cst.ImportAlias]) -> cst.ImportFrom:
    """Return an import with each name on a line of its own."""
    inner = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
    last = cst.ParenthesizedWhitespace(indent=True)
    names = [
        alias.with_changes(
            comma=cst.Comma(whitespace_after=inner if number < len(aliases) else last)
        )
        for number, alias in enumerate(aliases, 1)
    ]
    return cst.ImportFrom(
        module=dotted_name(module),
        names=names,
        lpar=cst.LeftParen(whitespace_after=inner),
        rpar=cst.RightParen(),
    )


def build_alias(need: Import) -> cst.ImportAlias:
    """Return the node of a name in an import."""
    asname = cst.AsName(cst.Name(need.alias)) if need.alias else None
    return cst.ImportAlias(cst.Name(need.name), asname=asname)


def import_line(module: str, needs: list[Import]) -> cst.SimpleStatementLine:
    """Return a new line that imports names from a module."""
    aliases = [build_alias(need) for need in needs]
    line = cst.ImportFrom(module=dotted_name(module), names=aliases)
    if len(cst.Module([]).code_for_node(line)) > WIDTH:
        line = wrap_import(module, aliases)
    return cst.SimpleStatementLine([line])


def dotted_name(name: str) -> Any:
    """Return the node of the name of a module."""
    return cst.parse_expression(name)
