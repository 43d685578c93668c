"""What code that was migrated from ChatAgent to ResponsesAgent calls: see docs/migrate.md.

``responses-protocol migrate`` writes these calls. An agent that has them says, item by item, what
it said before behind ``ChatAgentAdapter``. Whoever rewrites the agent further needs them no more.
The classes of ChatAgent are MLflow's own, under one name that stays.
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

from responses_protocol.integrations.mlflow import exchange
from responses_protocol.integrations.mlflow.calling import as_elements
from responses_protocol.integrations.mlflow.views import as_chat_agent

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
    return exchange.messages_of(request, exchange.FOR_AGENTS)


def response_of(answer: Any = None, /, **members: Any) -> ResponsesAgentResponse:
    """Return the answer of a ChatAgent, or what one is made of, as that of a ResponsesAgent.

    Raises what MLflow's ``ChatAgentResponse`` raises for its members, ConversionError for an answer
    that is none.
    """
    return exchange.response_of(ChatAgentResponse(**members) if members else answer)


def new_response_of(
    request: ResponsesAgentRequest, answer: Any = None, /, **members: Any
) -> ResponsesAgentResponse:
    """Return an answer as ``response_of`` does, without the input where it begins with that.

    The state of a graph has the whole history; what a ResponsesAgent answers is what is new.
    """
    whole = ChatAgentResponse(**members) if members else answer
    return exchange.response_of(whole, messages_of(request))


class StreamedAnswer:
    """The events for the chunks of one answer; ``close`` has the last ones.

    Deltas come as they are fed, and what they make up when the next message begins.
    """

    def __init__(self) -> None:
        self._streamed = exchange.AgentStream()

    def chunk(self, chunk: Any = None, /, **members: Any) -> Iterator[ResponsesAgentStreamEvent]:
        """Return the events for a chunk, or for what one is made of.

        Raises what MLflow's ``ChatAgentChunk`` raises for its members, ConversionError for what is
        no chunk.
        """
        return self._streamed.feed(ChatAgentChunk(**members) if members else chunk)

    def chunks(self, chunks: Iterable[Any]) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the events for several chunks."""
        for one in chunks:
            yield from self._streamed.feed(one)

    def close(self) -> Iterator[ResponsesAgentStreamEvent]:
        """Return the events that end the answer."""
        return self._streamed.close()


def events_of(chunks: Iterable[Any]) -> Generator[ResponsesAgentStreamEvent, None, None]:
    """Yield the events for a whole answer: its chunks, or the one response that it is."""
    answer = StreamedAnswer()
    yield from answer.chunks(as_elements(chunks))
    yield from answer.close()
