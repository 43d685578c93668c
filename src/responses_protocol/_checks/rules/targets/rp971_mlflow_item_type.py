"""RP971: MLflow knows nine types of items."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_items import (
    VIEWS,
    find_problem,
    get_severity,
    iter_items,
)

CUSTOM = {"type": "custom_tool_call", "call_id": "call_abc", "name": "add", "input": "1 2"}
CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}


def _check(view: View) -> Iterator[Problem]:
    for pointer, item, is_answer in iter_items(view):
        problem = find_problem(item, is_answer)
        if problem is not None and problem.kind == "type":
            yield Problem(pointer + problem.pointer, problem.message, severity=get_severity(view))


RP971 = Rule(
    code="RP971",
    name="mlflow-item-type",
    summary="Items are of the nine types that MLflow knows.",
    views=VIEWS,
    check=_check,
    subject="responses/history",
    wrong=[CUSTOM, {**OUTPUT, "type": "custom_tool_call_output"}],
    right=[CALL, OUTPUT],
    why="MLflow's ResponsesAgent refuses an item of another type, in a request and in an answer.",
    how_to_fix=(
        "Write the item as one of the types in the message, or keep it in `custom_inputs` or "
        "`custom_outputs`."
    ),
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
