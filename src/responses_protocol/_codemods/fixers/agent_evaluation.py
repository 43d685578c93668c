"""RPM314: evaluations of agents, whose data and scorers may be for a ChatAgent."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.bindings import values_of
from responses_protocol._codemods.callers import METHODS, is_agent, is_logged
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.literals import keyword, text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.trees import walk

WRONG = """\
mlflow.evaluate(data=[{"request": {"messages": [...]}}], model=AGENT.predict)
"""
RIGHT = """\
mlflow.evaluate(data=[{"request": {"input": [...]}}], model=AGENT.predict)
"""
_EVALUATIONS = frozenset(("mlflow.evaluate", "mlflow.models.evaluate", "mlflow.genai.evaluate"))


def _run(module: Module) -> Iterator[Problem]:
    for call in module.all(cst.Call):
        if module.names(call.func) & _EVALUATIONS and _is_of_agent(module, call):
            yield Problem(
                call,
                "warning",
                "the data and the scorers of this evaluation may expect the requests and answers "
                "of a ChatAgent",
                'write "input" in place of "messages" in the data, and read output in the scorers',
            )


def _is_of_agent(module: Module, call: cst.Call) -> bool:
    data = keyword(call, "data")
    if data is not None and _mentions_messages(module, data.value):
        return True
    if any(is_logged(module, argument.value) for argument in call.args):
        return True
    return any(
        isinstance(node, cst.Attribute)
        and node.attr.value in METHODS
        and is_agent(module, node.value)
        for argument in call.args
        for node in walk(argument)
    )


def _mentions_messages(module: Module, node: cst.BaseExpression, depth: int = 3) -> bool:
    """Return whether there are messages in data, also where a frame is made of a name."""
    values = (values_of(module, node) or []) if depth else []
    inner = [name for value in values for name in walk(value)]
    return any(text_of(name) == "messages" for name in inner) or any(
        _mentions_messages(module, name, depth - 1)
        for name in inner
        if isinstance(name, cst.Name) and name is not node
    )


FIXER = Fixer(
    code="RPM314",
    name="agent-evaluation",
    summary="An evaluation may need changes in its data and scorers; nothing is rewritten.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
