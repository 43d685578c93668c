"""Python source of a check, made from the shapes of a schema.

A check is a function of one value. It returns None for a value that it accepts, and else a tuple:
the reason, then the steps from the place to the value, innermost first. So the pointer costs
nothing until a value is refused. In the source, ``v`` is the value, ``m`` a member, ``k`` its name,
``e0`` and so on an element, ``f`` the check of a branch, ``p`` the result of an inner check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from responses_protocol.schemas._subset import join_place
from responses_protocol.schemas.fast_validator._choice import Choice, Target, find_choice
from responses_protocol.schemas.fast_validator._scalars import (
    describe_expected,
    kind_test,
    quick_tests,
    remaining_tests,
)
from responses_protocol.schemas.fast_validator._shapes import Shape, accepts_anything, read_shapes

__all__ = ["Names", "of_list", "of_target", "of_value"]

Lines = list[str]
Path = tuple[str, ...]


class Names(Protocol):
    """The names of the values that a check uses from its namespace."""

    def check(self, target: Target) -> str:
        """Return the name of the check for a target."""

    def constant(self, value: Any) -> str:
        """Return the name of a value."""

    def table(self, choice: Choice) -> str:
        """Return the name of a table of checks by string."""


def of_value(place: str, names: Names) -> Lines:
    """Return the body of the check of ``v`` by the schema at a place."""
    return _value("v", place, (), names)


def of_list(place: str, names: Names) -> Lines:
    """Return the body of the check of a list ``v``, each element by the schema at a place."""
    refusal = _refuse("expected an array", ())
    return [f"if not ({kind_test('v', 'array')}):", f"    {refusal}", *_each("v", place, (), names)]


def of_target(target: Target, names: Names) -> Lines:
    """Return the body of the check of a list or an object ``v`` for a target."""
    if target.shapes[1:]:
        return [*_call("v", target, names), "return p"]
    shape = target.shapes[0]
    if shape.kind == "array":
        return _elements("v", shape, (), names)
    return _members(shape, target.checked_members, names)


def _indent(lines: Iterable[str]) -> Lines:
    return [f"    {line}" for line in lines]


def _refuse(reason: str, path: Path) -> str:
    return f"return ({', '.join((repr(reason), *path))},)"


def _value(value: str, place: str, path: Path, names: Names) -> Lines:
    """Return lines that refuse a variable's value unless the schema at a place accepts it."""
    shapes_by_kind = read_shapes(place)
    if accepts_anything(shapes_by_kind):
        return []
    nested = {kind: shapes for kind, shapes in shapes_by_kind.items() if _is_nested(shapes)}
    scalars = [
        shape
        for kind, shapes in shapes_by_kind.items()
        if kind not in nested
        for shape in _without_needless(shapes)
    ]
    quick_test_list = quick_tests(value, scalars)
    rest = remaining_tests(value, scalars, names.constant)
    refusal = _refuse(describe_expected(shapes_by_kind), path)
    if not nested:
        return [f"if not ({' or '.join(quick_test_list + rest)}):", f"    {refusal}"]
    arms = [(" or ".join(quick_test_list), ["pass"])] if quick_test_list else []
    for kind, alternatives in nested.items():
        arms.append((kind_test(value, kind), _nested_check(value, alternatives, path, names)))
    arms.append((f"not ({' or '.join(rest)})" if rest else "True", [refusal]))
    words = ["if", *["elif"] * (len(arms) - 1)]
    return [
        line
        for word, (test, body) in zip(words, arms, strict=True)
        for line in (f"{word} {test}:", *_indent(body))
    ]


