"""What hints of the command say about mending: each command that one names does it, in its file."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run

from responses_protocol._checks.rule import Settings
from responses_protocol._checks.rules import rules
from responses_protocol._mends.table import STEPS

COMMAND = re.compile(r"`responses-protocol (validate [^`]*)`")
CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OPEN = [CALL, {"role": "user", "content": "x"}]
FLAT = {"type": "input_text", "text": "x"}
MIXED = [
    {"role": "user", "content": [FLAT]},
    {"role": "assistant", "content": "", "tool_calls": []},
]
HINT = "`responses-protocol validate --fix"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def find_findings(path: str, *arguments: str, stdin: bytes = b"") -> list[dict[str, Any]]:
    result = run("validate", path, "--format", "json", *arguments, stdin=stdin)
    assert result.exit_code in (0, 1), result.stderr
    return list(json.loads(result.stdout))


CASES = {
    rule.code: (rule.subject, rule.wrong, rule.settings, sorted(rule.targets)) for rule in rules()
}


def make_options(settings: Settings | None, targets: list[str], subject: str) -> Iterator[str]:
    settings_or_target = settings or Settings(target=targets[0] if targets else "openai")
    yield from (
        "--as",
        subject,
        "--profile",
        settings_or_target.profile,
        "--target",
        settings_or_target.target,
    )
    yield from (
        ("--would-lose", settings_or_target.would_lose) if settings_or_target.would_lose else ()
    )


@pytest.mark.parametrize("code", CASES)
def test_a_command_that_mends_does_so(code: str) -> None:
    subject, payload, settings, targets = CASES[code]
    arguments = [*make_options(settings, targets, subject), "--severity", "info"]
    Path("a.json").write_text(json.dumps(payload))
    for finding in find_findings("a.json", *arguments):
        for command in COMMAND.findall(finding["hint"]):
            Path("a.json").write_text(json.dumps(payload))
            result = run(*command.split(), "a.json", *arguments)
            assert result.exit_code in (0, 1), result.stderr
            remaining = {
                (remaining_finding["code"], remaining_finding["pointer"])
                for remaining_finding in find_findings("a.json", *arguments)
            }
            assert (finding["code"], finding["pointer"]) not in remaining


REPAIRED = {code for step in STEPS for code in step.codes if code.startswith("RP")}


@pytest.mark.parametrize("code", sorted(REPAIRED))
def test_findings_that_a_repair_mends_have_a_hint(code: str) -> None:
    subject, payload, settings, targets = CASES[code]
    arguments = [*make_options(settings, targets, subject), "--severity", "info"]
    Path("a.json").write_text(json.dumps(payload))
    findings = [
        finding for finding in find_findings("a.json", *arguments) if finding["code"] == code
    ]
    assert findings
    assert all(HINT in finding["hint"] for finding in findings)


def _yaml(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value))  # which is YAML


def _gzip(path: Path, value: Any) -> None:
    path.write_bytes(gzip.compress(json.dumps(value).encode()))


@pytest.mark.parametrize(("name", "write"), [("a.yaml", _yaml), ("a.json.gz", _gzip)])
@pytest.mark.parametrize("value", [OPEN, MIXED])
def test_findings_that_the_command_does_not_mend_have_no_hint(
    name: str, write: Callable[[Path, Any], None], value: Any
) -> None:
    write(Path(name), value)
    findings = find_findings(name)
    assert findings
    assert not any(HINT in finding["hint"] for finding in findings)
    findings = find_findings("-", stdin=json.dumps(value).encode())
    assert findings
    assert not any(HINT in finding["hint"] for finding in findings)


def test_hints_in_a_record_that_holds_several() -> None:
    batch_line = {"custom_id": "x", "url": "/v1/responses", "body": {"model": "m", "input": OPEN}}
    Path("a.jsonl").write_text(f"{json.dumps(OPEN)}\n{json.dumps(batch_line)}\n")
    findings = find_findings("a.jsonl")
    assert [(finding["pointer"], "--fix --repair" in finding["hint"]) for finding in findings] == [
        ("/0", True),
        ("/body/input/0", True),
    ]
