"""RPM314: evaluations of agents: what their data and their scorers see is not what it was."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol.codemods.bindings import value_of
from responses_protocol.codemods.callers import METHODS, is_agent
from responses_protocol.codemods.fixer import Finding, Fixer
from responses_protocol.codemods.literals import keyword, text_of
from responses_protocol.codemods.module import Module

WRONG = """\
mlflow.evaluate(data=[{"request": {"messages": [...]}}], model=AGENT.predict)
"""
RIGHT = """\
mlflow.evaluate(data=[{"request": {"input": [...]}}], model=AGENT.predict)
"""
_EVALUATIONS = frozenset(("mlflow.evaluate", "mlflow.models.evaluate", "mlflow.genai.evaluate"))


def _run(module: Module) -> Iterator[Finding]:
    for call in module.all(cst.Call):
        if module.names(call.func) & _EVALUATIONS and _is_of_agent(module, call):
            yield Finding(
                call,
                "warning",
                "the data and the scorers of this evaluation may be for the requests and answers "
                "of a ChatAgent",
                'data needs "input" in place of "messages"; answers have output, and no messages',
            )


def _is_of_agent(module: Module, call: cst.Call) -> bool:
    data = keyword(call, "data")
    found = value_of(module, data.value) if data is not None else None
    if found is not None and _mentions_messages(found):
        return True
    return any(
        isinstance(node, cst.Attribute)
        and node.attr.value in METHODS
        and is_agent(module, node.value)
        for argument in call.args
        for node in _inside(argument)
    )


def _mentions_messages(node: cst.CSTNode) -> bool:
    return any(text_of(one) == "messages" for one in _inside(node))


def _inside(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _inside(child)


FIXER = Fixer(
    code="RPM314",
    name="agent-evaluation",
    summary="Data and scorers of an evaluation have to be looked at: nothing is rewritten.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
