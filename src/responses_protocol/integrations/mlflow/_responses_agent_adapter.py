"""Serve a ResponsesAgent as a ChatAgent, for callers that have not been migrated yet."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from mlflow.pyfunc import ChatAgent, ResponsesAgent
from mlflow.types.agent import (
    ChatAgentChunk,
    ChatAgentMessage,
    ChatAgentResponse,
    ChatContext,
)
from mlflow.types.responses import ResponsesAgentRequest

from responses_protocol._agents.agent_chunks import EventsToAgentChunks, join_agent_chunks
from responses_protocol._agents.history import as_items, to_plain_json
from responses_protocol._lens.conversion import convert
from responses_protocol._values import Object
from responses_protocol.errors import ConversionError
from responses_protocol.integrations.mlflow._calling import begin_stream, make_instance
from responses_protocol.integrations.mlflow._originals import get_answer, make_request


class ResponsesAgentAdapter(ChatAgent):
    """Wraps a ResponsesAgent, or a class of them, to be logged, served and called as a ChatAgent.

    Citations, reasoning and hosted calls, which a ChatAgent can't return, are left out.
    """

    def __init__(self, agent: ResponsesAgent | type[ResponsesAgent]) -> None:
        self.agent: ResponsesAgent = make_instance(agent)

    def load_context(self, context: Any) -> None:
        """Pass the context of the logged model on to the agent."""
        self.agent.load_context(context)

    def predict(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: dict[str, Any] | None = None,
    ) -> ChatAgentResponse:
        """Return the answer of the agent.

        Raises AnswerError for a failed answer, ConversionError for a value that is not an answer.
        """
        request = make_request_for(messages, context, custom_inputs)
        answer = self.agent.predict(request)
        carried = get_answer(answer)
        if carried is not None:
            response: ChatAgentResponse = carried
            return response
        chunks = EventsToAgentChunks(_name_called_functions(request))
        agent_chunks = chunks.feed_response(_to_object(answer))
        return ChatAgentResponse(**join_agent_chunks([*agent_chunks, *chunks.close()]))

    def predict_stream(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: dict[str, Any] | None = None,
    ) -> Generator[ChatAgentChunk, None, None]:
        """Yield the chunks of the agent, or, if it does not stream, those of its answer.

        The last chunk has the finish reason, usage and custom outputs.
        """
        request = make_request_for(messages, context, custom_inputs)
        chunks = EventsToAgentChunks(_name_called_functions(request))
        stream = begin_stream(lambda: self.agent.predict_stream(request))
        for chunk in (
            _feed_all(chunks, stream)
            if stream is not None
            else chunks.feed_response(_to_object(self.agent.predict(request)))
        ):
            yield ChatAgentChunk(**chunk)
        for chunk in chunks.close():
            yield ChatAgentChunk(**chunk)


def _feed_all(chunks: EventsToAgentChunks, stream: Iterable[Any]) -> Iterator[Object]:
    for element in stream:
        members = _to_object(element)
        # some agents yield their whole answer
        is_event = "type" in members
        yield from chunks.feed(members) if is_event else chunks.feed_response(members)


def _to_object(value: Any) -> Object:
    members = to_plain_json(value)
    if not isinstance(members, dict):
        raise ConversionError("this is neither an event nor an answer of a ResponsesAgent")
    return members


def make_request_for(messages: Any, context: Any, custom_inputs: Any) -> ResponsesAgentRequest:
    """Return the request of a ResponsesAgent for the arguments of a ChatAgent."""
    dicts = [to_plain_json(message) for message in messages]
    items = convert(dicts, "responses", source="chat_agent", kind="history").value
    valid = ResponsesAgentRequest(input=items)
    return make_request(messages, input=valid.input, context=context, custom_inputs=custom_inputs)


def _name_called_functions(request: ResponsesAgentRequest) -> dict[str, str]:
    """Return the names of the functions that the history calls, by the id of the call."""
    return {
        item["call_id"]: item["name"]
        for item in as_items(request.input)
        if item.get("type") == "function_call"
    }
