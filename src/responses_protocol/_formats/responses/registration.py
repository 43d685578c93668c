"""The Responses API, as the registry knows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from responses_protocol._formats.dialect import (
    AnswerRequests,
    DialectRegistration,
    StreamTranslation,
    StringHistory,
)
from responses_protocol._formats.options import Options
from responses_protocol._formats.subjects import Subject
from responses_protocol._values import Json

if TYPE_CHECKING:
    from responses_protocol._formats.list_locations import Resolve
    from responses_protocol._formats.request_context import RequestContext
    from responses_protocol._streams.chunks_to_events import ChunksToEvents
    from responses_protocol._testing.turns import Turn

NAME = "responses"


def _message_of(text: str) -> Json:
    return {"type": "message", "role": "user", "content": text}


def _text_of(message: Json) -> str | None:
    if not isinstance(message, dict) or message.get("role") != "user":
        return None
    content = message.get("content")
    return content if isinstance(content, str) else None


def _always(options: Options) -> bool:
    return True


def _resolve(values: list[Json], resolve: Resolve) -> tuple[list[Json], list[int], dict[str, str]]:
    from responses_protocol._formats.server_state import resolve_references

    return resolve_references(values, resolve)


def _stream_translator(
    options: Options | str | None,
    include_usage: bool,
    head: Iterable[Json],
    request: Json | RequestContext,
    id_seed: str | None,
) -> ChunksToEvents:
    from responses_protocol._streams.chunks_to_events import ChunksToEvents

    if list(head):
        raise ValueError("only a stream of Responses events can be resumed")
    return ChunksToEvents(options, request=request, id_seed=id_seed)


def _turns() -> tuple[Turn, ...]:
    from responses_protocol._testing.responses_turns import TURNS

    return TURNS


_LISTS = (("responses_history", "input"), ("responses_tools", "tools"))
RESPONSES = DialectRegistration(
    name=NAME,
    label="Responses",
    writes_ids=_always,
    string_history=StringHistory(_message_of, _text_of),
    resolve=_resolve,
    answers=AnswerRequests("chat_completions"),
    history="input",
    endpoint="/responses",
    subjects=(
        Subject(NAME, "history", "Item", True, "input", "responses_history"),
        Subject(NAME, "request", "Request", view="responses_request", lists=_LISTS),
        Subject(NAME, "response", "Response", view="responses_response"),
        Subject(NAME, "compaction", "CompactedResponse"),
        Subject(NAME, "tools", "Tool", True, "tools", "responses_tools"),
        Subject(NAME, "events", "Event", True, "events", "events"),
        # MLflow has members of its own in these, and its rules hold for them
        Subject(
            "responses_agent",
            "request",
            "ResponsesAgentRequest",
            view="responses_agent_request",
            lists=_LISTS,
            target="mlflow",
        ),
        Subject(
            "responses_agent",
            "response",
            "ResponsesAgentResponse",
            view="responses_agent_response",
            target="mlflow",
        ),
        # single elements, and answers in place of one
        Subject(NAME, "item", "Item"),
        Subject(NAME, "tool", "Tool"),
        Subject(NAME, "event", "Event"),
        Subject(NAME, "list", "ItemList"),
        Subject(NAME, "frame", "ClientEvent"),
        Subject(NAME, "error", "ErrorBody"),
    ),
    stream=StreamTranslation(_stream_translator, "/choices"),
    turns=_turns,
)