def _without_needless(alternatives: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Return the alternatives without those that another one includes."""
    return tuple(shape for shape in alternatives if shape.plain) or alternatives


def _is_nested(alternatives: Sequence[Shape]) -> bool:
    """Return whether the members or elements of a value need checks."""
    return alternatives[0].kind in ("array", "object") and not any(
        shape.plain for shape in alternatives
    )


def _nested_check(value: str, alternatives: tuple[Shape, ...], path: Path, names: Names) -> Lines:
    """Return lines that refuse a list or an object of none of these shapes."""
    if len(alternatives) == 1 and alternatives[0].kind == "array":
        return _elements(value, alternatives[0], path, names) or ["pass"]
    called = _call(value, Target(alternatives), names)
    if not path:
        return [*called, "return p"]
    return [*called, "if p is not None:", f"    return ({', '.join(('*p', *path))})"]


def _call(value: str, target: Target, names: Names) -> Lines:
    """Return lines that set ``p`` to the result of the check for a target."""
    if not target.shapes[1:]:
        return [f"p = {names.check(target)}({value})"]
    choice = find_choice(target) if target.shapes[0].kind == "object" else None
    if choice is None:
        singles = [Target((shape,), target.checked_members) for shape in target.shapes]
        first, *further = (f"{names.check(single)}({value})" for single in singles)
        is_accepted = " or ".join(f"{further_check} is None" for further_check in further)
        return [f"p = {first}", f"if p is not None and ({is_accepted}):", "    p = None"]
    default_check = names.check(choice.default) if choice.default else "unknown"
    return [
        "try:",
        f"    f = {names.table(choice)}.get({value}.get({choice.key!r}), {default_check})",
        "except TypeError:",  # no hash, so no word
        f"    f = {default_check}",
        f"p = f({value})",
    ]


def _elements(value: str, shape: Shape, path: Path, names: Names) -> Lines:
    """Return lines that refuse a list that is not of this shape."""
    lines = []
    for rule, (sign, reason) in _LENGTHS.items():
        if rule in shape.rules:
            refusal = _refuse(reason, path)
            lines += [f"if len({value}) {sign} {shape.schema[rule]}:", f"    {refusal}"]
    if "items" in shape.rules:
        lines += _each(value, join_place(shape.place, "items"), path, names)
    return lines


_LENGTHS = {"minItems": ("<", "too few elements"), "maxItems": (">", "too many elements")}


def _each(value: str, place: str, path: Path, names: Names) -> Lines:
    """Return a loop that checks the elements of a list by the schema at a place."""
    element = f"e{len(path)}"
    body = _value(element, place, (f"index({value}, {element})", *path), names)
    return [f"for {element} in {value}:", *_indent(body)] if body else []


def _members(shape: Shape, checked_members: frozenset[str], names: Names) -> Lines:
    """Return lines that refuse an object that is not of this shape."""
    properties = shape.schema.get("properties", {})
    required = shape.schema.get("required", ())
    lines = ["if v.__class__ is not dict:", "    v = dict(v)"]  # a subclass may invent members
    required_lines = [
        line
        for key in required
        if key not in checked_members
        for line in _member_lines(shape, key, names)
    ]
    if required_lines:
        lines += ["try:", *_indent(required_lines), "except KeyError as key:"]
        lines += ["    return (f'the member {key} is missing',)"]
    for key in properties:
        if key not in required and key not in checked_members:
            lines_of_member = _member_lines(shape, key, names)
            # An optional member needs lines only if its value is checked.
            lines += [f"if {key!r} in v:", *_indent(lines_of_member)] if lines_of_member[1:] else []
    return lines + _additional(shape, names)


def _member_lines(shape: Shape, key: str, names: Names) -> Lines:
    """Return lines that read a member, and refuse it unless its schema accepts it."""
    is_declared = key in shape.schema.get("properties", {})
    place = join_place(shape.place, "properties", key)
    return [f"m = v[{key!r}]", *(_value("m", place, (repr(key),), names) if is_declared else ())]


def _additional(shape: Shape, names: Names) -> Lines:
    """Return lines that refuse undeclared members."""
    if "additionalProperties" not in shape.rules:
        return []
    if shape.schema["additionalProperties"] is False:
        body = [_refuse("a member that may not be here", ("k",))]
    else:
        body = _value("m", join_place(shape.place, "additionalProperties"), ("k",), names)
    names_constant = names.constant(frozenset(shape.schema.get("properties", ())))
    return [
        "for k, m in v.items():",
        f"    if k not in {names_constant}:",
        *_indent(_indent(body or ["pass"])),
    ]
