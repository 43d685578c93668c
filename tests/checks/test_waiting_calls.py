"""A call at the end of a history may wait for its output: this is a warning, not an error."""

from __future__ import annotations

from typing import Any

import pytest

import responses_protocol as rp

USER = {"role": "user", "content": "Go on."}
REASONING = {"type": "reasoning", "id": "rs_1", "summary": []}


def call(call_id: str) -> dict[str, Any]:
    return {"type": "function_call", "call_id": call_id, "name": "add", "arguments": "{}"}


def output(call_id: str) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": call_id, "output": "3"}


@pytest.mark.parametrize(
    ("items", "severities"),
    [
        ([USER, call("call_a")], ["warning"]),
        ([USER, call("call_a"), USER], ["error"]),
        ([USER, call("call_a"), call("call_b")], ["warning", "warning"]),
        ([USER, REASONING, call("call_a"), REASONING, call("call_b")], ["warning", "warning"]),
        ([USER, call("call_a"), REASONING], ["warning"]),
        ([USER, call("call_a"), call("call_b"), output("call_b")], ["warning"]),
        ([call("call_a"), USER, REASONING, call("call_b")], ["error", "warning"]),
    ],
)
def test_calls_that_wait(items: list[Any], severities: list[str]) -> None:
    findings = rp.validate(items, "responses/history", profile="request")
    assert [finding.severity for finding in findings if finding.code == "RP203"] == severities
