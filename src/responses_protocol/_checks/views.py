"""Views: the parts of a payload that rules look at."""

from __future__ import annotations

from dataclasses import replace

from responses_protocol._checks.rule import Settings, View
from responses_protocol._checks.structure import is_readable, make_readable
from responses_protocol._checks.subjects import Subject
from responses_protocol._values import Json

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
    if subject.view is None:
        return ()
    if subject.target is not None:  # only this server has such payloads
        settings = replace(settings, target=subject.target)
    views = [View(subject.view, payload, "", subject.place, settings)]
    for name, member in subject.lists:
        if isinstance(payload, dict) and isinstance(payload.get(member), list):
            views.append(View(name, payload[member], f"/{member}", member, settings, payload))
    return tuple(views)


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
