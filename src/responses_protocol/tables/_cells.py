"""From the cells of an Arrow column to payloads, and back to JSON text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa
from pyarrow import types

from responses_protocol._jsontext import dumps, loads
from responses_protocol._streams.sse import SseDecoder, is_sse
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError


class SseText(NamedTuple):
    """The text of a stream of server-sent events, and its events or chunks."""

    text: str
    events: list[Json]


def payloads(column: pa.Array) -> Iterator[Json | SseText | ConversionError]:
    """Yield the payload of each cell, None for a null, or the error of one that holds none.

    Strings and binaries are read as JSON text, or as server-sent events. Structs, lists and maps
    are payloads themselves. In a struct each row has all the fields that any row has, so a null
    field is read as an absent member.

    Raises ValueError where no cell of the column's type can hold a payload.
    """
    kind = column.type
    if isinstance(column, pa.ExtensionArray):  # such as Arrow's own type for JSON
        yield from payloads(column.storage)
    elif types.is_dictionary(kind):
        yield from payloads(column.dictionary_decode())
    elif is_text(kind):
        for cell in column.to_pylist():
            yield None if cell is None else _parsed(cell)
    elif types.is_nested(kind):
        for cell in column.to_pylist(maps_as_pydicts="strict"):
            yield _without_nulls(cell)
    elif types.is_null(kind):
        yield from (None for _ in range(len(column)))
    else:
        raise ValueError(f"a column of type {kind} holds no payloads")


def text(payload: Json) -> str:
    """Return a payload as JSON text on one line."""
    return dumps(payload)[:-1].decode()


def is_string(kind: pa.DataType) -> bool:
    """Return whether cells of a type are strings."""
    return any(
        is_kind(kind) for is_kind in (types.is_string, types.is_large_string, types.is_string_view)
    )


def is_text(kind: pa.DataType) -> bool:
    """Return whether cells of a type can be text: strings and binaries."""
    return is_string(kind) or any(
        is_kind(kind) for is_kind in (types.is_binary, types.is_large_binary, types.is_binary_view)
    )


def _parsed(cell: str | bytes) -> Json | SseText | ConversionError:
    text = cell.encode() if isinstance(cell, str) else cell
    try:
        return loads(text)
    except ConversionError as error:
        if not is_sse(text):
            return error
    try:
        return read_sse(text)
    except ConversionError as error:
        return error


def read_sse(text: bytes) -> SseText:
    """Return the events in the text of a stream. Raises ConversionError if it can't be read."""
    decoder = SseDecoder()
    events = decoder.feed(text)
    events += decoder.feed(b"")  # raises the error of an event behind these
    events += decoder.close()
    if decoder.cut:
        raise ConversionError("the last server-sent event is cut off", f"/{len(events)}")
    try:
        return SseText(text.decode(), events)
    except UnicodeDecodeError:
        raise ConversionError("these server-sent events are not UTF-8") from None


def _without_nulls(cell: Json) -> Json:
    if isinstance(cell, dict):
        return {name: _without_nulls(member) for name, member in cell.items() if member is not None}
    if isinstance(cell, list):
        return [_without_nulls(element) for element in cell]
    return cell
