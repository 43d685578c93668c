"""Seeded Chat streams as OpenAI sends them: a text, calls in small deltas, usage at the end.

Tokens are about four characters, chunks about 300 bytes, streams about 100 chunks long.
"""

import random
from collections.abc import Iterable, Iterator
from typing import Any

Chunk = dict[str, Any]

_LETTERS = "etaoinshrdlucmfw"
_CALL_SHARE = 0.3


def draw_stream(rng: random.Random, tokens: int = 100, about: str = "text") -> list[Chunk]:
    """Return the chunks of one answer: a text of some tokens, and sometimes calls after it.

    ``about`` is the kind of the tokens: ``"text"``, ``"reasoning"`` before a short text, or
    ``"arguments"`` of one call.
    """
    head = {
        "id": "chatcmpl-" + "".join(rng.choices(_LETTERS, k=29)),
        "object": "chat.completion.chunk",
        "created": 1_790_000_000 + rng.randrange(10**6),
        "model": "gpt-5-mini-2025-08-07",
        "service_tier": "default",
        "system_fingerprint": "fp_" + "".join(rng.choices(_LETTERS, k=10)),
    }
    return [{**head, **chunk} for chunk in _ABOUT[about](rng, tokens)]


def pad_deltas(rng: random.Random, events: Iterable[Chunk]) -> Iterator[Chunk]:
    """Yield the events of a Responses stream with the padding that OpenAI gives to deltas."""
    for event in events:
        yield {**event, "obfuscation": _token(rng) * 2} if "delta" in event else event


def _chunks(rng: random.Random, tokens: int) -> Iterator[Chunk]:
    yield _chunk(rng, {"role": "assistant", "content": "", "refusal": None})
    for _ in range(tokens):
        yield _chunk(rng, {"content": _token(rng)})
    calls = rng.choice((1, 2)) if rng.random() < _CALL_SHARE else 0
    for index in range(calls):
        call_id = "call_" + "".join(rng.choices(_LETTERS, k=24))
        function = {"name": "search_orders", "arguments": ""}
        first = {"index": index, "id": call_id, "type": "function", "function": function}
        yield _chunk(rng, {"tool_calls": [first]})
        for part in ('{"query', '":"', *(_token(rng) for _ in range(10)), '"}'):
            yield _chunk(rng, {"tool_calls": [{"index": index, "function": {"arguments": part}}]})
    yield _chunk(rng, {}, "tool_calls" if calls else "stop")
    details = {"completion_tokens_details": {"reasoning_tokens": 0}}
    usage = {"prompt_tokens": 50, "completion_tokens": tokens, "total_tokens": tokens + 50}
    yield {"choices": [], "usage": usage | details, "obfuscation": ""}


def _reasoning(rng: random.Random, tokens: int) -> Iterator[Chunk]:
    yield _chunk(rng, {"role": "assistant", "content": None})
    for _ in range(tokens):
        yield _chunk(rng, {"reasoning_content": _token(rng)})
    yield _chunk(rng, {"content": "Done."})
    yield _chunk(rng, {}, "stop")


def _arguments(rng: random.Random, tokens: int) -> Iterator[Chunk]:
    call_id = "call_" + "".join(rng.choices(_LETTERS, k=24))
    function = {"name": "write_file", "arguments": ""}
    first = {"index": 0, "id": call_id, "type": "function", "function": function}
    yield _chunk(rng, {"role": "assistant", "content": None, "tool_calls": [first]})
    for part in ('{"text": "', *(_token(rng) for _ in range(tokens)), '"}'):
        yield _chunk(rng, {"tool_calls": [{"index": 0, "function": {"arguments": part}}]})
    yield _chunk(rng, {}, "tool_calls")


def _chunk(rng: random.Random, delta: Chunk, finish_reason: str | None = None) -> Chunk:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return {"choices": [choice], "usage": None, "obfuscation": _token(rng) * 2}


def _token(rng: random.Random) -> str:
    return " " + "".join(rng.choices(_LETTERS, k=rng.choice((1, 2, 3, 4, 6))))


_ABOUT = {"text": _chunks, "reasoning": _reasoning, "arguments": _arguments}
