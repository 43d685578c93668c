"""RPM312: what is read of the answers of agents: ``.messages``, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.bindings import target_of, uses
from responses_protocol.codemods.callers import CALLS, asked
from responses_protocol.codemods.fixer import Edit, Finding, Fixer, Import
from responses_protocol.codemods.literals import text_of, wrapped
from responses_protocol.codemods.module import Module

WRONG = """\
answer = AGENT.predict(request)
print(answer.messages[-1].content)
"""
RIGHT = """\
answer = AGENT.predict(request)
print(chat_answer(answer).messages[-1].content)
"""
FUNCTION = "chat_answer"
_MEMBERS = frozenset(("finish_reason", "messages", "usage"))


def _run(module: Module) -> Iterator[Edit | Import | Finding]:
    for one in asked(module):
        if not one.certain or _method(one.call) != "predict":
            continue
        for node in _answers(module, one.call):
            if _is_read(module, node):
                yield Import(CALLS, FUNCTION)
                yield Edit(node, lambda made: wrapped(FUNCTION, made))


def _method(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""


def _answers(module: Module, call: cst.Call) -> list[Any]:
    """Return where an answer is read: the call itself, or all uses of the name that it gets."""
    target = target_of(module, call)
    if target is None:
        return [call]
    return list(uses(module, target) or ())


def _is_read(module: Module, node: cst.CSTNode) -> bool:
    """Tell whether a member that only the answer of a ChatAgent has is read here."""
    holder = module.parent(node)
    if isinstance(holder, cst.Attribute) and holder.value is node:
        return holder.attr.value in _MEMBERS
    if isinstance(holder, cst.Subscript) and holder.value is node and len(holder.slice) == 1:
        index = holder.slice[0].slice
        return isinstance(index, cst.Index) and text_of(index.value) in _MEMBERS
    return False


FIXER = Fixer(
    code="RPM312",
    name="agent-answer",
    summary="Where `messages` of an answer are read, they are made of its items.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
