"""The parts of a payload that rules look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from responses_protocol.checks.rule import Settings, View
from responses_protocol.checks.subjects import Subject
from responses_protocol.values import Json

Views = Callable[[Json, Settings], Iterator[View]]

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


def views(payload: Json, subject: Subject, settings: Settings) -> Iterator[View]:
    """Yield what rules look at in a payload of this subject, whose structure is right."""
    found = _OF.get(subject.name)
    if found is not None:
        yield from found(payload, settings)


def _list(about: str, place: str) -> Views:
    def found(payload: Json, settings: Settings) -> Iterator[View]:
        yield View(about, payload, "", place, settings)

    return found


def _whole(about: str, history: str, member: str, tools: str | None) -> Views:
    def found(payload: Json, settings: Settings) -> Iterator[View]:
        yield View(about, payload, "", "", settings)
        if not isinstance(payload, dict):
            return
        lists = ((history, member), *([(tools, "tools")] if tools else []))
        for name, one in lists:
            if isinstance(payload.get(one), list):
                yield View(name, payload[one], f"/{one}", one, settings, payload)

    return found


def _of_mlflow(views: Views) -> Views:
    """What only MLflow has is for MLflow, whichever endpoint is asked about."""

    def found(payload: Json, settings: Settings) -> Iterator[View]:
        yield from views(payload, replace(settings, target="mlflow"))

    return found


_OF: dict[str, Views] = {
    "responses/history": _list("responses_history", "input"),
    "responses/tools": _list("responses_tools", "tools"),
    "responses/request": _whole(
        "responses_request", "responses_history", "input", "responses_tools"
    ),
    "chat_completions/history": _list("chat_history", "messages"),
    "chat_completions/tools": _list("chat_tools", "tools"),
    "chat_completions/request": _whole("chat_request", "chat_history", "messages", "chat_tools"),
    "chat_agent/history": _list("chat_agent_history", "messages"),
    "chat_agent/request": _whole("chat_agent_request", "chat_agent_history", "messages", None),
    "chat_agent/chunks": _list("chat_agent_chunks", "chunks"),
    "chat_agent/response": _list("chat_agent_response", ""),
    "responses/response": _list("responses_response", ""),
    "chat_completions/response": _list("chat_response", ""),
    "responses_agent/request": _of_mlflow(
        _whole("responses_agent_request", "responses_history", "input", "responses_tools")
    ),
    "responses_agent/response": _of_mlflow(_list("responses_agent_response", "")),
    "responses/events": _list("events", "events"),
    "chat_completions/chunks": _list("chunks", "chunks"),
}
