"""Items, requests and answers are refused exactly where MLflow's own classes refuse them."""

from __future__ import annotations

from typing import Any

import pytest
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import needs_corpus, recorded

from responses_protocol._checks.rule import Settings
from responses_protocol._checks.rules.targets.mlflow_items import find_problem
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value
from responses_protocol._reporting.finding import Finding
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
    assert (find_problem(item, is_answer=False) is not None) == refused


def make_message(*parts: Any) -> dict[str, Any]:
    return {"type": "message", "id": "msg_1", "role": "assistant", "content": [*parts]}


STRING, LIST = "Input should be a valid string", "Input should be a valid list"
DICTIONARY = "Input should be a valid dictionary"
TEXT = {"type": "output_text", "text": "x"}
FAULT_ROWS = [
    # an item, whether it stands in an answer, where it is refused, and MLflow's message
    ({"role": "user"}, False, "", "content: Field required"),
    ({"role": "user", "content": 7}, False, "/content", STRING),
    ({"role": 7, "content": "x"}, False, "/role", STRING),
    ({"role": "user", "content": ["x"]}, False, "/content/0", DICTIONARY),
    ({"type": "function_call_output", "call_id": "c", "output": 7}, True, "/output", STRING),
    (
        {"type": "function_call_output", "call_id": "c", "output": [7]},
        True,
        "/output/0",
        DICTIONARY,
    ),
    ({"type": "reasoning", "id": "rs_1", "summary": 7}, True, "/summary", LIST),
    (
        {"type": "reasoning", "id": "rs_1", "summary": [7]},
        True,
        "/summary/0",
        "text: Field required",
    ),
    (make_message("x"), True, "/content/0", "type: Field required"),
    (make_message({"text": "x"}), True, "/content/0", "type: Field required"),
    (
        make_message({**TEXT, "type": "input_text"}),
        True,
        "/content/0/type",
        "Invalid content type: input_text for Content",
    ),
    (make_message({"type": "output_text"}), True, "/content/0", "text: Field required"),
    (make_message({**TEXT, "annotations": {}}), True, "/content/0/annotations", LIST),
    (
        make_message(TEXT, {**TEXT, "annotations": [{}]}),
        True,
        "/content/1/annotations/0",
        "type: Field required",
    ),
    (
        make_message({**TEXT, "annotations": [{"type": "url_citation", "title": 7}]}),
        True,
        "/content/0/annotations/0",
        f"title: {STRING}",
    ),
]


@pytest.mark.parametrize(("item", "is_answer", "pointer", "message"), FAULT_ROWS)
def test_a_fault_has_its_place_and_the_message_of_mlflow(
    item: dict[str, Any], is_answer: bool, pointer: str, message: str
) -> None:
    fault = find_problem(item, is_answer)
    assert fault is not None
    assert (fault.pointer, fault.message) == (pointer, message)


def _refused(item: Any, is_answer: bool) -> str | None:
    responses = pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    class_, member = (
        (responses.ResponsesAgentResponse, "output")
        if is_answer
        else (responses.ResponsesAgentRequest, "input")
    )
    try:
        class_(**{member: [item]})
    except ValueError as error:
        return str(error)
    return None


def _compare(item: dict[str, Any]) -> None:
    for is_answer in (False, True):
        problem, refusal = find_problem(item, is_answer), _refused(item, is_answer)
        assert (problem is None) == (refusal is None), (problem, refusal)
        if problem is not None and refusal is not None:
            place = problem.message.removesuffix(": Field required").partition(":")[0]
            assert place.partition(".")[0] in refusal or "should be a valid" in refusal


@given(st.one_of(items(), st.sampled_from([item for item, _ in CASES])))
@settings(max_examples=scale_examples(300))
def test_as_mlflow_does(item: dict[str, Any]) -> None:
    pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    _compare(item)


@needs_corpus
def test_as_mlflow_does_on_recordings() -> None:
    pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    for recording in recorded("responses", "history"):
        for item in recording.payload if isinstance(recording.payload, list) else ():
            _compare(item)


CLASSES = {
    "responses/request": "ResponsesAgentRequest",
    "responses_agent/request": "ResponsesAgentRequest",
    "responses/response": "ResponsesAgentResponse",
    "responses_agent/response": "ResponsesAgentResponse",
}


# the rules whose warnings about an answer are errors to MLflow
REFUSED_WARNINGS = ("RP971", "RP972", "RP973", "RP975", "RP978", "RP980", "RP981", "RP982")


def _refuses(finding: Finding, name: str) -> bool:
    return (
        name == "responses/response"
        and finding.code in REFUSED_WARNINGS
        and finding.severity == "warning"
    )


@pytest.mark.filterwarnings("ignore:Invalid")
@pytest.mark.parametrize("name", CLASSES)
def test_whole_payloads_as_mlflow_does(name: str) -> None:
    responses = pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    class_ = getattr(responses, CLASSES[name])
    subject = SUBJECTS[name]

    @given(from_schema(subject.dialect, subject.definition))
    @settings(max_examples=scale_examples(150))
    def check(payload: dict[str, Any]) -> None:
        findings = check_value(payload, subject, Settings(target="mlflow"))
        refused = [
            finding
            for finding in findings
            if finding.severity == "error" or _refuses(finding, name)
        ]
        if all(finding.code.startswith("RP97") or finding.code == "RP980" for finding in refused):
            try:
                class_(**payload)
            except ValueError:
                assert refused
            else:
                assert not refused

    check()
