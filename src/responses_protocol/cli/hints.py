"""Hints that name the flag that mends a problem, for problems that the command can mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache

from responses_protocol.checks.files import CheckedRecord
from responses_protocol.checks.reading.opening import STANDARD, is_compressed, open_file
from responses_protocol.checks.validation import FIX_HINT, check_value
from responses_protocol.cli.run_settings import RunSettings
from responses_protocol.reporting.finding import Finding

REPAIR = "`responses-protocol validate --fix --repair` mends it."


def add_hints(path: str, part: CheckedRecord, settings: RunSettings) -> Iterator[Finding]:
    """Yield the findings in a part of a file, with hints at the flags that mend them there.

    Compressed and captured files, YAML, standard input, and JSON text in a string are not mended.
    """
    can_mend = _can_mend(path) and part.record is not None and part.record.raw is not None
    can_mend = can_mend and not any(payload.is_text for payload in part.payloads)
    is_repaired: Callable[[Finding], bool] | None = None
    for finding in part.findings:
        hint = finding.hint
        if not can_mend:
            hint = hint.removesuffix(FIX_HINT).rstrip()
        elif FIX_HINT not in hint and finding.code in _get_repaired_codes():
            is_repaired = is_repaired or _find_repaired(part, settings)
            hint = f"{hint} {REPAIR}".lstrip() if is_repaired(finding) else hint
        yield finding if hint == finding.hint else replace(finding, hint=hint)


@cache
def _can_mend(path: str) -> bool:
    with suppress(OSError):
        if path != STANDARD:
            with open_file(path) as file:
                return not is_compressed(file.read(4))
    return False


@cache
def _get_repaired_codes() -> frozenset[str]:
    from responses_protocol.mends.table import STATE_IDS, STEPS, WITHOUT_CONTENT

    return frozenset(
        (STATE_IDS, *WITHOUT_CONTENT, *(code for step in STEPS for code in step.codes))
    )


def _find_repaired(part: CheckedRecord, settings: RunSettings) -> Callable[[Finding], bool]:
    """Return the predicate for findings of a record that a repair of its payloads mends.

    A finding is mended if a mend has its place, or if no finding of its code remains.
    """
    from responses_protocol.mends.json_text import get_mended_value
    from responses_protocol.mends.repairing import KINDS, RepairSettings, mend_payload

    request = RepairSettings(settings.settings.target, codes=settings.codes)
    places: set[tuple[str, str]] = set()
    remaining: set[str] = set()
    has_mends = False
    try:
        for payload in part.payloads:
            value, subject = payload.value, payload.subject
            if subject.kind in KINDS:
                result = mend_payload(value, subject, request, payload.pointer)
                has_mends = has_mends or bool(result.mends)
                places |= {(mend.code, mend.pointer) for mend in result.mends}
                value = get_mended_value(value, result)
            findings = check_value(value, subject, settings.settings)
            remaining |= {finding.code for finding in findings}
    except RecursionError:  # nested too deeply, which is a problem of its own
        return lambda finding: False

    def is_mended(finding: Finding) -> bool:
        place = finding.code, finding.pointer
        return has_mends and (place in places or finding.code not in remaining)

    return is_mended
