"""Carry the ChatAgent messages of a request or an answer beside the items made from them.

A migrated agent makes items of the answers that its code still gives. Callers that still read
ChatAgent answers get these as they are, and not as translated back from items. The messages stay in
the process: dumps do not include them.
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


def make_request(messages: Any, **members: Any) -> Request:
    """Return a request that carries messages, with the given context and inputs."""
    request: Request = Request.model_construct(**members)
    request._messages = messages
    return request


def make_response(answer: Any, members: dict[str, Any]) -> ResponsesAgentResponse:
    """Return a response that carries an answer, if the answer is a ChatAgent's."""
    if not is_carried(answer):
        return ResponsesAgentResponse(**members)
    response = Response(**members)
    response._answer = answer
    return response


def is_carried(value: Any) -> bool:
    """Return whether a value is a ChatAgent's, or a response that carries a ChatAgent's answer."""
    if isinstance(value, Response):
        return True
    names = value if isinstance(value, dict) else getattr(value, "model_fields_set", ())
    return not ("type" in names or "output" in names)


def make_event(chunks: Iterable[Any], members: dict[str, Any]) -> Event:
    """Return an event that carries chunks."""
    event = Event(**members)
    event._chunks = tuple(chunks)
    return event


def get_messages(request: Any) -> Any:
    """Return the messages that a request carries, None without any."""
    return request._messages if isinstance(request, Request) else None


def get_answer(response: Any) -> Any:
    """Return the answer that a response carries, None without one."""
    return response._answer if isinstance(response, Response) else None


def get_chunks(event: Any) -> Iterator[Any] | None:
    """Return the chunks that an event carries, None if it can't carry any."""
    return iter(event._chunks) if isinstance(event, Event) else None
