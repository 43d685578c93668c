"""The Responses and ResponsesAgent schemas: their style, what they accept, what they refuse."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from inner_errors import flatten_errors
from jsonschema import Draft202012Validator

from responses_protocol import schemas

NAMES = [name for name in schemas.names() if name.startswith("responses")]
DEFINITIONS = {
    (name, title): schema for name in NAMES for title, schema in schemas.load(name)["$defs"].items()
}
EACH = pytest.mark.parametrize(
    ("name", "title"), DEFINITIONS, ids=[f"{name}#{title}" for name, title in DEFINITIONS]
)

# The keywords that the strategy builder, the generator and the documentation understand.
KEYWORDS = {
    *("$ref", "type", "const", "enum", "not", "oneOf", "anyOf", "discriminator", "description"),
    *("properties", "required", "additionalProperties", "items", "minItems"),
    *("x-known-values", "x-usual", "x-wire-only"),
}


def deref(name: str, schema: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a schema without a ``$ref`` on top, and the file that it stands in."""
    if "$ref" not in schema:
        return name, schema
    file, _, definition = schema["$ref"].partition("#/$defs/")
    target = schemas.locate(file)[0] if file else name
    return deref(target, schemas.load(target)["$defs"][definition])


def subschemas(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a schema and all schemas inside it."""
    inner = [*schema.get("oneOf", []), *schema.get("anyOf", [])]
    inner += list(schema.get("properties", {}).values())
    inner += [each for key in ("items", "not") if (each := schema.get(key))]
    inner += [each for each in [schema.get("additionalProperties")] if isinstance(each, dict)]
    return [schema, *(deeper for each in inner for deeper in subschemas(each))]


@pytest.mark.parametrize("name", NAMES)
def test_is_a_schema(name: str) -> None:
    schema = schemas.load(name)
    Draft202012Validator.check_schema(schema)
    assert {"$schema", "$id", "title", "description", "$defs"} == set(schema)
    assert schema["$id"] == f"{schemas.BASE}{name}"


def test_a_name_is_given_once() -> None:
    assert [
        name for name, count in Counter(title for _, title in DEFINITIONS).items() if count > 1
    ] == []


def test_every_definition_is_used() -> None:
    used = {
        each["$ref"].rpartition("/")[2]
        for schema in DEFINITIONS.values()
        for top in subschemas(schema)
        for each in [top, top.get("x-request-items", {})]
        if "$ref" in each
    }
    roots = {"Request", "CompactedResponse", "ErrorBody", "Event"}
    roots |= {"ClientEvent", "ItemList"}
    roots |= {"ResponsesAgentRequest", "ResponsesAgentStreamEvent"}
    assert {title for _, title in DEFINITIONS} - used == roots


@EACH
def test_a_definition_is_described_and_agrees_with_itself(name: str, title: str) -> None:
    schema = DEFINITIONS[name, title]
    assert schema["description"].endswith(".")
    properties = schema.get("properties", {})
    required = set(schema.get("required", []))
    assert required <= set(properties)
    for key in ("x-request-required", "x-usual"):
        assert set(schema.get(key, [])) <= set(properties) - required
    for each in subschemas(schema):
        assert all(key in KEYWORDS or key.startswith("x-request-") for key in each)
        assert each is schema or "properties" not in each, "objects are named"
        assert "number" not in each.get("type", []) or "integer" not in each["type"]
    for member, rule in properties.items():
        if "const" in rule:
            assert member in required, "a tag"
        elif member not in required:
            assert takes_null(name, rule), f"{member} may be left out, so dumps of SDKs say null"


def takes_null(name: str, rule: dict[str, Any]) -> bool:
    name, rule = deref(name, rule)
    constraints = {"type", "oneOf", "anyOf", "enum"} & set(rule)
    branches = [*rule.get("oneOf", []), *rule.get("anyOf", [])]
    return (
        not constraints  # any value
        or "null" in rule.get("type", [])
        or None in rule.get("enum", [])
        or any(takes_null(name, branch) for branch in branches)
    )


OPEN = {
    title: (name, schema["oneOf"])
    for (name, title), schema in DEFINITIONS.items()
    if "/Unknown" in schema.get("oneOf", [{}])[-1].get("$ref", "")
}


def tags(name: str, schema: dict[str, Any], key: str) -> list[str]:
    """Return the words that a union or an object lists for a tag."""
    name, schema = deref(name, schema)
    if "oneOf" in schema:
        return [tag for branch in schema["oneOf"] for tag in tags(name, branch, key)]
    rule = schema.get("properties", {}).get(key, {})
    return [word for word in [rule.get("const"), *rule.get("enum", [])] if word is not None]


@pytest.mark.parametrize("title", OPEN)
def test_the_open_branch_leaves_out_exactly_the_known_tags(title: str) -> None:
    name, branches = OPEN[title]
    _, fallback = deref(name, branches[-1])
    key, rule = next(each for each in fallback["properties"].items() if "not" in each[1])
    # Messages of several roles share one type.
    known = [tag for branch in branches[:-1] for tag in dict.fromkeys(tags(name, branch, key))]
    assert len(known) == len(set(known))
    assert sorted(rule["not"]["enum"]) == sorted(known)
    # Members of a discriminated union have one tag each, which must be there.
    for branch in branches[:-1]:
        file, union = deref(name, branch)
        if "discriminator" in union:
            assert union["discriminator"] == {"propertyName": key}
            assert all(
                "const" in deref(file, branch)[1]["properties"][key] for branch in union["oneOf"]
            )


def test_every_union_of_stored_things_is_open() -> None:
    stored = {"Item", "OutputItem", "Message", "ContentPart", "Annotation", "Tool", "ToolChoice"}
    stored |= {"Event", "AnswerFormat", "PromptVariable", "ResponsesAgentStreamEvent"}
    assert stored <= set(OPEN)
    closed = {
        title
        for (_, title), schema in DEFINITIONS.items()
        if "discriminator" in schema and not title.startswith("Known")
    }
    assert closed == {"AgentInputPart", "InputPart", "OutputPart"}, (
        "used by the request profile only"
    )


CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": ""}

ACCEPTED = [
    ("Item", {"role": "user", "content": "hi"}),
    ("Item", {"type": None, "role": "assistant", "content": [], "phase": None}),
    ("Item", {"type": "message", "role": "critic", "content": "no"}),
    ("Item", {"role": "user", "content": [{"type": "scoped_content", "x": 1}]}),
    ("Item", {"role": "assistant", "content": [{"type": "input_text", "text": "hi"}]}),
    ("Item", {"id": "msg_1"}),
    ("Item", {"id": "msg_1", "type": None}),
    ("Item", {"id": "msg_1", "type": "item_reference"}),
    ("Item", {**CALL, "id": None, "status": None, "namespace": None}),
    ("Item", {**CALL, "status": "complete"}),
    ("Item", {"type": "function_call_output", "call_id": None, "output": []}),
    ("Item", {"type": "reasoning", "encrypted_content": "x"}),
    ("Item", {"type": "reasoning", "summary": [], "content": None}),
    ("Item", {"type": "image_generation_call", "id": "ig_1"}),
    ("Item", {"type": "web_search_call", "id": "ws_1", "status": "in_progress"}),
    ("Item", {"type": "mcp_call", "error": "it broke"}),
    ("Item", {"type": "mcp_call", "error": {"type": "http_error", "code": 502}}),
    ("Item", {"type": "multi_agent_call", "anything": {}}),
    ("ContentPart", {"type": "output_text", "text": "hi"}),
    ("Annotation", {"type": "page_citation", "page": 3}),
    ("WebSearchSource", {"type": "api", "name": "oai-weather"}),
    ("Tool", {"type": "function", "name": "f", "strict": None}),
    ("Tool", {"type": "web_search", "return_token_budget": "x"}),
    ("Tool", {"type": "openrouter:web_search"}),
    ("Tool", {"type": "mcp", "allowed_tools": ["a"], "require_approval": "never"}),
    ("Tool", {"type": "mcp", "allowed_tools": {"read_only": True}, "require_approval": {}}),
    ("Tool", {"type": "code_interpreter", "container": "cntr_1"}),
    ("FileFilter", {"type": "and", "filters": [{"type": "in", "key": "k", "value": ["a", 1]}]}),
    ("ToolChoice", "any"),
    ("ToolChoice", {"type": "file_search"}),
    ("ToolChoice", {"type": "web_search"}),
]


@pytest.mark.parametrize(("title", "payload"), ACCEPTED)
def test_accepts_what_servers_and_clients_send(title: str, payload: Any) -> None:
    assert list(schemas.validator("responses", title).iter_errors(payload)) == []


REFUSED = [
    ("Item", "hi", "$"),
    ("Item", {}, "$"),
    ("Item", {"content": "hi"}, "$"),
    ("Item", {"id": "msg_1", "content": "hi"}, "$.content"),
    ("Item", {"type": 1}, "$.type"),
    ("Item", {"role": "user"}, "$"),
    ("Item", {"role": "user", "content": None}, "$.content"),
    ("Item", {"role": "user", "content": ["hi"]}, "$.content[0]"),
    ("Item", {"role": "user", "content": [{"type": "input_text"}]}, "$.content[0]"),
    ("Item", {"role": "user", "content": {"type": "input_text", "text": "hi"}}, "$.content"),
    ("Item", {"type": "message", "content": "hi"}, "$"),
    ("Item", {"type": "function_call", "call_id": "c", "arguments": "{}"}, "$"),
    ("Item", {**CALL, "arguments": {}}, "$.arguments"),
    ("Item", {"type": "function_call_output", "call_id": "c", "output": {}}, "$.output"),
    ("Item", {"type": "reasoning", "summary": "thinking"}, "$.summary"),
    ("Item", {"type": "item_reference"}, "$"),
    ("Item", {"type": "mcp_call", "error": 5}, "$.error"),
    ("OutputItem", {"id": "msg_1"}, "$"),
    ("ContentPart", {"type": "output_text", "text": 3}, "$.text"),
    ("ContentPart", {"text": "hi"}, "$"),
    ("Annotation", {"type": "url_citation", "start_index": "3"}, "$.start_index"),
    ("Tool", {"type": "function", "function": {"name": "f"}}, "$"),
    ("Tool", {"type": "function", "name": "f", "parameters": "{}"}, "$.parameters"),
    ("Tool", {"type": "mcp", "headers": {"x": 1}}, "$.headers.x"),
    ("Tool", {"name": "f"}, "$"),
    ("FileFilter", {"type": "and", "filters": [{"type": "eq", "key": 1}]}, "$.filters[0].key"),
    ("ToolChoice", {"type": "function", "function": {"name": "f"}}, "$"),
    ("ToolChoice", None, "$"),
]


@pytest.mark.parametrize(("title", "payload", "place"), REFUSED)
def test_refuses_what_has_no_reading(title: str, payload: Any, place: str) -> None:
    check = schemas.validator("responses", title)
    assert not check.is_valid(payload)
    assert place in {error.json_path for error in flatten_errors(check.iter_errors(payload))}
