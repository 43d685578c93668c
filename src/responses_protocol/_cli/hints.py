"""Hints that name the flag that mends a problem, for problems that the command can mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from responses_protocol._checks.files import CheckedRecord
from responses_protocol._checks.reading.opening import STANDARD, is_compressed, open_file
from responses_protocol._checks.validation import FIX_HINT
from responses_protocol._cli.run_settings import RunSettings
from responses_protocol._reporting.finding import Finding

if TYPE_CHECKING:
    from responses_protocol._cli.mended_records import RecordRepair

REPAIR = "`responses-protocol validate --fix --repair` mends it."


def add_hints(path: str, part: CheckedRecord, settings: RunSettings) -> Iterator[Finding]:
    """Yield the findings in a part of a file, with hints at the flags that mend them there.

    Compressed and captured files, YAML, standard input, and JSON text in a string are not mended.
    """
    can_mend = _can_mend(path) and part.record is not None and part.record.raw is not None
    can_mend = can_mend and not any(payload.is_text for payload in part.payloads)
    repair: RecordRepair | None = None
    for finding in part.findings:
        hint = finding.hint
        if not can_mend:
            hint = hint.removesuffix(FIX_HINT).rstrip()
        elif FIX_HINT not in hint:
            from responses_protocol._cli.mended_records import RecordRepair  # where there are any

            repair = repair or RecordRepair(part, settings)
            hint = f"{hint} {REPAIR}".lstrip() if repair.can_mend(finding) else hint
        yield finding if hint == finding.hint else replace(finding, hint=hint)


@cache
def _can_mend(path: str) -> bool:
    with suppress(OSError):
        if path != STANDARD:
            with open_file(path) as file:
                return not is_compressed(file.read(4))
    return False
