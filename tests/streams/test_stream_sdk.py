"""The openai SDK reads what is emitted, over HTTP, and ends with the same answer as the folds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sse_server import serve
from stream_laws import chunks_of, events_of

import responses_protocol as rp
from responses_protocol.streams import fold_chunks, fold_events

openai = pytest.importorskip("openai", reason="the openai SDK is a development dependency")

Payload = dict[str, Any]
HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
LOGPROBS = {"content": [{"token": "Hi", "logprob": -0.1, "bytes": [72], "top_logprobs": []}]}
CITATION = {"url": "https://example.com", "title": "Example", "start_index": 0, "end_index": 2}
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def chunk(finish_reason: str | None = None, logprobs: Any = None, **delta: Any) -> Payload:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": logprobs}
    return {**HEAD, "choices": [choice]}


def call(index: int, call_id: str | None, text: str, kind: str = "function") -> Payload:
    member = "input" if kind == "custom" else "arguments"
    if call_id is None:
        return {"index": index, kind: {member: text}}
    return {"index": index, "id": call_id, "type": kind, kind: {"name": "look", member: text}}


SPOKEN: dict[str, list[Payload]] = {
    "text": [chunk(content="Hi", logprobs=LOGPROBS), chunk(content=" there."), chunk("stop")],
    "cited": [
        chunk(content="Hi"),
        chunk(annotations=[{"type": "url_citation", "url_citation": CITATION}]),
        chunk("stop"),
        {**HEAD, "choices": [], "usage": USAGE},
    ],
    "reasoning": [chunk(reasoning="so"), chunk(content="Hi"), chunk("stop")],
    "refusal": [chunk(refusal="I "), chunk(refusal="won't."), chunk("stop")],
    "calls": [
        chunk(content="Wait."),
        chunk(tool_calls=[call(0, "call_1", "")]),
        chunk(tool_calls=[call(0, None, '{"a"')]),
        chunk(tool_calls=[call(0, None, ": 1}"), call(1, "call_2", "{}")]),
        chunk("tool_calls"),
    ],
    "custom": [chunk(tool_calls=[call(0, "call_1", "raw", "custom")]), chunk("tool_calls")],
    "cut": [chunk(content="Hi"), chunk("length")],
    "interrupted": [chunk(content="Hi")],
    "failed": [chunk(content="Hi"), {"error": {"message": "overloaded", "code": 503}}],
}
VLLM = rp.PRESETS["vllm"]
AGAIN = [
    *(chunk(reasoning="so"), chunk(content="Wait."), chunk(tool_calls=[call(0, "call_1", "{}")])),
    *(chunk(tool_calls=[call(0, "call_1", "{}")]), chunk(content="Done."), chunk("tool_calls")),
]
EVENTS = {
    **{name: events_of(chunks, VLLM) for name, chunks in SPOKEN.items()},
    "again": events_of(AGAIN, VLLM),
    "summary": events_of(SPOKEN["reasoning"], replace(VLLM, reasoning_items="summary")),
}
NATIVE = rp.Options(reasoning="reasoning_content")
WHOLE = [name for name in SPOKEN if name not in ("interrupted", "failed")]
CHUNKS = {name: chunks_of(events_of(SPOKEN[name], VLLM), NATIVE)[0] for name in WHOLE}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve({**EVENTS, **{f"chat {name}": chunks for name, chunks in CHUNKS.items()}}) as found:
        yield found


def has(actual: Any, expected: Any) -> bool:
    """Tell whether all that is expected is there; what is null may be missing."""
    if isinstance(expected, dict):
        return all(
            has(actual.get(name), value) for name, value in expected.items() if value is not None
        )
    if isinstance(expected, list):
        return len(actual) == len(expected) and all(map(has, actual, expected))
    return bool(actual == expected)


def client(url: str) -> Any:
    return openai.OpenAI(base_url=url, api_key="none", max_retries=0)


def async_client(url: str) -> Any:
    return openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0)


@pytest.mark.parametrize("name", EVENTS)
def test_created_responses(name: str, url: str) -> None:
    with client(url) as sdk:
        actual = [one.to_dict() for one in sdk.responses.create(model=name, input="x", stream=True)]
    assert [one["type"] for one in actual] == [one["type"] for one in EVENTS[name]]
    assert has(actual[-1]["response"], fold_events(EVENTS[name]))


@pytest.mark.parametrize("name", EVENTS)
def test_streamed_responses(name: str, url: str) -> None:
    with client(url) as sdk, sdk.responses.stream(model=name, input="x") as stream:
        kinds = [event.type for event in stream]
        assert kinds[-1] == EVENTS[name][-1]["type"]
        if kinds[-1] == "response.completed":  # the helper knows no other end
            assert has(stream.get_final_response().to_dict(), fold_events(EVENTS[name]))


@pytest.mark.parametrize("name", WHOLE)
def test_created_chats(name: str, url: str) -> None:
    messages: Any = {"model": f"chat {name}", "messages": [], "stream": True}
    with client(url) as sdk:
        found = [one.to_dict() for one in sdk.chat.completions.create(**messages)]
    assert fold_chunks(found) == fold_chunks(CHUNKS[name])


# The SDK's own accumulation breaks on custom calls, and raises for what was cut.
ACCUMULATED = [name for name in WHOLE if name not in ("custom", "cut")]


@pytest.mark.parametrize("name", ACCUMULATED)
def test_streamed_chats(name: str, url: str) -> None:
    messages: Any = {"model": f"chat {name}", "messages": []}
    with client(url) as sdk, sdk.chat.completions.stream(**messages) as stream:
        for _ in stream:
            pass
        found = stream.get_final_completion().to_dict()
    assert has(found, fold_chunks(CHUNKS[name]))


def test_a_cut_chat_is_known_to_be_cut(url: str) -> None:
    asked: Any = {"model": "chat cut", "messages": []}
    with client(url) as sdk, sdk.chat.completions.stream(**asked) as stream:
        assert list(stream)
        with pytest.raises(openai.LengthFinishReasonError) as error_info:
            stream.get_final_completion()
        assert has(error_info.value.completion.to_dict(), fold_chunks(CHUNKS["cut"]))


def test_asynchronously(url: str) -> None:
    async def read() -> None:
        async with async_client(url) as sdk:
            for name in ACCUMULATED:
                messages: Any = {"model": f"chat {name}", "messages": []}
                async with sdk.chat.completions.stream(**messages) as chat:
                    found = (await chat.get_final_completion()).to_dict()
                assert has(found, fold_chunks(CHUNKS[name]))
                events = await sdk.responses.create(model=name, input="x", stream=True)
                last = [event.to_dict() async for event in events][-1]
                assert has(last["response"], fold_events(EVENTS[name]))
                if last["type"] == "response.completed":
                    async with sdk.responses.stream(model=name, input="x") as stream:
                        final = (await stream.get_final_response()).to_dict()
                    assert has(final, fold_events(EVENTS[name]))

    asyncio.run(read())
