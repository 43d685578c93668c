"""What code written for a ChatAgent is asked, and what its answers become on a ResponsesAgent."""

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

from responses_protocol.agents.history import FOR_MODELS, as_items
from responses_protocol.agents.output import Output
from responses_protocol.formats.options import Options
from responses_protocol.integrations.mlflow import dumps, limits, media, originals
from responses_protocol.integrations.mlflow.repeated import without_history
from responses_protocol.lens.conversion import convert
from responses_protocol.values import Json

dumps.restore()
Object = dict[str, Json]
# agents dump their messages without nulls, and LangChain, for one, asks each for content
FOR_AGENTS = replace(FOR_MODELS, tool_only_content="empty")


def messages_of(request: ResponsesAgentRequest, options: Options) -> list[ChatAgentMessage]:
    """Return the input of a request as messages; raise ConversionError where it can't be read.

    Images and files are attachments of their message; of what else is lost, a warning is given.
    """
    carried = originals.messages_in(request)
    if carried is not None:
        told: list[ChatAgentMessage] = carried
        return told
    items = as_items(request.input)
    made = convert(items, "chat_agent", source="responses", kind="history", options=options)
    messages, attached = media.attach(made.value, items)
    media.warn(made.losses, attached)
    return [ChatAgentMessage(**message) for message in messages]


def response_of(answer: Any, history: Iterable[Any] = ()) -> ResponsesAgentResponse:
    """Return what an agent answers; raise ConversionError where that is no answer.

    Where its messages begin with all of ``history``, they are not in the output.
    """
    output = Output(attachments=True)
    output.feed(without_history(answer, history))
    output.close()
    return originals.response_with(answer, _answer(output))


class AgentStream:
    """The events for what an agent streams: ``feed`` every chunk, then ``close``."""

    def __init__(self) -> None:
        self._output = Output(attachments=True)
        self._chunks: list[Any] = []  # that no event carries yet

    def feed(self, chunk: Any) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the events for a chunk; raise ConversionError for what is none."""
        made = self._output.feed(chunk)
        if not originals.is_carried(chunk):
            return _plain(made)
        self._chunks.append(chunk)
        return self._events(made)

    def close(self) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the last events; the last one has the whole answer."""
        yield from self._events(self._output.close())
        answer = _answer(self._output)
        kind = f"response.{answer['status']}"
        custom = {name: answer[name] for name in ("custom_outputs",) if name in answer}
        yield self._event({"type": kind, "response": answer, **custom})

    def _events(self, made: list[Object]) -> Iterator[ResponsesAgentStreamEvent]:
        for event in made:
            yield from (self._event(one) for one in limits.events(event))

    def _event(self, members: Object) -> ResponsesAgentStreamEvent:
        """Return an event that carries the chunks that were fed before it."""
        chunks, self._chunks = self._chunks, []
        return originals.event_with(chunks, members)


def _plain(made: list[Object]) -> Iterator[ResponsesAgentStreamEvent]:
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
