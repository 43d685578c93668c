"""How the API words a fault of structure.

Most of these sentences were observed at OpenAI's endpoints in August 2026; what the API says of
null ("but got an object instead") is given as it is, with a hint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from responses_protocol.checks.rule import placed
from responses_protocol.checks.structure.faults import DEPTH, REQUIRED_ONE, TAG, Fault, Kinds
from responses_protocol.checks.wording import (
    array_too_long,
    empty_array,
    empty_string,
    joined,
    missing,
    no_match,
    string_too_long,
)
from responses_protocol.reporting.quoting import quoted, quoted_number
from responses_protocol.values import Json, token

_WORD = re.compile(r"[\w.:/-]{1,64}")


@dataclass(frozen=True)
class FaultMessage:
    """A fault in words: the code of its rule, what to say, where, and what to do about it."""

    code: str
    message: str
    pointer: str
    param: str
    hint: str = ""


def worded(fault: Fault, place: str, dialect: str) -> FaultMessage:
    """Say what a fault is, in a payload of a dialect that the API names ``place``."""
    pointer = "".join(f"/{token(str(step))}" for step in fault.steps)
    param = placed(place, pointer)
    if fault.keyword == "type":
        return _type(fault, pointer, param, _ELEMENTS.get((dialect, param)))
    return _WORDS[fault.keyword](fault, pointer, param)


def _missing(fault: Fault, pointer: str, param: str) -> FaultMessage:
    name = f"{param}.{fault.limit}" if param else str(fault.limit)
    return FaultMessage("RP101", missing(name), pointer, name)


def _one_missing(fault: Fault, pointer: str, param: str) -> FaultMessage:
    first, *others = fault.limit
    if first != "input":
        return _missing(Fault("required", fault.steps, fault.value, first), pointer, param)
    names = " or ".join([f'"{first}"', f'"{others[0]}"', *(f"'{name}'" for name in others[1:])])
    return FaultMessage("RP101", f"One of {names} must be provided.", pointer, param)


def _type(fault: Fault, pointer: str, param: str, elements: str | None) -> FaultMessage:
    named = f"'{param}'" if param else "the payload"
    message = (
        f"Invalid type for {named}: expected {_expected(fault.limit, param, elements)}, "
        f"but got {_given(fault.value)} instead."
    )
    hint = "The value is null: leave it out." if fault.value is None else ""
    return FaultMessage("RP102", message, pointer, param, hint)


def _expected(kinds: Kinds, param: str, elements: str | None) -> str:
    """Name what is taken: ``a string``, ``one of 'auto' or object``."""
    names = sorted((name for name in kinds.names if name != "null"), key=_ORDER.index)
    words = [f"'{word}'" for word in kinds.words] if "string" in names else []
    described = [
        _kind_name(name, kinds, param, elements) for name in names if not words or name != "string"
    ]
    if words:
        return f"one of {joined([*words, *described], 'or')}"
    if not described:
        return "null"
    if len(described) == 1:
        article = "an" if described[0][0] in "aio" else "a"
        return f"{article} {described[0]}"
    return f"one of {joined([f'a {described[0]}', *described[1:]], 'or')}"


_ORDER = ("string", "array", "object", "integer", "number", "boolean", "null")
_ELEMENTS = {
    ("responses", "input"): "input items",
    ("responses", "tools"): "tools",
}
_PLURALS = {"object": "objects", "string": "strings", "integer": "integers", "number": "decimals"}


def _kind_name(name: str, kinds: Kinds, param: str, elements: str | None) -> str:
    if name == "array":
        inner = [_PLURALS[each] for each in kinds.elements if each in _PLURALS]
        return f"array of {elements or joined(inner or ['objects'], 'or')}"
    if name == "object" and param == "metadata":
        return "metadata object"
    return "decimal" if name == "number" else name


def _given(value: Json) -> str:
    for kind, name in _GIVEN:
        if isinstance(value, kind):
            return name
    return "an object"


_GIVEN: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"),
    (int, "an integer"),
    (float, "a decimal number"),
    (str, "a string"),
    (list, "an array"),
)


def _value(fault: Fault, pointer: str, param: str) -> FaultMessage:
    words = tuple(word for word in fault.limit if word is not None)
    shown = f": '{fault.value}'" if _is_word(fault.value) else ""
    message = f"Invalid value{shown}. Supported values are: {_listed(words, 'and')}."
    return FaultMessage("RP103", message, pointer, param)


def _tag(fault: Fault, pointer: str, param: str) -> FaultMessage:
    """A wrong type is told of the item or part, a wrong role of the role."""
    told = _value(fault, pointer, param)
    if fault.steps[-1] != "type" or len(fault.steps) == 1:
        return told
    return FaultMessage(told.code, told.message, pointer, param.removesuffix(".type"))


def _is_word(value: Json) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _unknown(fault: Fault, pointer: str, param: str) -> FaultMessage:
    near = _near(str(fault.steps[-1]), fault.limit) if len(fault.steps) == 1 else []
    meant = f" Did you mean {joined([repr(name) for name in near], 'or')}?" if near else ""
    return FaultMessage("RP104", f"Unknown parameter: '{param}'.{meant}", pointer, param)


def _near(name: str, names: Sequence[str]) -> list[str]:
    """Return the names that are at most two edits away, the nearest first."""
    alike = (other for other in names if abs(len(name) - len(other)) <= 2)
    distances = sorted((_edits(name, other), other) for other in alike)
    return [other for distance, other in distances if distance <= 2]


def _edits(one: str, other: str) -> int:
    """Count the letters to put in, to take out or to change."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last = row
        row = [at]
        for column, its in enumerate(other, 1):
            row.append(min(last[column] + 1, row[-1] + 1, last[column - 1] + (letter != its)))
    return row[-1]


