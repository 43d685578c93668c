"""Payloads before and after each fix, and payloads that no fix changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from responses_protocol._checks.rule import Settings

REQUEST = Settings(profile="request")
PARAMETERS = {"type": "object", "properties": {"a": {"type": "number"}}}
FUNCTION = {"name": "add", "description": "Adds.", "parameters": PARAMETERS, "strict": False}
FLAT = {"type": "function", **FUNCTION}
NESTED = {"type": "function", "function": FUNCTION}
CUSTOM = {"name": "run", "description": "Runs."}
GRAMMAR = {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: A"}}
CALL = {"type": "function_call", "call_id": "call_1", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "3"}
CUSTOM_CALL = {"type": "custom_tool_call", "call_id": "call_2", "name": "run", "input": "x"}
CUSTOM_OUTPUT = {"type": "custom_tool_call_output", "call_id": "call_2", "output": "y"}
CHAT_CALL = {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
URL = "https://a.io/b"
SCHEMA = {"type": "object", "properties": {}}
TOOL_MESSAGE = {"role": "tool", "tool_call_id": "call_1", "content": "3"}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"}
CHAT_MESSAGE = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Hi.", "annotations": []}],
}
CITED = [{"type": "url_citation", "url": "https://a.io", "title": "A"}]


@dataclass(frozen=True)
class Case:
    """A payload of a subject before and after a fix; ``after`` is None where it stays."""

    fix: str
    subject: str
    before: Any
    after: Any = None


def responses_request(**members: Any) -> dict[str, Any]:
    return {"model": "m", "input": "Hi.", "store": False, **members}


def chat_request(**members: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": "Hi."}], **members}


def message(role: str, *parts: Any) -> list[Any]:
    return [{"type": "message", "role": role, "content": list(parts)}]


def text(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "text": "Hi.", **more}


def image(**members: Any) -> dict[str, Any]:
    return {"type": "image_url", "image_url": members}


def remove(value: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: member for name, member in value.items() if name not in names}


def make_history_case(fix: str, before: Any, after: Any = None) -> Case:
    return Case(fix, "responses/history", before, after)


def make_request_case(
    fix: str, before: dict[str, Any], after: dict[str, Any] | None = None
) -> Case:
    return Case(
        fix,
        "responses/request",
        responses_request(**before),
        None if after is None else responses_request(**after),
    )


def make_chat_case(fix: str, before: dict[str, Any], after: dict[str, Any] | None = None) -> Case:
    return Case(
        fix,
        "chat_completions/request",
        chat_request(**before),
        None if after is None else chat_request(**after),
    )


CASES = (
    # content parts
    make_history_case(
        "part-types",
        message("assistant", text("input_text")),
        message("assistant", text("output_text", annotations=[])),
    ),
    make_history_case(
        "part-types",
        message("user", text("output_text", annotations=[], logprobs=[])),
        message("user", text("input_text")),
    ),
    make_history_case(
        "part-types", message("system", text("text")), message("system", text("input_text"))
    ),
    make_history_case(
        "part-types",
        message(
            "user", {"type": "image_url", "image_url": {"url": "https://a.io/b", "detail": "low"}}
        ),
        message("user", {"type": "input_image", "image_url": "https://a.io/b", "detail": "low"}),
    ),
    make_history_case(
        "part-types",
        [CALL, {**OUTPUT, "output": [text("output_text", annotations=[])]}],
        [CALL, {**OUTPUT, "output": [text("input_text")]}],
    ),
    make_history_case("part-types", message("user", text("output_text", annotations=CITED))),
    make_history_case("part-types", message("user", text("markdown"))),
    make_history_case(
        "part-types", message("assistant", {"type": "input_image", "image_url": "x"})
    ),
    Case(
        "chat-part-types",
        "chat_completions/history",
        [{"role": "user", "content": [text("input_text"), text("output_text")]}],
        [{"role": "user", "content": [text("text"), text("text")]}],
    ),
    Case(
        "chat-part-types",
        "chat_completions/history",
        [{"role": "user", "content": [text("output_text", annotations=CITED)]}],
    ),
    Case(
        "chat-part-types",
        "chat_completions/history",
        [{"role": "user", "content": [text("output_text", annotations=[], logprobs=[])]}],
        [{"role": "user", "content": [text("text")]}],
    ),
    Case(
        "chat-part-types",
        "chat_completions/history",
        [{"role": "user", "content": [text("input_text", detail="low")]}],
    ),
    # images
    make_history_case(
        "flat-images",
        message("user", {"type": "image_url", "image_url": {"url": URL, "detail": "low"}}),
        message("user", {"type": "input_image", "image_url": URL, "detail": "low"}),
    ),
    make_history_case(
        "flat-images",
        message("user", {"type": "input_image", "image_url": {"url": URL}}),
        message("user", {"type": "input_image", "image_url": URL}),
    ),
    make_history_case(
        "flat-images", message("user", {"type": "image_url", "image_url": {"uri": URL}})
    ),
    Case(
        "nested-images",
        "chat_completions/history",
        [{"role": "user", "content": [{"type": "input_image", "image_url": URL, "detail": "low"}]}],
        [{"role": "user", "content": [image(url=URL, detail="low")]}],
    ),
    Case(
        "nested-images",
        "chat_completions/history",
        [{"role": "user", "content": [{"type": "image_url", "image_url": URL}]}],
        [{"role": "user", "content": [image(url=URL)]}],
    ),
    Case(
        "nested-images",
        "chat_completions/history",
        [{"role": "user", "content": [{"type": "input_image", "file_id": "file_1"}]}],
    ),
    make_history_case("flat-images", message("user", image(url=URL, size=9))),
    make_history_case("flat-images", message("user", {**image(url=URL), "file_id": "file_1"})),
    make_history_case("flat-images", message("assistant", image(url=URL))),
    *(
        Case(
            "nested-images",
            "chat_completions/history",
            [{"role": "user", "content": [{"type": "input_image", "image_url": URL, **more}]}],
        )
        for more in ({"detail": "original"}, {"file_id": "file_1"})
    ),
    # tools
    make_request_case("flat-tools", {"tools": [{**NESTED, "name": "sum"}]}),
    make_chat_case("nested-tools", {"tools": [{**FLAT, "function": {}}]}),
    make_request_case("flat-tools", {"tools": [NESTED]}, {"tools": [FLAT]}),
    make_request_case("flat-tools", {"tools": [{"function": FUNCTION}]}, {"tools": [FLAT]}),
    make_request_case(
        "flat-tools",
        {"tools": [{"type": "function", "function": {"name": "add"}}]},
        {
            "tools": [
                {
                    "type": "function",
                    "name": "add",
                    "parameters": {"type": "object", "properties": {}},
                    "strict": False,
                }
            ]
        },
    ),
    make_request_case(
        "flat-tools",
        {"tools": [{"type": "custom", "custom": CUSTOM}]},
        {"tools": [{"type": "custom", **CUSTOM}]},
    ),
    Case("flat-tools", "responses/tools", [NESTED], [FLAT]),
    make_request_case(
        "flat-tools", {"tools": [{"type": "custom", "custom": {**CUSTOM, "format": GRAMMAR}}]}
    ),
    make_request_case("flat-tools", {"tools": [{**NESTED, "function": {**FUNCTION, "type": "x"}}]}),
    make_request_case("flat-tools", {"tools": [{"type": "function", "function": {}}]}),
    make_chat_case("nested-tools", {"tools": [FLAT]}, {"tools": [NESTED]}),
    make_chat_case(
        "nested-tools",
        {"tools": [{"type": "custom", **CUSTOM}]},
        {"tools": [{"type": "custom", "custom": CUSTOM}]},
    ),
    Case("nested-tools", "chat_completions/tools", [FLAT], [NESTED]),
    make_chat_case("nested-tools", {"tools": [{**FLAT, "defer_loading": True}]}),
    make_request_case("tool-types", {"tools": [FUNCTION]}, {"tools": [FLAT]}),
    make_request_case("tool-types", {"tools": [{"name": "add"}]}),
    make_chat_case("tool-types", {"tools": [{"function": FUNCTION}]}, {"tools": [NESTED]}),
    make_chat_case("tool-types", {"tools": [{"function": remove(FUNCTION, "name")}]}),
    make_chat_case("tool-types", {"tools": [{"function": FUNCTION, "custom": CUSTOM}]}),
    make_request_case("tool-types", {"tools": [remove(FUNCTION, "name")]}),
    Case(
        "tool-types",
        "chat_completions/history",
        [{"role": "assistant", "tool_calls": [remove(CHAT_CALL, "type")]}, TOOL_MESSAGE],
        [{"role": "assistant", "tool_calls": [CHAT_CALL]}, TOOL_MESSAGE],
    ),
    # the choice of a tool
    make_request_case(
        "flat-tool-choice",
        {"tools": [FLAT], "tool_choice": {"type": "function", "function": {"name": "add"}}},
        {"tools": [FLAT], "tool_choice": {"type": "function", "name": "add"}},
    ),
    make_request_case("flat-tool-choice", {"tool_choice": {"type": "function", "function": "add"}}),
    make_chat_case(
        "nested-tool-choice",
        {"tools": [NESTED], "tool_choice": {"type": "function", "name": "add"}},
        {"tools": [NESTED], "tool_choice": {"type": "function", "function": {"name": "add"}}},
    ),
    make_chat_case(
        "nested-tool-choice", {"tool_choice": {"type": "function", "name": "add", "x": 1}}
    ),
    # items
    make_history_case("item-types", [remove(CALL, "type"), remove(OUTPUT, "type")], [CALL, OUTPUT]),
    make_history_case(
        "item-types",
        [remove(CUSTOM_CALL, "type"), remove(CUSTOM_OUTPUT, "type")],
        [CUSTOM_CALL, CUSTOM_OUTPUT],
    ),
    make_history_case("item-types", [CALL, remove(OUTPUT, "type")], [CALL, OUTPUT]),
    make_history_case("item-types", [remove(OUTPUT, "type")]),
    make_history_case("item-types", [{**remove(CALL, "type"), "input": "x"}]),
    make_history_case("item-types", [{**remove(CALL, "type"), "role": "assistant"}]),
    make_history_case("item-types", [remove(remove(CALL, "type"), "call_id")]),
    make_history_case("item-types", [remove(remove(CALL, "type"), "name")]),
    make_history_case("item-types", [{**remove(CALL, "type"), "output": "3"}]),
    make_history_case("item-types", [{"summary": []}]),
    make_history_case("item-types", [{"role": "critic", "content": [text("input_text")]}]),
    make_request_case(
        "output-only",
        {"input": [{**THOUGHT, "status": None}, CHAT_MESSAGE]},
        {"input": [THOUGHT, CHAT_MESSAGE]},
    ),
    make_request_case("output-only", {"input": [{**THOUGHT, "phase": "x"}]}),
    make_history_case("output-only", [{**THOUGHT, "status": None}]),
    Case(
        "empty-tool-calls",
        "chat_completions/history",
        [{"role": "assistant", "content": "Hi.", "tool_calls": []}],
        [{"role": "assistant", "content": "Hi."}],
    ),
    Case(
        "null-members",
        "chat_completions/history",
        [{"role": "assistant", "content": "Hi.", "tool_calls": None, "name": None}],
        [{"role": "assistant", "content": "Hi."}],
    ),
    # the form of the answer
    make_request_case(
        "flat-format",
        {
            "text": {
                "format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}
            }
        },
        {"text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}}},
    ),
    make_request_case(
        "flat-format", {"text": {"format": {"type": "json_schema", "json_schema": SCHEMA}}}
    ),
    make_chat_case(
        "nested-format",
        {
            "response_format": {
                "type": "json_schema",
                "name": "a",
                "schema": SCHEMA,
                "strict": False,
            }
        },
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "a", "schema": SCHEMA, "strict": False},
            }
        },
    ),
    make_chat_case("nested-format", {"response_format": {"type": "json_schema", "schema": SCHEMA}}),
    # parameters
    make_request_case("responses-parameters", {"max_tokens": 99}, {"max_output_tokens": 99}),
    make_request_case(
        "responses-parameters", {"max_completion_tokens": 99}, {"max_output_tokens": 99}
    ),
    make_request_case(
        "responses-parameters", {"reasoning_effort": "low"}, {"reasoning": {"effort": "low"}}
    ),
    make_request_case(
        "responses-parameters",
        {"text": {"format": {"type": "text"}}, "verbosity": "low"},
        {"text": {"format": {"type": "text"}, "verbosity": "low"}},
    ),
    make_request_case("responses-parameters", {"max_tokens": 99, "max_output_tokens": 50}),
    make_request_case(
        "responses-parameters", {"reasoning": {"effort": "high"}, "reasoning_effort": "low"}
    ),
    make_request_case("unsaid-parameters", {"n": 1}, {}),
    make_request_case("unsaid-parameters", {"n": 2}),
    make_request_case("unsaid-parameters", {"logprobs": False, "modalities": ["text"]}, {}),
    make_request_case(
        "responses-parameters",
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "a", "schema": SCHEMA},
            }
        },
        {"text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}}},
    ),
    make_chat_case(
        "chat-parameters", {"reasoning": {"effort": "low"}}, {"reasoning_effort": "low"}
    ),
    make_chat_case("chat-parameters", {"reasoning": {"effort": "low", "summary": "auto"}}),
    make_chat_case("chat-parameters", {"reasoning": {"effort": "low"}, "reasoning_effort": "high"}),
    make_chat_case(
        "chat-parameters",
        {"text": {"verbosity": "low", "format": {"type": "text"}}},
        {"verbosity": "low", "response_format": {"type": "text"}},
    ),
    make_chat_case("chat-parameters", {"max_output_tokens": 99}, {"max_completion_tokens": 99}),
)
