"""What code written for a ChatAgent is asked, and what its answers become on a ResponsesAgent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

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
from responses_protocol.lens.conversion import convert
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


def messages_of(request: ResponsesAgentRequest, options: Options) -> list[ChatAgentMessage]:
    """Return the input of a request as messages; raise ConversionError where it can't be read."""
    items = as_items(request.input)
    messages = convert(
        items, "chat_agent", source="responses", kind="history", options=options
    ).value
    return [Message(**message) for message in _with_attachments(messages, items)]


def response_of(answer: Any) -> ResponsesAgentResponse:
    """Return what an agent answers; raise ConversionError where that is no answer."""
    output = Output(attachments=True)
    output.feed(answer)
    output.close()
    return ResponsesAgentResponse(**_answer(output))


class Streamed:
    """The events for what an agent streams: ``feed`` every chunk, then ``close``."""

    def __init__(self) -> None:
        self._output = Output(attachments=True)

    def feed(self, chunk: Any) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the events for a chunk; raise ConversionError for what is none."""
        return _events(self._output.feed(chunk))

    def close(self) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the last events; the last one has the whole answer."""
        yield from _events(self._output.close())
        answer = _answer(self._output)
        kind = f"response.{answer['status']}"
        custom = {name: answer[name] for name in ("custom_outputs",) if name in answer}
        yield ResponsesAgentStreamEvent(type=kind, response=answer, **custom)


def _events(made: list[Object]) -> Iterator[ResponsesAgentStreamEvent]:
    for event in made:
        yield from (ResponsesAgentStreamEvent(**one) for one in limits.events(event))


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
