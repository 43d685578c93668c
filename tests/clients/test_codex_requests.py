"""The requests of Codex itself: it can run every call that a Chat server makes of its tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_scripts import CALLS, ROLE, chunk
from client_scripts import WHOLE
from codex_reader import read_turn
from recordings import CORPUS, needs_corpus

import responses_protocol as rp

pytestmark = needs_corpus

Payload = dict[str, Any]
Name = tuple[str, str | None, str]  # type of the call, namespace, name
FILE = Path(CORPUS or "", "codex.request.jsonl")
LINES = FILE.read_text(encoding="utf-8").splitlines() if CORPUS else []
RECORDED = {line["id"]: line["payload"] for line in map(json.loads, LINES)}
PRESETS = ["openai", "vllm"]
TYPES = {"function": "function_call", "custom": "custom_tool_call"}
INPUT = 'print("low\\ttide")\n'


def declared_tools(tools: list[Payload], namespace: str | None = None) -> Iterator[Name]:
    """Yield the tools that Codex runs itself, by the names under which it finds them."""
    for tool in tools:
        if tool["type"] == "namespace":
            yield from declared_tools(tool["tools"], tool["name"])
        elif tool["type"] == "tool_search":
            yield "tool_search_call", None, "tool_search"
        elif tool["type"] in TYPES:
            yield TYPES[tool["type"]], namespace, tool["name"]


def tools_declared_in(request: Payload) -> list[Name]:
    lists = [request.get("tools", [])]
    lists += [item["tools"] for item in request["input"] if "tools" in item]
    return [name for tools in lists for name in declared_tools(tools)]


def call_of(tool: Payload, number: int) -> Payload:
    """Return a call of a tool as a Chat server has it: a text for a custom tool, and no more."""
    head = {"index": number, "id": f"call_{number}", "type": tool["type"]}
    if tool["type"] == "custom":
        return {**head, "custom": {"name": tool["custom"]["name"], "input": INPUT}}
    function = tool["function"]
    properties = function.get("parameters", {}).get("properties", {})
    arguments = {"query": "low tide"} if function["name"] == "tool_search" else {}
    if list(properties) == ["custom_tool_input"]:
        arguments = {"custom_tool_input": INPUT}
    return {**head, "function": {"name": function["name"], "arguments": json.dumps(arguments)}}


def name_of(call: Payload) -> Name:
    name = "tool_search" if call["type"] == "tool_search_call" else call["name"]
    return call["type"], call.get("namespace"), name


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("recording", RECORDED)
def test_every_declared_tool_is_called_as_it_was_declared(recording: str, preset: Any) -> None:
    request = RECORDED[recording]
    exchange = rp.exchange(request, to="chat_completions", options=preset)
    tools = exchange.request.value.get("tools", [])
    calls = [chunk(tool_calls=[call_of(tool, number)]) for number, tool in enumerate(tools)]
    translator = exchange.stream()
    events = [
        event for source_chunk in [ROLE, *calls, CALLS] for event in translator.feed(source_chunk)
    ]
    turn = read_turn([*events, *translator.close()])
    assert turn.end == WHOLE
    assert not turn.strays
    assert [name_of(call) for call in turn.calls] == tools_declared_in(request)
    for call in turn.calls:
        if call["type"] == "custom_tool_call":
            assert call["input"] == INPUT
        elif call["type"] == "tool_search_call":
            assert call["execution"] == "client"
            assert call["arguments"] == {"query": "low tide"}
    assert len({call["call_id"] for call in turn.calls}) == len(tools)
