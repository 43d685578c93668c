"""The Chat Completions and ChatAgent schemas: their style, and what they refuse."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from inner_errors import flatten_errors
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from responses_protocol import schemas

NAMES = [name for name in schemas.names() if name.startswith("chat_")]

DEFINITIONS = [
    pytest.param(name, definition, id=f"{name}#{definition}")
    for name in NAMES
    for definition in schemas.load(name)["$defs"]
]


def definition_of(name: str, definition: str) -> dict[str, Any]:
    definition_schema: dict[str, Any] = schemas.load(name)["$defs"][definition]
    return definition_schema


@pytest.mark.parametrize("name", NAMES)
def test_is_a_schema(name: str) -> None:
    schema = schemas.load(name)
    Draft202012Validator.check_schema(schema)
    assert {"$schema", "$id", "title", "description", "$defs"} == set(schema)


@pytest.mark.parametrize("dialect", ["chat_completions", "chat_agent"])
def test_a_name_is_given_once(dialect: str) -> None:
    files = [schemas.load(name)["$defs"] for name in NAMES if name.startswith(f"{dialect}/")]
    counts = Counter(definition for definitions in files for definition in definitions)
    assert [definition for definition, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(("name", "definition"), DEFINITIONS)
def test_a_definition_is_described_and_agrees_with_itself(name: str, definition: str) -> None:
    schema = definition_of(name, definition)
    assert schema["description"].strip().endswith(".")
    required = schema.get("required", [])
    assert set(required) <= set(schema.get("properties", {}))
    required_in_requests = set(schema.get("x-request-required", []))
    assert required_in_requests <= set(schema.get("properties", {}))
    assert not required_in_requests & set(required), "required already"
    for member, value in schema.get("properties", {}).items():
        assert "default" not in value
        assert "properties" not in value, "objects are named"
        if "const" in value:
            assert member in required, "a tag is required"
        elif member not in required:
            assert accepts_null(value), f"{member} may be absent, so SDKs dump it as null"


def accepts_null(schema: dict[str, Any]) -> bool:
    types = schema.get("type", [])
    return (
        "null" in types
        or types == "null"
        or any(accepts_null(branch) for branch in schema.get("oneOf", []))
    )


def open_unions() -> list[Any]:
    """Return each union that has an open branch: file, known branches, the open branch's tag."""
    params = []
    for name in NAMES:
        for definition, schema in schemas.load(name)["$defs"].items():
            branches = [branch["$ref"].rpartition("/")[2] for branch in schema.get("oneOf", [])]
            unknown = [branch for branch in branches if branch.startswith("Unknown")]
            if unknown:
                known = [branch for branch in branches if branch not in unknown]
                params.append(pytest.param(name, known, unknown[0], id=definition))
    return params


@pytest.mark.parametrize(("name", "known", "unknown"), open_unions())
def test_the_open_branch_leaves_out_exactly_the_known_tags(
    name: str, known: list[str], unknown: str
) -> None:
    ((tag, rule),) = definition_of(name, unknown)["properties"].items()
    tags = []
    for branch in known:
        schema = definition_of(name, branch)
        inner = [branch["$ref"].rpartition("/")[2] for branch in schema.get("oneOf", [])] or [
            branch
        ]
        members = [
            definition_of(name, branch).get("properties", {}).get(tag, {}) for branch in inner
        ]
        tags += [member["const"] for member in members if "const" in member]
        assert schema.get("discriminator", {"propertyName": tag}) == {"propertyName": tag}
    assert sorted(rule["not"]["enum"]) == sorted(tags)
    assert len(tags) == len(set(tags))


