"""What hints say that mends a problem: it is said where the command does so, and only there."""

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


def with_mends(path: str, part: CheckedRecord, settings: RunSettings) -> Iterator[Finding]:
    """Yield what was found in a part of a file, with hints at what mends it in that file.

    What is compressed, captured or YAML is not mended, nor is standard input, nor JSON text in a
    string.
    """
    written = _is_mended(path) and part.record is not None and part.record.raw is not None
    written = written and not any(payload.is_text for payload in part.payloads)
    repaired: Callable[[Finding], bool] | None = None
    for finding in part.findings:
        hint = finding.hint
        if not written:
            hint = hint.removesuffix(FIX_HINT).rstrip()
        elif FIX_HINT not in hint and finding.code in _repaired_codes():
            repaired = repaired or _repaired(part, settings)
            hint = f"{hint} {REPAIR}".lstrip() if repaired(finding) else hint
        yield finding if hint == finding.hint else replace(finding, hint=hint)


@cache
def _is_mended(path: str) -> bool:
    with suppress(OSError):
        if path != STANDARD:
            with open_file(path) as file:
                return not is_compressed(file.read(4))
    return False


@cache
def _repaired_codes() -> frozenset[str]:
    from responses_protocol.mends.table import STATE_IDS, STEPS, WITHOUT_CONTENT

    return frozenset(
        (STATE_IDS, *WITHOUT_CONTENT, *(code for step in STEPS for code in step.codes))
    )


def _repaired(part: CheckedRecord, settings: RunSettings) -> Callable[[Finding], bool]:
    """Return what tells whether a repair of the payloads of a record mends a finding in it.

    It does where a mend names the place, or where nothing of that code is left.
    """
    from responses_protocol.mends.json_text import get_mended_value
    from responses_protocol.mends.repairing import KINDS, RepairSettings, mend_payload

    request = RepairSettings(settings.settings.target, codes=settings.codes)
    places: set[tuple[str, str]] = set()
    remaining: set[str] = set()
    some = False
    try:
        for one in part.payloads:
            if one.subject.kind not in KINDS:
                remaining |= {
                    told.code for told in check_value(one.value, one.subject, settings.settings)
                }
                continue
            done = mend_payload(one.value, one.subject, request, one.pointer)
            some = some or bool(done.mends)
            places |= {(mend.code, mend.pointer) for mend in done.mends}
            after = get_mended_value(one.value, done)
            remaining |= {told.code for told in check_value(after, one.subject, settings.settings)}
    except RecursionError:  # which is a problem of its own
        return lambda told: False
    return lambda told: some and ((told.code, told.pointer) in places or told.code not in remaining)
