"""The request profile: derived from the wire profile, narrower, and true to OpenAI's endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from responses_protocol import schemas
from responses_protocol.testing import damaged, from_schema

NAMES = schemas.names()
DIALECTS = sorted({name.partition("/")[0] for name in NAMES})


def titles(dialect: str) -> list[str]:
    """Return the definitions of the request profile."""
    mine = [name for name in NAMES if name.startswith(f"{dialect}/")]
    return [title for name in mine for title in schemas.load(name, "request")["$defs"]]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_schema_with_an_id_of_its_own(name: str) -> None:
    schema = schemas.load(name, "request")
    Draft202012Validator.check_schema(schema)
    assert schemas.locate(schema["$id"]) == (name, "request")
    assert schemas.locate(schemas.load(name)["$id"]) == (name, "wire")


@pytest.mark.parametrize("name", NAMES)
def test_no_word_for_requests_is_left_over(name: str) -> None:
    derived = str(schemas.load(name, "request"))
    assert "x-request-" not in derived
    assert "x-known-values" not in derived


@pytest.mark.parametrize("name", NAMES)
def test_words_about_members_name_members(name: str) -> None:
    for schema in schemas.load(name)["$defs"].values():
        members = set(schema.get("properties", ()))
        demanded, without, nullable = (
            set(schema.get(f"x-request-{word}", ())) for word in ("required", "without", "nullable")
        )
        assert demanded | without | nullable <= members
        assert not (demanded | without) & set(schema.get("required", ()))
        assert not without & (demanded | nullable)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_resolves(name: str) -> None:
    schema = schemas.load(name, "request")
    inside = schemas.registry("request").resolver().lookup(schema["$id"]).resolver
    for reference in references(schema):
        assert inside.lookup(reference).contents


def references(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [found for one in schema for found in references(one)]
    if not isinstance(schema, dict):
        return []
    own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
    return own + [found for one in schema.values() for found in references(one)]


def test_deriving_changes_nothing_that_is_written() -> None:
    name = "responses/items_message.json"
    written = schemas.load(name)
    schemas.load(name, "request")["$defs"].clear()
    assert schemas.load(name) == written
    assert schemas.load(name, "request")["$defs"]


@pytest.mark.parametrize("name", NAMES)
def test_null_is_said_of_members_alone(name: str) -> None:
    for one in subschemas(schemas.load(name)):
        if "x-request-type" in one:
            asked = kinds(one["x-request-type"])
            assert "null" not in asked, "x-request-nullable says so"
            assert kinds(one["type"]) - {"null"} != asked, "null is refused anyway"


def kinds(types: str | list[str]) -> set[str]:
    return {types} if isinstance(types, str) else set(types)


def subschemas(value: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all schemas inside it."""
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict):
        yield value
    for one in inside if isinstance(value, (dict, list)) else ():
        yield from subschemas(one)


def test_open_branches_fall_away() -> None:
    assert schemas.ref("responses", "UnknownItem")
    with pytest.raises(KeyError):
        schemas.ref("responses", "UnknownItem", "request")
    with pytest.raises(KeyError):
        schemas.validator("chat_completions", "UntypedToolCall", "request")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_a_request_may_hold_may_be_stored(dialect: str) -> None:
    """For payloads of every definition, and for such as are a little beside it."""

    @given(st.data())
    @settings(max_examples=scale_examples(150))
    def narrower(data: st.DataObject) -> None:
        title = data.draw(st.sampled_from(titles(dialect)))
        good = from_schema(dialect, title, "request")
        payload = data.draw(good)
        assert schemas.validator(dialect, title, "request").is_valid(payload)
        assert schemas.validator(dialect, title).is_valid(payload)
        bent = data.draw(damaged(good))
        if schemas.validator(dialect, title, "request").is_valid(bent):
            assert schemas.validator(dialect, title).is_valid(bent)

    narrower()


USER = {"role": "user", "content": "hi"}
CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
REASONING = {"type": "reasoning", "id": "rs_1", "summary": []}
CHAT_CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CHAT_FUNCTION = {"type": "function", "function": {"name": "f"}}
ASKED = {"model": "m", "input": "hi"}
CHAT_ASKED = {"model": "m", "messages": [USER]}


def said(role: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "content": list(parts)}


ACCEPTED = [
    ("responses", "Item", USER),
    ("responses", "Item", {"type": "message", **USER}),
    ("responses", "Item", {"id": "msg_1"}),
    ("responses", "Item", said("assistant", {"type": "refusal", "refusal": "no"})),
    ("responses", "Item", {**CALL, "status": None}),
    ("responses", "Item", {**CALL, "call_id": "c" * 64}),
    ("responses", "Item", {**REASONING, "encrypted_content": None, "content": None}),
    ("responses", "Item", {"type": "image_generation_call", "id": "ig_1"}),
    ("responses", "Tool", {"type": "function", "name": "f", "description": None}),
    ("responses", "Tool", {"type": "mcp", "server_label": "x", "require_approval": None}),
    ("responses", "Tool", {"type": "mcp", "server_label": "x", "headers": {"any": "thing"}}),
    ("responses", "ToolChoice", "required"),
    ("responses", "ToolChoice", {"type": "web_search_preview"}),
    # OpenAI publishes no list of what may name an allowed tool.
    (
        "responses",
        "ToolChoice",
        {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "x": 1}]},
    ),
    ("responses", "Request", ASKED),
    ("responses", "Request", {**ASKED, "input": [USER, {**CALL, "status": None}], "tools": []}),
    ("chat_completions", "Request", CHAT_ASKED),
    (
        "chat_agent",
        "ChatAgentRequest",
        {
            "messages": [{"role": "assistant", "content": None, "tool_calls": [CHAT_CALL]}],
            "context": {"user_id": None},
            "stream": None,
        },
    ),
    # Chat is strict at the top of a request only.
    (
        "chat_completions",
        "Request",
        {**CHAT_ASKED, "tools": [{**CHAT_FUNCTION, "x": 1}], "tool_choice": CHAT_FUNCTION},
    ),
    ("chat_completions", "Message", {**USER, "x_extra": 1}),
    (
        "chat_completions",
        "Message",
        {"role": "assistant", "tool_calls": [{**CHAT_CALL, "index": 0}], "content": None},
    ),
    (
        "chat_completions",
        "Tool",
        {"type": "function", "function": {"name": "f", "type": "function", "strict": None}},
    ),
]


