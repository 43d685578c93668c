"""Views: the parts of a payload that rules look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from responses_protocol.checks.rule import Settings, View
from responses_protocol.checks.structure import is_readable, make_readable
from responses_protocol.checks.subjects import Subject
from responses_protocol.values import Json

VIEWS: dict[str, str] = {
    "responses_history": "the items of a request's input, or of a history",
    "responses_request": "a whole Responses request",
    "responses_response": "a whole Responses answer",
    "chat_history": "the messages of a Chat request, or of a history",
    "chat_request": "a whole Chat request",
    "chat_response": "a whole Chat answer",
    "chat_agent_history": "the messages of a ChatAgent request or of a history",
    "chat_agent_request": "a whole ChatAgent request",
    "chat_agent_response": "a whole ChatAgent answer",
    "chat_agent_chunks": "the chunks of a ChatAgent's stream, in order",
    "responses_tools": "the tools of a Responses request, or a list of such tools",
    "chat_tools": "the tools of a Chat request, or a list of such tools",
    "responses_agent_request": "a whole ResponsesAgent request",
    "responses_agent_response": "a whole ResponsesAgent answer",
    "events": "the events of a Responses stream, in order",
    "chunks": "the chunks of a Chat stream, in order",
}


def locate_views(payload: Json, subject: Subject, settings: Settings) -> tuple[View, ...]:
    """Return the views of a payload of a subject; none where no rule reads it."""
    locate = _LOCATORS.get(subject.name)
    return () if locate is None else tuple(locate(payload, settings))


def locate_readable_views(
    payload: Json, subject: Subject, settings: Settings
) -> tuple[tuple[View, ...], frozenset[str]]:
    """Return the views of a payload that may be damaged, as far as it is readable.

    Returns:
        The views, and the pointers of damaged elements that they hold replacements for. Of a
        request that lacks its damaged members, only the views of lists.
    """
    if is_readable(payload, subject):
        return locate_views(payload, subject, settings), frozenset()
    readable = make_readable(payload, subject)
    if readable is None:
        return (), frozenset()
    views = locate_views(readable.payload, subject, settings)
    if not readable.is_complete:
        views = tuple(view for view in views if view.pointer)
    return views, readable.replaced


_Locator = Callable[[Json, Settings], Iterator[View]]


def _payload_view(about: str, place: str = "") -> _Locator:
    """Return a function that yields the payload itself as a view."""

    def locate(payload: Json, settings: Settings) -> Iterator[View]:
        yield View(about, payload, "", place, settings)

    return locate


def _request_views(about: str, history: str, member: str, tools: str | None) -> _Locator:
    """Return a function that yields a request, its history and its tools as views."""
    lists = ((history, member), *([(tools, "tools")] if tools else []))

    def locate(payload: Json, settings: Settings) -> Iterator[View]:
        yield View(about, payload, "", "", settings)
        if not isinstance(payload, dict):
            return
        for list_about, name in lists:
            if isinstance(payload.get(name), list):
                yield View(list_about, payload[name], f"/{name}", name, settings, payload)

    return locate


def _for_mlflow(locator: _Locator) -> _Locator:
    """Return a locator of views whose target is MLflow: no other endpoint has such payloads."""

    def locate(payload: Json, settings: Settings) -> Iterator[View]:
        yield from locator(payload, replace(settings, target="mlflow"))

    return locate


_LOCATORS: dict[str, _Locator] = {
    "responses/history": _payload_view("responses_history", "input"),
    "responses/tools": _payload_view("responses_tools", "tools"),
    "responses/request": _request_views(
        "responses_request", "responses_history", "input", "responses_tools"
    ),
    "responses/response": _payload_view("responses_response"),
    "responses/events": _payload_view("events", "events"),
    "chat_completions/history": _payload_view("chat_history", "messages"),
    "chat_completions/tools": _payload_view("chat_tools", "tools"),
    "chat_completions/request": _request_views(
        "chat_request", "chat_history", "messages", "chat_tools"
    ),
    "chat_completions/response": _payload_view("chat_response"),
    "chat_completions/chunks": _payload_view("chunks", "chunks"),
    "chat_agent/history": _payload_view("chat_agent_history", "messages"),
    "chat_agent/request": _request_views(
        "chat_agent_request", "chat_agent_history", "messages", None
    ),
    "chat_agent/response": _payload_view("chat_agent_response"),
    "chat_agent/chunks": _payload_view("chat_agent_chunks", "chunks"),
    "responses_agent/request": _for_mlflow(
        _request_views("responses_agent_request", "responses_history", "input", "responses_tools")
    ),
    "responses_agent/response": _for_mlflow(_payload_view("responses_agent_response")),
}
