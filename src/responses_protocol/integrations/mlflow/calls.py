"""Functions for code that called a ChatAgent and now calls a ResponsesAgent: see docs/migrate.md.

``responses-protocol migrate`` writes these calls where a request, or the use of an answer, only
shows when the code runs. They take and return the values of the ChatAgent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mlflow.types.agent import ChatAgentChunk, ChatAgentResponse

from responses_protocol._agents.agent_chunks import EventsToAgentChunks, join_agent_chunks
from responses_protocol._agents.history import to_plain_json
from responses_protocol._lens.conversion import convert
from responses_protocol._values import Object
from responses_protocol.integrations.mlflow._originals import get_answer, get_chunks

__all__ = ["answer_chunks", "chat_answer", "chat_input"]


def chat_input(messages: Iterable[Any]) -> list[Any]:
    """Return messages of a ChatAgent, dicts or objects, as the ``input`` of a request.

    Raises ConversionError for a message that can't be read.
    """
    dicts = [to_plain_json(message) for message in messages]
    items: list[Any] = convert(dicts, "responses", source="chat_agent", kind="history").value
    return items


def chat_answer(answer: Any) -> Any:
    """Return the answer of a ResponsesAgent as that of a ChatAgent; a dict for a dict.

    The answer of a migrated agent is the one that its code has returned. Raises AnswerError for an
    answer that failed.
    """
    carried = get_answer(answer)
    if carried is not None:
        return carried
    chunks = EventsToAgentChunks({})
    agent_chunks = chunks.feed_response(to_plain_json(answer))
    members = join_agent_chunks([*agent_chunks, *chunks.close()])
    return members if isinstance(answer, dict) else ChatAgentResponse(**members)


def answer_chunks(events: Iterable[Any]) -> Iterator[Any]:
    """Yield the events of a ResponsesAgent as the chunks of a ChatAgent; dicts for dicts.

    The chunks of a migrated agent are those that its code has yielded. For any other agent,
    parallel calls are one chunk, and the last chunk has the finish reason, usage and custom outputs
    as well. Raises AnswerError if the answer failed.
    """
    chunks = EventsToAgentChunks({})
    last: Object | None = None
    plain = False
    for event in events:
        carried = get_chunks(event)
        if carried is not None:
            yield from carried
            continue
        plain = isinstance(event, dict)
        for chunk in chunks.feed(to_plain_json(event)):
            if last is not None and _are_parallel(last, chunk):
                last["delta"]["tool_calls"] += chunk["delta"]["tool_calls"]
                continue
            if last is not None:
                yield last if plain else ChatAgentChunk(**last)
            last = chunk
    if last is not None:
        for end in chunks.close():
            last = {**end, **last}
        yield last if plain else ChatAgentChunk(**last)


def _are_parallel(before: Object, chunk: Object) -> bool:
    """Return whether two chunks have calls of one turn."""
    deltas = before["delta"], chunk["delta"]
    return all("tool_calls" in delta for delta in deltas) and deltas[0]["id"] == deltas[1]["id"]
