"""RPM603: the input of an agent as Chat messages, by to_chat_completions_input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.bindings import uses
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Problem
from responses_protocol._codemods.fixers.idiomatic_predict import from_streams
from responses_protocol._codemods.idiomatic.methods import (
    INPUT,
    MLFLOW,
    Method,
    helper_import,
    is_ours,
    only_in,
    read_methods,
)
from responses_protocol._codemods.module import Module

_DUMP = "model_dump(exclude_none=True)"
_NEED_NAMES = frozenset(("ChatAgentState", "ChatAgentToolNode"))


def run(module: Module) -> Iterator[Edit | Import | Problem]:
    """Yield the edits of inputs that are only dumped."""
    for method in read_methods(module):
        if method in from_streams(module):
            continue  # it has another body
        input_dump = dumped_input(module, method)
        if isinstance(input_dump, str) or input_dump is None:
            continue
        statement, dumps = input_dump
        yield helper_import(module, INPUT)
        yield Edit(statement, _convert_input(module, method))
        for dump in dumps:
            yield Edit(dump, _list_of_dumps, counts=False)
        yield Problem(
            method.node,
            "info",
            "its messages have no ids, results of tools no names, calls without a text no content",
            "nothing needs to be done where a model is asked",
        )


def dumped_input(
    module: Module, method: Method
) -> tuple[cst.Call, list[cst.ListComp]] | str | None:
    """Return the call of ``messages_of`` and the dumps of its messages, or the reason to stay.

    None if the method has none.
    """
    for statement in method.statements:
        only = only_in(statement)
        value = only.value if isinstance(only, cst.Assign) else None
        if isinstance(only, cst.Assign) and is_ours(module, value, "messages_of"):
            target = only.targets[0].target
            reads = uses(module, target) if isinstance(target, cst.Name) else None
            dumps = [_dump(module, read) for read in reads or ()]
            complete = [read for read in dumps if read is not None]
            if not complete or len(complete) < len(dumps):
                return "its messages are read one by one"
            if any(node.value in _NEED_NAMES for node in module.all(cst.Name)):
                return "its graph needs the names of ChatAgent's messages"
            return cst.ensure_type(value, cst.Call), complete
    return None


def _dump(module: Module, node: cst.Name) -> cst.ListComp | None:
    """Return the comprehension that dumps all messages of a list, if it is that."""
    clause = module.parent(node)
    comprehension = module.parent(clause) if isinstance(clause, cst.CompFor) else None
    if not isinstance(comprehension, cst.ListComp) or not isinstance(clause, cst.CompFor):
        return None
    target = clause.target
    if clause.iter is not node or clause.ifs or clause.inner_for_in:
        return None
    code = module.tree.code_for_node(comprehension.elt)
    return (
        comprehension
        if isinstance(target, cst.Name) and code == f"{target.value}.{_DUMP}"
        else None
    )


def _list_of_dumps(comprehension: Any) -> Any:
    return comprehension.for_in.iter


def _convert_input(module: Module, method: Method) -> Any:
    code = f"{method.request}.input"
    if module.helpers == MLFLOW:  # which takes dicts only
        code = f"[item.model_dump() for item in {code}]"
    return lambda call: cst.parse_expression(f"{INPUT}({code})")


FIXER = Fixer(
    code="RPM603",
    name="idiomatic-input",
    summary="messages that the code only dumps come from to_chat_completions_input",
    default=False,
    wrong="messages = messages_of(request)",
    right="messages = to_chat_completions_input(request.input)",
    run=run,
    unit="idiomatic",
)
