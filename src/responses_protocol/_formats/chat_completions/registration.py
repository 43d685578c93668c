"""Chat Completions, as the registry knows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from responses_protocol._formats.chat_completions import fast_path_texts, history
from responses_protocol._formats.dialect import (
    AnswerRequests,
    DialectRegistration,
    StreamTranslation,
)
from responses_protocol._formats.options import Options
from responses_protocol._formats.subjects import Subject
from responses_protocol._formats.translations import Side, TranslationPair, Translator, late
from responses_protocol._values import Json

if TYPE_CHECKING:
    from responses_protocol._formats.bodies import BodyPair
    from responses_protocol._formats.request_context import RequestContext
    from responses_protocol._streams.events_to_chunks import EventsToChunks
    from responses_protocol._testing.turns import Turn

NAME = "chat_completions"
HUB = "responses"


def _tools_from_responses() -> Translator:
    from responses_protocol._formats.chat_completions.tools import from_responses

    return from_responses


def _tools_to_responses() -> Translator:
    from responses_protocol._formats.chat_completions.tools import to_responses

    return to_responses


def _choice_from_responses() -> Translator:
    from responses_protocol._formats.chat_completions.tool_choice import from_responses

    return from_responses


def _choice_to_responses() -> Translator:
    from responses_protocol._formats.chat_completions.tool_choice import to_responses

    return to_responses


def _item_side() -> Side:
    from responses_protocol._formats.chat_completions.sides import ITEM_SIDE

    return ITEM_SIDE


def _message_side() -> Side:
    from responses_protocol._formats.chat_completions.sides import MESSAGE_SIDE

    return MESSAGE_SIDE


def _tool_side() -> Side:
    from responses_protocol._formats.chat_completions.sides import TOOL_SIDE

    return TOOL_SIDE


def _choice_side() -> Side:
    from responses_protocol._formats.chat_completions.sides import CHOICE_SIDE

    return CHOICE_SIDE


def _requests() -> BodyPair:
    from responses_protocol._formats.chat_completions.bodies import REQUESTS

    return REQUESTS


def _answers() -> BodyPair:
    from responses_protocol._formats.chat_completions.bodies import ANSWERS

    return ANSWERS


def _without_history(request: dict[str, Json]) -> dict[str, Json]:
    from responses_protocol._formats.caller_requests import remove_history

    return remove_history(request)


def _keeps_ids(options: Options) -> bool:
    return options.message_ids == "keep"


def _stream_translator(
    options: Options | str | None,
    include_usage: bool,
    head: Iterable[Json],
    request: Json | RequestContext,
    id_seed: str | None,
) -> EventsToChunks:
    from responses_protocol._streams.events_to_chunks import EventsToChunks

    return EventsToChunks(
        options, include_usage=include_usage, head=head, request=request, id_seed=id_seed
    )


def _turns() -> tuple[Turn, ...]:
    from responses_protocol._testing.chat_turns import TURNS

    return TURNS


CHAT = DialectRegistration(
    name=NAME,
    label="Chat",
    pairs={
        ("history", HUB): TranslationPair(
            history.from_responses,
            history.to_responses,
            _item_side,
            _message_side,
            (fast_path_texts.locate_in_messages, fast_path_texts.locate_in_items),
        ),
        ("tools", HUB): TranslationPair(
            late(_tools_from_responses), late(_tools_to_responses), _tool_side, _tool_side
        ),
        ("tool_choice", HUB): TranslationPair(
            late(_choice_from_responses), late(_choice_to_responses), _choice_side, _choice_side
        ),
    },
    bodies={("request", HUB): _requests, ("response", HUB): _answers},
    writes_ids=_keeps_ids,
    answers=AnswerRequests(HUB, _without_history),
    history="messages",
    endpoint="/chat/completions",
    subjects=(
        Subject(NAME, "history", "Message", True, "messages", "chat_history"),
        Subject(
            NAME,
            "request",
            "Request",
            view="chat_request",
            lists=(("chat_history", "messages"), ("chat_tools", "tools")),
        ),
        Subject(NAME, "response", "Response", view="chat_response"),
        Subject(NAME, "tools", "Tool", True, "tools", "chat_tools"),
        Subject(NAME, "chunks", "Chunk", True, "chunks", "chunks"),
        # single elements
        Subject(NAME, "message", "Message"),
        Subject(NAME, "tool", "Tool"),
        Subject(NAME, "chunk", "Chunk"),
    ),
    stream=StreamTranslation(_stream_translator, "/output", has_done=True),
    turns=_turns,
)
