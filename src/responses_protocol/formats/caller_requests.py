"""From a request to what its answer is read by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from responses_protocol.errors import ConversionError
from responses_protocol.formats.body_layouts import BodyLayout
from responses_protocol.formats.chat_completions.request import FUNCTIONS
from responses_protocol.formats.list_locations import Resolve
from responses_protocol.formats.options import Options
from responses_protocol.formats.repeated_members import repeated_members
from responses_protocol.formats.request_context import RequestContext
from responses_protocol.formats.requests import LEADING
from responses_protocol.formats.tool_names import ToolNames
from responses_protocol.jsontext import digest
from responses_protocol.values import Json


def request_context(
    request: Json,
    dialect: str,
    options: Options,
    layout: BodyLayout,
    *,
    id_seed: str | None = None,
    sent: Json = None,
    resolve: Resolve | None = None,
) -> RequestContext:
    """Return what the answer to a request of this dialect is read by.

    ``request`` may be None, where only a seed is known. The seed of ids is the digest of the whole
    request, which has all the conversation in it, so that two answers of one conversation have none
    in common; and of ``id_seed``, where there is one. ``layout`` is that of such requests, and
    ``sent`` the request that the server gets and repeats in its answer, if that is known.

    Raises ConversionError where the request has no readable shape, and TypeError where it holds
    what is no JSON.
    """
    if request is None:
        return RequestContext(dialect, seed="" if id_seed is None else digest(id_seed))
    if not isinstance(request, dict):
        raise ConversionError("a request must be an object")
    lists, _ = layout.take(request, options, resolve)
    stream = request.get("stream_options")
    own = digest(request)  # also where it is not used: what is no JSON is told in any case
    return RequestContext(
        dialect,
        names=ToolNames() if layout.names is None else layout.names(lists, options),
        seed=own if id_seed is None else digest([id_seed, own]),
        used_ids=frozenset(_ids(lists["history"].values)),
        repeated=None if sent is None else repeated_members(sent),
        wants_usage=isinstance(stream, dict) and stream.get("include_usage") is True,
        legacy=lists["tools"].form == FUNCTIONS,
    )


def without_history(request: dict[str, Json]) -> dict[str, Json]:
    """Return a Chat request with no more of its messages than may stand for instructions."""
    messages = request.get("messages")
    if not isinstance(messages, list):
        return request
    return {**request, "messages": list(takewhile(_leads, messages))}


def _leads(message: Json) -> bool:
    return isinstance(message, dict) and message.get("role") in LEADING


def _ids(history: Iterable[Json]) -> Iterator[str]:
    """Yield the ids of the items and calls, or of the messages and calls, of a history."""
    for one in history:
        if isinstance(one, dict):
            calls = one.get("tool_calls")
            found = [one.get("id"), one.get("call_id")]
            for call in calls if isinstance(calls, list) else ():
                if isinstance(call, dict):
                    found.append(call.get("id"))
            yield from (own for own in found if isinstance(own, str))
