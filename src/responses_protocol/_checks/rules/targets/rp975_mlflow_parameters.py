"""RP975: MLflow requires the parameters of a function."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_bodies import BODY_VIEWS, REQUEST
from responses_protocol._checks.rules.targets.mlflow_items import get_severity

ADD = {"type": "function", "name": "add"}


def _check(view: View) -> Iterator[Problem]:
    tools = view.value.get("tools")
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        if tool.get("type") != "function" or isinstance(tool.get("parameters"), dict):
            continue
        pointer, message = f"/tools/{index}", "parameters: Field required"
        if "parameters" in tool:
            pointer, message = f"{pointer}/parameters", "Input should be a valid dictionary"
        yield Problem(pointer, message, severity=get_severity(view))


RP975 = Rule(
    code="RP975",
    name="mlflow-parameters",
    summary="A function tool of a ResponsesAgent has parameters.",
    check=_check,
    subject="responses/request",
    wrong={**REQUEST, "tools": [ADD]},
    right={**REQUEST, "tools": [{**ADD, "parameters": {"type": "object", "properties": {}}}]},
    why="MLflow's class for tools refuses a function without parameters.",
    how_to_fix='Add `{"type": "object", "properties": {}}`.',
    source="Measured with mlflow 3.17.2",
    views=BODY_VIEWS,
    targets=frozenset({"mlflow"}),
)
