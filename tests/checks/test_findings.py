"""All findings of every example of a rule, as ``findings.txt`` lists them.

A line has the example, and each finding with its code, severity and pointer, a plus if it has a
hint, and the commands that the hint names. After a change of a rule, edit the lines that the test
shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rule_files import EXAMPLES, Example
from test_hints import find_commands

from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value
from responses_protocol._reporting.finding import Finding

LISTED = dict(
    line.split(": ", 1)
    for line in (Path(__file__).parent / "findings.txt").read_text(encoding="utf-8").splitlines()
)


def describe_findings(example: Example) -> str:
    """Return the findings of an example, in their order."""
    findings = check_value(example.payload, SUBJECTS[example.subject], example.settings)
    return ", ".join(map(describe, findings))


def describe(finding: Finding) -> str:
    words = [finding.code, finding.severity, finding.pointer or "whole", "+" * bool(finding.hint)]
    words += [" ".join(command[:2]) for command in find_commands(finding.hint)]
    return " ".join(filter(None, words))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_findings_of_an_example(example: Example) -> None:
    assert LISTED.get(example.name, "") == describe_findings(example)


def test_no_other_example_is_listed() -> None:
    names: set[Any] = {example.name for example in EXAMPLES}
    assert LISTED.keys() <= names
