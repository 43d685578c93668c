"""RPM312: reads of the answers of agents: ``.messages``, and the members beside them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.bindings import every_use, target_of, values_of
from responses_protocol._codemods.callers import find_calls
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Problem
from responses_protocol._codemods.literals import read_member
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import CALLS, our_import
from responses_protocol._codemods.reads import wrap_reads
from responses_protocol._codemods.wrapped_calls import calls_to_wrap

WRONG = """\
answer = AGENT.predict(request)
print(answer.messages[-1].content)
"""
RIGHT = """\
answer = AGENT.predict(request)
print(chat_answer(answer).messages[-1].content)
"""
FUNCTION = "chat_answer"
UNSURE = "this may read the answer of a migrated agent, which has output and no messages"
HINT = "chat_answer(answer) of responses_protocol.integrations.mlflow.calls returns them"
_MEMBERS = frozenset(("finish_reason", "messages", "usage"))


def _run(module: Module) -> Iterator[Edit | Import | Problem]:
    needed = our_import(module, CALLS, FUNCTION)
    yield from wrap_reads(module, _answers(module), _is_read, needed, UNSURE, HINT)


def _answers(module: Module) -> Iterator[tuple[cst.CSTNode, bool]]:
    wrapped = calls_to_wrap(module)
    calls = [
        agent_call.call
        for agent_call in find_calls(module)
        if agent_call.is_certain
        and agent_call.call not in wrapped
        and _method(agent_call.call) == "predict"
    ]
    for call in calls:
        target = target_of(module, call)
        certain = target is None or _are_answers(module, target, calls)
        for node in [call] if target is None else every_use(module, target):
            yield node, certain


def _are_answers(module: Module, target: cst.Name, calls: list[cst.Call]) -> bool:
    """Return whether all that a name is bound to are answers."""
    values = values_of(module, target)
    return values is not None and all(_call_in(value) in calls for value in values)


def _call_in(node: cst.BaseExpression) -> cst.CSTNode:
    return node.expression if isinstance(node, cst.Await) else node


def _method(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""


def _is_read(module: Module, node: cst.CSTNode) -> bool:
    """Return whether a member that only the answer of a ChatAgent has is read here."""
    parent = module.parent(node)
    if not isinstance(parent, (cst.Attribute, cst.Subscript)) or parent.value is not node:
        return False
    return read_member(parent) in _MEMBERS


FIXER = Fixer(
    code="RPM312",
    name="agent-answer",
    summary="Code that reads `messages` of an answer gets them from its items.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
