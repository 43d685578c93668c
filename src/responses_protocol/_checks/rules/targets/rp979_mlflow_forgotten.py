"""RP979: MLflow drops members of input messages."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_items import find_problem, iter_items

KEPT = frozenset(("content", "role", "status", "type"))
OUTPUT_PARTS = ("refusal",)  # MLflow reads a message with one as an output item


def _check(view: View) -> Iterator[Problem]:
    for pointer, item, is_answer in iter_items(view):
        if is_answer or item.get("role") is None or find_problem(item, is_answer) is not None:
            continue
        if _is_kept(item):
            continue
        for member in sorted(item.keys() - KEPT):
            if item[member] is not None:
                message = f"MLflow reads the item as an input message, and drops its '{member}'."
                yield Problem(pointer, message)


def _is_kept(item: dict[str, object]) -> bool:
    content = item.get("content")
    return isinstance(content, list) and any(
        isinstance(part, dict) and part.get("type") in OUTPUT_PARTS for part in content
    )


RP979 = Rule(
    code="RP979",
    name="mlflow-forgotten",
    summary=(
        "A message in a ResponsesAgent request has no members that MLflow drops, such as its id."
    ),
    severity="info",
    views=("responses_history", "responses_request", "responses_agent_request"),
    check=_check,
    subject="responses_agent/request",
    wrong={"input": [{"role": "user", "content": "Hello!", "id": "msg_1"}]},
    right={"input": [{"role": "user", "content": "Hello!"}]},
    why=(
        "MLflow reads an item of a request as an input message where it can, and drops the other "
        "members."
    ),
    how_to_fix="Expect no ids of messages in the agent, or send them in `custom_inputs`.",
    source="Measured with mlflow 3.17.2; https://github.com/databricks/app-templates/pull/256",
    targets=frozenset({"mlflow"}),
)
