"""``rule``: every rule is explained, and ``docs/rules.md`` says the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_commands import run

from responses_protocol._checks.catalogue import GROUPS, STREAMS, catalogue, select_codes
from responses_protocol._checks.reading.codes import RULES, ReadingRule
from responses_protocol._checks.reading.records import read_records
from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules import rules
from responses_protocol._reporting.finding import Finding
from responses_protocol._severity import SEVERITIES

ROOT = Path(__file__).parents[2]


def test_a_rule_is_explained() -> None:
    result = run("rule", "rp203")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "RP203 unanswered-call (error)"
    assert lines[4].startswith("Why: The endpoint refuses ")
    assert lines[6].startswith("How to fix: Add an output ")
    assert lines[6].endswith("`responses-protocol validate --fix --repair` does so in histories.")
    assert "Wrong:" in lines
    assert '      {"role": "user", "content": "And?"}' in lines  # a value that fits has one line
    assert "Right:" in lines
    assert lines[-1].startswith("Source: https://")
    assert run("rule", "RP203", "RP001").stdout.startswith(result.stdout + "\nRP001 ")


def test_all_rules_are_listed() -> None:
    result = run("rule")
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(catalogue())


def test_other_codes_and_names_are_explained() -> None:
    assert run("rule", "unanswered-call").stdout == run("rule", "RP203").stdout
    assert run("rule", "tool_limit").stdout.startswith("tool_limit (")
    assert run("rule", "rpm101").stdout.startswith("RPM101 ")
    assert run("rule", "RPM999").exit_code == 2


@pytest.mark.parametrize("code", ["RP2", "203", "RP999", ""])
def test_an_unknown_rule_is_wrong_usage(code: str) -> None:
    result = run("rule", code)
    assert (result.exit_code, result.stdout) == (2, "")


def test_the_catalogue_has_every_rule_once() -> None:
    entries = catalogue()
    assert list(entries) == sorted(entries)
    assert len(entries) == len(RULES) + len(rules())
    assert len({entry.name for entry in entries.values()}) == len(entries)
    for code, entry in entries.items():
        assert code[:3] in GROUPS
        assert entry.severity in SEVERITIES
        for sentences in (entry.why, entry.how_to_fix):
            assert sentences[:1].isupper() or sentences[:1] in "`"
            assert sentences.endswith(".")
        assert entry.wrong != entry.right


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_examples_are_shown_as_they_are_unless_they_are_long(rule: Rule) -> None:
    entry = catalogue()[rule.code]
    for shown, payload in ((entry.wrong, rule.wrong), (entry.right, rule.right)):
        assert len(shown) < 5_000
        if "... (" not in shown and '"...": "(' not in shown:
            lines = shown.splitlines() if rule.subject.endswith(STREAMS) else [shown]
            values = [json.loads(line) for line in lines]
            assert (values if rule.subject.endswith(STREAMS) else values[0]) == payload
        else:
            assert len(json.dumps(payload)) > 120


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_examples_of_files(rule: ReadingRule, tmp_path: Path) -> None:
    if rule.code in ("RP007", "RP011", "RP012", "RP013", "RP014", "RP015"):
        pytest.skip("shown in words, or found elsewhere")
    for text, expected in ((rule.wrong, {rule.code}), (rule.right, set())):
        content = text.encode("latin-1")
        for escape, byte in _BYTES.items():
            content = content.replace(escape, byte)
        (tmp_path / "a").write_bytes(content)
        codes = {
            finding.code
            for finding in read_records(str(tmp_path / "a"))
            if isinstance(finding, Finding)
        }
        assert codes == expected


_BYTES = {
    rb"\xe9": b"\xe9",
    rb"\xc3": b"\xc3",
    rb"\xa9": b"\xa9",
    rb"\xef\xbb\xbf": b"\xef\xbb\xbf",
    rb"\0": b"\0",
}


def test_prefixes_choose() -> None:
    everything = frozenset(catalogue())
    assert select_codes([], []) == everything
    assert select_codes(["RP"], ["RP2"]) == {
        code for code in everything if not code.startswith("RP2")
    }
    assert select_codes(["RP203"], ["RP2"]) == {"RP203"}
    assert select_codes(["RP2"], ["RP203"]) == {
        code for code in everything if code.startswith("RP2") and code != "RP203"
    }
    assert select_codes([], ["RP"]) == frozenset()
    with pytest.raises(ValueError, match="there is no rule XX1"):
        select_codes(["XX1"], [])


def test_the_page_of_rules_is_in_step() -> None:
    result = subprocess.run(
        [sys.executable, ROOT / "tools" / "rules_page.py", "--check"],
        capture_output=True,
        text=True,
    )
    assert (result.returncode, result.stderr) == (0, "")
