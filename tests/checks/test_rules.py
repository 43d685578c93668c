"""Every rule: its own examples, and the payloads in the folder of its code.

``rules/RP203/wrong_*.json`` breaks the rule, ``right_*.json`` doesn't. A file has a payload, or
``{"subject": ..., "settings": {...}, "payload": ...}`` where it is not of the subject of the
rule's own examples or is checked with other settings; a wrong one may list its ``"places"``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rule_files import FILES, RULES, make_settings, read_example

from responses_protocol._checks.rule import Rule, Settings
from responses_protocol._checks.rules import rules
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value
from responses_protocol._checks.views import VIEWS


def find_places(rule: Rule, subject: str, payload: Any, settings: Settings) -> list[str]:
    """Return the places where a payload breaks a rule."""
    findings = check_value(payload, SUBJECTS[subject], settings)
    return [finding.place for finding in findings if finding.code == rule.code]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples(rule: Rule) -> None:
    settings = rule.settings or make_settings(rule)
    assert find_places(rule, rule.subject, rule.wrong, settings)
    assert not find_places(rule, rule.subject, rule.right, settings)
    findings = check_value(rule.right, SUBJECTS[rule.subject], settings)
    assert [finding.code for finding in findings if finding.severity == "error"] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_a_code_a_name_a_summary_and_a_source(rule: Rule) -> None:
    assert re.fullmatch(r"RP[1-9]\d\d", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.summary.endswith(".")
    assert rule.source
    assert rule.views or rule.code.startswith("RP1")
    assert set(rule.views) <= VIEWS.keys()


def test_every_rule_has_files() -> None:
    names = {(path.parent.name, path.name.partition("_")[0]) for path in FILES}
    assert names == {(code, name) for code in RULES for name in ("right", "wrong")}


def test_codes_and_names_are_unique() -> None:
    assert len(RULES) == len(rules()) == len({rule.name for rule in rules()})


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_files(path: Path) -> None:
    example = read_example(path)
    rule = RULES[path.parent.name]
    places = find_places(rule, example.subject, example.payload, example.settings)
    assert bool(places) == path.name.startswith("wrong_")
    assert example.places in (None, places)
