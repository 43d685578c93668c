"""RP980: MLflow requires some members of an answer."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_items import get_severity

ANSWER = {"id": "resp_1", "status": "failed", "output": []}


def _check(view: View) -> Iterator[Problem]:
    answer = view.value
    if "output" not in answer:
        yield Problem("", "output: Field required", place="output", severity=get_severity(view))
    elif not isinstance(answer["output"], list):
        yield Problem("/output", "Input should be a valid list", severity=get_severity(view))
    if "object" in answer and answer["object"] is None:
        yield Problem("/object", "Input should be a valid string", severity=get_severity(view))
    if isinstance(answer.get("instructions"), list):
        yield Problem(
            "/instructions", "Input should be a valid string", severity=get_severity(view)
        )
    error = answer.get("error")
    if isinstance(error, dict):
        if not isinstance(error.get("message"), str):
            yield Problem(
                "/error",
                "message: Field required",
                place="error.message",
                severity=get_severity(view),
            )
        if not isinstance(error.get("code"), (str, type(None))):
            yield Problem(
                "/error/code", "Input should be a valid string", severity=get_severity(view)
            )


RP980 = Rule(
    code="RP980",
    name="mlflow-answer",
    summary=(
        "An answer of a ResponsesAgent has a list as output, a string as instructions, and an "
        "error with a message."
    ),
    views=("responses_response", "responses_agent_response"),
    check=_check,
    subject="responses/response",
    wrong={**ANSWER, "error": {"code": "server_error"}},
    right={**ANSWER, "error": {"code": "server_error", "message": "Try again."}},
    why="MLflow's ResponsesAgentResponse refuses the answer.",
    how_to_fix=(
        "Add `output`, a list, and a `message` to the error. Write instructions as a string."
    ),
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
