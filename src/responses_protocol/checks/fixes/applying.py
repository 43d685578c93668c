"""Fixing a payload, or the text that it is written in."""

from __future__ import annotations

import codecs
import dataclasses
from collections.abc import Container
from dataclasses import dataclass

from responses_protocol.checks.fixes.fix import above
from responses_protocol.checks.fixes.rewriting import rewritten
from responses_protocol.checks.fixes.table import mend
from responses_protocol.checks.rule import Settings
from responses_protocol.checks.subjects import Subject
from responses_protocol.checks.validation import findings
from responses_protocol.errors import ConversionError
from responses_protocol.jsontext import loads
from responses_protocol.lens.patch import Operation, Patch
from responses_protocol.lens.pointer import apply
from responses_protocol.reporting.finding import Finding
from responses_protocol.values import Json, copied

_ROUNDS = 8  # a mend may bring to light what it hid; not more often than this


@dataclass(frozen=True)
class FixedPayload:
    """A payload with what could be fixed in it: the ``patch``, and the findings it mends."""

    payload: Json
    done: list[Finding]
    patch: Patch


def fixed(
    payload: Json, subject: Subject, settings: Settings, codes: Container[str] | None = None
) -> FixedPayload:
    """Return a payload with what is mechanical and safe to fix in it fixed.

    Fixes what rules find, only those of ``codes`` where given. The payload is not changed, and
    what is not mended is in the result as it was. Done twice, it finds nothing more to do.
    """
    done: list[Finding] = []
    patch: Patch = []
    for _ in range(_ROUNDS):
        found, operations = _round(payload, subject, settings, codes)
        if not found:
            break
        (payload,) = apply(_below("/0", operations), copied([payload]))
        done += found
        patch += operations
    return FixedPayload(payload, done, patch)


def rewrite(
    raw: bytes,
    subject: Subject,
    settings: Settings,
    at: str = "",
    codes: Container[str] | None = None,
) -> tuple[bytes, list[Finding]]:
    """Return the text of a JSON record in which ``fixed`` was done, and the findings it mends.

    The payload stands ``at`` a JSON Pointer in the record, by which the pointers of the findings
    begin. All that a mend doesn't touch stays as it is written: numbers, escapes, the order of
    members, indentation, line ends, blanks around the record and a byte order mark before it.
    Text that ``jsontext.loads`` refuses (no UTF-8, no JSON, two members of one name) is returned
    as it is.
    """
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        record = loads(raw[len(mark) :])
        _, payload = next(above(record, at))
        result = fixed(payload, subject, settings, codes)
        patch = _below(at, result.patch)
        text = rewritten(raw[len(mark) :].decode(), patch).encode() if patch else b""
        if not patch or [loads(text)] != apply(_below("/0", patch), [record]):
            return raw, []
    except (ConversionError, RecursionError):
        return raw, []
    return mark + text, [dataclasses.replace(one, pointer=at + one.pointer) for one in result.done]


def _round(
    payload: Json, subject: Subject, settings: Settings, codes: Container[str] | None
) -> tuple[list[Finding], Patch]:
    """What can be mended at once: of two mends of one object, the second waits."""
    found: list[Finding] = []
    operations: Patch = []
    taken: set[str] = set()  # the places that are changed
    above_taken: set[str] = set()
    for one in findings(payload, subject, settings):
        patch = mend(payload, one, subject) if codes is None or one.code in codes else []
        paths = {path for operation in patch for path in _paths(operation)}
        over = {path[:end] for path in paths for end, mark in enumerate(path) if mark == "/"}
        if patch and not (paths & above_taken or paths & taken or over & taken):
            found.append(one)
            operations += patch
            taken |= paths
            above_taken |= over
    return found, operations


def _paths(operation: Operation) -> list[str]:
    return [operation[key] for key in ("from", "path") if key in operation]


def _below(place: str, patch: Patch) -> Patch:
    """The patch of what holds the payload at ``place``."""
    return [
        {key: place + value if key in ("from", "path") else value for key, value in one.items()}
        for one in patch
    ]
