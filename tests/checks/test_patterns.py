"""Patterns of payloads: they match where ``re`` matches, in a bounded number of steps."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._checks.rule import Settings
from responses_protocol._checks.rules.tools import automata
from responses_protocol._checks.rules.tools.automata import Automaton, UnsupportedPattern
from responses_protocol._checks.rules.tools.keywords import Steps, StepsExhausted
from responses_protocol._checks.rules.tools.validators import (
    _MAX_CHARACTERS,
    _VALIDATORS,
    make_validator,
)
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value

PIECES = [
    *("a", "b", "1", "_", "[ab]", "[^a]", "[a-c]", ".", r"\d", r"\w", r"\W", r"\s", r"\S"),
    *("(a|b)", "(?:ab)+", "a*", "b+?", "a{2}", "a{0,2}", "(a|a)*", "^", "$", r"\b", r"\A", r"\Z"),
    *("|", "(", ")", "[^\n]", "é"),
]
PATTERNS = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
TEXTS = st.text(st.sampled_from("ab1_ \nce\u00e9"), max_size=8)


def is_in(pattern: str, text: str, steps: int = 1_000_000) -> bool:
    return Automaton(pattern).search(text, Steps(steps).spend)


@given(PATTERNS, TEXTS)
def test_patterns_are_found_where_python_finds_them(pattern: str, text: str) -> None:
    try:
        expected = re.search(pattern, text) is not None
    except re.error:
        with pytest.raises(UnsupportedPattern):
            Automaton(pattern)
        return
    assert is_in(pattern, text) == expected


@pytest.mark.parametrize(
    "pattern",
    [r"(a)\1", "(?=a)", "(?<!a)b", "(?i)a", "(", "a{5000}", "(a{99}){99}", "a" * 2_000, "(" * 900],
)
def test_patterns_that_no_automaton_matches_are_not_tried(pattern: str) -> None:
    with pytest.raises(UnsupportedPattern):
        Automaton(pattern)


def test_a_search_ends_when_its_steps_are_spent() -> None:
    with pytest.raises(StepsExhausted):
        is_in("(a|b)*c", "ab" * 1_000, steps=100)


def find_messages(parameters: Any, arguments: Any) -> list[tuple[str, str]]:
    call = {"type": "function_call", "call_id": "c", "name": "f"}
    payload = {
        "model": "gpt-5",
        "input": [
            {**call, "arguments": json.dumps(arguments)},
            {"type": "function_call_output", "call_id": "c", "output": ""},
        ],
        "tools": [{"type": "function", "name": "f", "parameters": parameters}],
    }
    findings = check_value(payload, SUBJECTS["responses/request"], Settings())
    return [(finding.severity, finding.message) for finding in findings if finding.code == "RP622"]


def make_schema(schema: Any) -> Any:
    return {"type": "object", "properties": {"a": schema}}


def test_a_pattern_that_runs_away_elsewhere() -> None:
    schema = make_schema({"type": "string", "pattern": "^(a|a)*$"})
    assert find_messages(schema, {"a": "a" * 200}) == []
    ((severity, message),) = find_messages(schema, {"a": "a" * 200 + "b"})
    assert severity == "warning"
    assert message.endswith("at /a: 'pattern' of the schema does not allow this value.")


@pytest.mark.parametrize("pattern", ["(", "(?=a)a", 7])
def test_a_pattern_that_is_not_tried_is_reported_once(pattern: Any) -> None:
    schema = make_schema({"type": "string", "pattern": pattern})
    schema["properties"]["b"] = {"type": "integer"}
    findings = find_messages(schema, {"a": "x", "b": "y"})
    if pattern == 7:  # no schema at all
        assert findings == []
        return
    assert [severity for severity, _ in findings] == ["warning", "info"]
    assert "were not checked by a 'pattern'" in findings[1][1]
    assert "?=" not in findings[1][1]


def test_names_that_fit_a_pattern_are_no_others() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {}},
        "patternProperties": {"^x_": {"type": "integer"}, "(?=y)": {}},
        "additionalProperties": False,
    }
    findings = find_messages(schema, {"a": 1, "x_1": 1, "z": 1})
    assert [severity for severity, _ in findings] == ["info"]  # z may fit the second pattern
    schema["patternProperties"] = {"^x_": {"type": "integer"}}
    findings = find_messages(schema, {"a": 1, "x_1": "one", "z": 1})
    assert [message.partition(": ")[2] for _, message in findings] == [
        "expected integer, got string.",
        "Additional properties are not allowed ('z' was unexpected).",
    ]


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ([1, "1", True, None, [1], {"a": 1}], True),
        ([1, 1.0], False),
        ([1, True, 0, False], True),
        ([{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}], False),
        ([[1, 2], [2, 1]], True),
    ],
)
def test_elements_are_unique_as_json_has_it(value: Any, fits: bool) -> None:
    assert (
        bool(find_messages(make_schema({"type": "array", "uniqueItems": True}), {"a": value}))
        is not fits
    )


def test_references_that_multiply_end() -> None:
    levels = 40
    definitions = {
        f"l{index}": {"allOf": [{"$ref": f"#/$defs/l{index + 1}"}] * 2} for index in range(levels)
    }
    schema = {
        **make_schema({"$ref": "#/$defs/l0"}),
        "$defs": {**definitions, f"l{levels}": {"type": "integer"}},
    }
    ((severity, message),) = find_messages(schema, {"a": 1})
    assert severity == "info"
    assert message.endswith("that takes too many steps.")


@pytest.mark.parametrize(("depth", "is_checked"), [(60, True), (70, False), (450, False)])
def test_deep_arguments_are_not_checked(depth: int, is_checked: bool) -> None:
    """Compiled parts of a validator panic where the stack ends."""
    value: Any = 1
    for _ in range(depth):
        value = [value]
    schema = {"$ref": "#/$defs/l"}, {"l": {"type": "array", "items": {"$ref": "#/$defs/l"}}}
    ((severity, message),) = find_messages(
        {**make_schema(schema[0]), "$defs": schema[1]}, {"a": value}
    )
    assert severity == ("warning" if is_checked else "info")
    assert is_checked or message.endswith("they are nested too deeply.")


def test_schemas_are_remembered_by_their_length() -> None:
    for number in range(20):
        text = f"{number}" * 60_000
        assert make_validator({"type": "object", "$comment": text, "pattern": "a"}) is not None
    assert sum(map(len, _VALIDATORS._values)) == _VALIDATORS._length <= _MAX_CHARACTERS


def test_steps_of_a_pattern_are_remembered_by_their_size() -> None:
    automaton = Automaton("(a?){900}b")
    spend = Steps(50_000_000).spend
    for start in range(1_000, 1_060):
        assert not automaton.search(chr(start) + "a" * 40, spend)
    assert sum(map(len, automaton._steps.values())) <= automata._MAX_REMEMBERED
