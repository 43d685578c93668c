"""The API's messages for violations of structure.

Most of these sentences were observed at OpenAI's endpoints in August 2026. For null the API
reports an object ("but got an object instead"); a hint names the null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from responses_protocol._checks.rule import format_place
from responses_protocol._checks.structure.violations import (
    DEPTH,
    REQUIRED_ONE,
    TAG,
    Kinds,
    Violation,
)
from responses_protocol._checks.wording import (
    array_too_long,
    empty_array,
    empty_string,
    join_words,
    missing,
    no_match,
    string_too_long,
)
from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.quoting import quote_name, quote_number
from responses_protocol._values import Json, join_pointer

_WORD = re.compile(r"[\w.:/-]{1,64}")


def _make_finding(code: str, message: str, pointer: str, place: str, hint: str = "") -> Finding:
    return Finding(code, "error", message, place, pointer, hint)


def describe_violation(violation: Violation, payload_name: str, dialect: str) -> Finding:
    """Return a finding in the words of the API, which names the payload ``payload_name``."""
    pointer = join_pointer(violation.steps)
    place = format_place(payload_name, pointer)
    if violation.keyword == "type":
        return _wrong_type(violation, pointer, place, _ELEMENT_NAMES.get((dialect, place)))
    return _DESCRIPTIONS[violation.keyword](violation, pointer, place)


def _missing(violation: Violation, pointer: str, place: str) -> Finding:
    name = f"{place}.{violation.limit}" if place else str(violation.limit)
    return _make_finding("RP101", missing(name), pointer, name)


def _one_missing(violation: Violation, pointer: str, place: str) -> Finding:
    first, *rest = violation.limit
    if first != "input":
        return _missing(
            Violation("required", violation.steps, violation.value, first), pointer, place
        )
    names = " or ".join([f'"{first}"', f'"{rest[0]}"', *(f"'{name}'" for name in rest[1:])])
    return _make_finding("RP101", f"One of {names} must be provided.", pointer, place)


def _wrong_type(violation: Violation, pointer: str, place: str, elements: str | None) -> Finding:
    name = f"'{place}'" if place else "the payload"
    message = (
        f"Invalid type for {name}: expected {_describe_kinds(violation.limit, place, elements)}, "
        f"but got {_describe_value(violation.value)} instead."
    )
    hint = "The value is null: leave it out." if violation.value is None else ""
    return _make_finding("RP102", message, pointer, place, hint)


def _describe_kinds(kinds: Kinds, place: str, elements: str | None) -> str:
    """Return the accepted types in words: ``a string``, ``one of 'auto' or object``."""
    names = sorted((name for name in kinds.names if name != "null"), key=_KIND_ORDER.index)
    quoted_words = [f"'{word}'" for word in kinds.words] if "string" in names else []
    descriptions = [
        _kind_name(name, kinds, place, elements)
        for name in names
        if not quoted_words or name != "string"
    ]
    if quoted_words:
        return f"one of {join_words([*quoted_words, *descriptions], 'or')}"
    if not descriptions:
        return "null"
    if len(descriptions) == 1:
        article = "an" if descriptions[0][0] in "aio" else "a"
        return f"{article} {descriptions[0]}"
    return f"one of {join_words([f'a {descriptions[0]}', *descriptions[1:]], 'or')}"


_KIND_ORDER = ("string", "array", "object", "integer", "number", "boolean", "null")
_ELEMENT_NAMES = {
    ("responses", "input"): "input items",
    ("responses", "tools"): "tools",
}
_PLURALS = {"object": "objects", "string": "strings", "integer": "integers", "number": "decimals"}


def _kind_name(name: str, kinds: Kinds, place: str, elements: str | None) -> str:
    if name == "array":
        element_names = [_PLURALS[kind] for kind in kinds.elements if kind in _PLURALS]
        return f"array of {elements or join_words(element_names or ['objects'], 'or')}"
    if name == "object" and place == "metadata":
        return "metadata object"
    return "decimal" if name == "number" else name


def _describe_value(value: Json) -> str:
    for kind, name in _VALUE_NAMES:
        if isinstance(value, kind):
            return name
    return "an object"


_VALUE_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"),
    (int, "an integer"),
    (float, "a decimal number"),
    (str, "a string"),
    (list, "an array"),
)


def _unsupported_value(violation: Violation, pointer: str, place: str) -> Finding:
    words = tuple(word for word in violation.limit if word is not None)
    shown = f": '{violation.value}'" if _is_word(violation.value) else ""
    message = f"Invalid value{shown}. Supported values are: {_quote_words(words, 'and')}."
    return _make_finding("RP103", message, pointer, place)


def _unsupported_tag(violation: Violation, pointer: str, place: str) -> Finding:
    """Report a wrong type at its item or part, and a wrong role at the role itself."""
    description = _unsupported_value(violation, pointer, place)
    if violation.steps[-1] != "type" or len(violation.steps) == 1:
        return description
    return replace(description, place=place.removesuffix(".type"))


def _is_word(value: Json) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _unknown_member(violation: Violation, pointer: str, place: str) -> Finding:
    candidates = (
        _similar_names(str(violation.steps[-1]), violation.limit)
        if len(violation.steps) == 1
        else []
    )
    question = (
        f" Did you mean {join_words([repr(name) for name in candidates], 'or')}?"
        if candidates
        else ""
    )
    return _make_finding("RP104", f"Unknown parameter: '{place}'.{question}", pointer, place)


def _similar_names(name: str, names: Sequence[str]) -> list[str]:
    """Return the names that are at most two edits away, the nearest first."""
    candidates = (candidate for candidate in names if abs(len(name) - len(candidate)) <= 2)
    distances = sorted((_edit_distance(name, candidate), candidate) for candidate in candidates)
    return [candidate for distance, candidate in distances if distance <= 2]


def _edit_distance(first: str, second: str) -> int:
    """Count the letters to insert, to delete or to replace."""
    row = list(range(len(second) + 1))
    for index, letter in enumerate(first, 1):
        previous = row
        row = [index]
        for column, character in enumerate(second, 1):
            row.append(
                min(previous[column] + 1, row[-1] + 1, previous[column - 1] + (letter != character))
            )
    return row[-1]


def _long_string(violation: Violation, pointer: str, place: str) -> Finding:
    message = string_too_long(place, violation.limit, len(violation.value))
    return _make_finding("RP105", message, pointer, place)


def _empty_string(violation: Violation, pointer: str, place: str) -> Finding:
    return _make_finding("RP105", empty_string(place), pointer, place)


def _pattern(violation: Violation, pointer: str, place: str) -> Finding:
    return _make_finding("RP106", no_match(place, violation.limit), pointer, place)


def _too_many_elements(violation: Violation, pointer: str, place: str) -> Finding:
    message = array_too_long(place, violation.limit, len(violation.value))
    return _make_finding("RP107", message, pointer, place)


def _no_elements(violation: Violation, pointer: str, place: str) -> Finding:
    return _make_finding("RP107", empty_array(place), pointer, place)


def _out_of_range(violation: Violation, pointer: str, place: str) -> Finding:
    kind = "integer" if isinstance(violation.value, int) else "decimal"
    bound, sign = (
        ("above maximum", "<=") if violation.keyword == "maximum" else ("below minimum", ">=")
    )
    number = quote_number(violation.value)
    message = (
        f"Invalid '{place}': {kind} {bound} value. "
        f"Expected a value {sign} {violation.limit}, but got {number} instead."
    )
    return _make_finding("RP108", message, pointer, place)


def _too_many_members(violation: Violation, pointer: str, place: str) -> Finding:
    message = (
        f"Invalid '{place}': too many properties. Expected an object with at most "
        f"{violation.limit} properties, but got an object with {len(violation.value)} properties "
        "instead."
    )
    return _make_finding("RP109", message, pointer, place)


def _long_member_name(violation: Violation, pointer: str, place: str) -> Finding:
    owner = place[: -len(quote_name(violation.value)) - 1]
    shown = f"{violation.value[:3]}...{violation.value[-3:]}"
    message = (
        f"Invalid property name in '{owner}': '{shown}' is too long. Expected a string with "
        f"maximum length {violation.limit}, but got a string with length {len(violation.value)} "
        "instead."
    )
    return _make_finding("RP109", message, pointer, place)


def _reserved_word(violation: Violation, pointer: str, place: str) -> Finding:
    """Report a word that belongs to another branch, whose definition the value does not fit."""
    return _make_finding("RP103", f"Invalid value for '{place}'.", pointer, place)


def _too_deep(violation: Violation, pointer: str, place: str) -> Finding:
    return _make_finding(
        "RP103", "Invalid value: it is nested too deeply to be checked.", pointer, place
    )


def _quote_words(words: Sequence[Any], last: str) -> str:
    return join_words([f"'{word}'" for word in words], last)


_DESCRIPTIONS: dict[str, Callable[[Violation, str, str], Finding]] = {
    "required": _missing,
    REQUIRED_ONE: _one_missing,
    "enum": _unsupported_value,
    TAG: _unsupported_tag,
    "not": _reserved_word,
    DEPTH: _too_deep,
    "additionalProperties": _unknown_member,
    "minLength": _empty_string,  # the only minimum that the schemas have is 1
    "maxLength": _long_string,
    "pattern": _pattern,
    "minItems": _no_elements,
    "maxItems": _too_many_elements,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "maxProperties": _too_many_members,
    "propertyNames": _long_member_name,
}
