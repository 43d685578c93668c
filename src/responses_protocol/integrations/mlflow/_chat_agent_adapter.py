"""Serve a ChatAgent as a ResponsesAgent, without a change to it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from mlflow.pyfunc import ChatAgent, ResponsesAgent
from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)

from responses_protocol._formats.options import Options
from responses_protocol._lens.conversion import as_options
from responses_protocol.integrations.mlflow._calling import begin_stream, call_method, make_instance
from responses_protocol.integrations.mlflow._exchange import (
    FOR_AGENTS,
    AgentStream,
    messages_of,
    response_of,
)


class ChatAgentAdapter(ResponsesAgent):
    """Wraps a ChatAgent, or a class of them, to be logged, served and called as a ResponsesAgent.

    The agent gets the messages, context and custom inputs that it got before. Its answers become
    items; the texts of a stream become deltas. ``options`` are those of ``convert``, by which the
    history is translated for the agent. Attachments, which other APIs do not have, become a member
    ``attachments`` of their item.
    """

    def __init__(
        self, agent: ChatAgent | type[ChatAgent], options: Options | str | None = None
    ) -> None:
        self.agent: ChatAgent = make_instance(agent)
        self.options: Options = FOR_AGENTS if options is None else as_options(options)

    def load_context(self, context: Any) -> None:
        """Pass the context of the logged model on to the agent."""
        self.agent.load_context(context)

    def predict(self, request: ResponsesAgentRequest) -> ResponsesAgentResponse:
        """Return the answer of the agent; raise ConversionError if it is not an answer."""
        return response_of(call_method(self.agent.predict, self._values(request)))

    def predict_stream(
        self, request: ResponsesAgentRequest
    ) -> Generator[ResponsesAgentStreamEvent, None, None]:
        """Yield the events of the agent's chunks, or, if it does not stream, those of its answer.

        The last event contains the whole answer, with usage and custom outputs.
        """
        values = self._values(request)
        stream = begin_stream(lambda: call_method(self.agent.predict_stream, values))
        if stream is None:
            stream = iter([call_method(self.agent.predict, values)])
        streamed = AgentStream()
        for chunk in stream:
            yield from streamed.feed(chunk)
        yield from streamed.close()

    def _values(self, request: ResponsesAgentRequest) -> dict[str, Any]:
        """Return the arguments of the agent."""
        return {
            "messages": messages_of(request, self.options),
            "context": request.context,
            "custom_inputs": request.custom_inputs,
        }
