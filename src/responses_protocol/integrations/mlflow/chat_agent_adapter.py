"""A ChatAgent served as a ResponsesAgent, without a change to it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

from mlflow.pyfunc import ChatAgent, ResponsesAgent
from mlflow.types.agent import ChatAgentMessage
from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)

from responses_protocol.agents.history import FOR_MODELS, as_items, dumped
from responses_protocol.agents.output import Output
from responses_protocol.formats.options import Options
from responses_protocol.integrations.mlflow import limits
from responses_protocol.integrations.mlflow.calling import begun, called, instance
from responses_protocol.lens.conversion import chosen_options, convert
from responses_protocol.values import Json

Object = dict[str, Json]
# agents dump their messages without nulls, and LangChain, for one, asks each for content
FOR_AGENTS = replace(FOR_MODELS, tool_only_content="empty")


class Message(ChatAgentMessage):
    """A message as agents of old know it: MLflow 3.6 took the method away that many dump it by."""

    def model_dump_compat(self, **choices: Any) -> dict[str, Any]:
        """Return what ``model_dump`` returns."""
        made: dict[str, Any] = self.model_dump(**choices)
        return made


class ChatAgentAdapter(ResponsesAgent):
    """Wraps a ChatAgent, or a class of them, to be logged, served and called as a ResponsesAgent.

    The agent gets the messages, context and custom inputs that it got before. What it answers comes
    out as items; texts, in a stream, as deltas. ``options`` are those of ``convert``, for the way
    of the history to the agent. Attachments, which no other API has, are a member ``attachments``
    of their item.
    """

    def __init__(
        self, agent: ChatAgent | type[ChatAgent], options: Options | str | None = None
    ) -> None:
        self.agent = instance(agent)
        self.options = FOR_AGENTS if options is None else chosen_options(options)

    def load_context(self, context: Any) -> None:
        """Pass the context of the logged model on to the agent."""
        self.agent.load_context(context)

    def predict(self, request: ResponsesAgentRequest) -> ResponsesAgentResponse:
        """Return what the agent answers; raise ConversionError where that is no answer."""
        output = Output(attachments=True)
        output.feed(called(self.agent.predict, self._values(request)))
        output.close()
        return ResponsesAgentResponse(**_answer(output))

    def predict_stream(
        self, request: ResponsesAgentRequest
    ) -> Generator[ResponsesAgentStreamEvent, None, None]:
        """Yield what the agent streams, or, if it does not stream, what it answers, item by item.

        The last event has the whole answer, with usage and custom outputs.
        """
        values = self._values(request)
        stream = begun(lambda: called(self.agent.predict_stream, values))
        if stream is None:
            stream = iter([called(self.agent.predict, values)])
        output = Output(attachments=True)
        for event in _events(output, stream):
            yield from (ResponsesAgentStreamEvent(**one) for one in limits.events(event))
        answer = _answer(output)
        kind = f"response.{answer['status']}"
        custom = {name: answer[name] for name in ("custom_outputs",) if name in answer}
        yield ResponsesAgentStreamEvent(type=kind, response=answer, **custom)

    def _values(self, request: ResponsesAgentRequest) -> dict[str, Any]:
        """Return what the agent is called with."""
        items = as_items(request.input)
        messages = convert(
            items, "chat_agent", source="responses", kind="history", options=self.options
        ).value
        return {
            "messages": [Message(**message) for message in _with_attachments(messages, items)],
            "context": request.context,
            "custom_inputs": request.custom_inputs,
        }


def _events(output: Output, stream: Iterator[Any]) -> Iterator[Object]:
    for chunk in stream:
        yield from output.feed(chunk)
    yield from output.close()


def _answer(output: Output) -> Object:
    """Return the whole answer, as MLflow takes it."""
    said = output.said
    made: Object = {
        "object": "response",
        "output": limits.items(output.items),
        "status": said.status,
    }
    for name in ("incomplete_details", "custom_outputs"):
        if getattr(said, name) is not None:
            made[name] = getattr(said, name)
    usage = limits.usage(said.usage)
    return made if usage is None else {**made, "usage": usage}


def _with_attachments(messages: list[Object], items: list[Object]) -> list[Object]:
    """Give the results of tools back the attachments that their items have kept."""
    kept = {
        item["call_id"]: dumped(item["attachments"])
        for item in items
        if item.get("type") == "function_call_output" and item.get("attachments")
    }
    return [
        {**message, "attachments": kept[message["tool_call_id"]]}
        if message.get("tool_call_id") in kept
        else message
        for message in messages
    ]
