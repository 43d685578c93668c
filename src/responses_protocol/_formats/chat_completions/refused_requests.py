"""The notices of requests that are translated without a loss, and that the server refuses."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._formats.chat_completions import notices
from responses_protocol._formats.json_mode import is_in_input, is_in_messages
from responses_protocol._formats.options import Options
from responses_protocol._formats.servers import SERVERS
from responses_protocol._values import Json, Object, join_pointer

Named = Iterator[tuple[str, str]]


def find_chat_notices(request: Object, value: Object, options: Options) -> Named:
    """Yield the notices for a Chat server that gets ``value``, with pointers into ``request``."""
    unanswered = notices.find_unanswered_items(_as_list(request, "input"), options, ended=True)
    yield from _add_pointers(unanswered, "input")
    needs_word = (
        _is_json_mode(value.get("response_format"))
        and SERVERS[options.server].wants_json_word is not None
    )
    if needs_word and not is_in_messages(value.get("messages")):
        yield "json_word", "/text/format"


def find_responses_notices(request: Object, value: Object, options: Options) -> Named:
    """Yield the notices for a Responses server that gets ``value``, likewise."""
    messages = _as_list(request, "messages")
    unanswered = notices.find_unanswered_messages(messages, options, ended=True)
    yield from _add_pointers(unanswered, "messages")
    needs_word = _is_json_mode(_format(value)) and SERVERS[options.server].openai
    if needs_word and not is_in_input(value.get("input")):
        yield "json_word", "/response_format"


def _as_list(request: Object, name: str) -> list[Json]:
    values = request.get(name)
    return values if isinstance(values, list) else []


def _add_pointers(found_notices: notices.Named, name: str) -> Named:
    for code, path in found_notices:
        yield code, join_pointer((name, *path))


def _format(request: Object) -> Json:
    text = request.get("text")
    return text.get("format") if isinstance(text, dict) else None


def _is_json_mode(form: Json) -> bool:
    return isinstance(form, dict) and form.get("type") == "json_object"
