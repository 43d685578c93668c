"""Reports for programs: a JSON array, or JSON Lines; objects with the members of ``Finding``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.printable import to_json_line
from responses_protocol._reporting.rule_summary import RuleSummary


def report_json(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a JSON array with an element a line."""
    separator = "[\n"
    for finding in findings:
        yield separator + to_json_line(vars(finding))
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def report_json_lines(
    findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()
) -> Iterator[str]:
    """Yield a line for each finding, complete when it is written."""
    for finding in findings:
        yield to_json_line(vars(finding)) + "\n"
