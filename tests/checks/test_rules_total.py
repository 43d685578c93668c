"""Rules take whatever the wire profile lets pass, and point at places that are there."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from responses_protocol.checks.rule import TARGETS, Settings
from responses_protocol.checks.rules import rules
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.checks.validation import findings
from responses_protocol.formats.registry import DIALECTS
from responses_protocol.testing import damaged, from_schema, json_values
from responses_protocol.values import tokens

CODES = {rule.code for rule in rules()}


def payloads(subject: Subject) -> st.SearchStrategy[Any]:
    fit = from_schema(subject.dialect, subject.definition)
    either = st.one_of(fit, damaged(fit))
    return st.one_of(st.lists(either, max_size=4) if subject.many else either, json_values())


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_payload_breaks_a_rule_itself(name: str) -> None:
    subject = SUBJECTS[name]
    wanted = st.builds(
        Settings,
        target=st.sampled_from(TARGETS),
        would_lose=st.sampled_from([None, *DIALECTS]),
    )

    @given(payloads(subject), wanted)
    @settings(max_examples=examples(40))
    def check(payload: Any, chosen: Settings) -> None:
        before = copy.deepcopy(payload)
        for one in findings(payload, subject, chosen):
            assert one.code in CODES
            assert one.message
            there = payload
            for step in tokens(one.pointer):
                there = there[int(step) if isinstance(there, list) else step]
        assert payload == before

    check()
