"""Functions for code that was migrated from ChatAgent to ResponsesAgent: see docs/migrate.md.

``responses-protocol migrate`` writes these calls. An agent that makes them yields the same items as
it did behind ``ChatAgentAdapter``. An agent that makes items itself does not need them.
The classes of ChatAgent are MLflow's own, exported here under a stable name.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatAgentResponse
from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)

from responses_protocol.integrations.mlflow import _exchange
from responses_protocol.integrations.mlflow._calling import as_elements
from responses_protocol.integrations.mlflow._views import as_chat_agent

__all__ = [
    "ChatAgentChunk",
    "ChatAgentMessage",
    "ChatAgentResponse",
    "StreamedAnswer",
    "as_chat_agent",
    "events_of",
    "messages_of",
    "new_response_of",
    "response_of",
]


def messages_of(request: ResponsesAgentRequest) -> list[ChatAgentMessage]:
    """Return the input of a request as the messages that a ChatAgent gets.

    Parallel calls are one message. Raises ConversionError where an item can't be read.
    """
    return _exchange.messages_of(request, _exchange.FOR_AGENTS)


def response_of(answer: Any = None, /, **members: Any) -> ResponsesAgentResponse:
    """Return the answer of a ChatAgent, or the members of one, as that of a ResponsesAgent.

    Raises the errors of MLflow's ``ChatAgentResponse`` for its members, ConversionError for a value
    that is not an answer.
    """
    return _exchange.response_of(ChatAgentResponse(**members) if members else answer)


def new_response_of(
    request: ResponsesAgentRequest, answer: Any = None, /, **members: Any
) -> ResponsesAgentResponse:
    """Return an answer as ``response_of`` does, without the input if it begins with that.

    The state of a graph contains the whole history; a ResponsesAgent answers with new items only.
    """
    response = ChatAgentResponse(**members) if members else answer
    return _exchange.response_of(response, messages_of(request))


class StreamedAnswer:
    """Makes the events for the chunks of one answer; ``close`` returns the last ones.

    Each delta gives its event at once; their item follows when the next message begins.
    """

    def __init__(self) -> None:
        self._streamed = _exchange.AgentStream()

    def chunk(self, chunk: Any = None, /, **members: Any) -> Iterator[ResponsesAgentStreamEvent]:
        """Return the events for a chunk, or for the members of one.

        Raises the errors of MLflow's ``ChatAgentChunk`` for its members, ConversionError for a
        value that is not a chunk.
        """
        return self._streamed.feed(ChatAgentChunk(**members) if members else chunk)

    def chunks(self, chunks: Iterable[Any]) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the events for several chunks."""
        for chunk in chunks:
            yield from self._streamed.feed(chunk)

    def close(self) -> Iterator[ResponsesAgentStreamEvent]:
        """Return the events that end the answer."""
        return self._streamed.close()


def events_of(chunks: Iterable[Any]) -> Generator[ResponsesAgentStreamEvent, None, None]:
    """Yield the events for a whole answer: for its chunks, or for one response."""
    answer = StreamedAnswer()
    yield from answer.chunks(as_elements(chunks))
    yield from answer.close()
