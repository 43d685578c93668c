"""For code that called a ChatAgent, and now calls a ResponsesAgent: see docs/migrate.md.

``responses-protocol migrate`` writes these calls where what is asked, or what is done with an
answer, only shows when it runs. What they give is what the ChatAgent took and gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mlflow.types.agent import ChatAgentChunk, ChatAgentResponse

from responses_protocol.agents.agent_chunks import EventsToAgentChunks, join_agent_chunks
from responses_protocol.agents.history import dumped
from responses_protocol.lens.conversion import convert

__all__ = ["answer_chunks", "chat_answer", "chat_input"]


def chat_input(messages: Iterable[Any]) -> list[Any]:
    """Return messages of a ChatAgent, dicts or objects, as the ``input`` of a request.

    Raises ConversionError where one can't be read.
    """
    listed = [dumped(message) for message in messages]
    found: list[Any] = convert(listed, "responses", source="chat_agent", kind="history").value
    return found


def chat_answer(answer: Any) -> Any:
    """Return the answer of a ResponsesAgent as that of a ChatAgent; as a dict where it is one.

    Raises AnswerError for an answer that failed.
    """
    chunks = EventsToAgentChunks({})
    made = chunks.feed_response(dumped(answer))
    found = join_agent_chunks([*made, *chunks.close()])
    return found if isinstance(answer, dict) else ChatAgentResponse(**found)


def answer_chunks(events: Iterable[Any]) -> Iterator[Any]:
    """Yield the events of a ResponsesAgent as the chunks of a ChatAgent; as dicts where they are.

    The last chunk has the finish reason, usage and custom outputs. Raises AnswerError where the
    answer failed.
    """
    chunks = EventsToAgentChunks({})
    plain = False
    for event in events:
        plain = isinstance(event, dict)
        for chunk in chunks.feed(dumped(event)):
            yield chunk if plain else ChatAgentChunk(**chunk)
    for chunk in chunks.close():
        yield chunk if plain else ChatAgentChunk(**chunk)
