"""Streams in our own words, and the recorded ones."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from recordings import CORPUS

from responses_protocol._values import copy_json

Payload = dict[str, Any]


def chunk(delta: Payload | None = None, **choice: Any) -> Payload:
    """A chunk with one choice, or with none."""
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
    """A fragment of a call; ``name`` and ``arguments`` are those of its function."""
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


def recorded(dialect: str) -> list[tuple[str, list[Payload]]]:
    """Each recorded stream: its server, model and id, and its payloads; none without the corpus."""
    if not CORPUS:
        return []
    name = {"responses": "responses.stream.jsonl", "chat_completions": "chat.stream.jsonl"}
    lines = Path(CORPUS, name[dialect]).read_text(encoding="utf-8").splitlines()
    records = map(json.loads, lines)
    return [
        (f"{record.get('provider_model')} {record['id']}", record["payload"]) for record in records
    ]


def changed(payloads: list[Payload], at: int, **members: Any) -> list[Payload]:
    """A copy in which one payload has other members."""
    made: list[Payload] = copy_json(payloads)
    made[at].update(members)
    return made


async def asynchronous(payloads: Iterable[Any]) -> AsyncIterator[Any]:
    for payload in payloads:
        yield payload
