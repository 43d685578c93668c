"""RPM304: the name with which an agent is logged, which was ``artifact_path`` before."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._codemods.callers import find_logging_calls
from responses_protocol._codemods.fixer import Edit, Fixer
from responses_protocol._codemods.literals import keyword, rename_argument
from responses_protocol._codemods.module import Module

WRONG = """\
mlflow.pyfunc.log_model(artifact_path="agent", python_model=AGENT)
"""
RIGHT = WRONG.replace("artifact_path", "name")


def _run(module: Module) -> Iterator[Edit]:
    for call, certain in find_logging_calls(module):
        if certain and keyword(call, "artifact_path") and not keyword(call, "name"):
            yield Edit(call, lambda call_node: rename_argument(call_node, "artifact_path", "name"))


FIXER = Fixer(
    code="RPM304",
    name="logged-name",
    summary="`artifact_path` of a logged agent is `name` since MLflow 3.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
