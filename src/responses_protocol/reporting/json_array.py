"""Reports for programs: one JSON array of flat objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol.reporting.finding import Finding
from responses_protocol.reporting.printable import to_json_line
from responses_protocol.reporting.rule_summary import RuleSummary


def report_json(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a JSON array, an element a line; members are those of ``Finding``."""
    separator = "[\n"
    for finding in findings:
        yield separator + to_json_line(vars(finding))
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"
