"""Answers that a table holds as they were streamed: lists of chunks or events, or the text of them.

Such an answer stays a stream in the other API, and server-sent events stay such. Its complement is
the source, since a stream has no other one.
"""

from __future__ import annotations

from typing import NamedTuple

from responses_protocol._agents.agent_chunks import EventsToAgentChunks, join_agent_chunks
from responses_protocol._agents.output import output_events
from responses_protocol._formats.detection import detect_payload
from responses_protocol._formats.registry import Dialect, Kind, Options
from responses_protocol._jsontext import digest
from responses_protocol._lens.conversion import as_options, convert
from responses_protocol._lens.losses import Loss
from responses_protocol._streams.iterators import convert_stream
from responses_protocol._streams.sse import DONE, encode_sse
from responses_protocol._values import Json
from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.tables._cells import SseText, read_sse, text

FORMAT = "responses-protocol/streamed-answer"
AGENT: Dialect = "chat_agent"
_KINDS = ("chunks", "events")


class StreamedAnswer(NamedTuple):
    """A translated stream as text, its complement, and the losses of the answer that it makes."""

    value: str
    complement: dict[str, Json]
    losses: tuple[Loss, ...]


def find_dialect(cell: Json | SseText, kind: Kind | None, source: Dialect | None) -> str | None:
    """Return the dialect of a cell that is a stream of answers of ``source``, else None."""
    stream = cell.events if isinstance(cell, SseText) else cell
    if kind not in (None, "response") or not isinstance(stream, list) or not stream:
        return None
    dialect, detected_kind = detect_payload(stream)
    is_stream = detected_kind in _KINDS and source in (None, dialect)
    return dialect if is_stream else None


def convert_streamed_answer(
    cell: list[Json] | SseText, dialect: str, to: Dialect, options: Options | str | None
) -> StreamedAnswer:
    """Translate the stream of an answer. Raises ConversionError where it can't be read or written.

    The losses have pointers into the answer that the stream adds up to.
    """
    source: Json
    if isinstance(cell, SseText):
        source = cell.text
        value, losses = _translate(cell.events, dialect, to, as_options(options))
        pieces = [*map(encode_sse, value), *([] if to == "responses" else [DONE])]
        written = b"".join(pieces).decode()
        value = read_sse(written.encode()).events  # as `restore` reads them
    else:
        source = cell
        value, losses = _translate(cell, dialect, to, as_options(options))
        written = text(value)
    complement = {"format": FORMAT, "version": 1, "digest": digest(value), "source": source}
    return StreamedAnswer(written, complement, losses)


def _translate(
    stream: list[Json], dialect: str, to: Dialect, chosen: Options
) -> tuple[list[Json], tuple[Loss, ...]]:
    if dialect == to:
        raise ConversionError(f"this is {to} already; there is nothing to convert")
    if dialect == AGENT and to == "responses":
        _check_agent_chunks(stream)
        value = list(output_events(stream))
        losses = _find_losses(join_agent_chunks(stream), AGENT, to, chosen)
    elif dialect == "responses" and to == AGENT:
        chunks = EventsToAgentChunks({})
        items: list[Json] = []
        events = list(output_events(stream, items))
        value = [chunk for event in events for chunk in chunks.feed(event)] + chunks.close()
        losses = _find_losses({"object": "response", "output": items}, "responses", to, chosen)
    elif dialect == AGENT or to == "chat_agent":
        raise ConversionError(f"a stream of {dialect} cannot be converted to {to}")
    else:
        conversion = convert_stream(stream, to, options=chosen)
        value = list(conversion)
        losses = conversion.losses
    return value, losses


def _find_losses(answer: Json, source: Dialect, to: Dialect, options: Options) -> tuple[Loss, ...]:
    return convert(answer, to, source=source, kind="response", options=options).losses


def is_stream_complement(complement: Json) -> bool:
    """Return whether a complement is that of a streamed answer."""
    return isinstance(complement, dict) and complement.get("format") == FORMAT


def restore_streamed_answer(value: Json | SseText, complement: dict[str, Json]) -> str:
    """Return the text of the source. Raises ConversionError where the stream was edited."""
    if isinstance(value, SseText):
        value = value.events
    if complement.get("version") != 1 or "source" not in complement:
        raise ComplementError("the complement of a stream is damaged or newer", "")
    if complement.get("digest") != digest(value):
        raise ConversionError("the stream was edited; it can be restored only as it was converted")
    source = complement["source"]
    return source if isinstance(source, str) else text(source)


def _check_agent_chunks(chunks: list[Json]) -> None:
    for index, chunk in enumerate(chunks):
        delta = chunk.get("delta") if isinstance(chunk, dict) else None
        if not isinstance(delta, dict) or not isinstance(delta.get("id"), str):
            raise ConversionError("a chunk of a ChatAgent needs a delta with an id", f"/{index}")
