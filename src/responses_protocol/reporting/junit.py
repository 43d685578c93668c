"""For CI servers that read JUnit's XML: a suite for each file, a case for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import quoteattr

from responses_protocol.reporting.finding import Finding
from responses_protocol.reporting.printable import printable
from responses_protocol.reporting.rule_summary import RuleSummary
from responses_protocol.reporting.text import text

_NAME = "responses-protocol"
_IN_MEMORY = 1 << 20  # characters of a suite that are kept off the disk


def junit(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield an XML document; without findings it has one case, which passed.

    Findings of one file are expected to follow each other. A finding that only informs is a case
    that passed, with what it says as its output.
    """
    names = {rule.code: rule.name for rule in rules}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites name={_quoted(_NAME)}>\n"
    empty = True
    for path, group in groupby(findings, key=lambda one: one.path):
        empty = False
        yield from _suite(path or _NAME, group, names)
    if empty:  # servers take a report without a single case for a broken one
        yield f'  <testsuite name={_quoted(_NAME)} tests="1" failures="0">\n'
        yield f"    <testcase classname={_quoted(_NAME)} name={_quoted('no problems')}/>\n"
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _suite(path: str, findings: Iterable[Finding], names: dict[str, str]) -> Iterator[str]:
    """Yield a suite; its cases wait on the disk where they are many, for it begins with counts."""
    number = failures = 0
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="\n") as cases:
        for one in findings:
            number += 1
            failures += one.severity != "info"
            cases.write(_case(path, one, names))
        yield f'  <testsuite name={_quoted(path)} tests="{number}" failures="{failures}">\n'
        cases.seek(0)
        yield from cases
    yield "  </testsuite>\n"


def _case(path: str, one: Finding, names: dict[str, str]) -> str:
    rule = f"{one.code} {names.get(one.code, '')}".rstrip()
    at = f"{one.line}:{one.column} " if one.line else ""
    name = f"{at}{rule} {one.place}".rstrip()
    position = f' file={_quoted(one.path)} line="{one.line}"' if one.line else ""
    line = _escaped("".join(text((one,))).rstrip())
    said = f"<system-out>{line}</system-out>"
    if one.severity != "info":
        what = f"type={_quoted(one.severity)} message={_quoted(one.message)}"
        said = f"<failure {what}>{line}</failure>"
    return (
        f"    <testcase classname={_quoted(path)} name={_quoted(name)}{position}>\n"
        f"      {said}\n    </testcase>\n"
    )


def _quoted(value: str) -> str:
    return quoteattr(printable(value))


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
