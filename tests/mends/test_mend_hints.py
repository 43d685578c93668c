"""Hints at a repair, which the command gives without a repair if the payload is readable."""

from __future__ import annotations

from typing import Any

import pytest
from cases import CASES
from hypothesis import given
from hypothesis import strategies as st
from mending import TARGETS, break_history

from responses_protocol._checks.catalogue import select_codes
from responses_protocol._checks.files import CheckedRecord
from responses_protocol._checks.reading.limits import Limits
from responses_protocol._checks.rule import Settings
from responses_protocol._checks.rules import rules
from responses_protocol._checks.validation import check_payload
from responses_protocol._cli.finding import make_finder
from responses_protocol._cli.mended_records import CODES, RecordRepair, repair_record
from responses_protocol._cli.run_settings import RunSettings
from responses_protocol.testing import damaged, histories

REQUESTS = {
    "responses/request": ("responses", "input"),
    "chat_completions/request": ("chat_completions", "messages"),
    "chat_agent/request": ("chat_agent", "messages"),
    "responses_agent/request": ("responses", "input"),
}
HISTORIES = ("responses", "chat_completions", "chat_agent")
STATE = st.fixed_dictionaries(
    {},
    optional={
        "store": st.booleans(),
        "previous_response_id": st.sampled_from(("resp_1", "chatcmpl-1", None)),
        "conversation": st.sampled_from(("conv_1", {"id": "thread_1"})),
    },
)


@st.composite
def payloads(draw: st.DrawFn) -> tuple[str, Any]:
    """Return a subject, and a broken history or request, some of whose elements are damaged."""
    subject = draw(st.sampled_from((*(f"{name}/history" for name in HISTORIES), *REQUESTS)))
    dialect, member = REQUESTS.get(subject, (subject.partition("/")[0], ""))
    history = histories(dialect, max_turns=3).flatmap(break_history)
    value = draw(st.one_of(history, history, damaged(history)))
    if member:
        value = {"model": "gpt-5", **draw(STATE), member: value}
    return subject, value


def check(subject: str, value: Any, settings: Settings, ignored: list[str]) -> None:
    """Compare the hints with what a repair leaves."""
    finder = make_finder(subject or None, ())
    chosen = RunSettings(
        settings, select_codes((), ignored), "info", finder, Limits(), False, (), None
    )
    found = finder(value)
    findings = [finding for payload in found for finding in check_payload(payload, settings)]
    findings = [finding for finding in findings if finding.code in chosen.codes]
    part = CheckedRecord(findings, None, tuple(found))
    repair = RecordRepair(part, chosen)
    for finding in findings:
        if finding.code in CODES:
            mended = repair_record(part, chosen)
            assert repair.can_mend(finding) == mended.is_mended(finding), finding


@given(
    payloads(),
    st.sampled_from(("wire", "request")),
    st.sampled_from(TARGETS),
    st.lists(st.sampled_from(sorted(CODES - {"RP101", "RP102"})), max_size=1),
)
def test_hints_are_those_of_a_repair(
    payload: tuple[str, Any], profile: Any, target: str, ignored: list[str]
) -> None:
    check(*payload, Settings(profile, target), ignored)


@pytest.mark.parametrize("case", [pytest.param(one, id=one.name) for one in CASES])
def test_hints_of_the_cases(case: Any) -> None:
    check(case.subject, case.payload, Settings(target=case.target), [])


@pytest.mark.parametrize("rule", [pytest.param(one, id=one.code) for one in rules()])
def test_hints_of_the_examples_of_rules(rule: Any) -> None:
    target = min(rule.targets, default="openai")
    if rule.code in CODES:
        check(rule.subject, rule.wrong, rule.settings or Settings(target=target), [])
