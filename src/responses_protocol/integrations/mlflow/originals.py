"""What an agent is asked and answers in the words of ChatAgent, carried beside what is made of it.

A migrated agent makes items of the answers that its code still gives. Callers that go on reading
those answers get them as they are, and not as they can be read back from items. What is carried
stays in the process: it is in no dump.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)


class Request(ResponsesAgentRequest):
    """A request with the messages that its input is made of."""

    _messages: Any = None


class Response(ResponsesAgentResponse):
    """A response with the answer that its output is made of."""

    _answer: Any = None


class Event(ResponsesAgentStreamEvent):
    """An event with the chunks that were fed since the event before."""

    _chunks: tuple[Any, ...] = ()


def request_of(messages: Any, **members: Any) -> Request:
    """Return a request that carries messages; context and inputs are what they are."""
    made: Request = Request.model_construct(**members)
    made._messages = messages
    return made


def response_with(answer: Any, members: dict[str, Any]) -> ResponsesAgentResponse:
    """Return a response that carries an answer, if that is a ChatAgent's."""
    if not is_carried(answer):
        return ResponsesAgentResponse(**members)
    made = Response(**members)
    made._answer = answer
    return made


def is_carried(value: Any) -> bool:
    """Tell whether a value is none of the Responses API, but for an answer that carries one."""
    if isinstance(value, Response):
        return True
    found = value if isinstance(value, dict) else getattr(value, "model_fields_set", ())
    return not ("type" in found or "output" in found)


def event_with(chunks: Iterable[Any], members: dict[str, Any]) -> Event:
    """Return an event that carries chunks."""
    made = Event(**members)
    made._chunks = tuple(chunks)
    return made


def messages_in(request: Any) -> Any:
    """Return the messages that a request carries, None if it carries none."""
    return request._messages if isinstance(request, Request) else None


def answer_in(response: Any) -> Any:
    """Return the answer that a response carries, None if it carries none."""
    return response._answer if isinstance(response, Response) else None


def chunks_in(event: Any) -> Iterator[Any] | None:
    """Return the chunks that an event carries, None if it can't carry any."""
    return iter(event._chunks) if isinstance(event, Event) else None
