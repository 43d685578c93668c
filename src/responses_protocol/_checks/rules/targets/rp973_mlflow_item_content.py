"""RP973: MLflow knows few types of content parts and annotations."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_items import (
    VIEWS,
    find_problem,
    get_severity,
    iter_items,
)

AUDIO = {"type": "input_audio", "input_audio": {"data": "", "format": "mp3"}}
FILE = {"type": "input_file", "file_id": "file-1"}


def _check(view: View) -> Iterator[Problem]:
    for pointer, item, is_answer in iter_items(view):
        problem = find_problem(item, is_answer)
        if problem is not None and problem.kind == "content":
            yield Problem(pointer + problem.pointer, problem.message, severity=get_severity(view))


RP973 = Rule(
    code="RP973",
    name="mlflow-item-content",
    summary="Content parts and annotations are of the types that MLflow knows.",
    views=VIEWS,
    check=_check,
    subject="responses/history",
    wrong=[{"role": "user", "content": [AUDIO]}],
    right=[{"role": "user", "content": [FILE]}],
    why="MLflow checks content with classes of its own, which know fewer types.",
    how_to_fix="Write the part as text, or keep it in `custom_inputs` or `custom_outputs`.",
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
