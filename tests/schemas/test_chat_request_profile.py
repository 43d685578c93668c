"""Whole Chat requests by the request profile: what OpenAI takes and refuses, and where."""

from __future__ import annotations

from typing import Any

import pytest
from inner_errors import flatten_errors

from responses_protocol import schemas

QUESTION = {"role": "user", "content": "hi"}
GOOD: dict[str, Any] = {"model": "m", "messages": [QUESTION]}
CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}


def problems(request: Any) -> set[tuple[str, str]]:
    """Return the place and the keyword of each problem, those inside of unions included."""
    errors = schemas.validator("chat_completions", "Request", "request").iter_errors(request)
    return {(error.json_path, str(error.validator)) for error in flatten_errors(errors)}


ACCEPTED: list[dict[str, Any]] = [
    {},
    {"messages": [{"role": "assistant", "content": None, "tool_calls": [CALL]}]},
    {"messages": [{"role": "tool", "tool_call_id": "c", "content": "4"}]},
    {"messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]},
    {"messages": [{"role": "assistant", "tool_calls": [{**CALL, "index": 0}]}]},
    {"tools": [TOOL], "tool_choice": "required"},
    {"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "f"}}},
    {"temperature": 0, "top_p": 1, "frequency_penalty": -2, "presence_penalty": 2.0},
    {"logprobs": True, "top_logprobs": 20, "n": 128, "stop": ["a", "b", "c", "d"]},
    {"metadata": {"k" * 64: "v" * 512}, "service_tier": None, "reasoning_effort": None},
    {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}},
]


@pytest.mark.parametrize("members", ACCEPTED)
def test_takes_what_openai_takes(members: dict[str, Any]) -> None:
    assert problems({**GOOD, **members}) == set()


def message(**members: Any) -> dict[str, Any]:
    return {"messages": [members]}


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"messages": []}, "$.messages", "minItems"),
    ({"model": None}, "$.model", "type"),
    ({"bogus": 1}, "$", "additionalProperties"),
    (message(role="bogus", content="hi"), "$.messages[0].role", "const"),
    (message(role="user"), "$.messages[0]", "required"),
    (message(role="user", content=None), "$.messages[0].content", "type"),
    (message(role="user", content=[{"type": "refusal", "refusal": "no"}]), "", "const"),
    (message(role="user", content=[{"type": "document_url"}]), "", "const"),
    (message(role="user", content=[{"type": "image_url", "image_url": "u"}]), "", "type"),
    (message(role="assistant", tool_calls=[]), "$.messages[0].tool_calls", "minItems"),
    (message(role="assistant", tool_calls=[{**CALL, "id": "c" * 41}]), "", "maxLength"),
    (message(role="assistant", tool_calls=[{**CALL, "type": None}]), "", "const"),
    (
        message(role="assistant", tool_calls=[{**CALL, "function": {"name": "f"}}]),
        "$.messages[0].tool_calls[0].function",
        "required",
    ),
    (message(role="tool", content="4", tool_call_id="c" * 41), "", "maxLength"),
    ({"tools": [{"function": {"name": "f"}}]}, "$.tools[0]", "required"),
    ({"tools": [TOOL] * 129}, "$.tools", "maxItems"),
    ({"tools": [{**TOOL, "function": {"name": "a b"}}]}, "$.tools[0].function.name", "pattern"),
    ({"tools": [{**TOOL, "function": {"name": "a\n"}}]}, "$.tools[0].function.name", "pattern"),
    ({"functions": [{"name": "a\n"}]}, "$.functions[0].name", "pattern"),
    ({"tools": [{**TOOL, "function": {"name": "a" * 65}}]}, "$.tools[0].function.name", ""),
    ({"tools": [{"type": "openrouter:web_search"}]}, "$.tools[0].type", "const"),
    ({"tool_choice": "any"}, "$.tool_choice", "enum"),
    ({"temperature": 2.1}, "$.temperature", "maximum"),
    ({"temperature": -1}, "$.temperature", "minimum"),
    ({"frequency_penalty": 3}, "$.frequency_penalty", "maximum"),
    ({"presence_penalty": -3}, "$.presence_penalty", "minimum"),
    ({"top_logprobs": 21}, "$.top_logprobs", "maximum"),
    ({"logprobs": 5}, "$.logprobs", "type"),
    ({"n": 0}, "$.n", "minimum"),
    ({"stop": list("abcde")}, "$.stop", "maxItems"),
    ({"metadata": {str(n): "v" for n in range(17)}}, "$.metadata", "maxProperties"),
    ({"metadata": {"k" * 65: "v"}}, "$.metadata", "maxLength"),
    ({"metadata": {"k": "v" * 513}}, "$.metadata.k", "maxLength"),
    ({"metadata": {"k": 1}}, "$.metadata.k", "type"),
    ({"reasoning_effort": 1}, "$.reasoning_effort", "type"),
    ({"service_tier": "on_demand"}, "$.service_tier", "enum"),
    ({"response_format": {"type": "json_schema"}}, "$.response_format", "required"),
]


@pytest.mark.parametrize(("members", "place", "keyword"), REFUSED)
def test_refuses_what_openai_refuses(members: dict[str, Any], place: str, keyword: str) -> None:
    request = {**GOOD, **members}
    problems_found = problems(request)
    assert [
        problem
        for problem in problems_found
        if problem[0].startswith(place) and keyword in problem[1]
    ], problems_found
