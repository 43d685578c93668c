"""The builder of strategies: what it makes is valid, reaches everything, and refuses the rest."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from effort import scale_examples
from hypothesis import find, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sweeps import SWEEP, collect_notes

from responses_protocol import schemas
from responses_protocol._testing import schema_strategies
from responses_protocol.testing import (
    events,
    from_schema,
    items,
    messages,
    requests,
    responses,
    tool_choices,
    tools,
)

UNIONS = [
    ("chat_completions", "Message"),
    ("chat_completions", "Part"),
    ("chat_completions", "ToolCall"),
    ("chat_completions", "Tool"),
    ("chat_completions", "ToolChoice"),
    ("chat_agent", "ChatAgentMessage"),
    ("responses", "Item"),
    ("responses", "Tool"),
    ("responses", "ToolChoice"),
    ("responses", "Request"),
    ("responses", "Response"),
    ("responses", "Event"),
    ("responses", "ErrorBody"),
    ("responses_agent", "ResponsesAgentRequest"),
    ("responses_agent", "ResponsesAgentResponse"),
    ("responses_agent", "ResponsesAgentStreamEvent"),
]


@pytest.mark.parametrize(("dialect", "definition"), UNIONS)
def test_instances_are_valid(dialect: str, definition: str) -> None:
    check = schemas.validator(dialect, definition)

    @given(from_schema(dialect, definition))
    @settings(deadline=None, max_examples=scale_examples(60))
    def valid(value: Any) -> None:
        assert not [error.message for error in check.iter_errors(value)]

    valid()


def tags(dialect: str, definition: str, tag: str) -> set[str]:
    """Return the tags of the known branches of a union, nested ones included."""
    found = set()
    for name in schema_strategies.branches(dialect, definition):
        address = schemas.ref(dialect, name).removeprefix(schemas.BASE).partition("#")[0]
        members = schemas.load(address)["$defs"][name].get("properties", {})
        rule = members.get(tag, {})
        found |= {rule["const"]} if "const" in rule else set(rule.get("enum", ()))
    return found - {None}


def with_others(wanted: set[Any]) -> Callable[[set[Any]], bool]:
    """Return whether all these were found, and something beside them."""
    return wanted.__lt__


def test_a_sweep_sees_every_role_and_an_unknown_one() -> None:
    known = tags("chat_completions", "Message", "role")
    assert len(known) == 6
    roles = collect_notes(messages(), lambda message: [message["role"]], with_others(known), 300)
    assert known <= roles
    assert roles - known


def test_a_sweep_sees_every_item_type_and_an_unknown_one() -> None:
    known = tags("responses", "Item", "type")
    assert len(known) >= 31
    found = collect_notes(
        items(), lambda item: [item.get("type")], with_others({*known, None}), 2400
    )
    assert known <= found
    assert found - known - {None}
    assert None in found, "messages have no type in most requests"


def test_a_sweep_sees_every_event_type_and_an_unknown_one() -> None:
    known = tags("responses", "Event", "type")
    assert len(known) == 70
    found = collect_notes(
        events(), lambda event: [event.get("type")], with_others({*known, None}), 2500
    )
    assert known <= found
    assert found - known - {None}
    assert None in found, "an error may come without a type"


Forms = dict[str, Callable[[dict[str, Any]], bool]]
REQUESTS: Forms = {
    "text": lambda body: isinstance(body.get("input"), str),
    "items": lambda body: len(body.get("input") or ()) > 1,
    "a prompt alone": lambda body: "input" not in body and "prompt" in body,
    "null members": lambda body: list(body.values()).count(None) > 9,
    "tools": lambda body: bool(body.get("tools")),
}
ANSWERS: Forms = {
    "output": lambda body: len(body.get("output") or ()) > 1,
    "no output": lambda body: "output" not in body,
    "usage": lambda body: "total_tokens" in (body.get("usage") or ()),
    "error": lambda body: bool(body.get("error")),
}
MESSAGES: Forms = {
    "member absent": lambda m: m["role"] == "assistant" and "content" not in m,
    "member null": lambda m: m["role"] == "assistant" and m.get("content", 0) is None,
    "text": lambda m: m["role"] == "assistant" and isinstance(m.get("content"), str),
    "empty list": lambda m: m["role"] == "assistant" and m.get("content") == [],
    "parts": lambda m: isinstance(m.get("content"), list) and len(m["content"]) > 1,
    "all null": lambda m: sum(value is None for value in m.values()) > 4,
    "extra": lambda m: m["role"] == "user" and "x_extra" in m,
    "odd extra": lambda m: m["role"] == "user" and "~" in m,
    "calls": lambda m: m["role"] == "assistant" and len(m.get("tool_calls") or ()) > 1,
}


@pytest.mark.parametrize(
    ("strategy", "forms"),
    [(requests("responses"), REQUESTS), (responses("responses"), ANSWERS), (messages(), MESSAGES)],
    ids=["requests", "answers", "messages"],
)
def test_forms_are_reached(strategy: st.SearchStrategy[Any], forms: Forms) -> None:
    def met(value: Any) -> list[str]:
        return [name for name, is_met in forms.items() if is_met(value)]

    assert collect_notes(strategy, met, set(forms).__le__, 3000) == set(forms)


def test_usual_members_are_mostly_there() -> None:
    found: list[set[str]] = []

    @given(responses("responses"))
    @settings(SWEEP, max_examples=200)
    def sweep(body: dict[str, Any]) -> None:
        found.append(set(body))

    sweep()
    share = sum("output" in members for members in found) / len(found)
    assert 0.6 < share < 1


@pytest.mark.parametrize(("dialect", "most"), [("responses", 400), ("chat_completions", 60)])
def test_a_sweep_sees_every_tool(dialect: str, most: int) -> None:
    def kinds(some: list[dict[str, Any]]) -> set[str | None]:
        return {tool.get("type") for tool in some}

    known = tags(dialect, "Tool", "type")
    assert known
    found = collect_notes(tools(dialect), kinds, with_others(known), most)
    assert known <= found
    assert found - known


@pytest.mark.parametrize(("dialect", "most"), [("responses", 1200), ("chat_completions", 80)])
def test_a_sweep_sees_every_tool_choice(dialect: str, most: int) -> None:
    def kinds(choice: Any) -> list[str]:
        return [choice if isinstance(choice, str) else choice["type"]]

    known = tags(dialect, "ToolChoice", "type")
    assert known
    wanted = {"none", "auto", "required", *known}
    assert wanted <= collect_notes(tool_choices(dialect), kinds, wanted.__le__, most)


def test_a_definition_may_contain_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {
        "description": "A tree.",
        "type": "object",
        "properties": {"left": {"$ref": "#/$defs/Tree"}, "name": {"type": "string"}},
        "required": ["name"],
    }
    monkeypatch.setattr(schemas, "load", lambda name, profile: {"$defs": {"Tree": tree}})
    strategy = schema_strategies._from_ref(schemas.BASE + "trees.json#/$defs/Tree")
    deep = find(strategy, lambda value: "left" in value.get("left", {}))
    assert Draft202012Validator({**tree, "$defs": {"Tree": tree}}).is_valid(deep)


SUBSET: list[dict[str, Any]] = [
    {"const": "a"},
    {"enum": ["a", 2, None]},
    {"type": "string", "minLength": 3, "maxLength": 4},
    {"type": "string", "maxLength": 2},
    {"type": "string", "pattern": "^[a-z]{2}-[0-9]$"},
    {"type": "string", "not": {"enum": ["a", ""]}},
    {"type": "integer", "minimum": 1, "maximum": 3},
    {"type": "integer", "minimum": 5},
    {"type": "number", "minimum": 0, "maximum": 2},
    {"type": ["string", "array", "null"], "items": {"type": "boolean"}, "minItems": 1},
    {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
    {"type": "object", "additionalProperties": {"type": "string"}},
    {"type": "object", "properties": {"a": {"type": "null"}}, "additionalProperties": False},
    {"type": "object", "required": ["a"]},
    {"type": "object", "propertyNames": {"maxLength": 3}},
    {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 2},
    {
        "type": "object",
        "properties": {"a": {}, "b": {}, "c": {}},
        "allOf": [{"required": ["a"]}, {"anyOf": [{"required": ["b"]}, {"required": ["c"]}]}],
    },
    {"anyOf": [{"type": "string"}, {"type": "null"}]},
    {"description": "Anything."},
]


@pytest.mark.parametrize("schema", SUBSET, ids=str)
def test_each_keyword_is_kept(schema: dict[str, Any]) -> None:
    check = Draft202012Validator(schema)

    @given(schema_strategies._build(schema, schemas.BASE))
    @settings(max_examples=scale_examples(60), deadline=None)
    def valid(value: Any) -> None:
        assert check.is_valid(value)

    valid()


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "date"},
        {"type": "object", "patternProperties": {}},
        {"allOf": []},
        {"type": "object", "allOf": [{"type": "object"}]},
        {"type": "object", "propertyNames": {"pattern": "a"}},
        {"type": "string", "not": {"const": "a"}},
    ],
)
def test_a_rule_that_it_does_not_know_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no strategy for"):
        schema_strategies._build(schema, schemas.BASE)


def test_unknown_definitions_are_refused() -> None:
    with pytest.raises(KeyError):
        from_schema("chat_completions", "Nothing")


def test_without_hypothesis_the_error_names_the_extra() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import responses_protocol.testing"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "ImportError" in run.stderr
    assert "responses-protocol[testing]" in run.stderr
