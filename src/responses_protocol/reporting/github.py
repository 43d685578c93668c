"""For GitHub Actions: annotations at the lines of a pull request.

The commands and their escapes are those of GitHub's runner (workflow commands, ``::error``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol.reporting.finding import Finding, Severity
from responses_protocol.reporting.printable import printable
from responses_protocol.reporting.rule_summary import RuleSummary

_COMMANDS: dict[Severity, str] = {"info": "notice", "warning": "warning", "error": "error"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a command for each finding; its title names the rule."""
    names = {rule.code: rule.name for rule in rules}
    for one in findings:
        properties = {
            "file": one.path,
            "line": one.line,
            "col": one.column,
            "title": f"{one.code} {names.get(one.code, '')}".rstrip(),
        }
        told = ",".join(
            f"{key}={printable(str(value)).translate(_PROPERTY)}"
            for key, value in properties.items()
            if value
        )
        yield f"::{_COMMANDS[one.severity]} {told}::{_message(one).translate(_DATA)}\n"


def _message(one: Finding) -> str:
    """What is shown below the title: the place, the message, and the hint on a line of its own."""
    message = f"{one.place}: {one.message}" if one.place else one.message
    message += f" ({one.subject})" if one.subject else ""
    lines = [message, f"hint: {one.hint}"] if one.hint else [message]
    return "\n".join(map(printable, lines))
