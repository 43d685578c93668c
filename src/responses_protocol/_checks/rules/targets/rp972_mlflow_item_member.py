"""RP972: MLflow requires ids that OpenAI does not, and knows three statuses."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_items import (
    VIEWS,
    find_problem,
    get_severity,
    iter_items,
)


def _check(view: View) -> Iterator[Problem]:
    for pointer, item, is_answer in iter_items(view):
        problem = find_problem(item, is_answer)
        if problem is not None and problem.kind == "member":
            yield Problem(pointer + problem.pointer, problem.message, severity=get_severity(view))


RP972 = Rule(
    code="RP972",
    name="mlflow-item-member",
    summary="Items of a ResponsesAgent have the members that MLflow requires.",
    views=VIEWS,
    check=_check,
    subject="responses/history",
    wrong=[{"type": "reasoning", "summary": []}],
    right=[{"type": "reasoning", "id": "rs_1", "summary": []}],
    why="MLflow checks items with classes of its own, which require members that OpenAI does not.",
    how_to_fix=(
        "Add the member that the message names. `responses_protocol.agents` writes items that "
        "MLflow takes."
    ),
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
