"""A ResponsesAgent served as a ChatAgent, for callers that know nothing else yet."""

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

from responses_protocol.agents.agent_chunks import EventsToAgentChunks, join_agent_chunks
from responses_protocol.agents.history import as_items, to_plain_json
from responses_protocol.errors import ConversionError
from responses_protocol.integrations.mlflow.calling import begin_stream, instance
from responses_protocol.integrations.mlflow.originals import answer_in, request_of
from responses_protocol.lens.conversion import convert
from responses_protocol.values import Json

Object = dict[str, Json]


class ResponsesAgentAdapter(ChatAgent):
    """Wraps a ResponsesAgent, or a class of them, to be logged, served and called as a ChatAgent.

    Citations, reasoning and hosted calls, which a ChatAgent can't say, are left out.
    """

    def __init__(self, agent: ResponsesAgent | type[ResponsesAgent]) -> None:
        self.agent = instance(agent)

    def load_context(self, context: Any) -> None:
        """Pass the context of the logged model on to the agent."""
        self.agent.load_context(context)

    def predict(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: dict[str, Any] | None = None,
    ) -> ChatAgentResponse:
        """Return what the agent answers; raise AnswerError where that is a failure.

        Raises ConversionError where it is no answer.
        """
        request = request_for(messages, context, custom_inputs)
        answer = self.agent.predict(request)
        carried = answer_in(answer)
        if carried is not None:
            told: ChatAgentResponse = carried
            return told
        chunks = EventsToAgentChunks(_called(request))
        made = chunks.feed_response(_object(answer))
        return ChatAgentResponse(**join_agent_chunks([*made, *chunks.close()]))

    def predict_stream(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: dict[str, Any] | None = None,
    ) -> Generator[ChatAgentChunk, None, None]:
        """Yield what the agent streams, or, if it does not stream, what it answers.

        The last chunk has the finish reason, usage and custom outputs.
        """
        request = request_for(messages, context, custom_inputs)
        chunks = EventsToAgentChunks(_called(request))
        stream = begin_stream(lambda: self.agent.predict_stream(request))
        for chunk in (
            _fed(chunks, stream)
            if stream is not None
            else chunks.feed_response(_object(self.agent.predict(request)))
        ):
            yield ChatAgentChunk(**chunk)
        for chunk in chunks.close():
            yield ChatAgentChunk(**chunk)


def _fed(chunks: EventsToAgentChunks, stream: Iterable[Any]) -> Iterator[Object]:
    for one in stream:
        made = _object(one)
        # some yield their whole answer
        yield from chunks.feed(made) if "type" in made else chunks.feed_response(made)


def _object(value: Any) -> Object:
    made = to_plain_json(value)
    if not isinstance(made, dict):
        raise ConversionError("this is no event and no answer of a ResponsesAgent")
    return made


def request_for(messages: Any, context: Any, custom_inputs: Any) -> ResponsesAgentRequest:
    """Return the request of a ResponsesAgent for what a ChatAgent is called with."""
    listed = [to_plain_json(message) for message in messages]
    items = convert(listed, "responses", source="chat_agent", kind="history").value
    valid = ResponsesAgentRequest(input=items)
    return request_of(messages, input=valid.input, context=context, custom_inputs=custom_inputs)


def _called(request: ResponsesAgentRequest) -> dict[str, str]:
    """Return the names of the functions that were called so far, by the id of the call."""
    return {
        item["call_id"]: item["name"]
        for item in as_items(request.input)
        if item.get("type") == "function_call"
    }
