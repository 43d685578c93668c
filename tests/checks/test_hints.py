"""What hints say can be done: a command that is named works, and what ``--fix`` mends says so."""

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
from responses_protocol._reporting.finding import Finding

COMMAND = re.compile(r"`(responses-protocol )?([^`]*)`")
COMMANDS = tuple(main.commands)
Case = tuple[str, Any, Settings]  # a subject, a payload, what it is checked for


CASES: dict[str, Case] = {
    example.name: (example.subject, example.payload, example.settings)
    for example in EXAMPLES
    if not example.name.endswith("/right")
}


def told(case: Case) -> list[Finding]:
    subject, payload, settings = case
    target: Any = settings.target  # one of those that a rule names
    return validate(
        payload,
        subject,
        profile=settings.profile,
        target=target,
        would_lose=settings.would_lose,
    )


def commands(hint: str) -> list[list[str]]:
    """Return the arguments of the commands that a hint names."""
    found = (match.split() for _, match in COMMAND.findall(hint))
    return [words for words in found if words and words[0] in COMMANDS]


def key(one: Finding) -> tuple[str, str]:
    return one.code, one.pointer


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_command_that_a_hint_names_works(case: Case, tmp_path: Path) -> None:
    subject, payload, settings = case
    ways = {tuple(words): one for one in told(case) for words in commands(one.hint)}
    for words, one in ways.items():
        path, out = tmp_path / "payload.json", tmp_path / "out.json"
        path.write_text(json.dumps(payload), encoding="utf-8")
        more = ["-o", str(out)]
        if words[0] == "validate":
            more = ["--as", subject, "--profile", settings.profile, "--target", settings.target]
        result = CliRunner().invoke(main, [*words, *more, str(path)])
        assert result.exit_code == 0 or (words[0] == "validate" and result.exit_code == 1)
        made = json.loads((path if words[0] == "validate" else out).read_text(encoding="utf-8"))
        left = [key(other) for other in told((subject, made, settings))]
        assert key(one) not in left


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_findings_that_a_fix_mends_have_a_hint(case: Case) -> None:
    subject, payload, settings = case
    done = {key(one) for one in fix_payload(payload, SUBJECTS[subject], settings).findings}
    first = told(case)
    assert {key(one) for one in first if FIX_HINT in one.hint} >= done & {key(one) for one in first}


def test_some_hints_name_commands() -> None:
    named = {
        words[0] for case in CASES.values() for one in told(case) for words in commands(one.hint)
    }
    assert named == {"convert", "validate"}
