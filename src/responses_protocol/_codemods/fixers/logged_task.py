"""RPM302: the task with which an agent is logged: MLflow sets the right one, unless it is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.bindings import value_of
from responses_protocol._codemods.callers import find_logging_calls
from responses_protocol._codemods.fixer import Edit, Fixer, Problem
from responses_protocol._codemods.literals import (
    entries,
    keyword,
    text_of,
    without_argument,
    without_entry,
)
from responses_protocol._codemods.module import Module

WRONG = """\
mlflow.pyfunc.log_model(
    name="agent",
    python_model=AGENT,
    metadata={"task": "agent/v2/chat", "owner": "us"},
)
"""
RIGHT = WRONG.replace('"task": "agent/v2/chat", ', "")
_OLD = "agent/v2/chat"


def _run(module: Module) -> Iterator[Edit | Problem]:
    for call, certain in find_logging_calls(module):
        argument = keyword(call, "metadata")
        members = entries(value_of(module, argument.value)) if argument is not None else None
        if argument is None or not members or "task" not in members:
            continue
        if text_of(value_of(module, members["task"].value)) != _OLD:
            continue
        written_here = isinstance(argument.value, cst.Dict)
        if certain and written_here and len(members) == 1:
            yield Edit(call, lambda call_node: without_argument(call_node, "metadata"))
        elif certain and written_here:
            yield Edit(argument.value, _without_task)
        else:
            which = "" if certain else ", if this is a migrated agent"
            yield Problem(
                argument,
                "warning",
                f"this task is that of a ChatAgent, and overrides the task that MLflow sets{which}",
                "remove the task: MLflow sets agent/v1/responses",
            )


def _without_task(metadata: Any) -> Any:
    return without_entry(metadata, "task")


FIXER = Fixer(
    code="RPM302",
    name="logged-task",
    summary="A task in `metadata` is removed: that of a ChatAgent would override MLflow's.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
