"""Decide whether every use of the answer of an agent is understood: a read as of a ChatAgent.

Such uses keep working if requests have other names and reads go through a call. Any other code may
use all of an answer, so its call stays unchanged.
"""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from responses_protocol._codemods.bindings import (
    every_use,
    has_other_readers,
    target_of,
    targets_of,
    uses,
    values_of,
)
from responses_protocol._codemods.literals import read_member
from responses_protocol._codemods.module import Module

ANSWER = frozenset(("custom_outputs", "finish_reason", "messages", "usage"))
CHUNK = frozenset(("custom_outputs", "delta", "finish_reason", "usage"))
# members that items do not have; only items remain of an agent that was logged and loaded
_ONLY_OF_OBJECTS = frozenset(("finish_reason",))
_CHANGING = frozenset(
    ("append", "clear", "extend", "insert", "pop", "remove", "reverse", "setdefault", "sort")
)


def is_understood(module: Module, call: cst.Call, same: Callable[[cst.CSTNode], bool]) -> bool:
    """Return whether every use of the result of a call of an agent is understood.

    ``same`` is whether a node is a call of an agent as well, where a name is bound again.
    """
    streamed = isinstance(call.func, cst.Attribute) and call.func.attr.value == "predict_stream"

    def used(module: Module, node: cst.CSTNode) -> bool:
        return _is_iterated(module, node, same) if streamed else _is_read(module, node)

    if used(module, call) or isinstance(module.parent(call), cst.Expr):
        return True
    target = target_of(module, call)
    if target is None or has_other_readers(module, target):
        return False
    if streamed and uses(module, target) is None:
        return False
    values = values_of(module, target)
    if values is None or not all(map(same, values)):
        return False
    reads = every_use(module, target)
    return all(used(module, use) for use in reads)


def reads_only_of_objects(module: Module, call: cst.Call) -> bool:
    """Return whether something is read of an answer that a model, once loaded, does not tell."""
    target = target_of(module, call)
    places = [call] if target is None else every_use(module, target)
    return any(read_member(module.parent(read)) in _ONLY_OF_OBJECTS for read in places)


def _is_read(module: Module, node: cst.CSTNode) -> bool:
    """Return whether a member of an answer is read here, and is not changed."""
    return _reads(module, node, ANSWER)


def _reads(module: Module, node: cst.CSTNode, members: frozenset[str]) -> bool:
    holder = module.parent(node)
    if not isinstance(holder, (cst.Attribute, cst.Subscript)) or holder.value is not node:
        return False
    if read_member(holder) not in members or _is_stored(module, holder):
        return False
    around = module.parent(holder)
    if isinstance(around, cst.Call) and around.func is holder:
        return False
    if isinstance(around, cst.Attribute) and around.attr.value in _CHANGING:
        return False
    within: cst.CSTNode | None = around  # answer.messages[0] = ..., answer.usage.n = ...
    inner: cst.CSTNode = holder
    while isinstance(within, (cst.Attribute, cst.Subscript)) and within.value is inner:
        if _is_stored(module, within):
            return False
        inner, within = within, module.parent(within)
    return True


def _is_stored(module: Module, node: cst.CSTNode) -> bool:
    holder = module.parent(node)
    if isinstance(holder, (cst.AssignTarget, cst.Del)):
        return True
    return isinstance(holder, (cst.AugAssign, cst.AnnAssign, cst.For)) and holder.target is node


def _is_iterated(module: Module, node: cst.CSTNode, same: Callable[[cst.CSTNode], bool]) -> bool:
    """Return whether a stream is gone through here, and all that is done is to read its chunks."""
    holder = module.parent(node)
    if not isinstance(holder, (cst.For, cst.CompFor)) or holder.iter is not node:
        return False
    if holder.asynchronous is not None or not isinstance(holder.target, cst.Name):
        return False
    loops = [module.parent(target) for target in targets_of(module, holder.target)]
    for loop in loops:  # cells of a notebook use a name again and again
        again = isinstance(loop, (cst.For, cst.CompFor)) and same(loop.iter)
        if loop is not holder and not again:
            return False
    reads = every_use(module, holder.target)
    return bool(reads) and all(_reads(module, use, CHUNK) for use in reads)
