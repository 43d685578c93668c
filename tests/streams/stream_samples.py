"""Streams of our own, and the recorded ones."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from recordings import CORPUS

from responses_protocol._values import copy_json

Payload = dict[str, Any]


def chunk(delta: Payload | None = None, **choice: Any) -> Payload:
    """Return a chunk with one choice, or with none."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": None}]
    if choices:
        choices[0].update(choice)
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": choices,
    }


def fragment(index: int, **members: Any) -> Payload:
    """Return a fragment of a call; ``name`` and ``arguments`` are those of its function."""
    function = {name: members.pop(name) for name in ("name", "arguments") if name in members}
    return {"index": index, **members, "function": function}


USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
CHAT: list[Payload] = [
    chunk({"role": "assistant", "content": ""}),
    chunk({"content": "Hel"}),
    chunk({"content": "lo"}),
    chunk({"tool_calls": [fragment(0, id="c1", type="function", name="f", arguments="")]}),
    chunk({"tool_calls": [fragment(0, arguments='{"a"')]}),
    chunk({"tool_calls": [fragment(0, arguments=":1}")]}),
    chunk({"tool_calls": [fragment(1, id="c2", type="function", name="g", arguments="{}")]}),
    chunk({}, finish_reason="tool_calls"),
    {**chunk(), "usage": USAGE},
]


def read_recorded(dialect: str) -> list[tuple[str, list[Payload]]]:
    """Return each recorded stream: a title, and its payloads; none without the corpus."""
    if not CORPUS:
        return []
    name = {"responses": "responses.stream.jsonl", "chat_completions": "chat.stream.jsonl"}
    lines = Path(CORPUS, name[dialect]).read_text(encoding="utf-8").splitlines()
    records = map(json.loads, lines)
    return [
        (f"{record.get('provider_model')} {record['id']}", record["payload"]) for record in records
    ]


def replace_members(payloads: list[Payload], index: int, **members: Any) -> list[Payload]:
    """Return a copy in which one payload has other members."""
    copied: list[Payload] = copy_json(payloads)
    copied[index].update(members)
    return copied


async def asynchronous(payloads: Iterable[Any]) -> AsyncIterator[Any]:
    for payload in payloads:
        yield payload


def feed_all(translator: Any, payloads: Iterable[Any]) -> list[Payload]:
    """Return the output of a translator for all payloads, and for the end of the stream."""
    outputs = [output for payload in payloads for output in translator.feed(payload)]
    return [*outputs, *translator.close()]
