"""RP982: MLflow requires strings in metadata."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_bodies import BODY_VIEWS, REQUEST
from responses_protocol._checks.rules.targets.mlflow_items import get_severity
from responses_protocol._reporting.quoting import quote_name


def _check(view: View) -> Iterator[Problem]:
    metadata = view.value.get("metadata")
    for name, value in metadata.items() if isinstance(metadata, dict) else ():
        if not isinstance(value, str):
            message = f"{quote_name(name)}: Input should be a valid string"
            yield Problem("/metadata", message, severity=get_severity(view))


RP982 = Rule(
    code="RP982",
    name="mlflow-metadata",
    summary="The metadata of a ResponsesAgent's request and answer have strings as values.",
    check=_check,
    subject="responses/request",
    wrong={**REQUEST, "metadata": {"attempt": 2}},
    right={**REQUEST, "metadata": {"attempt": "2"}},
    why="MLflow's class for metadata refuses other values.",
    how_to_fix="Write values as strings, or send them in `custom_inputs`.",
    source="Measured with mlflow 3.17.2",
    views=BODY_VIEWS,
    targets=frozenset({"mlflow"}),
)
