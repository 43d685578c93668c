"""Where the complement of a record is, beside the line in step with it: by a key, or in the record.

Files that were filtered, shuffled or joined are out of step with their complements.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from responses_protocol._cli import records
from responses_protocol._cli.reading import read_entries
from responses_protocol._cli.report import place
from responses_protocol._cli.running import Stopped
from responses_protocol._cli.undo import Undo, parse_complement, recall, recall_value
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import split_pointer
from responses_protocol.errors import ConversionError

Key = str | int

_TEXTS, _INDEX = "texts", "index"


def key_of(record: Any, pointer: str) -> Key:
    """Return the value at ``pointer``; raise ``ConversionError`` if it is no key."""
    value = records.get(record, records.parse_pointer(record, pointer))
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ConversionError("a key is a string or an integer", pointer)
    return value


class ComplementsByKey:
    """The complements of a file by their keys; the text of them is held on the disk."""

    def __init__(self, texts: BinaryIO, spans: dict[Key, tuple[int, int]]) -> None:
        """Take the texts, and the place and the length of each of them."""
        self._texts = texts
        self._spans = spans

    def find(self, record: Any, pointer: str) -> list[Undo]:
        """Return the complements for the key of a record; raises ``ConversionError``."""
        span = self._spans.get(key_of(record, pointer))
        if span is None:
            raise ConversionError("no complement has this key", pointer)
        self._texts.seek(span[0])
        return recall(self._texts.read(span[1]))


@contextmanager
def index_complements(file: str) -> Iterator[str]:
    """Yield a folder with the complements of a file, which any process reads with ``by_key``.

    Raises ``Stopped`` for a complement without a key, or with that of another one; ``OSError``.
    """
    with tempfile.TemporaryDirectory() as folder:
        spans: dict[Key, tuple[int, int]] = {}
        start = 0
        with Path(folder, _TEXTS).open("wb") as texts:
            for entry in read_entries((file,)):
                try:
                    key = key_of(loads(entry.raw), "/key")
                except ConversionError:
                    reason = "has no key: `convert --key` writes it"
                    raise Stopped(place(entry, "") | {"reason": reason}) from None
                if key in spans:
                    reason = "another complement has this key"
                    raise Stopped(place(entry, "/key") | {"reason": reason})
                spans[key] = start, len(entry.raw)
                start += texts.write(entry.raw)
        Path(folder, _INDEX).write_bytes(dumps([*spans.items()]))
        yield folder


@contextmanager
def open_by_key(folder: str) -> Iterator[ComplementsByKey]:
    """Yield the complements in a folder that ``indexed`` yields."""
    with Path(folder, _TEXTS).open("rb") as texts:
        yield ComplementsByKey(texts, _spans(folder))


@lru_cache(1)  # for all ranges of a process
def _spans(folder: str) -> dict[Key, tuple[int, int]]:
    return dict(loads(Path(folder, _INDEX).read_bytes()))


def put_inside(record: Any, pointer: str, complement: Any) -> Any:
    """Return a record with its complement as a new member at ``pointer``.

    Raises ``ConversionError`` where that is no new member of an object.
    """
    above, name = _split_last(record, pointer)
    container = records.get(record, above)
    if not isinstance(container, dict):
        raise ConversionError("no object that could hold the complement", records.pointer(above))
    if name in container:
        raise ConversionError("there is a value here already", pointer)
    return records.put(record, above, {**container, name: complement})


def take_out(record: Any, pointer: str) -> tuple[Any, list[Undo]]:
    """Return a record without its complement, and the parsed complement."""
    saved = records.get(record, records.parse_pointer(record, pointer))
    if isinstance(saved, str):  # a column of which the schema does not say that it is JSON
        saved = parse_complement(saved.encode())
    above, name = _split_last(record, pointer)
    container = records.get(record, above)
    if not isinstance(container, dict):
        raise ConversionError("no member of an object", pointer)
    rest = {key: value for key, value in container.items() if key != name}
    return records.put(record, above, rest), recall_value(saved)


def _split_last(record: Any, pointer: str) -> tuple[records.Path, str]:
    names = list(split_pointer(pointer))
    return records.parse_pointer(record, pointer.rpartition("/")[0]), names[-1]
