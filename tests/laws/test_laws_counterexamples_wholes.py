"""Whole payloads, and options, that once broke a law. What is found is added here, and stays."""

from __future__ import annotations

from typing import Any

import pytest
from laws import exact, pure, reported, stable

import responses_protocol as rp
from responses_protocol._formats.options import DEFAULT

R: rp.Dialect = "responses"
C: rp.Dialect = "chat_completions"
MARKED = rp.Options(hosted_calls="function")
SEARCH = {"type": "web_search_call", "id": ""}
CODE = {"type": "code_interpreter_call", "id": "ci_1", "code": "1", "outputs": []}
MCP_TOOLS = {"type": "additional_tools", "tools": [{"type": "mcp", "headers": {"a": "b"}}]}
MARK = '{"responses_item": {"id": "ws_1", "type": "web_search_call"}}'
PAIR = [
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": "web_search_call", "arguments": MARK},
            }
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": "{}"},
]
TOOLS = '{"responses_item": {"type": "additional_tools", "tools": [{"type": "function"}]}}'
ROWS_OF_OUTPUTS = [
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": "additional_tools", "arguments": TOOLS},
            }
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": "{}"},
]
CUSTOM = {"type": "custom", "custom": {"name": "run"}}
FUNCTION = {"type": "function", "function": {"name": "run"}}


def make_message(*texts: str) -> dict[str, Any]:
    parts = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    return {"type": "message", "id": "msg_1", "role": "assistant", "content": parts}


CASES: list[tuple[str, str, str, Any, rp.Options]] = [
    (
        "a role that is not that of instructions",
        "request",
        C,
        {"messages": [{"role": "developer"}]},
        rp.Options(leading_system="instructions"),
    ),
    (
        "no tool but web search, and how tools are chosen",
        "request",
        C,
        {"messages": [], "web_search_options": {}, "tool_choice": "none"},
        DEFAULT,
    ),
    (
        "deprecated functions beside null",
        "request",
        C,
        {"messages": [], "tools": None, "functions": [{"name": "f"}]},
        DEFAULT,
    ),
    (
        "a call that says that it gives tools",
        "request",
        C,
        {"messages": ROWS_OF_OUTPUTS},
        MARKED,
    ),
    (
        "texts that look like thoughts",
        "history",
        R,
        [make_message("<think>why</think>yes", "Hi"), make_message("<think>why</think>", "Hi")],
        rp.Options(reasoning="think_tags"),
    ),
    (
        "a thought that looks like one, beside a part of another server's",
        "history",
        C,
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "because"}]},
                    {"type": "text", "text": "<think>why</think>yes"},
                ],
            }
        ],
        rp.Options(reasoning="think_tags"),
    ),
    (
        "a text that looks like a thought without an end",
        "history",
        R,
        [make_message("<think>", "a", "b"), make_message("<think>a")],
        rp.Options(reasoning="think_tags"),
    ),
    (
        "a call with the id of an open call of another kind",
        "history",
        R,
        [
            {"type": "shell_call", "call_id": "call_1", "action": {"commands": ["ls"]}},
            {"type": "message", "role": "user", "content": "Hello"},
            {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "call_1", "output": "sunny"},
        ],
        rp.Options(hosted_calls="function", call_ids="nine"),
    ),
    (
        "a marked call whose id is a list",
        "request",
        R,
        {
            "input": [
                {"type": "function_call_output", "call_id": "call_1", "output": ""},
                {"type": "computer_call_output", "call_id": "", "output": {}, "id": []},
                make_message("Hi"),
                make_message("Hi"),
            ]
        },
        MARKED,
    ),
    ("a time in a float", "response", C, {"choices": [], "created": 0.0}, DEFAULT),
    ("nothing at all", "response", R, {}, DEFAULT),
    (
        "a citation and a token of no text",
        "response",
        R,
        {
            "output": [
                {
                    "type": "message",
                    "role": "assistant",
                    "content": [
                        {
                            "type": "output_text",
                            "text": "",
                            "annotations": [{"type": "url_citation", "url": "https://a"}],
                            "logprobs": [{"token": ""}],
                        }
                    ],
                }
            ]
        },
        DEFAULT,
    ),
    (
        "an error with notes",
        "response",
        R,
        {"error": {"code": "x"}, "metadata": {"a": "b"}, "usage": {}},
        DEFAULT,
    ),
    ("a dump without an error", "response", R, {"error": None, "status": "queued"}, DEFAULT),
    (
        "a count in a float",
        "response",
        R,
        {"usage": {"input_tokens_details": {"cached_tokens": 0.0}}},
        DEFAULT,
    ),
    ("true for one", "response", R, {"output": [], "parallel_tool_calls": 1}, DEFAULT),
    ("an index in a float", "response", C, {"choices": [{"index": 0.0}]}, DEFAULT),
    (
        "an annotation that is none",
        "response",
        R,
        {
            "output": [
                {
                    "type": "message",
                    "content": [{"type": "output_text", "text": "a", "annotations": [7]}],
                }
            ]
        },
        DEFAULT,
    ),
    ("one hosted call twice", "history", R, [SEARCH, SEARCH], MARKED),
    ("one id, two results", "history", R, [CODE, {**CODE, "outputs": None}], MARKED),
    ("a hosted item that gives access", "history", R, [MCP_TOOLS], MARKED),
    ("a mark whose keys are sorted anew", "history", C, PAIR, MARKED),
    (
        "a custom tool that is a function in both",
        "tools",
        C,
        [FUNCTION, CUSTOM],
        rp.Options(items="mlflow", custom_tools="function"),
    ),
]


@pytest.mark.parametrize("law", [exact, stable, reported, pure])
@pytest.mark.parametrize(
    ("kind", "source", "payload", "options"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_law_holds(kind: str, source: str, payload: Any, options: rp.Options, law: Any) -> None:
    law(payload, source, kind, options)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("history", [{"type": [], "call_id": "c"}]),
        ("request", {"input": [], "tools": [{"type": []}]}),
        ("response", {"output": [None]}),
    ],
)
def test_unreadable_payloads_are_refused(kind: Any, payload: Any) -> None:
    with pytest.raises(rp.ConversionError):
        rp.convert(payload, C, source=R, kind=kind, options=MARKED)


def test_a_marked_call_has_no_output_but_its_own() -> None:
    value = rp.convert([CODE], C, source=R, kind="history", options=MARKED).value
    call, _ = value
    history = [call, {"role": "user", "content": "Hello"}, *value]
    items = rp.convert(history, R, source=C, kind="history", options=MARKED).value
    assert [item["type"] for item in items] == ["function_call", "message", CODE["type"]]
