"""The rules for streams: one rule reports each problem of the checkers, with its severity."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from recordings import CORPUS, needs_corpus

from responses_protocol._checks.rule import Problem, Rule, Settings, View
from responses_protocol._checks.rules import rules
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value
from responses_protocol._streams.checks import PROBLEM_TYPES

STREAMS = {
    "responses/events": "responses.stream.jsonl",
    "chat_completions/chunks": "chat.stream.jsonl",
}


def find_rules(code: str) -> list[Rule]:
    memo = {"stream_problems": {code: [Problem("", "")]}}
    view = View("events", [], "", "", Settings(), memo=memo)
    return [rule for rule in rules() if rule.code.startswith("RP7") and list(rule.check(view))]


@pytest.mark.parametrize("code", PROBLEM_TYPES)
def test_one_rule_reports_each_problem_of_streams(code: str) -> None:
    (rule,) = find_rules(code)
    is_contradiction = not PROBLEM_TYPES[code].is_gap
    assert (rule.severity == "error") == is_contradiction


@needs_corpus
@pytest.mark.parametrize("subject", STREAMS)
def test_no_recorded_stream_contradicts_itself(subject: str) -> None:
    for text in Path(CORPUS or "", STREAMS[subject]).read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        findings = check_value(line["payload"], SUBJECTS[subject], Settings())
        assert [one for one in findings if one.severity == "error"] == [], line["id"]
