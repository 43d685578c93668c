"""The fast path of schemas, and validators that neither fetch nor raise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from responses_protocol._checks.rule import Settings
from responses_protocol._checks.rules.tools.keywords import Steps, count_steps
from responses_protocol._checks.rules.tools.plain_schemas import is_plain
from responses_protocol._checks.rules.tools.validators import find_schema_error, make_validator
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value

WORDS = (
    *("type", "required", "properties", "items", "additionalProperties", "anyOf", "enum"),
    *("minimum", "minLength", "uniqueItems", "title", "$ref", "$defs", "not", "x", "nullable"),
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from(["string", "object", "array", "text", "", "#/$defs/a"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*WORDS, "a"]), inner, max_size=3),
    ),
    max_leaves=8,
)
SCHEMAS = st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=4)


@given(SCHEMAS)
def test_the_fast_path_accepts_only_schemas(schema: dict[str, Any]) -> None:
    if is_plain(schema):
        assert Draft202012Validator(Draft202012Validator.META_SCHEMA).is_valid(schema)


@given(SCHEMAS)
def test_the_verdict_is_that_of_the_validator(schema: dict[str, Any]) -> None:
    is_valid = Draft202012Validator(Draft202012Validator.META_SCHEMA).is_valid(schema)
    assert (find_schema_error(schema) is None) == is_valid


@given(SCHEMAS, st.booleans(), VALUES)
def test_any_schema_can_be_declared(schema: dict[str, Any], strict: bool, name: Any) -> None:
    function = {"name": str(name), "parameters": schema, "strict": strict}
    arguments = '{"a": 1}'
    call = {"id": "a", "type": "function", "function": {"name": str(name), "arguments": arguments}}
    messages = [
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": "1"},
    ]
    body = {"messages": messages, "tools": [{"type": "function", "function": function}]}
    form = {"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": schema}}
    for finding in check_value(
        {**body, "response_format": form}, SUBJECTS["chat_completions/request"], Settings()
    ):
        assert finding.message


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"city": {"type": "string", "minLength": 1}}},
        {"type": ["array", "null"], "items": {"anyOf": [{"type": "null"}, {"$ref": "#"}]}},
        {},
    ],
)
def test_usual_schemas_take_the_fast_path(schema: dict[str, Any]) -> None:
    assert is_plain(schema)


def test_no_reference_is_fetched() -> None:
    validator = make_validator({"$ref": "http://127.0.0.1:9/schema.json"})
    assert validator is not None
    with count_steps(Steps(100)), pytest.raises(Exception, match=r"schema\.json"):
        validator.is_valid({})


@pytest.mark.parametrize(
    ("depth", "checked"), [(50, True), (61, True), (63, False), (100_000, False)]
)
def test_deep_schemas_are_not_checked(depth: int, checked: bool) -> None:
    schema: dict[str, Any] = {"not": 1}
    for _ in range(depth):
        schema = {"items": schema}
    assert (find_schema_error(schema) is not None) is checked
    assert make_validator(schema) is None


@pytest.mark.parametrize(("count", "codes"), [(5000, set()), (5001, {"RP617"})])
def test_a_strict_schema_has_at_most_5000_properties(count: int, codes: set[str]) -> None:
    names = [f"p{number}" for number in range(count)]
    schema = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": names,
        "additionalProperties": False,
    }
    tool = {"type": "function", "name": "f", "parameters": schema, "strict": True}
    problems = check_value([tool], SUBJECTS["responses/tools"], Settings(target="openai"))
    assert {problem.code for problem in problems} == codes
