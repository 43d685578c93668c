"""The counts of a run of ``validate``, and their summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from responses_protocol._checks.catalogue import catalogue
from responses_protocol._checks.files import CheckedRecord
from responses_protocol._cli.report import number
from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.job_summary import MOST
from responses_protocol._severity import SEVERITIES, Severity


@dataclass
class RunSummary:
    """The counts of a run so far; ``first`` are some of the problems, for a summary."""

    files: int = 0
    records: int = 0
    fixed: int = 0
    mended: int = 0
    refused: int = 0
    unshown: int = 0
    subjects: Counter[str] = field(default_factory=Counter)
    problems: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    first: list[Finding] = field(default_factory=list)

    def take(self, part: CheckedRecord) -> None:
        """Count a part of a file."""
        if part.record is not None:
            self.records += 1
            self.subjects.update(payload.subject.label for payload in part.payloads)

    def problem(self, finding: Finding) -> None:
        """Count a problem that is reported."""
        self.problems[finding.severity] += 1
        self.codes[finding.code] += 1
        if len(self.first) < MOST:
            self.first.append(finding)

    def sentence(self, hidden: str = "", *, to: bool = False) -> str:
        """Return a summary in one line; ``hidden`` is a phrase, ``to`` is set for a difference."""
        parts = [
            number(self.problems[severity], severity)
            for severity in reversed(SEVERITIES)
            if self.problems[severity]
        ]
        kinds = ", ".join(f"{label} {count:,}" for label, count in self.subjects.most_common())
        text = f"validate: {number(self.files, 'file')}, {number(self.records, 'record')}"
        text += f" ({kinds})" if kinds else ""
        text += f"; {self.fixed:,} {'to fix' if to else 'fixed'}" if self.fixed else ""
        text += f"; {self.mended:,} {'to mend' if to else 'mended'}" if self.mended else ""
        return f"{text}; {', '.join(parts) if parts else 'no problems'}{hidden and '; ' + hidden}"

    def statistics(self) -> Iterable[str]:
        """Yield a line for each code, those with most problems first."""
        for code, count in sorted(self.codes.items(), key=lambda item: (-item[1], item[0])):
            name = catalogue()[code].name if code in catalogue() else ""
            yield f"{count:,} {code} {name}".rstrip()
