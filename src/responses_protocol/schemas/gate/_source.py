"""Python source of a check, made from the shapes of a schema.

A check is a function of one value that returns None when it is accepted, and else a tuple: the
reason, then the steps from the place to the value, innermost first. So the pointer costs nothing
until something is refused. In it, ``v`` is the value, ``m`` a member, ``k`` its name, ``e0`` and
so on an element, ``f`` the check of a branch, ``p`` the result of an inner check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from responses_protocol.schemas._subset import below
from responses_protocol.schemas.gate._choice import Choice, Target, choice
from responses_protocol.schemas.gate._scalars import expected, is_kind, thorough, usual
from responses_protocol.schemas.gate._shapes import Shape, anything, shapes

__all__ = ["Names", "of_list", "of_target", "of_value"]

Lines = list[str]
Path = tuple[str, ...]


class Names(Protocol):
    """The names by which a check finds values and functions outside of it."""

    def check(self, target: Target) -> str:
        """Return the name of the check for a target."""

    def constant(self, value: Any) -> str:
        """Return the name of a value."""

    def table(self, found: Choice) -> str:
        """Return the name of the table of checks by words."""


def of_value(place: str, names: Names) -> Lines:
    """Return the body of the check of ``v`` by the schema at a place."""
    return _value("v", place, (), names)


def of_list(place: str, names: Names) -> Lines:
    """Return the body of the check of a list ``v``, each element by the schema at a place."""
    refusal = _refuse("expected an array", ())
    return [f"if not ({is_kind('v', 'array')}):", f"    {refusal}", *_each("v", place, (), names)]


def of_target(target: Target, names: Names) -> Lines:
    """Return the body of the check of a list or an object ``v`` for a target."""
    if target.shapes[1:]:
        return [*_call("v", target, names), "return p"]
    shape = target.shapes[0]
    if shape.kind == "array":
        return _elements("v", shape, (), names)
    return _members(shape, target.settled, names)


def _indent(lines: Iterable[str]) -> Lines:
    return [f"    {line}" for line in lines]


def _refuse(reason: str, path: Path) -> str:
    return f"return ({', '.join((repr(reason), *path))},)"


def _value(value: str, place: str, path: Path, names: Names) -> Lines:
    """Return lines that refuse the value of a variable unless the schema at a place accepts it."""
    found = shapes(place)
    if anything(found):
        return []
    deep = {kind: each for kind, each in found.items() if _is_deep(each)}
    scalars = [shape for kind, each in found.items() if kind not in deep for shape in _least(each)]
    quick = usual(value, scalars)
    rest = thorough(value, scalars, names.constant)
    refusal = _refuse(expected(found), path)
    if not deep:
        return [f"if not ({' or '.join(quick + rest)}):", f"    {refusal}"]
    arms = [(" or ".join(quick), ["pass"])] if quick else []
    for kind, alternatives in deep.items():
        arms.append((is_kind(value, kind), _deep(value, alternatives, path, names)))
    arms.append((f"not ({' or '.join(rest)})" if rest else "True", [refusal]))
    words = ["if", *["elif"] * (len(arms) - 1)]
    return [
        line
        for word, (test, body) in zip(words, arms, strict=True)
        for line in (f"{word} {test}:", *_indent(body))
    ]


def _least(alternatives: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Return the alternatives without those that another one makes needless."""
    return tuple(shape for shape in alternatives if shape.plain) or alternatives


def _is_deep(alternatives: Sequence[Shape]) -> bool:
    """Return whether values of a type must be looked into."""
    return alternatives[0].kind in ("array", "object") and not any(it.plain for it in alternatives)


def _deep(value: str, alternatives: tuple[Shape, ...], path: Path, names: Names) -> Lines:
    """Return lines that refuse a list or an object that matches none of these shapes."""
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
    found = choice(target) if target.shapes[0].kind == "object" else None
    if found is None:
        singles = [Target((shape,), target.settled) for shape in target.shapes]
        first, *others = (f"{names.check(single)}({value})" for single in singles)
        taken = " or ".join(f"{other} is None" for other in others)
        return [f"p = {first}", f"if p is not None and ({taken}):", "    p = None"]
    others_check = names.check(found.others) if found.others else "unknown"
    return [
        "try:",
        f"    f = {names.table(found)}.get({value}.get({found.key!r}), {others_check})",
        "except TypeError:",  # no hash, so no word
        f"    f = {others_check}",
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
        lines += _each(value, below(shape.place, "items"), path, names)
    return lines


_LENGTHS = {"minItems": ("<", "too few elements"), "maxItems": (">", "too many elements")}


def _each(value: str, place: str, path: Path, names: Names) -> Lines:
    """Return the loop over a list whose elements are of the schema at a place."""
    element = f"e{len(path)}"
    body = _value(element, place, (f"index({value}, {element})", *path), names)
    return [f"for {element} in {value}:", *_indent(body)] if body else []


def _members(shape: Shape, settled: frozenset[str], names: Names) -> Lines:
    """Return lines that refuse an object that is not of this shape."""
    properties = shape.schema.get("properties", {})
    required = shape.schema.get("required", ())
    lines = ["if v.__class__ is not dict:", "    v = dict(v)"]  # others may make up members
    asked = [line for key in required if key not in settled for line in _get(shape, key, names)]
    if asked:
        lines += ["try:", *_indent(asked), "except KeyError as key:"]
        lines += ["    return (f'the member {key} is missing',)"]
    for key in properties:
        if key not in required and key not in settled:
            got = _get(shape, key, names)
            # Fetching it has no effect: only the checks after that matter.
            lines += [f"if {key!r} in v:", *_indent(got)] if got[1:] else []
    return lines + _additional(shape, names)


def _get(shape: Shape, key: str, names: Names) -> Lines:
    """Return lines that fetch a member, and refuse it unless its schema accepts it."""
    listed = key in shape.schema.get("properties", {})
    place = below(shape.place, "properties", key)
    return [f"m = v[{key!r}]", *(_value("m", place, (repr(key),), names) if listed else ())]


def _additional(shape: Shape, names: Names) -> Lines:
    """Return lines that refuse members that are not listed."""
    if "additionalProperties" not in shape.rules:
        return []
    if shape.schema["additionalProperties"] is False:
        body = [_refuse("a member that may not be here", ("k",))]
    else:
        body = _value("m", below(shape.place, "additionalProperties"), ("k",), names)
    listed = names.constant(frozenset(shape.schema.get("properties", ())))
    return [
        "for k, m in v.items():",
        f"    if k not in {listed}:",
        *_indent(_indent(body or ["pass"])),
    ]
