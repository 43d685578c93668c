"""The parts of a payload that rules look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from responses_protocol.checks.rule import Settings, View
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


def views(payload: Json, subject: Subject, settings: Settings) -> Iterator[View]:
    """Yield the parts that rules look at in a payload of this subject, whose structure is right."""
    if subject.view is None:
        return
    if subject.target is not None:
        settings = replace(settings, target=subject.target)
    yield View(subject.view, payload, "", subject.place, settings)
    for view, member in subject.lists:
        if isinstance(payload, dict) and isinstance(payload.get(member), list):
            yield View(view, payload[member], f"/{member}", member, settings, payload)
