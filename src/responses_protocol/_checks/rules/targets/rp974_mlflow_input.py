"""RP974: MLflow requires a list as input."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View


def _check(view: View) -> Iterator[Problem]:
    if not isinstance(view.value.get("input"), list):
        message = (
            "Input should be a valid list" if "input" in view.value else "input: Field required"
        )
        pointer = "/input" if "input" in view.value else ""
        yield Problem(pointer, message, place="input")


RP974 = Rule(
    code="RP974",
    name="mlflow-input",
    summary="The input of a ResponsesAgent request is a list of items.",
    check=_check,
    subject="responses/request",
    wrong={"input": "Hello!"},
    right={"input": [{"role": "user", "content": "Hello!"}]},
    why="MLflow's ResponsesAgentRequest refuses a string.",
    how_to_fix='Write `[{"role": "user", "content": text}]`.',
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