@pytest.mark.parametrize(("dialect", "title", "payload"), ACCEPTED)
def test_accepts_what_the_endpoint_takes(dialect: str, title: str, payload: Any) -> None:
    assert list(schemas.validator(dialect, title, "request").iter_errors(payload)) == []


# What OpenAI's endpoint was seen to refuse, as far as a single value shows it.
REFUSED = [
    ("responses", "Item", {**USER, "bogus": 1}),
    ("responses", "Item", {"type": "bogus_item"}),
    ("responses", "Item", {"role": "bogus", "content": "hi"}),
    ("responses", "Item", {**USER, "phase": "commentary"}),
    ("responses", "Item", said("assistant", {"type": "input_text", "text": "hi"})),
    ("responses", "Item", said("user", {"type": "output_text", "text": "hi", "annotations": []})),
    ("responses", "Item", said("user", {"type": "text", "text": "hi"})),
    ("responses", "Item", said("user", {"type": "input_text", "text": "hi", "cache": {}})),
    ("responses", "Item", {**CALL, "call_id": "c" * 65}),
    ("responses", "Item", {**CALL, "name": "not a name"}),
    ("responses", "Item", {**CALL, "status": "complete"}),
    ("responses", "Item", {**CALL, "id": None}),
    ("responses", "Item", {**REASONING, "status": "completed"}),
    ("responses", "Item", {**REASONING, "id": None}),
    ("responses", "Item", {"type": "reasoning", "id": "rs_1"}),
    (
        "responses",
        "Item",
        {"type": "web_search_call", "status": "completed", "action": {"type": "search"}},
    ),
    (
        "responses",
        "Item",
        {
            "type": "web_search_call",
            "id": "ws_1",
            "status": "completed",
            "action": {"type": "open_page", "url": "https://example.org", "query": "q"},
        },
    ),
    ("responses", "Tool", CHAT_FUNCTION),
    ("responses", "Tool", {"type": "bogus_tool"}),
    ("responses", "Tool", {"type": "function", "name": "f" * 129}),
    ("responses", "Tool", {"type": "function", "name": "f", "bogus": 1}),
    ("responses", "ToolChoice", CHAT_FUNCTION),
    ("responses", "ToolChoice", "any"),
    ("responses", "Request", {**ASKED, "messages": []}),
    ("responses", "Request", {**ASKED, "stop": "x"}),
    ("responses", "Request", {**ASKED, "input": [{**USER, "bogus": 1}]}),
    ("responses", "Request", {**ASKED, "tools": [CHAT_FUNCTION]}),
    ("responses", "Request", {**ASKED, "tool_choice": "any"}),
    ("responses", "Request", {**ASKED, "model": None}),
    ("chat_completions", "Request", ASKED),
    ("chat_completions", "Request", {**CHAT_ASKED, "input": "hi"}),
    ("chat_completions", "Request", {**CHAT_ASKED, "tools": [{"type": "function", "name": "f"}]}),
    ("chat_completions", "Request", {**CHAT_ASKED, "tool_choice": "any"}),
    # An agent that was loaded from a store fails on these.
    ("chat_agent", "ChatAgentRequest", {"messages": [USER], "context": None}),
    ("chat_agent", "ChatAgentMessage", {**USER, "x_extra": 1}),
    ("chat_completions", "Message", {"role": "bogus", "content": "hi"}),
    ("chat_completions", "Message", {"role": "user", "content": None}),
    ("chat_completions", "Message", {"role": "developer"}),
    ("chat_completions", "Message", {"role": "assistant", "content": "", "tool_calls": []}),
    (
        "chat_completions",
        "Message",
        {"role": "assistant", "tool_calls": [{**CHAT_CALL, "id": "c" * 41}]},
    ),
    (
        "chat_completions",
        "Message",
        {"role": "assistant", "tool_calls": [{"id": "c", "function": CHAT_CALL["function"]}]},
    ),
    ("chat_completions", "Message", said("user", {"type": "input_text", "text": "hi"})),
    ("chat_completions", "Message", said("user", {"type": "video_url", "video_url": {"url": "u"}})),
    (
        "chat_completions",
        "Message",
        {**said("tool", {"type": "file", "file": {"file_id": "f"}}), "tool_call_id": "c"},
    ),
    ("chat_completions", "Tool", {"type": "function", "name": "f"}),
    ("chat_completions", "Tool", {"function": {"name": "f"}}),
    ("chat_completions", "Tool", {"type": "function", "function": {"name": "f" * 65}}),
    ("chat_completions", "Tool", {"type": "function", "function": {"name": "a.b"}}),
    ("chat_completions", "ToolChoice", "any"),
    ("chat_completions", "ToolChoice", {"type": "function", "name": "f"}),
]


@pytest.mark.parametrize(("dialect", "title", "payload"), REFUSED)
def test_refuses_what_the_endpoint_refuses(dialect: str, title: str, payload: Any) -> None:
    assert not schemas.validator(dialect, title, "request").is_valid(payload)
