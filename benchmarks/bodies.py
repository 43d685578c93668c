"""Whole requests and answers around a history, as OpenAI's SDK sends and receives them."""

import random
from typing import Any

from benchmarks.histories import Item

_NUMBER = {"type": "number", "description": "How many there are at most."}
_SCHEMA = {
    "type": "object",
    "properties": {"query": {"type": "string"}, "limit": _NUMBER},
    "required": ["query", "limit"],
    "additionalProperties": False,
}
_USAGE = {
    "input_tokens": 3127,
    "input_tokens_details": {"cached_tokens": 2048, "cache_write_tokens": 0},
    "output_tokens": 412,
    "output_tokens_details": {"reasoning_tokens": 256},
    "total_tokens": 3539,
}


def make_tools(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return a definition for each of these functions."""
    return [
        {
            "type": "function",
            "name": name,
            "description": f"Does what {name} says, and returns lines.",
            "parameters": _SCHEMA,
            "strict": True,
        }
        for name in names
    ]


def make_request(items: list[Item], names: tuple[str, ...]) -> dict[str, Any]:
    """Return a request whose input is a history."""
    return {
        "model": "gpt-5.4",
        "instructions": "Answer from the data, in the language of the question.",
        "input": items,
        "tools": make_tools(names),
        "tool_choice": "auto",
        "parallel_tool_calls": True,
        "reasoning": {"effort": "medium", "summary": "auto"},
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "include": ["reasoning.encrypted_content"],
        "max_output_tokens": 4096,
        "store": False,
        "metadata": {"tenant": "a-17", "trace": "0f3c"},
    }


def draw_answer(rng: random.Random, items: list[Item], names: tuple[str, ...]) -> dict[str, Any]:
    """Return an answer whose output is that of the model in one turn of a history."""
    starts = [index for index, item in enumerate(items) if item.get("type") == "reasoning"]
    start = rng.choice(starts) if starts else 0
    output: list[Item] = []
    for item in items[start:]:
        if item.get("role") == "user" or item.get("type", "").endswith("output"):
            break
        output.append(item)
    members = make_request([], names)
    del members["input"]
    return {
        **members,
        "id": f"resp_{rng.getrandbits(160):040x}",
        "object": "response",
        "created_at": 1770000000 + rng.randrange(10**6),
        "status": "completed",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "output": output,
        "previous_response_id": None,
        "service_tier": "default",
        "temperature": 1.0,
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": _USAGE,
        "user": None,
    }


def draw_small_request(rng: random.Random, calls: int) -> dict[str, Any]:
    """Return a usual request: a question, some calls with their results, as many tools."""
    items: list[Item] = [_question(rng)]
    for _ in range(calls):
        call_id = f"call_{rng.getrandbits(96):024x}"
        call = {"call_id": call_id, "name": f"tool_{len(items)}", "arguments": '{"query": "x"}'}
        items.append({"type": "function_call", **call, "status": "completed"})
        items.append({"type": "function_call_output", "call_id": call_id, "output": _words(rng, 6)})
    declared = [
        {"type": "function", "name": item["name"], "parameters": _SMALL, "strict": False}
        for item in items
        if item["type"] == "function_call"
    ]
    return {"model": "gpt-5.4", "input": items, "tools": declared, "temperature": 0.2}


_SMALL = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}


def draw_small_answer(rng: random.Random) -> dict[str, Any]:
    """Return an answer of one short text, with the members that every server sends."""
    return {
        "id": f"resp_{rng.getrandbits(160):040x}",
        "object": "response",
        "created_at": 1770000000 + rng.randrange(10**6),
        "status": "completed",
        "model": "gpt-5.4",
        "output": [_message(rng)],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {"input_tokens": 31, "output_tokens": 12, "total_tokens": 43},
    }


def draw_two_messages(rng: random.Random) -> list[Item]:
    """Return a question and its answer."""
    return [_question(rng), _message(rng)]


def _question(rng: random.Random) -> Item:
    return {"type": "message", "role": "user", "content": _words(rng, 9)}


def _message(rng: random.Random) -> Item:
    return {
        "id": f"msg_{rng.getrandbits(200):050x}",
        "type": "message",
        "status": "completed",
        "role": "assistant",
        "content": [{"type": "output_text", "text": _words(rng, 12), "annotations": []}],
    }


_WORDS = [
    "what",
    "is",
    "the",
    "weather",
    "in",
    "Paris",
    "today",
    "and",
    "do",
    "we",
    "need",
    "an",
    "umbrella",
    "there",
    "tomorrow",
]


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count))
