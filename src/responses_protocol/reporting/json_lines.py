"""Reports for programs: one JSON object a line, each complete when it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol.reporting.finding import Finding
from responses_protocol.reporting.printable import to_json_line
from responses_protocol.reporting.rule_summary import RuleSummary


def report_json_lines(
    findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()
) -> Iterator[str]:
    """Yield a line for each finding; its members are those of ``Finding``."""
    for finding in findings:
        yield to_json_line(vars(finding)) + "\n"
