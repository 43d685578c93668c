"""The records of a file, each with its value and the positions in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from responses_protocol._checks.reading.captures import capture_records
from responses_protocol._checks.reading.entries import Entry, split_entries
from responses_protocol._checks.reading.json_issues import JsonIssue
from responses_protocol._checks.reading.limits import LimitedStream, LimitExceeded, Limits
from responses_protocol._checks.reading.opening import (
    decompress,
    is_compressed,
    make_peekable,
    open_file,
)
from responses_protocol._checks.reading.parsing import FATAL, parse
from responses_protocol._checks.reading.paths import unreadable_finding
from responses_protocol._checks.reading.positions import find_offsets, find_positions
from responses_protocol._checks.reading.record import (
    Positions,
    Record,
    issue_finding,
    text_finding,
)
from responses_protocol._checks.reading.yamltext import yaml_records
from responses_protocol._reporting.finding import Finding

DEFAULT = Limits()
_BOM = b"\xef\xbb\xbf"
_UTF_16_OR_32 = re.compile(rb"\xff\xfe|\xfe\xff|\x00\x00\xfe\xff|\x00[^\x00]|[^\x00]\x00")
_SERVER_SENT = re.compile(rb"[ \t\r\n]*(?:(?:data|event|id|retry) ?)?:")


def read_records(path: str, limits: Limits = DEFAULT) -> Iterator[Record | Finding]:
    """Yield the records of a file in their order, and findings for text that can't be read.

    The content shows the format, except for YAML, which the name shows. JSON Lines are read one by
    one; all other formats are held in memory whole. Reading stops at the limits. Raises nothing of
    its own.
    """
    try:
        with open_file(path) as file:
            source = make_peekable(file)
            is_packed = is_compressed(source.peek())
            yield from _read_records(
                path, LimitedStream(decompress(source), limits, counts_lines=is_packed)
            )
    except LimitExceeded as error:
        yield text_finding(path, "RP014", error.message, error.line, 1)
    except OSError as error:
        yield unreadable_finding(path, error)


def _read_records(path: str, stream: LimitedStream) -> Iterator[Record | Finding]:
    head = stream.peek()
    if _UTF_16_OR_32.match(head):
        message = "Not UTF-8, but UTF-16 or UTF-32, as it seems."
        yield text_finding(path, "RP003", message, 1, 1)
        return
    if head.startswith(_BOM):
        yield text_finding(path, "RP004", "Begins with a byte order mark.", 1, 1)
    suffixes = PurePath(path).suffixes
    if {".yaml", ".yml"} & set(suffixes[-2:]):
        yield from yaml_records(path, stream.read().removeprefix(_BOM))
    elif _SERVER_SENT.match(head.removeprefix(_BOM)):
        stream.counts_lines = True
        yield from capture_records(path, stream)
    else:
        is_empty = True
        for entry in split_entries(path, stream):
            is_empty = False
            yield from _read_record(entry)
        if is_empty and ".json" in suffixes[-2:]:
            yield text_finding(path, "RP001", "Not JSON: the file is empty.", 1, 1)


def _read_record(entry: Entry) -> Iterator[Record | Finding]:
    raw = entry.raw.lstrip(b"\n")  # a document begins with the blank lines before it
    value, issues = parse(raw)
    if issues:
        yield from _issue_findings(entry.file, issues, raw, entry.line)
        if any(issue.code in FATAL for issue in issues):
            return

    def locate(pointers: Iterable[str]) -> Positions:
        return _locate(raw, pointers, entry.line)

    yield Record(entry.file, entry.line, value, locate, raw)


def _locate(raw: bytes, pointers: Iterable[str], line: int) -> Positions:
    """Return the positions of pointers into a JSON text that begins in a line of a file."""
    offset_of = find_offsets(raw, pointers)
    positions = find_positions(raw, offset_of.values())
    return {
        pointer: (line - 1 + positions[offset][0], positions[offset][1])
        for pointer, offset in offset_of.items()
    }


def _issue_findings(path: str, issues: list[JsonIssue], raw: bytes, line: int) -> Iterator[Finding]:
    """Yield the findings for the issues of a text that begins in a line of a file."""
    positions = find_positions(raw, (issue.offset for issue in issues))
    for issue in issues:
        row, column = positions[issue.offset]
        yield issue_finding(path, issue, line - 1 + row, column)
