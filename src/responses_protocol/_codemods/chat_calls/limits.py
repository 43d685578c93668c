"""Limits of tokens: Chat Completions accepts any, the Responses API none below 16."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.bindings import targets_of
from responses_protocol._codemods.module import Module

LIMITS = frozenset(("max_completion_tokens", "max_tokens"))
_LEAST_TOKENS = 16
_DEEPEST = 8


def limit_problem(module: Module, value: cst.BaseExpression) -> str:
    """Return why a limit of tokens has no place in Responses, nothing if it has."""
    if any(number is not None and number < _LEAST_TOKENS for number in _numbers(module, value)):
        return f"the Responses API accepts no max_output_tokens below {_LEAST_TOKENS}"
    return ""


def limit_doubt(module: Module, value: cst.BaseExpression) -> str:
    """Return a doubt about a limit that only shows when the code runs, nothing if it shows."""
    if None in _numbers(module, value):
        return f"the Responses API refuses a limit below {_LEAST_TOKENS} tokens: this may be one"
    return ""


def _numbers(module: Module, value: cst.BaseExpression, depth: int = 0) -> Iterator[int | None]:
    """Yield all numbers that an expression may be; None if any other is possible."""
    if depth > _DEEPEST:
        yield None
    elif isinstance(value, cst.Integer):
        yield value.evaluated_value or None  # 0 says that there is none: no API takes it
    elif isinstance(value, (cst.IfExp, cst.BooleanOperation)):
        for side in _sides(value):
            yield from _numbers(module, side, depth + 1)
    elif isinstance(value, cst.Name) and value.value == "None":
        return  # no limit
    elif isinstance(value, cst.Name):
        targets = targets_of(module, value)
        if not targets:
            yield None
        for target in targets:
            yield from _bound_numbers(module, target, depth + 1)
    elif isinstance(value, cst.Attribute):
        assigned = [
            assignment
            for assignment in module.all(cst.AssignTarget)
            if value.deep_equals(assignment.target)
        ]
        if not assigned:
            yield None
        for assignment in assigned:
            yield from _bound_numbers(module, assignment.target, depth + 1)
    else:
        yield None


def _sides(value: cst.IfExp | cst.BooleanOperation) -> tuple[cst.BaseExpression, ...]:
    if isinstance(value, cst.IfExp):
        return value.body, value.orelse
    is_or = isinstance(value.operator, cst.Or)
    return (value.left, value.right) if is_or else (value.right,)


def _bound_numbers(module: Module, target: cst.CSTNode, depth: int) -> Iterator[int | None]:
    if isinstance(target, cst.Param):
        if target.default is not None:
            yield from _numbers(module, target.default, depth)
        yield None
        return
    parent = module.parent(target)
    statement = module.parent(parent) if isinstance(parent, cst.AssignTarget) else parent
    if isinstance(statement, (cst.AnnAssign, cst.Assign)) and statement.value is not None:
        yield from _numbers(module, statement.value, depth)
    else:
        yield None
