"""RPM603: the input of an agent as Chat messages, by to_chat_completions_input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.bindings import uses
from responses_protocol.codemods.fixer import Edit, Finding, Fixer, Import
from responses_protocol.codemods.fixers.idiomatic_predict import from_streams
from responses_protocol.codemods.idiomatic.methods import (
    INPUT,
    MLFLOW,
    Method,
    helper,
    is_ours,
    methods,
    only_in,
)
from responses_protocol.codemods.module import Module

_DUMP = "model_dump(exclude_none=True)"
_NEED_NAMES = frozenset(("ChatAgentState", "ChatAgentToolNode"))


def run(module: Module) -> Iterator[Edit | Import | Finding]:
    """Yield the edits of inputs that are only dumped."""
    for method in methods(module):
        if method in from_streams(module):
            continue  # it has another body
        found = dumped_input(module, method)
        if isinstance(found, str) or found is None:
            continue
        statement, dumps = found
        yield helper(module, INPUT)
        yield Edit(statement, _asked(module, method))
        for one in dumps:
            yield Edit(one, _listed, counts=False)
        yield Finding(
            method.node,
            "info",
            "its messages have no ids, results of tools no names, calls without a text no content",
            "nothing needs to be done where a model is asked",
        )


def dumped_input(
    module: Module, method: Method
) -> tuple[cst.Call, list[cst.ListComp]] | str | None:
    """Return the call of ``messages_of`` and what dumps its messages, or why it stays.

    None where the method has none.
    """
    for statement in method.statements:
        only = only_in(statement)
        value = only.value if isinstance(only, cst.Assign) else None
        if isinstance(only, cst.Assign) and is_ours(module, value, "messages_of"):
            target = only.targets[0].target
            found = uses(module, target) if isinstance(target, cst.Name) else None
            dumps = [_dump(module, one) for one in found or ()]
            whole = [one for one in dumps if one is not None]
            if not whole or len(whole) < len(dumps):
                return "its messages are read one by one"
            if any(node.value in _NEED_NAMES for node in module.all(cst.Name)):
                return "its graph needs the names of ChatAgent's messages"
            return cst.ensure_type(value, cst.Call), whole
    return None


def _dump(module: Module, node: cst.Name) -> cst.ListComp | None:
    """Return the comprehension that dumps all messages of a list, if it is that."""
    clause = module.parent(node)
    made = module.parent(clause) if isinstance(clause, cst.CompFor) else None
    if not isinstance(made, cst.ListComp) or not isinstance(clause, cst.CompFor):
        return None
    target = clause.target
    if clause.iter is not node or clause.ifs or clause.inner_for_in:
        return None
    code = module.tree.code_for_node(made.elt)
    return made if isinstance(target, cst.Name) and code == f"{target.value}.{_DUMP}" else None


def _listed(made: Any) -> Any:
    return made.for_in.iter


def _asked(module: Module, method: Method) -> Any:
    given = f"{method.request}.input"
    if module.helpers == MLFLOW:  # which takes dicts only
        given = f"[item.model_dump() for item in {given}]"
    return lambda made: cst.parse_expression(f"{INPUT}({given})")


FIXER = Fixer(
    code="RPM603",
    name="idiomatic-input",
    summary="messages that are only dumped come from to_chat_completions_input",
    default=False,
    wrong="messages = messages_of(request)",
    right="messages = to_chat_completions_input(request.input)",
    run=run,
    unit="idiomatic",
)
