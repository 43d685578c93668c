"""Reports for people, and for editors: one problem a line, as ``file:line:column: message``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol._reporting.finding import Finding, format_message, format_position
from responses_protocol._reporting.printable import make_printable_line
from responses_protocol._reporting.rule_summary import RuleSummary


def report_text(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a line for each finding, with its hint; ``rules`` are not used."""
    for finding in findings:
        yield make_printable_line(_line(finding)) + "\n"


def _line(finding: Finding) -> str:
    position = format_position(finding)
    line = f"{position}: " if position else ""
    line += f"{finding.severity} {finding.code} {format_message(finding)}"
    if finding.subject:
        line += f"  ({finding.subject})"
    if finding.hint:
        line += f"  hint: {finding.hint}"
    return line
