"""The places of payloads in records, for ``validate`` and for ``convert``.

A line of OpenAI's Batch API has a request, or an answer, as a ``body``. A line of a gateway's log,
a trace or an inference table has a request and its answer as ``request`` and ``response``, each an
object, or JSON text of one, or an object with it as its ``body``. A trace of MLflow has them in its
``data``, or in the attributes of its spans; a line of litellm's log also has the request that the
client sent, as ``proxy_server_request``. Other records have a history or tools in a well-known
member. Sources: OpenAI's guide on batches; the schemas of MLflow's traces and inference tables and
of litellm's logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

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
    """Yield the objects that may be requests and answers in a line of a log or in a trace."""
    for kind, path, value in iter_members_with_bodies(record):
        call = path[:-1]
        if path == (ORIGINAL,):
            call = path
        if isinstance(value, dict) and "body" in value:
            path, value = (*path, "body"), value["body"]
        body = parse_json_text(value)
        if isinstance(body, dict):
            yield Body(kind, path, body, isinstance(value, str), call)


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
            if isinstance(attributes, dict):
                yield ("data", "spans", index, "attributes"), attributes, _SPAN_BODIES
    yield (), record, (ORIGINAL,)


def parse_json_text(value: Json) -> Json:
    """Return the object or list whose JSON text a string is, or any other value unchanged."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        with suppress(ConversionError, UnicodeEncodeError):
            return loads(value.encode())
    return value
