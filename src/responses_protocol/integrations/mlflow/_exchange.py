"""Requests and answers between code for a ChatAgent and a ResponsesAgent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from mlflow.types.agent import ChatAgentMessage
from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)

from responses_protocol._agents.history import MODEL_OPTIONS, as_items
from responses_protocol._agents.output import Output
from responses_protocol._formats.options import Options
from responses_protocol._lens.conversion import convert
from responses_protocol._values import Object
from responses_protocol.integrations.mlflow import _dumps, _limits, _media, _originals
from responses_protocol.integrations.mlflow._repeated import remove_history

_dumps.restore_model_dump_compat()
# agents dump their messages without nulls, and LangChain, for one, asks each for content
FOR_AGENTS = replace(MODEL_OPTIONS, tool_only_content="empty")


def messages_of(request: ResponsesAgentRequest, options: Options) -> list[ChatAgentMessage]:
    """Return the input of a request as messages; raise ConversionError if it can't be read.

    Images and files become attachments of their message; other losses give a warning.
    """
    carried = _originals.get_messages(request)
    if carried is not None:
        messages_carried: list[ChatAgentMessage] = carried
        return messages_carried
    items = as_items(request.input)
    conversion = convert(items, "chat_agent", source="responses", kind="history", options=options)
    messages, attached = _media.attach(conversion.value, items)
    _media.warn(conversion.losses, attached)
    return [ChatAgentMessage(**message) for message in messages]


def response_of(answer: Any, history: Iterable[Any] = ()) -> ResponsesAgentResponse:
    """Return the answer of an agent as a response; raise ConversionError if it is not an answer.

    If its messages begin with all of ``history``, the output does not include these.
    """
    output = Output(attachments=True)
    output.feed(remove_history(answer, history))
    output.close()
    return _originals.make_response(answer, _make_answer(output))


class AgentStream:
    """Makes the events for the chunks of an agent: ``feed`` every chunk, then ``close``."""

    def __init__(self) -> None:
        self._output = Output(attachments=True)
        self._chunks: list[Any] = []  # chunks that no event carries yet

    def feed(self, chunk: Any) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the events for a chunk; raise ConversionError if the value is not a chunk."""
        events = self._output.feed(chunk)
        if not _originals.is_carried(chunk):
            return _make_events(events)
        self._chunks.append(chunk)
        return self._events(events)

    def close(self) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the last events; the last one contains the whole answer."""
        yield from self._events(self._output.close())
        answer = _make_answer(self._output)
        kind = f"response.{answer['status']}"
        custom = {name: answer[name] for name in ("custom_outputs",) if name in answer}
        yield self._event({"type": kind, "response": answer, **custom})

    def _events(self, events: list[Object]) -> Iterator[ResponsesAgentStreamEvent]:
        for event in events:
            yield from (self._event(members) for members in _limits.write_event(event))

    def _event(self, members: Object) -> ResponsesAgentStreamEvent:
        """Return an event that carries the chunks that were fed before it."""
        chunks, self._chunks = self._chunks, []
        return _originals.make_event(chunks, members)


def _make_events(events: list[Object]) -> Iterator[ResponsesAgentStreamEvent]:
    for event in events:
        yield from (ResponsesAgentStreamEvent(**members) for members in _limits.write_event(event))


def _make_answer(output: Output) -> Object:
    """Return the whole answer in the form that MLflow accepts."""
    summary = output.summary
    answer: Object = {
        "object": "response",
        "output": _limits.write_items(output.items),
        "status": summary.status,
    }
    for name in ("incomplete_details", "custom_outputs"):
        if getattr(summary, name) is not None:
            answer[name] = getattr(summary, name)
    usage = _limits.write_usage(summary.usage)
    return answer if usage is None else {**answer, "usage": usage}
