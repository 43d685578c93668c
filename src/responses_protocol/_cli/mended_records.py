"""Records as ``validate --fix --repair`` leaves them, for the hints that name it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from responses_protocol._checks.files import CheckedRecord
from responses_protocol._checks.rule import Settings
from responses_protocol._checks.subjects import Subject
from responses_protocol._checks.validation import check_value
from responses_protocol._cli.run_settings import RunSettings
from responses_protocol._mends.json_text import get_mended_value
from responses_protocol._mends.repairing import KINDS, RepairSettings, mend_payload
from responses_protocol._mends.table import STATE_IDS, STEPS, WITHOUT_CONTENT
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json

CODES = frozenset((STATE_IDS, *WITHOUT_CONTENT, *(code for step in STEPS for code in step.codes)))
"""The rules whose problems a repair mends."""


@dataclass(frozen=True)
class MendedRecord:
    """A record as a repair leaves it: its mends by code and JSON Pointer, and its payloads."""

    mends: frozenset[tuple[str, str]]
    payloads: tuple[tuple[Json, Subject], ...]
    settings: Settings

    @cached_property
    def remaining_codes(self) -> frozenset[str]:
        """The codes of the findings in the payloads; raises RecursionError if they are deep."""
        return frozenset(
            finding.code
            for value, subject in self.payloads
            for finding in check_value(value, subject, self.settings)
        )

    def is_mended(self, finding: Finding) -> bool:
        """Return whether a mend names the place of a finding, or nothing of its code is left."""
        if (finding.code, finding.pointer) in self.mends:
            return True
        try:
            return bool(self.mends) and finding.code not in self.remaining_codes
        except RecursionError:  # which is a problem of its own
            return False


def repair_record(part: CheckedRecord, settings: RunSettings) -> MendedRecord:
    """Return the payloads of a record as a repair leaves them."""
    request = _repair_settings(settings.settings.target, settings.codes)
    mends: list[tuple[str, str]] = []
    payloads: list[tuple[Json, Subject]] = []
    for payload in part.payloads:
        value = payload.value
        if payload.subject.kind in KINDS:
            try:
                mended = mend_payload(value, payload.subject, request, payload.pointer)
            except RecursionError:
                return MendedRecord(frozenset(), (), settings.settings)
            mends += [(mend.code, mend.pointer) for mend in mended.mends]
            value = get_mended_value(value, mended)
        payloads.append((value, payload.subject))
    return MendedRecord(frozenset(mends), tuple(payloads), settings.settings)


@cache
def _repair_settings(target: str, codes: frozenset[str]) -> RepairSettings:
    return RepairSettings(target, codes=codes)
