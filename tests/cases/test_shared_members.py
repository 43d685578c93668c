"""What both APIs say by one name and meaning is carried both ways, or has a reason not to be.

The members are those of our schemas and of the SDK's types, so that a new one shows up here.
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
    """A thing of both APIs: its definitions and SDK types, and how a payload has its members.

    ``in_responses`` and ``in_chat`` make a payload of members; a member of a Chat object inside
    the thing has that object's name before it.
    """

    name: str
    kind: rp.Kind
    responses: tuple[tuple[str, str], ...]
    chat: tuple[tuple[str, str], ...]
    in_responses: Callable[[dict[str, Any]], Any]
    in_chat: Callable[[dict[str, Any]], Any]
    base: dict[str, Any]


def members(definitions: tuple[tuple[str, str], ...]) -> set[str]:
    """Return the names of members; a definition is in a file of ours, or a type of the SDK."""
    found: set[str] = set()
    for place, title in definitions:
        if place.startswith("openai."):
            found |= set(_annotations(getattr(import_module(place), title)))
        else:
            found |= set(schemas.load(place)["$defs"][title]["properties"])
    return found


def _annotations(kind: Any) -> dict[str, Any]:
    inherited = getattr(kind, "__orig_bases__", ())
    found = {name: hint for base in inherited for name, hint in _annotations(base).items()}
    return {**found, **getattr(kind, "__annotations__", {})}


def history(make: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda one: [make(one)]


def nested(kind: str, inside: str, inner: tuple[str, ...]) -> Callable[[dict[str, Any]], Any]:
    """Return what makes an object of Chat that has some members in an object inside it."""

    def make(one: dict[str, Any]) -> dict[str, Any]:
        own = {name: value for name, value in one.items() if name not in inner}
        return {"type": kind, **own, inside: {name: one[name] for name in inner if name in one}}

    return make


def asked(part: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "role": "user",
        "content": [{"type": "input_text", "text": "a"}, part],
    }


def asked_in_chat(part: Any) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "text", "text": "a"}, part]}


def image_in_chat(one: dict[str, Any]) -> dict[str, Any]:
    renamed = {"url" if name == "image_url" else name: value for name, value in one.items()}
    return asked_in_chat(nested("image_url", "image_url", ("url", "detail"))(renamed))


SDK_R, SDK_C = "openai.types.responses", "openai.types.chat"
PARTS_R, PARTS_C = "responses/parts.json", "chat_completions/parts.json"
TOOLS_R, TOOLS_C = "responses/tools.json", "chat_completions/tools.json"
CALLS_R, CALLS_C = "responses/items_function.json", "chat_completions/tool_calls.json"
THINGS = (
    Shared(
        "text",
        "history",
        ((PARTS_R, "InputText"), (SDK_R, "ResponseInputTextParam")),
        ((PARTS_C, "TextPart"), (SDK_C, "ChatCompletionContentPartTextParam")),
        history(lambda one: asked({"type": "input_text", **one})),
        history(lambda one: asked_in_chat({"type": "text", **one})),
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
        history(lambda one: asked({"type": "input_image", "detail": "auto", **one})),
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
        history(lambda one: asked({"type": "input_file", **one})),
        history(
            lambda one: asked_in_chat(
                nested("file", "file", ("file_data", "file_id", "filename"))(one)
            )
        ),
        {"file_data": DATA, "filename": "a.pdf"},
    ),
    Shared(
        "sound",
        "history",
        ((PARTS_R, "InputAudio"), (SDK_R, "ResponseInputAudioParam")),
        ((PARTS_C, "AudioPart"), (SDK_C, "ChatCompletionContentPartInputAudioParam")),
        history(lambda one: asked({"type": "input_audio", **one})),
        history(lambda one: asked_in_chat({"type": "input_audio", **one})),
        {"input_audio": {"data": "UklGRg==", "format": "wav"}},
    ),
    Shared(
        "function",
        "tools",
        ((TOOLS_R, "FunctionTool"), (SDK_R, "FunctionToolParam")),
        ((TOOLS_C, "FunctionTool"), ("openai.types.shared_params", "FunctionDefinition")),
        history(lambda one: {"type": "function", **one}),
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
        history(lambda one: {"type": "custom", **one}),
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
        history(lambda one: {"type": "function_call", "call_id": "call_1", **one}),
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
        history(lambda one: {"type": "custom_tool_call", "call_id": "call_1", **one}),
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
        lambda one: {"input": "Hello", "tools": [{"type": "function", **FUNCTION}], **one},
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
    ("sound", "type"): "one word in both",
    ("text", "type"): "a word of its own in each",
    ("image", "type"): "a word of its own in each",
    ("file", "type"): "a word of its own in each",
    ("function", "type"): "one word in both",
    ("custom tool", "type"): "one word in both",
    ("image", "image_url"): "a string in one, an object in the other; the base of the row",
    ("request", "messages"): "no member of Responses, whose schema names it for the mistake",
    ("request", "tools"): "a list of its own; the rows above are about what it holds",
    ("request", "stream_options"): "a group: Responses always sends usage, and has no word for it",
    ("request", "top_logprobs"): "a group with `include`, which is how Responses asks for them",
}
SHARED = [
    (thing, member)
    for thing in THINGS
    for member in sorted(members(thing.responses) & members(thing.chat))
]
CARRIED = [(thing, member) for thing, member in SHARED if (thing.name, member) not in REASONS]


@pytest.mark.parametrize(("thing", "member"), CARRIED, ids=lambda one: getattr(one, "name", one))
def test_a_member_of_both_is_carried(thing: Shared, member: str) -> None:
    given = {**thing.base}
    if member not in given:
        given[member] = VALUES[member]
    in_responses, in_chat = thing.in_responses(given), thing.in_chat(given)
    for payload, source, to, expected in (
        (in_responses, R, C, in_chat),
        (in_chat, C, R, in_responses),
    ):
        value = rp.convert(payload, to, source=source, kind=thing.kind).value
        if thing.kind == "request":
            assert same(value[member], expected[member])
        else:
            assert same(value, expected)


def test_every_reason_is_needed() -> None:
    assert set(REASONS) <= {(thing.name, member) for thing, member in SHARED}
