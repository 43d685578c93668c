"""Apply fixes to a payload, or to its text."""

from __future__ import annotations

import codecs
import dataclasses
from collections.abc import Container
from dataclasses import dataclass

from responses_protocol._checks.fixes.fix import iter_ancestors
from responses_protocol._checks.fixes.rewriting import apply_to_text
from responses_protocol._checks.fixes.table import find_patch
from responses_protocol._checks.rule import Settings
from responses_protocol._checks.subjects import Subject
from responses_protocol._checks.validation import check_value
from responses_protocol._jsontext import loads
from responses_protocol._lens.patch import Operation, Patch
from responses_protocol._lens.pointer import apply_patch
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json, copy_json
from responses_protocol.errors import ConversionError

_MAX_ROUNDS = 8  # a fix can reveal the next problem


@dataclass(frozen=True)
class FixedPayload:
    """A fixed payload, the ``patch`` that fixed it, and the findings that it mends."""

    payload: Json
    findings: list[Finding]
    patch: Patch


def fix_payload(
    payload: Json, subject: Subject, settings: Settings, codes: Container[str] | None = None
) -> FixedPayload:
    """Return a copy of a payload in which the findings of these rules, or of all, are fixed.

    Findings without a safe fix stay. Fixing the result again changes nothing.
    """
    fixed_findings: list[Finding] = []
    patch: Patch = []
    for _ in range(_MAX_ROUNDS):
        mended, operations = _find_operations(payload, subject, settings, codes)
        if not mended:
            break
        (payload,) = apply_patch(_prefix_pointers("/0", operations), copy_json([payload]))
        fixed_findings += mended
        patch += operations
    return FixedPayload(payload, fixed_findings, patch)


def fix_text(
    raw: bytes,
    subject: Subject,
    settings: Settings,
    pointer: str = "",
    codes: Container[str] | None = None,
) -> tuple[bytes, list[Finding]]:
    """Return the text of a JSON record with a fixed payload, and the findings that this mends.

    ``pointer`` leads to the payload in the record, and is the prefix of the findings' pointers.
    All other text is unchanged: numbers, escapes, the order of members, indentation,
    line ends, blanks around the record and a byte order mark. Text that ``jsontext.loads`` refuses
    (other encodings, damaged JSON, two members of one name) is returned unchanged.
    """
    byte_order_mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        record = loads(raw[len(byte_order_mark) :])
        _, payload = next(iter_ancestors(record, pointer))
        result = fix_payload(payload, subject, settings, codes)
        patch = _prefix_pointers(pointer, result.patch)
        text = apply_to_text(raw[len(byte_order_mark) :].decode(), patch).encode() if patch else b""
        if not patch or [loads(text)] != apply_patch(_prefix_pointers("/0", patch), [record]):
            return raw, []
    except (ConversionError, RecursionError):
        return raw, []
    return byte_order_mark + text, [
        dataclasses.replace(finding, pointer=pointer + finding.pointer)
        for finding in result.findings
    ]


def _find_operations(
    payload: Json, subject: Subject, settings: Settings, codes: Container[str] | None
) -> tuple[list[Finding], Patch]:
    """Return findings that can be mended together: of two fixes of one object, the second waits."""
    mended: list[Finding] = []
    operations: Patch = []
    changed: set[str] = set()
    above_changed: set[str] = set()
    for finding in check_value(payload, subject, settings):
        patch = (
            find_patch(payload, finding, subject) if codes is None or finding.code in codes else []
        )
        paths = {path for operation in patch for path in _paths(operation)}
        owners = {path[:end] for path in paths for end, mark in enumerate(path) if mark == "/"}
        if patch and not (paths & above_changed or paths & changed or owners & changed):
            mended.append(finding)
            operations += patch
            changed |= paths
            above_changed |= owners
    return mended, operations


def _paths(operation: Operation) -> list[str]:
    return [operation[key] for key in ("from", "path") if key in operation]


def _prefix_pointers(pointer: str, patch: Patch) -> Patch:
    """Return the patch with this prefix before its pointers."""
    return [
        {
            key: pointer + value if key in ("from", "path") else value
            for key, value in operation.items()
        }
        for operation in patch
    ]
