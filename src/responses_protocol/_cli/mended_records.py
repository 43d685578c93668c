"""Records as ``validate --fix --repair`` leaves them, for the hints that name it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from responses_protocol._checks.files import CheckedRecord
from responses_protocol._checks.rule import Settings
from responses_protocol._checks.structure import is_readable
from responses_protocol._checks.subjects import Subject
from responses_protocol._checks.validation import check_value
from responses_protocol._cli.run_settings import RunSettings
from responses_protocol._mends.json_text import get_mended_value
from responses_protocol._mends.reasoning import ENCRYPTED
from responses_protocol._mends.repairing import KINDS, RepairSettings, mend_payload
from responses_protocol._mends.table import STATE_IDS, STEPS, WITHOUT_CONTENT
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json

CERTAIN_CODES = frozenset((STATE_IDS, *(code for step in STEPS for code in step.codes))) - {
    ENCRYPTED
}
"""The rules of which a repair leaves no problem in a readable payload, if all are selected."""

CODES = CERTAIN_CODES.union(WITHOUT_CONTENT)
"""The rules whose problems a repair mends."""


@dataclass(frozen=True)
class RecordRepair:
    """The repair of a record, which runs only if its result is not known without it."""

    part: CheckedRecord
    settings: RunSettings

    def can_mend(self, finding: Finding) -> bool:
        """Return whether the repair mends a finding of the record."""
        if finding.code in CERTAIN_CODES and self._is_certain:
            return True
        return finding.code in CODES and self._mended.is_mended(finding)

    @cached_property
    def _is_certain(self) -> bool:
        """Whether all steps are selected, and all payloads are histories that can be read."""
        return self.settings.codes >= CERTAIN_CODES and all(
            payload.subject.kind in KINDS and is_readable(payload.value, payload.subject)
            for payload in self.part.payloads
        )

    @cached_property
    def _mended(self) -> MendedRecord:
        return repair_record(self.part, self.settings)


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
