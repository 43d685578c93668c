"""Tests of the type of a value, and of the keywords for scalars, as Python expressions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from responses_protocol.schemas._subset import expression
from responses_protocol.schemas.fast_validator._shapes import Shape, Shapes

__all__ = ["Constant", "describe_expected", "kind_test", "quick_tests", "remaining_tests"]

Constant = Callable[[Any], str]
"""Gives a value the name by which a check finds it."""

# What is nearly always so, and what else may be: subclasses, and the numbers of JSON Schema, to
# which 1.0 is an integer and true is no number.
_QUICK = {
    "string": "{0}.__class__ is str",
    "null": "{0} is None",
    "boolean": "{0}.__class__ is bool",
    "integer": "{0}.__class__ is int",
    "number": "{0}.__class__ is int or {0}.__class__ is float",
    "array": "{0}.__class__ is list",
    "object": "{0}.__class__ is dict",
}
_RARE = {
    "string": "isinstance({0}, str)",
    "integer": "is_integer({0})",
    "number": "is_number({0})",
    "array": "isinstance({0}, list)",
    "object": "isinstance({0}, dict)",
}
_RULES = {
    "not": "{0} not in {1}",
    "minLength": "len({0}) >= {1}",
    "maxLength": "len({0}) <= {1}",
    "pattern": "{1}({0})",
    # As in validators: a value that can't be compared is within the limits.
    "minimum": "not {0} < {1}",
    "maximum": "not {0} > {1}",
}
_ARTICLES = {"null": "null", "integer": "an integer", "array": "an array", "object": "an object"}


def kind_test(value: str, kind: str) -> str:
    """Return the test of a JSON type."""
    tests = [table[kind] for table in (_QUICK, _RARE) if kind in table]
    return " or ".join(tests).format(value)


def quick_tests(value: str, scalars: Sequence[Shape]) -> list[str]:
    """Return cheap tests; nearly every value of these shapes passes one."""
    return [_QUICK[shape.kind].format(value) for shape in scalars if shape.plain]


def remaining_tests(value: str, scalars: Sequence[Shape], constant: Constant) -> list[str]:
    """Return the other tests: each value of these shapes passes one, or a quick one."""
    tests = (_remaining_test(value, shape, constant) for shape in scalars)
    return [test for test in tests if test]


def describe_expected(shapes_by_kind: Shapes) -> str:
    """Return the reason to refuse a value of none of these shapes."""
    forms = (
        _describe_shape(shape) for alternatives in shapes_by_kind.values() for shape in alternatives
    )
    return f"expected {' or '.join(dict.fromkeys(forms))}"


def _remaining_test(value: str, shape: Shape, constant: Constant) -> str:
    if shape.plain:
        return _RARE.get(shape.kind, "").format(value)
    tests = [_rule(value, rule, shape.schema[rule], constant) for rule in shape.rules]
    if shape.words is not None:
        tests.append(
            f"{value} in {shape.words!r}" if shape.words[1:] else f"{value} == {shape.words[0]!r}"
        )
    if shape.words is None or shape.kind != "string":
        # A value that equals a string is one; but 1 and True are equal in Python.
        tests.insert(0, f"({kind_test(value, shape.kind)})")
    return " and ".join(tests)


def _rule(value: str, rule: str, operand: Any, constant: Constant) -> str:
    make = _OPERANDS.get(rule)
    return _RULES[rule].format(value, constant(make(operand)) if make else repr(operand))


_OPERANDS: dict[str, Callable[[Any], Any]] = {
    "not": lambda barred: frozenset(barred["enum"]),
    "pattern": lambda pattern: expression(pattern).search,
}


def _describe_shape(shape: Shape) -> str:
    if shape.words is not None:
        return " or ".join(map(json.dumps, shape.words))
    limited = any(rule in _RULES and rule != "not" for rule in shape.rules)
    return _ARTICLES.get(shape.kind, f"a {shape.kind}") + " within limits" * limited
