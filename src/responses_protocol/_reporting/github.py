"""Reports for GitHub Actions: annotations at the lines of a pull request.

The commands and their escapes are those of GitHub's runner (workflow commands, ``::error``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol._reporting.finding import Finding, format_message
from responses_protocol._reporting.printable import make_printable
from responses_protocol._reporting.rule_summary import RuleSummary
from responses_protocol._severity import Severity

_COMMANDS: dict[Severity, str] = {"info": "notice", "warning": "warning", "error": "error"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def report_github(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a command for each finding; its title names the rule."""
    names = {rule.code: rule.name for rule in rules}
    for finding in findings:
        properties = {
            "file": finding.path,
            "line": finding.line,
            "col": finding.column,
            "title": f"{finding.code} {names.get(finding.code, '')}".rstrip(),
        }
        arguments = ",".join(
            f"{key}={make_printable(str(value)).translate(_PROPERTY)}"
            for key, value in properties.items()
            if value
        )
        yield f"::{_COMMANDS[finding.severity]} {arguments}::{_text(finding).translate(_DATA)}\n"


def _text(finding: Finding) -> str:
    """Return the text below the title: place and message, and the hint on a line of its own."""
    message = format_message(finding)
    message += f" ({finding.subject})" if finding.subject else ""
    lines = [message, f"hint: {finding.hint}"] if finding.hint else [message]
    return "\n".join(map(make_printable, lines))