ACCEPTED = [
    ("Message", {"role": "assistant"}),
    ("Message", {"role": "assistant", "content": [], "tool_calls": []}),
    ("Message", {"role": "assistant", "content": None, "refusal": None, "tool_calls": None}),
    ("Message", {"role": "user", "content": "hi", "name": None, "tool_calls": None}),
    ("Message", {"role": "user", "content": [{"type": "video_url", "video_url": {"url": "u"}}]}),
    ("Message", {"role": "ipython", "content": {"any": "thing"}}),
    ("Message", {"role": "assistant", "reasoning_content": "r", "prefix": True}),
    ("ToolCall", {"id": "", "function": {"name": "f"}}),
    ("ToolCall", {"id": "a", "type": None, "function": {"name": "f", "arguments": None}}),
    ("ToolCall", {"id": "a", "type": "function", "index": 0, "function": {"name": "f"}}),
    ("ToolCall", {"type": "computer"}),
    ("Tool", {"function": {"name": "f", "parameters": {"type": "object"}}}),
    ("Tool", {"type": "openrouter:web_search"}),
    ("ToolChoice", "any"),
    ("ToolChoice", {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}),
]


@pytest.mark.parametrize(("definition", "payload"), ACCEPTED)
def test_accepts_what_servers_and_clients_send(definition: str, payload: Any) -> None:
    assert not list(schemas.validator("chat_completions", definition).iter_errors(payload))


REFUSED = [
    ("Message", {"content": "hi"}, "$"),
    ("Message", {"role": None}, "$.role"),
    ("Message", {"role": "user", "content": 3}, "$.content"),
    ("Message", {"role": "user", "content": {"type": "text", "text": "hi"}}, "$.content"),
    ("Message", {"role": "user", "content": ["hi"]}, "$.content[0]"),
    ("Message", {"role": "tool", "content": "no id"}, "$"),
    ("Message", {"role": "function", "content": "no name"}, "$"),
    ("Message", {"role": "assistant", "tool_calls": {}}, "$.tool_calls"),
    ("Part", {"type": "text"}, "$"),
    ("Part", {"type": "image_url", "image_url": {}}, "$.image_url"),
    ("Part", {"text": "no type"}, "$"),
    ("ToolCall", {"id": "a", "type": "function"}, "$"),
    ("ToolCall", {"id": 1, "function": {"name": "f"}}, "$.id"),
    ("ToolCall", {"id": "a", "type": "function", "function": {"arguments": "{}"}}, "$.function"),
    ("ToolCall", {"id": "a", "type": "custom", "custom": {"name": "f"}}, "$.custom"),
    ("Tool", {"name": "f", "parameters": {}}, "$"),
    ("Tool", {"type": "function", "name": "f"}, "$"),
    ("Tool", {"type": "function", "function": {"name": "f", "strict": 1}}, "$.function.strict"),
    ("ToolChoice", {"function": {"name": "f"}}, "$"),
    ("ToolChoice", {"type": "function", "name": "f"}, "$"),
    ("ToolChoice", 1, "$"),
]


@pytest.mark.parametrize(("definition", "payload", "place"), REFUSED)
def test_refuses_what_has_no_reading(definition: str, payload: Any, place: str) -> None:
    check = schemas.validator("chat_completions", definition)
    assert not check.is_valid(payload)
    assert place in {error.json_path for error in flatten_errors(check.iter_errors(payload))}


AGENT_TOOL_MESSAGE: dict[str, Any] = {
    "role": "tool",
    "content": "4",
    "name": "add",
    "id": "m2",
    "tool_call_id": "call_1",
    "attachments": {"chart": "base64"},
}


def test_chat_agent_messages() -> None:
    check = schemas.validator("chat_agent", "ChatAgentMessage")
    call = {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    message: dict[str, Any] = {"role": "assistant", "content": "", "tool_calls": [call]}
    assert check.is_valid({**message, "id": "m1"})
    assert check.is_valid(AGENT_TOOL_MESSAGE)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("role", None),
        ("content", [{"type": "text", "text": "4"}]),
        ("attachments", {"chart": {"nested": "value"}}),
        ("tool_calls", [{"function": {"name": "f"}}]),
    ],
)
def test_chat_agent_messages_refuse(member: str, value: Any) -> None:
    error = best_match(
        schemas.validator("chat_agent", "ChatAgentMessage").iter_errors(
            {**AGENT_TOOL_MESSAGE, member: value}
        )
    )
    assert error is not None
    assert error.absolute_path[0] == member
