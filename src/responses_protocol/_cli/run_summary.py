"""The counts of a run of ``validate``, and their summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from responses_protocol._checks.catalogue import catalogue
from responses_protocol._checks.files import CheckedRecord
from responses_protocol._cli.report import number
from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.job_summary import MAX_SHOWN
from responses_protocol._severity import SEVERITIES, Severity


@dataclass
class RunSummary:
    """The counts of a run so far; ``first`` has the first problems.

    ``refused_count`` is the number of files that could not be written, ``hidden_count`` that of the
    problems beyond the limit of the report.
    """

    files: int = 0
    records: int = 0
    fix_count: int = 0
    repair_count: int = 0
    refused_count: int = 0
    hidden_count: int = 0
    subjects: Counter[str] = field(default_factory=Counter)
    problems: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    first: list[Finding] = field(default_factory=list)

    def count_record(self, record: CheckedRecord) -> None:
        """Count a record and its payloads, unless the result is of unreadable text."""
        if record.record is not None:
            self.records += 1
            self.subjects.update(payload.subject.label for payload in record.payloads)

    def count_problem(self, finding: Finding) -> None:
        """Count a problem that is reported."""
        self.problems[finding.severity] += 1
        self.codes[finding.code] += 1
        if len(self.first) < MAX_SHOWN:
            self.first.append(finding)

    def format_summary(self, baseline: str = "", *, is_diff: bool = False) -> str:
        """Return a summary in one line; ``baseline`` is the phrase about known problems."""
        parts = [
            number(self.problems[severity], severity)
            for severity in reversed(SEVERITIES)
            if self.problems[severity]
        ]
        kinds = ", ".join(f"{label} {count:,}" for label, count in self.subjects.most_common())
        text = f"validate: {number(self.files, 'file')}, {number(self.records, 'record')}"
        text += f" ({kinds})" if kinds else ""
        fixed, mended = ("to fix", "to mend") if is_diff else ("fixed", "mended")
        text += f"; {self.fix_count:,} {fixed}" if self.fix_count else ""
        text += f"; {self.repair_count:,} {mended}" if self.repair_count else ""
        text += f"; {', '.join(parts) or 'no problems'}"
        return f"{text}; {baseline}" if baseline else text

    def iter_statistics(self) -> Iterable[str]:
        """Yield a line for each code, those with most problems first."""
        for code, count in sorted(self.codes.items(), key=lambda item: (-item[1], item[0])):
            name = catalogue()[code].name if code in catalogue() else ""
            yield f"{count:,} {code} {name}".rstrip()
