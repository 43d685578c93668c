"""Recorded requests of the Codex CLI, in front of a server of Chat that calls each of its tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from recordings import CORPUS, needs_corpus
from test_declared_tools import Tool, feed_all, find_declared_call, make_answer, split_answer

import responses_protocol as rp
from responses_protocol.streams import fold_events

Payload = dict[str, Any]
SERVERS = ("openai", "vllm", "ollama", "mistral", "deepseek", "groq")


def read_requests() -> list[Payload]:
    if not CORPUS:
        return []
    lines = Path(CORPUS, "codex.request.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


REQUESTS = [pytest.param(one["payload"], id=one["id"]) for one in read_requests()]


def find_declared_tools(request: Payload) -> Iterator[Tool]:
    """Yield the tools that a request declares, also in its history, in the order of Chat."""
    tools_of_items = [item["tools"] for item in request["input"] if item.get("type") in TOOL_ITEMS]
    for tools in (request.get("tools", ()), *tools_of_items):
        for tool in tools:
            if tool["type"] == "namespace":
                yield from (
                    Tool(function["type"], function["name"], tool["name"])
                    for function in tool["tools"]
                )
            elif tool["type"] == "tool_search":
                yield Tool("tool_search", "")
            elif tool["type"] != "web_search":  # which is no tool in Chat
                yield Tool(tool["type"], tool["name"])


NEXT_MESSAGE = {"type": "message", "role": "user", "content": "Go on."}
TOOL_ITEMS = ("additional_tools", "tool_search_output")


def make_calls(tools: list[Payload], expected: list[Tool]) -> Iterator[Payload]:
    """Yield a call of each tool, as a server of Chat has it."""
    for number, (tool, declared_tool) in enumerate(zip(tools, expected, strict=True)):
        kind = tool["type"]
        input_text = (
            "ls"
            if kind == "custom"
            else '{"input": "ls"}'
            if declared_tool.kind == "custom"
            else "{}"
        )
        body = {
            "name": tool[kind]["name"],
            "input" if kind == "custom" else "arguments": input_text,
        }
        yield {"id": f"call_{number}", "type": kind, kind: body}


@needs_corpus
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("request_", REQUESTS)
def test_every_call_comes_back_as_declared(request_: Payload, server: Any) -> None:
    exchange = rp.exchange(request_, "chat_completions", options=server)
    expected = list(dict.fromkeys(find_declared_tools(request_)))
    answer = make_answer(list(make_calls(exchange.request.value.get("tools", []), expected)))
    conversion = exchange.answer(answer)
    assert [find_declared_call(item)[0] for item in conversion.value["output"]] == expected
    for item in conversion.value["output"]:
        if item["type"] == "custom_tool_call":
            assert item["input"] == "ls"
    assert rp.restore(conversion.value, conversion.complement) == answer
    events = feed_all(exchange.stream(), split_answer(answer, 3))
    assert fold_events(events)["output"] == conversion.value["output"]
    items = [event["item"] for event in events if event["type"] == "response.output_item.done"]
    assert items == conversion.value["output"]


@needs_corpus
@pytest.mark.parametrize("request_", REQUESTS)
def test_its_answer_repeats_the_request(request_: Payload) -> None:
    exchange = rp.exchange(request_, "chat_completions", options="vllm")
    value = exchange.answer(make_answer([])).value
    for name in ("prompt_cache_key", "parallel_tool_calls", "store", "tool_choice"):
        assert value[name] == request_[name]
    assert len(value["tools"]) == len(request_.get("tools", []))
    assert value["reasoning"] == {"effort": None, "summary": None, **request_["reasoning"]}


@needs_corpus
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("request_", REQUESTS)
def test_turns_follow_one_another(request_: Payload, server: Any) -> None:
    """The server gives the same ids in each turn; the client sends back what it got."""
    request = request_
    ids: list[str] = [item["id"] for item in request_["input"] if item.get("id")]
    for _ in range(3):
        exchange = rp.exchange(request, "chat_completions", options=server)
        findings = rp.validate(exchange.request.value, profile="request", target=server)
        errors = [finding for finding in findings if finding.severity == "error"]
        assert [finding for finding in errors if finding.pointer.startswith("/messages")] == []
        expected = list(dict.fromkeys(find_declared_tools(request_)))
        calls = list(make_calls(exchange.request.value.get("tools", []), expected))
        answer = make_answer(calls)
        answer["choices"][0]["message"]["content"] = "I try."
        value = exchange.answer(answer).value
        assert value["id"] not in ids
        output = value["output"]
        ids += [value["id"], *(item["id"] for item in output)]
        assert len(set(ids)) == len(ids)
        request = {
            **request,
            "input": [*request["input"], *output, *map(make_output, output[1:]), NEXT_MESSAGE],
        }
    messages = rp.exchange(request, "chat_completions", options=server).request.value["messages"]
    open_ids: list[str] = []
    call_ids: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            open_ids.remove(message["tool_call_id"])
        else:
            assert open_ids == []
            open_ids = [call["id"] for call in message.get("tool_calls", ())]
            call_ids += open_ids
    assert open_ids == []
    assert len(set(call_ids)) == len(call_ids)


def make_output(item: Payload) -> Payload:
    """Return what a client answers to a call."""
    kind = {
        "function_call": "function_call_output",
        "custom_tool_call": "custom_tool_call_output",
        "tool_search_call": "tool_search_output",
    }[item["type"]]
    members = (
        {"execution": "client", "tools": []} if kind == "tool_search_output" else {"output": "ok"}
    )
    return {"type": kind, "call_id": item["call_id"], **members}
