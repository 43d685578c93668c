"""The places of payloads in records, for ``validate`` and for ``convert``.

A line of OpenAI's Batch API has a request, or an answer, as a ``body``. A line of a gateway's log,
a trace or an inference table has a request and its answer as ``request`` and ``response``, each an
object, or JSON text of one, or an object with it as its ``body``. A trace of MLflow has them in its
``data``, or in the attributes of its spans that are calls of models or agents; any function can be
a span, so only whole calls count there. A line of litellm's log also has the request that the
client sent, as ``proxy_server_request``. Other records have a history or tools in a well-known
member. Sources: OpenAI's guide on batches; the schemas of MLflow's traces and inference tables and
of litellm's logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from responses_protocol._formats.detection import detect_payload, detect_source
from responses_protocol._formats.detection.elements import CHAT, RESPONSES
from responses_protocol._jsontext import loads
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

Path = tuple[str | int, ...]


class Member(NamedTuple):
    """A member of records that holds a payload, by its name.

    ``kind`` is the kind of the payload. ``dialect`` decides for a list whose elements could be of
    several dialects.
    """

    name: str
    kind: str
    dialect: str | None = None


MEMBERS = (
    Member("request", "request"),
    Member("response", "response"),
    Member("messages", "history", CHAT),
    Member("input", "history", RESPONSES),
    Member("output", "history", RESPONSES),
    Member("items", "history"),
    Member("tools", "tools"),
    Member("tool_choice", "tool_choice"),
    Member("events", "events", RESPONSES),
    Member("chunks", "chunks", CHAT),
)
PAGE = "data"
"""The member with the history of a page, which is an object ``list`` as endpoints answer it."""
ORIGINAL = "proxy_server_request"
"""The member of litellm's log lines with the request of the client, in the API that it uses."""
_BODIES = ("request", "response")
_SPAN_BODIES = ("mlflow.spanInputs", "mlflow.spanOutputs")
WRAPPED = "`{}` holds a payload inside of JSON text: write it as an object, or as one JSON text"
"""The reason to refuse a body of ``locate_wrapped_bodies``; the name of its member fills it."""
_SPAN_TYPE = "mlflow.spanType"
_CALL_TYPES = ("LLM", "CHAT_MODEL", "AGENT", "CHAIN", "UNKNOWN")
_REQUEST_MARKS = ("model", "tools")
_MOST_LAYERS = 4  # of text and `body` around a payload
LISTS = tuple(member for member in MEMBERS if member.kind not in (*_BODIES, "tool_choice"))


class Body(NamedTuple):
    """A body in a record; ``is_text`` is whether it is JSON text in a string.

    ``call`` is the path of the object that holds a request and its answer.
    """

    kind: str
    path: Path
    value: Json
    is_text: bool
    call: Path


def member_names(kind: str) -> tuple[str, ...]:
    """Return the names of the members that hold a payload of a kind."""
    return tuple(member.name for member in MEMBERS if member.kind == kind)


def is_page(record: Object) -> bool:
    """Return whether the member ``data`` of a record holds a list of values of an endpoint."""
    return bool(record.get("object") == "list" and isinstance(record.get(PAGE), list))


def locate_batch_body(record: Object) -> tuple[Path, str] | None:
    """Return the path to the body in a line of OpenAI's Batch API, and the kind of the body.

    None for any other record. The answer of a line that was never sent is null.
    """
    if "custom_id" not in record:
        return None
    if "body" in record:
        return ("body",), "request"
    response = record.get("response")
    if isinstance(response, dict) and "body" in response:
        return ("response", "body"), "response"
    if {"response", "error"} <= record.keys() and response is None:
        return ("response",), "response"
    return None


def locate_bodies(record: Object) -> Iterator[Body]:
    """Yield the objects that may be requests and answers in a line of a log or in a trace.

    Those of a trace are requests and answers of whole calls.
    """
    for path, container, names in _iter_calls(record):
        bodies = list(_iter_bodies(path, container, names))
        if not path or _is_whole_call(bodies, container, names):
            yield from bodies


def locate_unchanged_calls(record: Object) -> Iterator[Path]:
    """Yield the paths of the calls of a trace that have a request or an answer but are not whole.

    Their two sides stay as they are.
    """
    for path, container, names in _iter_calls(record):
        if path:
            bodies = list(_iter_bodies(path, container, names))
            is_whole = _is_whole_call(bodies, container, names)
            if not is_whole and any(holds_body(body) for body in bodies):
                yield path


def _iter_bodies(path: Path, container: Object, names: tuple[str, ...]) -> Iterator[Body]:
    for kind, name in zip(_BODIES, names, strict=False):
        place: Path = (*path, name)
        call = place if place == (ORIGINAL,) else path
        value = container.get(name)
        if isinstance(value, dict) and "body" in value:
            place, value = (*place, "body"), value["body"]
        body = parse_json_text(value)
        if isinstance(body, dict):
            yield Body(kind, place, body, isinstance(value, str), call)


