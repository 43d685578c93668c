"""The messages of each conversation as one record of ``validate``."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from responses_protocol._checks.files import Read
from responses_protocol._checks.reading.captures import Piece, locate_in_pieces
from responses_protocol._checks.reading.codes import SEVERITY
from responses_protocol._checks.reading.limits import Limits
from responses_protocol._checks.reading.parsing import parse
from responses_protocol._checks.reading.record import Record
from responses_protocol._checks.rule import format_place
from responses_protocol._cli.complements import Key, key_of
from responses_protocol._jsontext import dumps
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json, split_pointer
from responses_protocol.errors import ConversionError

UNKNOWN = "RP013"


@dataclass
class _Messages:
    """The messages of a conversation: where the text of each begins and ends, and its line."""

    starts: array[int] = field(default_factory=lambda: array("Q"))
    stops: array[int] = field(default_factory=lambda: array("Q"))
    lines: array[int] = field(default_factory=lambda: array("Q"))


def group_records(
    path: str, limits: Limits, read: Read, pointer: str
) -> Iterator[Record | Finding]:
    """Yield a record for each conversation of a file: the list of its messages.

    ``pointer`` leads to the key of the conversation, a member of each record; the others are the
    message. A record without a key is a finding. The texts are held on the disk, and some thirty
    bytes for each of them in memory.
    """
    (member,) = split_pointer(pointer)
    conversations: dict[Key, _Messages] = {}
    with tempfile.TemporaryFile() as texts:
        stop = 0
        for record in read(path, limits):
            if isinstance(record, Finding):
                yield record
                continue
            try:
                key = key_of(record.value, pointer)
            except ConversionError as error:
                yield from record.locate_findings([_without_key(error)])
                continue
            messages = conversations.setdefault(key, _Messages())
            messages.starts.append(stop)
            stop += texts.write(_get_text(record))
            messages.stops.append(stop)
            messages.lines.append(record.line)
        for messages in conversations.values():
            pieces = []
            for start, end, line in zip(
                messages.starts, messages.stops, messages.lines, strict=True
            ):
                texts.seek(start)
                pieces.append(Piece(texts.read(end - start), ((line, 1),)))
            values = [_without_member(parse(piece.raw)[0], member) for piece in pieces]
            yield Record(path, messages.lines[0], values, partial(locate_in_pieces, pieces))


def _get_text(record: Record) -> bytes:
    """Return the text of a record; that of a row of a table, without its nulls, is made."""
    if record.raw is not None:
        return record.raw
    return dumps({name: value for name, value in record.value.items() if value is not None})


def _without_member(value: dict[str, Json], member: str) -> dict[str, Json]:
    return {name: element for name, element in value.items() if name != member}


def _without_key(error: ConversionError) -> Finding:
    message = f"No key of a conversation stands where --group-by points to: {error.reason}."
    place = format_place("", error.pointer)
    return Finding(UNKNOWN, SEVERITY[UNKNOWN], message, place, error.pointer)