def _length(fault: Fault, pointer: str, param: str) -> FaultMessage:
    told = string_too_long(param, fault.limit, len(fault.value))
    return FaultMessage("RP105", told, pointer, param)


def _empty_string(fault: Fault, pointer: str, param: str) -> FaultMessage:
    return FaultMessage("RP105", empty_string(param), pointer, param)


def _pattern(fault: Fault, pointer: str, param: str) -> FaultMessage:
    return FaultMessage("RP106", no_match(param, fault.limit), pointer, param)


def _many(fault: Fault, pointer: str, param: str) -> FaultMessage:
    told = array_too_long(param, fault.limit, len(fault.value))
    return FaultMessage("RP107", told, pointer, param)


def _none(fault: Fault, pointer: str, param: str) -> FaultMessage:
    return FaultMessage("RP107", empty_array(param), pointer, param)


def _number(fault: Fault, pointer: str, param: str) -> FaultMessage:
    kind = "integer" if isinstance(fault.value, int) else "decimal"
    bound, sign = ("above maximum", "<=") if fault.keyword == "maximum" else ("below minimum", ">=")
    message = (
        f"Invalid '{param}': {kind} {bound} value. "
        f"Expected a value {sign} {fault.limit}, but got {quoted_number(fault.value)} instead."
    )
    return FaultMessage("RP108", message, pointer, param)


def _members(fault: Fault, pointer: str, param: str) -> FaultMessage:
    message = (
        f"Invalid '{param}': too many properties. Expected an object with at most {fault.limit} "
        f"properties, but got an object with {len(fault.value)} properties instead."
    )
    return FaultMessage("RP109", message, pointer, param)


def _name(fault: Fault, pointer: str, param: str) -> FaultMessage:
    owner = param[: -len(quoted(fault.value)) - 1]
    shown = f"{fault.value[:3]}...{fault.value[-3:]}"
    message = (
        f"Invalid property name in '{owner}': '{shown}' is too long. Expected a string with "
        f"maximum length {fault.limit}, but got a string with length {len(fault.value)} instead."
    )
    return FaultMessage("RP109", message, pointer, param)


def _other(fault: Fault, pointer: str, param: str) -> FaultMessage:
    """A word that belongs to another branch: its own definition must be met."""
    return FaultMessage("RP103", f"Invalid value for '{param}'.", pointer, param)


def _deep(fault: Fault, pointer: str, param: str) -> FaultMessage:
    return FaultMessage(
        "RP103", "Invalid value: it is nested too deeply to be checked.", pointer, param
    )


def _listed(words: Sequence[Any], last: str) -> str:
    return joined([f"'{word}'" for word in words], last)


_WORDS: dict[str, Callable[[Fault, str, str], FaultMessage]] = {
    "required": _missing,
    REQUIRED_ONE: _one_missing,
    "enum": _value,
    TAG: _tag,
    "not": _other,
    DEPTH: _deep,
    "additionalProperties": _unknown,
    "minLength": _empty_string,  # no other least length is asked for
    "maxLength": _length,
    "pattern": _pattern,
    "minItems": _none,
    "maxItems": _many,
    "minimum": _number,
    "maximum": _number,
    "maxProperties": _members,
    "propertyNames": _name,
}
