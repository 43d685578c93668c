"""For people, and for editors that read ``file:line:column: message``: one problem a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol.reporting.finding import Finding
from responses_protocol.reporting.printable import as_line
from responses_protocol.reporting.rule_summary import RuleSummary


def text(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a line for each finding, hint and all; ``rules`` are not needed."""
    for one in findings:
        yield as_line(_line(one)) + "\n"


def _line(one: Finding) -> str:
    where = ":".join([one.path, *(str(at) for at in (one.line, one.column) if at)])
    line = f"{where}: " if where else ""
    line += f"{one.severity} {one.code} "
    line += f"{one.place}: {one.message}" if one.place else one.message
    if one.subject:
        line += f"  ({one.subject})"
    if one.hint:
        line += f"  hint: {one.hint}"
    return line
