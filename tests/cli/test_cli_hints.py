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
MENDED = "`responses-protocol validate --fix"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def found(path: str, *arguments: str, stdin: bytes = b"") -> list[dict[str, Any]]:
    told = run("validate", path, "--format", "json", *arguments, stdin=stdin)
    assert told.exit_code in (0, 1), told.stderr
    return list(json.loads(told.stdout))


CASES = {
    rule.code: (rule.subject, rule.wrong, rule.settings, sorted(rule.targets)) for rule in rules()
}


def options(settings: Settings | None, targets: list[str], subject: str) -> Iterator[str]:
    chosen = settings or Settings(target=targets[0] if targets else "openai")
    yield from ("--as", subject, "--profile", chosen.profile, "--target", chosen.target)
    yield from ("--would-lose", chosen.would_lose) if chosen.would_lose else ()


@pytest.mark.parametrize("code", CASES)
def test_a_command_that_mends_does_so(code: str) -> None:
    subject, payload, settings, targets = CASES[code]
    arguments = [*options(settings, targets, subject), "--severity", "info"]
    Path("a.json").write_text(json.dumps(payload))
    for one in found("a.json", *arguments):
        for command in COMMAND.findall(one["hint"]):
            Path("a.json").write_text(json.dumps(payload))
            result = run(*command.split(), "a.json", *arguments)
            assert result.exit_code in (0, 1), result.stderr
            left = {(other["code"], other["pointer"]) for other in found("a.json", *arguments)}
            assert (one["code"], one["pointer"]) not in left


REPAIRED = {code for step in STEPS for code in step.codes if code.startswith("RP")}


@pytest.mark.parametrize("code", sorted(REPAIRED))
def test_findings_that_a_repair_mends_have_a_hint(code: str) -> None:
    subject, payload, settings, targets = CASES[code]
    arguments = [*options(settings, targets, subject), "--severity", "info"]
    Path("a.json").write_text(json.dumps(payload))
    told = [one for one in found("a.json", *arguments) if one["code"] == code]
    assert told
    assert all(MENDED in one["hint"] for one in told)


def _yaml(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value))  # which is YAML


def _gzip(path: Path, value: Any) -> None:
    path.write_bytes(gzip.compress(json.dumps(value).encode()))


@pytest.mark.parametrize(("name", "write"), [("a.yaml", _yaml), ("a.json.gz", _gzip)])
@pytest.mark.parametrize("value", [OPEN, MIXED])
def test_no_hint_at_what_the_command_does_not_mend(
    name: str, write: Callable[[Path, Any], None], value: Any
) -> None:
    write(Path(name), value)
    told = found(name)
    assert told
    assert not any(MENDED in one["hint"] for one in told)
    told = found("-", stdin=json.dumps(value).encode())
    assert told
    assert not any(MENDED in one["hint"] for one in told)


def test_hints_in_a_record_that_holds_several() -> None:
    wrapped = {"custom_id": "x", "url": "/v1/responses", "body": {"model": "m", "input": OPEN}}
    Path("a.jsonl").write_text(f"{json.dumps(OPEN)}\n{json.dumps(wrapped)}\n")
    told = found("a.jsonl")
    assert [(one["pointer"], "--fix --repair" in one["hint"]) for one in told] == [
        ("/0", True),
        ("/body/input/0", True),
    ]
