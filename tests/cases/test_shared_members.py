"""Members with the same name and meaning in both APIs are translated, or have a reason not to be.

The members are those of the schemas and of the SDK's types, so that a new one fails a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from laws import same

import responses_protocol as rp
from responses_protocol import schemas

R: rp.Dialect = "responses"
C: rp.Dialect = "chat_completions"
DATA = "data:application/pdf;base64,JVBERi0="
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
FUNCTION = {"name": "look", "parameters": SCHEMA, "strict": True}


@dataclass(frozen=True)
class Shared:
    """An object of both APIs: its definitions and SDK types, and payloads with its members.

    ``in_responses`` and ``in_chat`` return a payload with given members.
    """

    name: str
    kind: rp.Kind
    responses: tuple[tuple[str, str], ...]
    chat: tuple[tuple[str, str], ...]
    in_responses: Callable[[dict[str, Any]], Any]
    in_chat: Callable[[dict[str, Any]], Any]
    base: dict[str, Any]


def members(definitions: tuple[tuple[str, str], ...]) -> set[str]:
    """Return the names of members; a definition is in a schema file, or a type of the SDK."""
    names: set[str] = set()
    for module_or_file, title in definitions:
        if module_or_file.startswith("openai."):
            names |= set(_annotations(getattr(import_module(module_or_file), title)))
        else:
            names |= set(schemas.load(module_or_file)["$defs"][title]["properties"])
    return names


def _annotations(kind: Any) -> dict[str, Any]:
    inherited = getattr(kind, "__orig_bases__", ())
    annotations = {name: hint for base in inherited for name, hint in _annotations(base).items()}
    return {**annotations, **getattr(kind, "__annotations__", {})}


def history(make: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda shared: [make(shared)]


def nested(kind: str, inner_name: str, inner: tuple[str, ...]) -> Callable[[dict[str, Any]], Any]:
    """Return a function that makes a Chat object with some members in an inner object."""

    def make(shared: dict[str, Any]) -> dict[str, Any]:
        outer = {name: value for name, value in shared.items() if name not in inner}
        return {
            "type": kind,
            **outer,
            inner_name: {name: shared[name] for name in inner if name in shared},
        }

    return make


def make_item(part: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "role": "user",
        "content": [{"type": "input_text", "text": "a"}, part],
    }


def make_chat_message(part: Any) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "text", "text": "a"}, part]}


def image_in_chat(shared: dict[str, Any]) -> dict[str, Any]:
    renamed = {"url" if name == "image_url" else name: value for name, value in shared.items()}
    return make_chat_message(nested("image_url", "image_url", ("url", "detail"))(renamed))


SDK_R, SDK_C = "openai.types.responses", "openai.types.chat"
PARTS_R, PARTS_C = "responses/parts.json", "chat_completions/parts.json"
TOOLS_R, TOOLS_C = "responses/tools.json", "chat_completions/tools.json"
CALLS_R, CALLS_C = "responses/items_function.json", "chat_completions/tool_calls.json"
OBJECTS = (
    Shared(
        "text",
        "history",
        ((PARTS_R, "InputText"), (SDK_R, "ResponseInputTextParam")),
        ((PARTS_C, "TextPart"), (SDK_C, "ChatCompletionContentPartTextParam")),
        history(lambda shared: make_item({"type": "input_text", **shared})),
        history(lambda shared: make_chat_message({"type": "text", **shared})),
        {"text": "b"},
    ),
    Shared(
        "image",
        "history",
        ((PARTS_R, "InputImage"), (SDK_R, "ResponseInputImageParam")),
        (
            (PARTS_C, "ImagePart"),
            (PARTS_C, "ImageUrl"),
            (SDK_C, "ChatCompletionContentPartImageParam"),
            (f"{SDK_C}.chat_completion_content_part_image_param", "ImageURL"),
        ),
        history(lambda shared: make_item({"type": "input_image", "detail": "auto", **shared})),
        history(image_in_chat),
        {"image_url": "https://example.com/a.png"},
    ),
    Shared(
        "file",
        "history",
        ((PARTS_R, "InputFile"), (SDK_R, "ResponseInputFileParam")),
        (
            (PARTS_C, "FilePart"),
            (PARTS_C, "File"),
            (f"{SDK_C}.chat_completion_content_part_param", "File"),
            (f"{SDK_C}.chat_completion_content_part_param", "FileFile"),
        ),
        history(lambda shared: make_item({"type": "input_file", **shared})),
        history(
            lambda one: make_chat_message(
                nested("file", "file", ("file_data", "file_id", "filename"))(one)
            )
        ),
        {"file_data": DATA, "filename": "a.pdf"},
    ),
    Shared(
        "audio",
        "history",
        ((PARTS_R, "InputAudio"), (SDK_R, "ResponseInputAudioParam")),
        ((PARTS_C, "AudioPart"), (SDK_C, "ChatCompletionContentPartInputAudioParam")),
        history(lambda shared: make_item({"type": "input_audio", **shared})),
        history(lambda shared: make_chat_message({"type": "input_audio", **shared})),
        {"input_audio": {"data": "UklGRg==", "format": "wav"}},
    ),
    Shared(
        "function",
        "tools",
        ((TOOLS_R, "FunctionTool"), (SDK_R, "FunctionToolParam")),
        ((TOOLS_C, "FunctionTool"), ("openai.types.shared_params", "FunctionDefinition")),
        history(lambda shared: {"type": "function", **shared}),
        history(nested("function", "function", ("name", "description", "parameters", "strict"))),
        FUNCTION,
    ),
    Shared(
        "custom tool",
        "tools",
        ((TOOLS_R, "CustomTool"), (SDK_R, "CustomToolParam")),
        (
            (TOOLS_C, "CustomTool"),
            (f"{SDK_C}.chat_completion_custom_tool_param", "Custom"),
        ),
        history(lambda shared: {"type": "custom", **shared}),
        history(nested("custom", "custom", ("name", "description", "format"))),
        {"name": "run"},
    ),
    Shared(
        "function call",
        "history",
        ((CALLS_R, "FunctionCall"), (SDK_R, "ResponseFunctionToolCallParam")),
        (
            (CALLS_C, "FunctionCall"),
            (f"{SDK_C}.chat_completion_message_function_tool_call_param", "Function"),
        ),
        history(lambda shared: {"type": "function_call", "call_id": "call_1", **shared}),
        history(
            lambda one: {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "call_1", "type": "function", "function": one}],
            }
        ),
        {"name": "look", "arguments": "{}"},
    ),
    Shared(
        "custom call",
        "history",
        ((CALLS_R, "CustomToolCall"), (SDK_R, "ResponseCustomToolCallParam")),
        (
            (CALLS_C, "CustomCall"),
            (f"{SDK_C}.chat_completion_message_custom_tool_call_param", "Custom"),
        ),
        history(lambda shared: {"type": "custom_tool_call", "call_id": "call_1", **shared}),
        history(
            lambda one: {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "call_1", "type": "custom", "custom": one}],
            }
        ),
        {"name": "run", "input": "ls"},
    ),
    Shared(
        "request",
        "request",
        (
            ("responses/request.json", "Request"),
            (f"{SDK_R}.response_create_params", "ResponseCreateParamsNonStreaming"),
        ),
        (
            ("chat_completions/request.json", "Request"),
            (f"{SDK_C}.completion_create_params", "CompletionCreateParamsNonStreaming"),
        ),
        lambda shared: {"input": "Hello", "tools": [{"type": "function", **FUNCTION}], **shared},
        lambda one: {
            "messages": [{"role": "user", "content": "Hello"}],
            "tools": [{"type": "function", "function": FUNCTION}],
            **one,
        },
        {"model": "m", "store": True},
    ),
)
VALUES: dict[str, Any] = {
    "arguments": '{"a": 1}',
    "description": "Look.",
    "detail": "original",
    "file_id": "file-1",
    "format": {"type": "text"},
    "input": "ls -l",
    "metadata": {"run": "7"},
    "moderation": {"model": "omni-moderation-latest"},
    "parallel_tool_calls": False,
    "prompt_cache_breakpoint": {"mode": "explicit", "ttl": "30m"},
    "prompt_cache_key": "key",
    "prompt_cache_options": {"mode": "explicit"},
    "prompt_cache_retention": "24h",
    "safety_identifier": "someone",
    "service_tier": "flex",
    "stream": False,
    "temperature": 0.5,
    "tool_choice": "required",
    "top_p": 0.5,
    "user": "someone",
}
REASONS = {
    ("audio", "type"): "the same value in both",
    ("text", "type"): "a different value in each",
    ("image", "type"): "a different value in each",
    ("file", "type"): "a different value in each",
    ("function", "type"): "the same value in both",
    ("custom tool", "type"): "the same value in both",
    ("image", "image_url"): "a string in one, an object in the other; the base of the row",
    ("request", "messages"): "not a member of Responses; its schema has it to explain the mistake",
    ("request", "tools"): "a separate list; other rows have its elements",
    ("request", "stream_options"): "a group: Responses always sends usage, without an option",
    ("request", "top_logprobs"): "a group with `include`, by which Responses enables them",
}
SHARED = [
    (thing, member)
    for thing in OBJECTS
    for member in sorted(members(thing.responses) & members(thing.chat))
]
TRANSLATED_MEMBERS = [
    (thing, member) for thing, member in SHARED if (thing.name, member) not in REASONS
]


@pytest.mark.parametrize(
    ("shared", "member"), TRANSLATED_MEMBERS, ids=lambda one: getattr(one, "name", one)
)
def test_a_shared_member_is_translated(shared: Shared, member: str) -> None:
    base = {**shared.base}
    if member not in base:
        base[member] = VALUES[member]
    in_responses, in_chat = shared.in_responses(base), shared.in_chat(base)
    for payload, source, target, expected in (
        (in_responses, R, C, in_chat),
        (in_chat, C, R, in_responses),
    ):
        value = rp.convert(payload, target, source=source, kind=shared.kind).value
        if shared.kind == "request":
            assert same(value[member], expected[member])
        else:
            assert same(value, expected)


def test_every_reason_is_needed() -> None:
    assert set(REASONS) <= {(shared.name, member) for shared, member in SHARED}