def _is_whole_call(bodies: list[Body], container: Object, names: tuple[str, ...]) -> bool:
    """Return whether a call has a request and an answer, or one of them and nothing else like it.

    A function may have `input` or `messages` as well. So a request without an answer counts only if
    it names a model or tools.
    """
    found_bodies = [body for body in bodies if holds_body(body) and not _is_state(body)]
    if len(found_bodies) != 1:
        return bool(found_bodies)
    (body,) = found_bodies
    other_name = names[1 - _BODIES.index(body.kind)]
    is_certain = body.kind == "response" or _is_marked(body)
    return is_certain and not is_structured(container.get(other_name))


def _is_marked(body: Body) -> bool:
    return any(name in body.value for name in _REQUEST_MARKS)


def _is_state(body: Body) -> bool:
    """Return whether a body is the state of a graph, with a list that is no history."""
    if body.kind == "response":
        return bool(body.value.get("messages") == [])
    lists = [body.value.get(name) for name in ("messages", "input")]
    return not _is_marked(body) and any(
        isinstance(each, list) and detect_payload(each)[1] != "history" for each in lists
    )


def holds_body(body: Body) -> bool:
    """Return whether the value of a body is a payload of its kind."""
    is_agent = body.kind == "response" and is_agent_answer(body.value)
    return is_agent or detect_source(body.value)[1] == body.kind


def is_agent_answer(payload: Json) -> bool:
    """Return whether an object is the answer of a ChatAgent: it may have nothing but messages."""
    messages = payload.get("messages") if isinstance(payload, dict) else None
    return isinstance(messages, list) and all(
        isinstance(message, dict)
        and message.get("role") in ("assistant", "tool")
        and isinstance(message.get("id"), str)
        for message in messages
    )


def locate_wrapped_bodies(record: Object) -> Iterator[Body]:
    """Yield the requests and answers of a log line inside of more layers than can be written again.

    Such a layer is JSON text of JSON text, or the JSON text of an object with a ``body``. ``path``
    is that of the member with all layers. The spans of a trace are left out: their calls are not
    whole then, and stay as they are.
    """
    for path, container, names in _iter_calls(record):
        if path[:2] == ("data", "spans"):
            continue
        bodies = _iter_bodies(path, container, names)
        known_names = {body.path[len(path)] for body in bodies if holds_body(body)}
        for kind, name in zip(_BODIES, names, strict=False):
            inner = None if name in known_names else _unwrap(container.get(name))
            if isinstance(inner, dict):
                body = Body(kind, (*path, name), inner, is_text=True, call=path)
                if holds_body(body):
                    yield body


def is_structured(value: Json) -> bool:
    """Return whether a value is an object, a list or a stream, also as text."""
    if isinstance(_unwrap(value), (dict, list)):
        return True
    return is_streamed(value)


def is_streamed(value: Json) -> bool:
    """Return whether a value is an answer as it was streamed: a list, or server-sent events."""
    if isinstance(value, str):
        from responses_protocol._streams.sse import is_sse  # few runs need it

        if is_sse(value.encode("utf-8", "replace")):
            return True
    value = parse_json_text(value)
    return isinstance(value, list) and detect_payload(value)[1] in ("chunks", "events")


def iter_members_with_bodies(record: Object) -> Iterator[tuple[str, Path, Json]]:
    """Yield the members that may hold a request or an answer: kind, path, and value of each."""
    for path, container, names in _iter_calls(record):
        for kind, name in zip(_BODIES, names, strict=False):
            if name in container:
                yield kind, (*path, name), container[name]


def _iter_calls(record: Object) -> Iterator[tuple[Path, Object, tuple[str, ...]]]:
    """Yield the objects that hold a request and its answer: path, object, and names of the two."""
    yield (), record, _BODIES
    data = record.get("data")
    if isinstance(data, dict) and "info" in record:  # a trace
        yield ("data",), data, _BODIES
        spans = data.get("spans")
        for index, span in enumerate(spans if isinstance(spans, list) else ()):
            attributes = span.get("attributes") if isinstance(span, dict) else None
            if isinstance(attributes, dict) and _is_call(attributes):
                yield ("data", "spans", index, "attributes"), attributes, _SPAN_BODIES
    yield (), record, (ORIGINAL,)


def _is_call(attributes: Object) -> bool:
    """Return whether the type of a span, mostly JSON text, can be a call of a model or an agent."""
    span_type = attributes.get(_SPAN_TYPE)
    return not isinstance(span_type, str) or span_type.strip('"') in ("", "null", *_CALL_TYPES)


def parse_json_text(value: Json) -> Json:
    """Return the object or list whose JSON text a string is, or any other value unchanged."""
    return _parse_text(value, "{[")


def _unwrap(value: Json) -> Json:
    """Return the value inside of JSON text, also of several layers and in a ``body``."""
    for _ in range(_MOST_LAYERS):
        inner = _parse_text(value, '{["')
        value = inner["body"] if isinstance(inner, dict) and "body" in inner else inner
    return value


def _parse_text(value: Json, starts: str) -> Json:
    """Return the value whose JSON text a string is, if it begins with one of the characters."""
    text = value.lstrip() if isinstance(value, str) else ""
    if text and text[0] in starts:
        with suppress(ConversionError, UnicodeEncodeError):
            return loads(text.encode())
    return value
