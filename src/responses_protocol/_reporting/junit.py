"""Reports for CI servers: JUnit's XML, with a suite for each file and a case for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import quoteattr

from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.printable import make_printable
from responses_protocol._reporting.rule_summary import RuleSummary
from responses_protocol._reporting.text import report_text

_NAME = "responses-protocol"
_IN_MEMORY = 1 << 20  # characters of a suite; a longer one waits on the disk


def report_junit(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield an XML document; without findings it has one case, which passes.

    Findings of one file must follow each other. A finding of severity ``info`` is a case that
    passes, with the finding as its output.
    """
    names = {rule.code: rule.name for rule in rules}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites name={_quote(_NAME)}>\n"
    is_empty = True
    for path, group in groupby(findings, key=lambda finding: finding.path):
        is_empty = False
        yield from _suite(path or _NAME, group, names)
    if is_empty:  # for servers, a report without any case is broken
        yield f'  <testsuite name={_quote(_NAME)} tests="1" failures="0">\n'
        yield f"    <testcase classname={_quote(_NAME)} name={_quote('no problems')}/>\n"
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _suite(path: str, findings: Iterable[Finding], names: dict[str, str]) -> Iterator[str]:
    """Yield a suite, which begins with counts: its cases wait in memory, or on the disk."""
    count = failures = 0
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="\n") as cases:
        for finding in findings:
            count += 1
            failures += finding.severity != "info"
            cases.write(_case(path, finding, names))
        yield f'  <testsuite name={_quote(path)} tests="{count}" failures="{failures}">\n'
        cases.seek(0)
        yield from cases
    yield "  </testsuite>\n"


def _case(path: str, finding: Finding, names: dict[str, str]) -> str:
    rule = f"{finding.code} {names.get(finding.code, '')}".rstrip()
    line_and_column = f"{finding.line}:{finding.column} " if finding.line else ""
    name = f"{line_and_column}{rule} {finding.place}".rstrip()
    position = f' file={_quote(finding.path)} line="{finding.line}"' if finding.line else ""
    line = _escape("".join(report_text((finding,))).rstrip())
    result = f"<system-out>{line}</system-out>"
    if finding.severity != "info":
        attributes = f"type={_quote(finding.severity)} message={_quote(finding.message)}"
        result = f"<failure {attributes}>{line}</failure>"
    return (
        f"    <testcase classname={_quote(path)} name={_quote(name)}{position}>\n"
        f"      {result}\n    </testcase>\n"
    )


def _quote(value: str) -> str:
    return quoteattr(make_printable(value))


def _escape(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
