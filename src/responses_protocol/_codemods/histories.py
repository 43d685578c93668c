"""Answers that repeat the history: the state of a graph contains the messages of the request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from responses_protocol._codemods.bindings import value_of
from responses_protocol._codemods.literals import read_member
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import RESPONSE, argument, is_call_of

_RUNS = frozenset(("ainvoke", "invoke"))


@dataclass(frozen=True, eq=False)
class RepeatedHistory:
    """A response that may repeat the history; ``is_certain`` where it is the state of a graph."""

    call: cst.Call
    is_certain: bool


def repeated_histories(module: Module, method: cst.FunctionDef) -> list[RepeatedHistory]:
    """Return the responses of a method that may contain the whole state of a graph."""
    return list(_find(module, method))


def _response_calls(module: Module) -> list[cst.Call]:
    return [call for call in module.all(cst.Call) if is_call_of(module, call, RESPONSE)]


def _is_within(module: Module, node: cst.CSTNode, method: cst.FunctionDef) -> bool:
    parent = module.parent(node)
    while parent is not None and parent is not method:
        parent = module.parent(parent)
    return parent is not None


def _find(module: Module, method: cst.FunctionDef) -> Iterator[RepeatedHistory]:
    for call in module.fact(_response_calls):
        if not _is_within(module, call, method):
            continue
        if any(arg.star == "**" for arg in call.args):
            states = [value_of(module, arg.value) for arg in call.args if arg.star == "**"]
            if any(map(_is_state, states)):
                yield RepeatedHistory(call, True)
            elif not all(isinstance(state, (cst.Dict, cst.Call)) for state in states):
                yield RepeatedHistory(call, False)
            continue
        value = value_of(module, argument(call, "messages"))
        if isinstance(value, (cst.GeneratorExp, cst.ListComp)):
            value = value_of(module, value.for_in.iter)
        if not isinstance(value, cst.Subscript) or read_member(value) != "messages":
            continue
        if _is_state(value_of(module, value.value)):
            yield RepeatedHistory(call, True)


def _is_state(node: cst.CSTNode | None) -> bool:
    """Return whether an expression runs a graph, plainly or as a coroutine."""
    while isinstance(node, cst.Call):
        func = node.func
        if isinstance(func, cst.Attribute) and func.attr.value in _RUNS:
            return True
        node = node.args[0].value if node.args else None  # asyncio.run(...)
    return False
