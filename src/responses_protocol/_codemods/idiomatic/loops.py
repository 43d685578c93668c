"""Loops that only pass on their elements, as one generator.

``for a in b: for c in a: yield from answer.chunk(delta=c)`` is ``(c for a in b for c in a)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from responses_protocol._codemods.names import WIDTH
from responses_protocol._codemods.trees import comments

# the element that the innermost statement hands on, with a loop of its own if it has one
Leaf = Callable[[cst.BaseSmallStatement], "Elements | None"]


@dataclass(frozen=True)
class Clause:
    """A ``for`` of a generator, with the conditions behind it."""

    target: cst.BaseAssignTargetExpression
    iter: cst.BaseExpression
    conditions: tuple[cst.BaseExpression, ...] = ()


@dataclass(frozen=True)
class Elements:
    """The elements of a generator: an expression, and the clauses behind it."""

    each: cst.BaseExpression
    clauses: tuple[Clause, ...] = ()


def elements_of(statement: cst.BaseStatement, leaf: Leaf) -> Elements | None:
    """Return the elements that a statement hands on, None if it does anything else."""
    if isinstance(statement, cst.SimpleStatementLine):
        return leaf(statement.body[0]) if len(statement.body) == 1 else None
    if not isinstance(statement, cst.For) or statement.orelse or statement.asynchronous:
        return None
    inner = _only(statement.body)
    conditions: list[cst.BaseExpression] = []
    while isinstance(inner, cst.If) and inner.orelse is None:
        conditions.append(inner.test)
        inner = _only(inner.body)
    inner_elements = elements_of(inner, leaf) if inner is not None else None
    if inner_elements is None:
        return None
    first = Clause(statement.target, statement.iter, tuple(conditions))
    return Elements(inner_elements.each, (first, *inner_elements.clauses))


def _only(body: cst.BaseSuite) -> cst.BaseStatement | None:
    """Return the one statement of a body, None if there are several."""
    if isinstance(body, cst.SimpleStatementSuite):
        return cst.SimpleStatementLine(body.body)
    if len(body.body) != 1:
        return None
    inner = body.body[0]
    return inner if isinstance(inner, cst.BaseStatement) else None


def has_comments(statement: cst.BaseStatement) -> bool:
    """Return whether a statement holds comments, for which a generator has no place."""
    above = len([line for line in getattr(statement, "leading_lines", ()) if line.comment])
    return len(comments(statement)) > above


def call_with_elements(function: str, elements: Elements, indent: str, column: int) -> cst.Call:
    """Return a call of a function with elements, on one line where it fits from ``column`` on."""
    only = elements.clauses[0] if len(elements.clauses) == 1 else None
    if not elements.clauses:
        argument: cst.BaseExpression = cst.List([cst.Element(elements.each)])
    elif only is not None and not only.conditions and only.target.deep_equals(elements.each):
        argument = only.iter
    else:
        argument = cst.GeneratorExp(
            elements.each, _clauses(elements.clauses, _SPACE), lpar=[], rpar=[]
        )
    flat = cst.Call(cst.Name(function), [cst.Arg(argument)])
    code = cst.Module([]).code_for_node(flat)
    if "\n" in code or column + len(code) <= WIDTH or not isinstance(argument, cst.GeneratorExp):
        return flat
    line = _line(indent)
    inner = cst.GeneratorExp(elements.each, _clauses(elements.clauses, line), lpar=[], rpar=[])
    return cst.Call(
        cst.Name(function),
        [cst.Arg(inner, whitespace_after_arg=_line(""))],
        whitespace_before_args=line,
    )


def _clauses(clauses: Sequence[Clause], space: Any) -> cst.CompFor:
    first, *rest = clauses
    ifs = [cst.CompIf(_in_brackets(test), whitespace_before=space) for test in first.conditions]
    inner = _clauses(rest, space) if rest else None
    return cst.CompFor(
        first.target, _in_brackets(first.iter), ifs, inner_for_in=inner, whitespace_before=space
    )


def _in_brackets(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return an expression that may stand in a clause: a choice needs brackets there."""
    if isinstance(node, (cst.IfExp, cst.Lambda, cst.NamedExpr)) and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node


def _line(indent: str) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(indent))


_SPACE = cst.SimpleWhitespace(" ")
