"""Tests of the type of a value, and of the keywords for scalars, as Python expressions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from responses_protocol.schemas._subset import expression
from responses_protocol.schemas.gate._shapes import Shape, Shapes

__all__ = ["Constant", "expected", "is_kind", "thorough", "usual"]

Constant = Callable[[Any], str]
"""Gives a value the name by which a check finds it."""

# The usual case. The other tests are for subclasses, and for the numbers of JSON Schema: 1.0 is an
# integer, and true is not a number.
_USUAL = {
    "string": "{0}.__class__ is str",
    "null": "{0} is None",
    "boolean": "{0}.__class__ is bool",
    "integer": "{0}.__class__ is int",
    "number": "{0}.__class__ is int or {0}.__class__ is float",
    "array": "{0}.__class__ is list",
    "object": "{0}.__class__ is dict",
}
_SELDOM = {
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
    # As in validators, values that can't be compared (NaN) pass both.
    "minimum": "not {0} < {1}",
    "maximum": "not {0} > {1}",
}
_ARTICLES = {"null": "null", "integer": "an integer", "array": "an array", "object": "an object"}


def is_kind(value: str, kind: str) -> str:
    """Return the test of a JSON type."""
    tests = [table[kind] for table in (_USUAL, _SELDOM) if kind in table]
    return " or ".join(tests).format(value)


def usual(value: str, scalars: Sequence[Shape]) -> list[str]:
    """Return quick tests; nearly everything that is of one of these shapes meets one."""
    return [_USUAL[shape.kind].format(value) for shape in scalars if shape.plain]


def thorough(value: str, scalars: Sequence[Shape], constant: Constant) -> list[str]:
    """Return tests of which all that is of one of these shapes meets one, or a usual one."""
    tests = (_thorough(value, shape, constant) for shape in scalars)
    return [test for test in tests if test]


def expected(found: Shapes) -> str:
    """Return the reason for refusing a value that matches none of these shapes."""
    forms = (_form(shape) for alternatives in found.values() for shape in alternatives)
    return f"expected {' or '.join(dict.fromkeys(forms))}"


def _thorough(value: str, shape: Shape, constant: Constant) -> str:
    if shape.plain:
        return _SELDOM.get(shape.kind, "").format(value)
    tests = [_rule(value, rule, shape.schema[rule], constant) for rule in shape.rules]
    if shape.words is not None:
        tests.append(
            f"{value} in {shape.words!r}" if shape.words[1:] else f"{value} == {shape.words[0]!r}"
        )
    if shape.words is None or shape.kind != "string":
        # A value that equals a string is a string, but 1 and true are equal in Python.
        tests.insert(0, f"({is_kind(value, shape.kind)})")
    return " and ".join(tests)


def _rule(value: str, rule: str, operand: Any, constant: Constant) -> str:
    make = _OPERANDS.get(rule)
    return _RULES[rule].format(value, constant(make(operand)) if make else repr(operand))


_OPERANDS: dict[str, Callable[[Any], Any]] = {
    "not": lambda barred: frozenset(barred["enum"]),
    "pattern": lambda pattern: expression(pattern).search,
}


def _form(shape: Shape) -> str:
    if shape.words is not None:
        return " or ".join(map(json.dumps, shape.words))
    limited = any(rule in _RULES and rule != "not" for rule in shape.rules)
    return _ARTICLES.get(shape.kind, f"a {shape.kind}") + " within limits" * limited
