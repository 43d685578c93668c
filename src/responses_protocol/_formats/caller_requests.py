"""The context that the translation of an answer gets from its request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from responses_protocol._formats.body_layouts import BodyLayout
from responses_protocol._formats.chat_completions.request import FUNCTIONS
from responses_protocol._formats.list_locations import Resolve
from responses_protocol._formats.options import Options
from responses_protocol._formats.repeated_members import find_repeated_members
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._formats.requests import LEADING
from responses_protocol._formats.tool_names import ToolNames
from responses_protocol._jsontext import digest
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError


def make_request_context(
    request: Json,
    dialect: str,
    options: Options,
    layout: BodyLayout,
    *,
    id_seed: str | None = None,
    sent: Json = None,
    resolve: Resolve | None = None,
) -> RequestContext:
    """Return the context for the answer to a request.

    The seed of ids is the digest of the whole request, which contains the conversation, so that the
    answers of one conversation have different ids.

    request
        The request, or None if only a seed is known.
    dialect
        The dialect of the request.
    layout
        The layout of requests of the dialect.
    id_seed
        A text that the seed of ids depends on as well.
    sent
        The request that the server got, if it is known; its answer repeats members of this request.
    resolve
        The caller's resolver of stored items.

    Raises ConversionError where the request can't be read, and TypeError where it contains
    something that is not JSON.
    """
    if request is None:
        return RequestContext(dialect, seed="" if id_seed is None else digest(id_seed))
    if not isinstance(request, dict):
        raise ConversionError("a request must be an object")
    lists, _ = layout.take(request, options, resolve)
    stream = request.get("stream_options")
    request_digest = digest(request)  # it raises TypeError in any case
    return RequestContext(
        dialect,
        names=ToolNames() if layout.names is None else layout.names(lists, options),
        seed=request_digest if id_seed is None else digest([id_seed, request_digest]),
        used_ids=frozenset(_find_ids(lists["history"].values)),
        repeated=None if sent is None else find_repeated_members(sent),
        wants_usage=isinstance(stream, dict) and stream.get("include_usage") is True,
        legacy=lists["tools"].form == FUNCTIONS,
    )


def remove_history(request: dict[str, Json]) -> dict[str, Json]:
    """Return a Chat request with only the leading messages, which may be instructions."""
    messages = request.get("messages")
    if not isinstance(messages, list):
        return request
    return {**request, "messages": list(takewhile(_has_leading_role, messages))}


def _has_leading_role(message: Json) -> bool:
    return isinstance(message, dict) and message.get("role") in LEADING


def _find_ids(history: Iterable[Json]) -> Iterator[str]:
    """Yield the ids of the items, messages and calls of a history."""
    for value in history:
        if isinstance(value, dict):
            calls = value.get("tool_calls")
            ids = [value.get("id"), value.get("call_id")]
            for call in calls if isinstance(calls, list) else ():
                if isinstance(call, dict):
                    ids.append(call.get("id"))
            yield from (value_id for value_id in ids if isinstance(value_id, str))
