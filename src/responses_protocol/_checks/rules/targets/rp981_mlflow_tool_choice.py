"""RP981: MLflow requires a name in a tool choice."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_bodies import BODY_VIEWS, REQUEST
from responses_protocol._checks.rules.targets.mlflow_items import get_severity


def _check(view: View) -> Iterator[Problem]:
    choice = view.value.get("tool_choice")
    if isinstance(choice, dict) and not isinstance(choice.get("name"), str):
        yield Problem("/tool_choice", "name: Field required", severity=get_severity(view))


RP981 = Rule(
    code="RP981",
    name="mlflow-tool-choice",
    summary="A tool_choice of a ResponsesAgent that is an object names a function.",
    check=_check,
    subject="responses/request",
    wrong={**REQUEST, "tool_choice": {"type": "web_search_preview"}},
    right={**REQUEST, "tool_choice": {"type": "function", "name": "f"}},
    why="MLflow's class for choices requires a name, so it refuses the choice of a hosted tool.",
    how_to_fix="Use a word such as `required`, or name a function.",
    source="Measured with mlflow 3.17.2",
    views=BODY_VIEWS,
    targets=frozenset({"mlflow"}),
)
