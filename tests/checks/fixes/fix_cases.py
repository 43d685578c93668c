"""What each fix does, and what it leaves alone: payloads before and after."""

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
USED = {"type": "custom_tool_call", "call_id": "call_2", "name": "run", "input": "x"}
GAVE = {"type": "custom_tool_call_output", "call_id": "call_2", "output": "y"}
ASKED = {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
URL = "https://a.io/b"
SCHEMA = {"type": "object", "properties": {}}
ANSWERED = {"role": "tool", "tool_call_id": "call_1", "content": "3"}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"}
SAID = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Hi.", "annotations": []}],
}
CITED = [{"type": "url_citation", "url": "https://a.io", "title": "A"}]


@dataclass(frozen=True)
class Case:
    """A payload of a subject, and what becomes of it; ``after`` is None where it stays."""

    fix: str
    subject: str
    before: Any
    after: Any = None


def asked(**members: Any) -> dict[str, Any]:
    return {"model": "m", "input": "Hi.", "store": False, **members}


def chatted(**members: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": "Hi."}], **members}


def said(role: str, *parts: Any) -> list[Any]:
    return [{"type": "message", "role": role, "content": list(parts)}]


def text(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "text": "Hi.", **more}


def image(**members: Any) -> dict[str, Any]:
    return {"type": "image_url", "image_url": members}


def without(value: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: member for name, member in value.items() if name not in names}


def _history(fix: str, before: Any, after: Any = None) -> Case:
    return Case(fix, "responses/history", before, after)


def _request(fix: str, before: dict[str, Any], after: dict[str, Any] | None = None) -> Case:
    return Case(
        fix, "responses/request", asked(**before), None if after is None else asked(**after)
    )


def _chat(fix: str, before: dict[str, Any], after: dict[str, Any] | None = None) -> Case:
    return Case(
        fix,
        "chat_completions/request",
        chatted(**before),
        None if after is None else chatted(**after),
    )


CASES = (
    # content parts
    _history(
        "part-types",
        said("assistant", text("input_text")),
        said("assistant", text("output_text", annotations=[])),
    ),
    _history(
        "part-types",
        said("user", text("output_text", annotations=[], logprobs=[])),
        said("user", text("input_text")),
    ),
    _history("part-types", said("system", text("text")), said("system", text("input_text"))),
    _history(
        "part-types",
        said(
            "user", {"type": "image_url", "image_url": {"url": "https://a.io/b", "detail": "low"}}
        ),
        said("user", {"type": "input_image", "image_url": "https://a.io/b", "detail": "low"}),
    ),
    _history(
        "part-types",
        [CALL, {**OUTPUT, "output": [text("output_text", annotations=[])]}],
        [CALL, {**OUTPUT, "output": [text("input_text")]}],
    ),
    _history("part-types", said("user", text("output_text", annotations=CITED))),
    _history("part-types", said("user", text("markdown"))),
    _history("part-types", said("assistant", {"type": "input_image", "image_url": "x"})),
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
    _history(
        "flat-images",
        said("user", {"type": "image_url", "image_url": {"url": URL, "detail": "low"}}),
        said("user", {"type": "input_image", "image_url": URL, "detail": "low"}),
    ),
    _history(
        "flat-images",
        said("user", {"type": "input_image", "image_url": {"url": URL}}),
        said("user", {"type": "input_image", "image_url": URL}),
    ),
    _history("flat-images", said("user", {"type": "image_url", "image_url": {"uri": URL}})),
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
    _history("flat-images", said("user", image(url=URL, size=9))),
    _history("flat-images", said("user", {**image(url=URL), "file_id": "file_1"})),
    _history("flat-images", said("assistant", image(url=URL))),
    *(
        Case(
            "nested-images",
            "chat_completions/history",
            [{"role": "user", "content": [{"type": "input_image", "image_url": URL, **more}]}],
        )
        for more in ({"detail": "original"}, {"file_id": "file_1"})
    ),
    # tools
    _request("flat-tools", {"tools": [{**NESTED, "name": "sum"}]}),
    _chat("nested-tools", {"tools": [{**FLAT, "function": {}}]}),
    _request("flat-tools", {"tools": [NESTED]}, {"tools": [FLAT]}),
    _request("flat-tools", {"tools": [{"function": FUNCTION}]}, {"tools": [FLAT]}),
    _request(
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
    _request(
        "flat-tools",
        {"tools": [{"type": "custom", "custom": CUSTOM}]},
        {"tools": [{"type": "custom", **CUSTOM}]},
    ),
    Case("flat-tools", "responses/tools", [NESTED], [FLAT]),
    _request(
        "flat-tools", {"tools": [{"type": "custom", "custom": {**CUSTOM, "format": GRAMMAR}}]}
    ),
    _request("flat-tools", {"tools": [{**NESTED, "function": {**FUNCTION, "type": "x"}}]}),
    _request("flat-tools", {"tools": [{"type": "function", "function": {}}]}),
    _chat("nested-tools", {"tools": [FLAT]}, {"tools": [NESTED]}),
    _chat(
        "nested-tools",
        {"tools": [{"type": "custom", **CUSTOM}]},
        {"tools": [{"type": "custom", "custom": CUSTOM}]},
    ),
    Case("nested-tools", "chat_completions/tools", [FLAT], [NESTED]),
    _chat("nested-tools", {"tools": [{**FLAT, "defer_loading": True}]}),
    _request("tool-types", {"tools": [FUNCTION]}, {"tools": [FLAT]}),
    _request("tool-types", {"tools": [{"name": "add"}]}),
    _chat("tool-types", {"tools": [{"function": FUNCTION}]}, {"tools": [NESTED]}),
    _chat("tool-types", {"tools": [{"function": without(FUNCTION, "name")}]}),
    _chat("tool-types", {"tools": [{"function": FUNCTION, "custom": CUSTOM}]}),
    _request("tool-types", {"tools": [without(FUNCTION, "name")]}),
    Case(
        "tool-types",
        "chat_completions/history",
        [{"role": "assistant", "tool_calls": [without(ASKED, "type")]}, ANSWERED],
        [{"role": "assistant", "tool_calls": [ASKED]}, ANSWERED],
    ),
    # the choice of a tool
    _request(
        "flat-tool-choice",
        {"tools": [FLAT], "tool_choice": {"type": "function", "function": {"name": "add"}}},
        {"tools": [FLAT], "tool_choice": {"type": "function", "name": "add"}},
    ),
    _request("flat-tool-choice", {"tool_choice": {"type": "function", "function": "add"}}),
    _chat(
        "nested-tool-choice",
        {"tools": [NESTED], "tool_choice": {"type": "function", "name": "add"}},
        {"tools": [NESTED], "tool_choice": {"type": "function", "function": {"name": "add"}}},
    ),
    _chat("nested-tool-choice", {"tool_choice": {"type": "function", "name": "add", "x": 1}}),
    # items
    _history("item-types", [without(CALL, "type"), without(OUTPUT, "type")], [CALL, OUTPUT]),
    _history("item-types", [without(USED, "type"), without(GAVE, "type")], [USED, GAVE]),
    _history("item-types", [CALL, without(OUTPUT, "type")], [CALL, OUTPUT]),
    _history("item-types", [without(OUTPUT, "type")]),
    _history("item-types", [{**without(CALL, "type"), "input": "x"}]),
    _history("item-types", [{**without(CALL, "type"), "role": "assistant"}]),
    _history("item-types", [without(without(CALL, "type"), "call_id")]),
    _history("item-types", [without(without(CALL, "type"), "name")]),
    _history("item-types", [{**without(CALL, "type"), "output": "3"}]),
    _history("item-types", [{"summary": []}]),
    _history("item-types", [{"role": "critic", "content": [text("input_text")]}]),
    _request(
        "output-only",
        {"input": [{**THOUGHT, "status": None}, SAID]},
        {"input": [THOUGHT, SAID]},
    ),
    _request("output-only", {"input": [{**THOUGHT, "phase": "x"}]}),
    _history("output-only", [{**THOUGHT, "status": None}]),
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
    _request(
        "flat-format",
        {
            "text": {
                "format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}
            }
        },
        {"text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}}},
    ),
    _request("flat-format", {"text": {"format": {"type": "json_schema", "json_schema": SCHEMA}}}),
    _chat(
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
    _chat("nested-format", {"response_format": {"type": "json_schema", "schema": SCHEMA}}),
    # parameters
    _request("responses-parameters", {"max_tokens": 99}, {"max_output_tokens": 99}),
    _request("responses-parameters", {"max_completion_tokens": 99}, {"max_output_tokens": 99}),
    _request("responses-parameters", {"reasoning_effort": "low"}, {"reasoning": {"effort": "low"}}),
    _request(
        "responses-parameters",
        {"text": {"format": {"type": "text"}}, "verbosity": "low"},
        {"text": {"format": {"type": "text"}, "verbosity": "low"}},
    ),
    _request("responses-parameters", {"max_tokens": 99, "max_output_tokens": 50}),
    _request("responses-parameters", {"reasoning": {"effort": "high"}, "reasoning_effort": "low"}),
    _request("unsaid-parameters", {"n": 1}, {}),
    _request("unsaid-parameters", {"n": 2}),
    _request("unsaid-parameters", {"logprobs": False, "modalities": ["text"]}, {}),
    _request(
        "responses-parameters",
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "a", "schema": SCHEMA},
            }
        },
        {"text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}}},
    ),
    _chat("chat-parameters", {"reasoning": {"effort": "low"}}, {"reasoning_effort": "low"}),
    _chat("chat-parameters", {"reasoning": {"effort": "low", "summary": "auto"}}),
    _chat("chat-parameters", {"reasoning": {"effort": "low"}, "reasoning_effort": "high"}),
    _chat(
        "chat-parameters",
        {"text": {"verbosity": "low", "format": {"type": "text"}}},
        {"verbosity": "low", "response_format": {"type": "text"}},
    ),
    _chat("chat-parameters", {"max_output_tokens": 99}, {"max_completion_tokens": 99}),
)
