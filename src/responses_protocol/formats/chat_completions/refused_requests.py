"""What a server refuses of a request as a whole, though nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.formats.body_layouts import Object
from responses_protocol.formats.chat_completions import notices
from responses_protocol.formats.json_mode import said_in_input, said_in_messages
from responses_protocol.formats.options import Options
from responses_protocol.formats.servers import SERVERS
from responses_protocol.values import Json, token

Named = Iterator[tuple[str, str]]


def by_chat(request: Object, value: Object, options: Options) -> Named:
    """Yield what a Chat server refuses of ``value``, with pointers into ``request``."""
    found = notices.unanswered_items(_listed(request, "input"), options, ended=True)
    yield from _located(found, "input")
    wanted = (
        _is_json_mode(value.get("response_format"))
        and SERVERS[options.server].wants_json_word is not None
    )
    if wanted and not said_in_messages(value.get("messages")):
        yield "json_word", "/text/format"


def by_responses(request: Object, value: Object, options: Options) -> Named:
    """Yield what a server of Responses refuses of ``value``, likewise."""
    found = notices.unanswered_messages(_listed(request, "messages"), options, ended=True)
    yield from _located(found, "messages")
    wanted = _is_json_mode(_format(value)) and SERVERS[options.server].openai
    if wanted and not said_in_input(value.get("input")):
        yield "json_word", "/response_format"


def _listed(request: Object, name: str) -> list[Json]:
    found = request.get(name)
    return found if isinstance(found, list) else []


def _located(found: notices.Named, name: str) -> Named:
    for code, path in found:
        yield code, "".join(f"/{token(part)}" for part in (name, *path))


def _format(request: Object) -> Json:
    text = request.get("text")
    return text.get("format") if isinstance(text, dict) else None


def _is_json_mode(form: Json) -> bool:
    return isinstance(form, dict) and form.get("type") == "json_object"
