"""RP977: MLflow drops unknown members of a ResponsesAgent request."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_bodies import REQUEST
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import escape_token

HINT = "Move it into custom_inputs."
KEPT = frozenset(
    (
        "background",
        "context",
        "custom_inputs",
        "input",
        "max_output_tokens",
        "metadata",
        "parallel_tool_calls",
        "reasoning",
        "store",
        "stream",
        "temperature",
        "text",
        "tool_choice",
        "tools",
        "top_p",
        "truncation",
        "user",
    )
)


def _check(view: View) -> Iterator[Problem]:
    for member, value in view.value.items():
        if member not in KEPT and value is not None:
            message = f"MLflow drops '{quote_name(member)}' before the agent sees the request."
            yield Problem(f"/{escape_token(member)}", message, HINT)


RP977 = Rule(
    code="RP977",
    name="mlflow-dropped",
    summary=(
        "A ResponsesAgent request has no members that MLflow drops, such as model and instructions."
    ),
    severity="warning",
    views=("responses_request", "responses_agent_request"),
    check=_check,
    subject="responses_agent/request",
    wrong={**REQUEST, "instructions": "Be brief."},
    right={**REQUEST, "custom_inputs": {"instructions": "Be brief."}},
    why="MLflow drops members that its request class does not have, and reports nothing.",
    how_to_fix="Send the value in `custom_inputs`.",
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
