"""Items, requests and answers are refused exactly where MLflow's own classes refuse them."""

from __future__ import annotations

from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import needs_corpus, recorded

from responses_protocol.checks.rule import Settings
from responses_protocol.checks.rules.targets.mlflow_items import find_fault
from responses_protocol.checks.subjects import SUBJECTS
from responses_protocol.checks.validation import check_value
from responses_protocol.reporting.finding import Finding
from responses_protocol.testing import from_schema, items

CASES: list[tuple[dict[str, Any], bool]] = [
    # an item, and whether it is refused in a request
    ({"role": "user", "content": "x"}, False),
    ({"role": "user", "content": []}, False),
    ({"role": "user", "content": [{"text": "x"}]}, False),
    ({"role": "user", "content": [{"file_id": "x"}]}, True),
    ({"role": "user", "content": [{"type": "input_text"}]}, True),
    ({"role": "user", "content": [{"type": "input_audio", "text": "x"}]}, False),
    ({"role": "assistant", "content": [{"type": "refusal", "refusal": "x"}]}, True),
    ({"role": "tool", "content": "x"}, True),
    ({"role": "user", "content": "x", "status": "failed"}, True),
    ({"type": "message", "role": "assistant", "content": []}, False),
    ({"type": "reasoning", "id": "rs_1", "summary": None}, True),
    ({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text"}]}, True),
    ({"type": "function_call_output", "call_id": "c", "output": [{}]}, False),
    ({"type": "mcp_approval_response", "approval_request_id": "m", "approve": None}, True),
    ({"type": "computer_call"}, False),
    ({"type": "shell_call"}, True),
    ({"id": "msg_1"}, True),
]


@pytest.mark.parametrize(("item", "refused"), CASES)
def test_requests(item: dict[str, Any], refused: bool) -> None:
    assert (find_fault(item, is_answer=False) is not None) == refused


def _refused(item: Any, answered: bool) -> str | None:
    responses = pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    whole, member = (
        (responses.ResponsesAgentResponse, "output")
        if answered
        else (responses.ResponsesAgentRequest, "input")
    )
    try:
        whole(**{member: [item]})
    except ValueError as error:
        return str(error)
    return None


def _compare(item: dict[str, Any]) -> None:
    for answered in (False, True):
        found, told = find_fault(item, answered), _refused(item, answered)
        assert (found is None) == (told is None), (found, told)
        if found is not None and told is not None:
            said = found.message.removesuffix(": Field required").partition(":")[0]
            assert said.partition(".")[0] in told or "should be a valid" in told


@given(st.one_of(items(), st.sampled_from([item for item, _ in CASES])))
@settings(max_examples=examples(300))
def test_as_mlflow_does(item: dict[str, Any]) -> None:
    pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    _compare(item)


@needs_corpus
def test_as_mlflow_does_on_recordings() -> None:
    pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    for one in recorded("responses", "history"):
        for item in one.payload if isinstance(one.payload, list) else ():
            _compare(item)


WHOLES = {
    "responses/request": "ResponsesAgentRequest",
    "responses_agent/request": "ResponsesAgentRequest",
    "responses/response": "ResponsesAgentResponse",
    "responses_agent/response": "ResponsesAgentResponse",
}


# the rules whose findings MLflow refuses: a warning in an answer of OpenAI, which is for others
REFUSALS = ("RP971", "RP972", "RP973", "RP975", "RP978", "RP980", "RP981", "RP982")


def _refuses(found: Finding, name: str) -> bool:
    return name == "responses/response" and found.code in REFUSALS and found.severity == "warning"


@pytest.mark.filterwarnings("ignore:Invalid")
@pytest.mark.parametrize("name", WHOLES)
def test_whole_payloads_as_mlflow_does(name: str) -> None:
    responses = pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    taken = getattr(responses, WHOLES[name])
    subject = SUBJECTS[name]

    @given(from_schema(subject.dialect, subject.definition))
    @settings(max_examples=examples(150))
    def check(payload: dict[str, Any]) -> None:
        found = check_value(payload, subject, Settings(target="mlflow"))
        told = [one for one in found if one.severity == "error" or _refuses(one, name)]
        if all(one.code.startswith("RP97") or one.code == "RP980" for one in told):
            try:
                taken(**payload)
            except ValueError:
                assert told
            else:
                assert not told

    check()
