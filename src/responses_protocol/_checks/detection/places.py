"""The places of payloads in records, for ``validate`` and for ``convert``.

A line of OpenAI's Batch API has a request, or an answer, as a ``body``. A line of a gateway's log,
a trace or an inference table has a request and its answer as ``request`` and ``response``, each an
object, or JSON text of one, or an object with it as its ``body``. Other records have a history or
tools in a well-known member. Sources: OpenAI's guide on batches; the schemas of MLflow's traces and
inference tables and of litellm's logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from responses_protocol._formats.detection.elements import CHAT, RESPONSES
from responses_protocol._jsontext import loads
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

Path = tuple[str, ...]


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
_BODIES = ("request", "response")
LISTS = tuple(member for member in MEMBERS if member.kind not in (*_BODIES, "tool_choice"))


class Body(NamedTuple):
    """A body in a member of a record; ``is_text`` is whether it is JSON text in a string."""

    kind: str
    path: Path
    value: Json
    is_text: bool


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
    """Yield the objects that may be the request and the answer in a line of a log."""
    for kind in _BODIES:
        path: Path = (kind,)
        value = record.get(kind)
        if isinstance(value, dict) and "body" in value:
            path, value = (kind, "body"), value["body"]
        body = parse_json_text(value)
        if isinstance(body, dict):
            yield Body(kind, path, body, isinstance(value, str))


def parse_json_text(value: Json) -> Json:
    """Return the object or list whose JSON text a string is, or any other value unchanged."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        with suppress(ConversionError, UnicodeEncodeError):
            return loads(value.encode())
    return value
