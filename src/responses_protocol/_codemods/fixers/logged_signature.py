"""RPM303: the signature with which an agent is logged, which MLflow refuses: it sets its own."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.callers import find_logging_calls
from responses_protocol._codemods.fixer import Edit, Fixer, Problem
from responses_protocol._codemods.literals import keyword, without_argument
from responses_protocol._codemods.module import Module

WRONG = """\
mlflow.pyfunc.log_model(name="agent", python_model=AGENT, signature=signature)
"""
RIGHT = WRONG.replace(", signature=signature", "")


def _run(module: Module) -> Iterator[Edit | Problem]:
    for call, certain in find_logging_calls(module):
        argument = keyword(call, "signature")
        if argument is None or (isinstance(argument.value, cst.Name) and _is_none(argument.value)):
            continue
        if certain and isinstance(argument.value, (cst.Name, cst.Attribute)):
            yield Edit(call, lambda call_node: without_argument(call_node, "signature"))
        elif certain:
            yield Problem(
                argument,
                "error",
                "MLflow sets the signature of an agent itself, and refuses this one",
                "remove signature",
            )


def _is_none(node: cst.Name) -> bool:
    return node.value == "None"


FIXER = Fixer(
    code="RPM303",
    name="logged-signature",
    summary="A `signature` is removed: MLflow refuses one for an agent, and sets its own.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
