"""For programs: all findings as one JSON array of flat objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol.reporting.finding import Finding
from responses_protocol.reporting.printable import in_json
from responses_protocol.reporting.rule_summary import RuleSummary


def records(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a JSON array, an element a line; its members are those of ``Finding``."""
    between = "[\n"
    for one in findings:
        yield between + in_json(vars(one))
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"
