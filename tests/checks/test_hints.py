"""Hints: a command in a hint works, and findings that ``--fix`` corrects have its hint."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rule_files import EXAMPLES

from responses_protocol._checks.fixes import fix_payload
from responses_protocol._checks.rule import Settings
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import FIX_HINT, validate
from responses_protocol._cli import main
from responses_protocol._cli.program import COMMANDS
from responses_protocol._reporting.finding import Finding

COMMAND = re.compile(r"`(responses-protocol )?([^`]*)`")
Case = tuple[str, Any, Settings]  # a subject, a payload, what it is checked for


CASES: dict[str, Case] = {
    example.name: (example.subject, example.payload, example.settings)
    for example in EXAMPLES
    if not example.name.endswith("/right")
}


def find_findings(case: Case) -> list[Finding]:
    subject, payload, settings = case
    target: Any = settings.target  # one of those that a rule names
    return validate(
        payload,
        subject,
        profile=settings.profile,
        target=target,
        would_lose=settings.would_lose,
    )


def find_commands(hint: str) -> list[list[str]]:
    """Return the arguments of each command in a hint."""
    commands = (match.split() for _, match in COMMAND.findall(hint))
    return [words for words in commands if words and words[0] in COMMANDS]


def identify(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.pointer


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_command_that_a_hint_names_works(case: Case, tmp_path: Path) -> None:
    subject, payload, settings = case
    commands = {
        tuple(words): finding
        for finding in find_findings(case)
        for words in find_commands(finding.hint)
    }
    for words, finding in commands.items():
        path, output = tmp_path / "payload.json", tmp_path / "out.json"
        path.write_text(json.dumps(payload), encoding="utf-8")
        options = ["-o", str(output)]
        if words[0] == "validate":
            options = ["--as", subject, "--profile", settings.profile, "--target", settings.target]
        result = CliRunner().invoke(main, [*words, *options, str(path)])
        assert result.exit_code == 0 or (words[0] == "validate" and result.exit_code == 1)
        mended = json.loads(
            (path if words[0] == "validate" else output).read_text(encoding="utf-8")
        )
        identities = [
            identify(remaining) for remaining in find_findings((subject, mended, settings))
        ]
        assert identify(finding) not in identities


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_findings_that_a_fix_mends_have_a_hint(case: Case) -> None:
    subject, payload, settings = case
    fixed = {
        identify(finding) for finding in fix_payload(payload, SUBJECTS[subject], settings).findings
    }
    findings = find_findings(case)
    assert {identify(finding) for finding in findings if FIX_HINT in finding.hint} >= fixed & {
        identify(finding) for finding in findings
    }


def test_some_hints_name_commands() -> None:
    names = {
        words[0]
        for case in CASES.values()
        for finding in find_findings(case)
        for words in find_commands(finding.hint)
    }
    assert names == {"convert", "validate"}
