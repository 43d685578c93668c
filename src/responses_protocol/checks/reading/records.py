"""The records of one file, each with its value and the places in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from responses_protocol.checks.reading.codes import SEVERITY
from responses_protocol.checks.reading.entries import Entry, entries_of
from responses_protocol.checks.reading.json_issues import JsonIssue
from responses_protocol.checks.reading.limits import Bounded, Limits, TooLarge
from responses_protocol.checks.reading.opening import decompressed, is_compressed, opened, peekable
from responses_protocol.checks.reading.parsing import FATAL, parsed
from responses_protocol.checks.reading.paths import unreadable
from responses_protocol.checks.reading.positions import lines_and_columns, offsets
from responses_protocol.checks.rule import placed
from responses_protocol.reporting.finding import Finding
from responses_protocol.values import Json

Places = dict[str, tuple[int, int]]  # lines and columns, both from 1, by JSON Pointer

DEFAULT = Limits()
_BOM = b"\xef\xbb\xbf"
_UTF_16_OR_32 = re.compile(rb"\xff\xfe|\xfe\xff|\x00\x00\xfe\xff|\x00[^\x00]|[^\x00]\x00")
_SERVER_SENT = re.compile(rb"[ \t\r\n]*(?:(?:data|event|id|retry) ?)?:")


@dataclass(frozen=True)
class Record:
    """A value that a file holds: a line of JSON Lines, a document, or the payloads of a stream.

    ``locate`` takes JSON Pointers into the value and returns the line and the column of each, or
    of what it would be in; ``line`` is where the record begins, ``raw`` its text where it is one
    of JSON.
    """

    path: str
    line: int
    value: Json
    locate: Callable[[Iterable[str]], Places]
    raw: bytes | None = None

    def found(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings whose pointers are into the value with their places in the file."""
        waiting = list(findings)
        places = self.locate({one.pointer for one in waiting}) if waiting else {}
        for one in waiting:
            line, column = places[one.pointer]
            yield replace(one, path=self.path, line=line, column=column)


def records(path: str, limits: Limits = DEFAULT) -> Iterator[Record | Finding]:
    """Yield the records of a file in their order; what can't be read is a finding.

    The form is told by the content, but for YAML, which is told by the name. JSON Lines are read
    one by one; all else is held in memory whole. What is beyond the limits is not read. Never
    raises but for what the caller does.
    """
    try:
        with opened(path) as file:
            source = peekable(file)
            whole = is_compressed(source.peek(4)[:4])
            yield from _records(path, Bounded(decompressed(source), limits, whole=whole))
    except TooLarge as error:
        yield told(path, JsonIssue("RP014", 0, error.message), error.line, 1)
    except OSError as error:
        yield unreadable(path, error)


def _records(path: str, stream: Bounded) -> Iterator[Record | Finding]:
    head = stream.peek(64)[:64]
    if _UTF_16_OR_32.match(head):
        message = "Not UTF-8, but UTF-16 or UTF-32, as it seems."
        yield told(path, JsonIssue("RP003", 0, message), 1, 1)
        return
    if head.startswith(_BOM):
        yield told(path, JsonIssue("RP004", 0, "Begins with a byte order mark."), 1, 1)
    suffixes = PurePath(path).suffixes
    if {".yaml", ".yml"} & set(suffixes[-2:]):
        from responses_protocol.checks.reading.yamltext import yaml_records

        yield from yaml_records(path, stream.read().removeprefix(_BOM))
    elif _SERVER_SENT.match(head.removeprefix(_BOM)):
        from responses_protocol.checks.reading.captures import captured

        stream.whole = True
        yield from captured(path, stream)
    else:
        empty = True
        for entry in entries_of(path, stream):
            empty = False
            yield from _record(entry)
        if empty and ".json" in suffixes[-2:]:
            yield told(path, JsonIssue("RP001", 0, "Not JSON: the file is empty."), 1, 1)


def _record(entry: Entry) -> Iterator[Record | Finding]:
    raw = entry.raw.lstrip(b"\n")  # of a document, with which the blank lines before it come
    value, odd = parsed(raw)
    if odd:
        yield from oddly(entry.file, odd, raw, entry.line)
        if any(one.code in FATAL for one in odd):
            return

    def locate(pointers: Iterable[str]) -> Places:
        return located(raw, pointers, entry.line)

    yield Record(entry.file, entry.line, value, locate, raw)


def located(raw: bytes, pointers: Iterable[str], line: int) -> Places:
    """Return where in a file the places in a JSON text are that begins in its ``line``."""
    found = offsets(raw, pointers)
    places = lines_and_columns(raw, found.values())
    return {
        pointer: (line - 1 + places[offset][0], places[offset][1])
        for pointer, offset in found.items()
    }


def oddly(path: str, odd: list[JsonIssue], raw: bytes, line: int) -> Iterator[Finding]:
    """Yield the findings for what is odd about a text that begins in a line of a file."""
    places = lines_and_columns(raw, (one.offset for one in odd))
    for one in odd:
        row, column = places[one.offset]
        yield told(path, one, line - 1 + row, column)


def told(path: str, odd: JsonIssue, line: int, column: int) -> Finding:
    """Return the finding for an oddity at a place in a file."""
    return Finding(
        odd.code,
        SEVERITY[odd.code],
        odd.message,
        placed("", odd.pointer),
        odd.pointer,
        path=path,
        line=line,
        column=column,
    )
