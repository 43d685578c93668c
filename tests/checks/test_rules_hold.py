"""Rules accept any payload, point to an existing place, and change nothing."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st

from responses_protocol._checks.rule import Settings, View
from responses_protocol._checks.rules import rules
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._checks.validation import check_value
from responses_protocol._formats.registry import DIALECTS
from responses_protocol._formats.servers import TARGETS
from responses_protocol._values import split_pointer
from responses_protocol.testing import damaged, from_schema, json_values


def draw_payloads(subject: Subject) -> st.SearchStrategy[Any]:
    """Draw payloads of a subject, damaged ones, and any JSON."""
    element = from_schema(subject.dialect, subject.definition)
    fit = st.lists(element, max_size=4) if subject.many else element
    return st.one_of(fit, damaged(fit), json_values())


@pytest.mark.parametrize("name", SUBJECTS)
def test_rules_take_any_payload(name: str) -> None:
    subject = SUBJECTS[name]

    settings_strategy = st.builds(
        Settings, target=st.sampled_from(TARGETS), would_lose=st.sampled_from([None, *DIALECTS])
    )

    @given(draw_payloads(subject), settings_strategy)
    @settings(max_examples=scale_examples(40))
    def check(payload: Any, settings_strategy: Settings) -> None:
        before = copy.deepcopy(payload)
        for finding in check_value(payload, subject, settings_strategy):
            value = payload
            for step in split_pointer(finding.pointer):
                value = value[int(step) if isinstance(value, list) else step]
            assert finding.message
        assert payload == before

    check()


WHOLE = {"model": "gpt-5", "store": False, "tools": [{"type": "function", "name": "f"}]}


@given(
    st.lists(from_schema("responses", SUBJECTS["responses/history"].definition), max_size=3),
    st.sampled_from([None, WHOLE]),
)
@settings(max_examples=scale_examples(100))
def test_rules_find_nothing_without_the_items_that_they_read(items: Any, body: Any) -> None:
    view = View("responses_history", items, "", "input", Settings(), body)
    for rule in rules():
        if "responses_history" in rule.views and not rule.reads(view):
            assert not list(rule.check(view)), rule.code
