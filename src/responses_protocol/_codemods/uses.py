"""The uses of an agent's answer: whether each of them only reads members of a ChatAgent's answer.

Such reads can be rewritten together with the call. Any other use may depend on the whole answer,
so the call then keeps its form.
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

ANSWER_MEMBERS = frozenset(("custom_outputs", "finish_reason", "messages", "usage"))
CHUNK_MEMBERS = frozenset(("custom_outputs", "delta", "finish_reason", "usage"))
# items have no such member, and a loaded model answers with items only
_NOT_IN_ITEMS = frozenset(("finish_reason",))
_MUTATORS = frozenset(
    ("append", "clear", "extend", "insert", "pop", "remove", "reverse", "setdefault", "sort")
)


def has_known_uses(
    module: Module, call: cst.Call, is_agent_call: Callable[[cst.CSTNode], bool]
) -> bool:
    """Return whether every use of the answer of a call is a known one.

    ``is_agent_call`` tells whether a node is such a call too, where a name is bound again.
    """
    streamed = isinstance(call.func, cst.Attribute) and call.func.attr.value == "predict_stream"

    def is_known_use(module: Module, node: cst.CSTNode) -> bool:
        return (
            _is_iterated(module, node, is_agent_call) if streamed else _is_answer_read(module, node)
        )

    if is_known_use(module, call) or isinstance(module.parent(call), cst.Expr):
        return True
    target = target_of(module, call)
    if target is None or has_other_readers(module, target):
        return False
    if streamed and uses(module, target) is None:
        return False
    values = values_of(module, target)
    if values is None or not all(map(is_agent_call, values)):
        return False
    reads = every_use(module, target)
    return all(is_known_use(module, use) for use in reads)


def reads_lost_member(module: Module, call: cst.Call) -> bool:
    """Return whether code reads a member that the answer of a loaded model lacks."""
    target = target_of(module, call)
    places = [call] if target is None else every_use(module, target)
    return any(read_member(module.parent(read)) in _NOT_IN_ITEMS for read in places)


def _is_answer_read(module: Module, node: cst.CSTNode) -> bool:
    """Return whether code reads a member of an answer here, and does not change it."""
    return _is_member_read(module, node, ANSWER_MEMBERS)


def _is_member_read(module: Module, node: cst.CSTNode, members: frozenset[str]) -> bool:
    parent = module.parent(node)
    if not isinstance(parent, (cst.Attribute, cst.Subscript)) or parent.value is not node:
        return False
    if read_member(parent) not in members or _is_stored(module, parent):
        return False
    around = module.parent(parent)
    if isinstance(around, cst.Call) and around.func is parent:
        return False
    if isinstance(around, cst.Attribute) and around.attr.value in _MUTATORS:
        return False
    outer: cst.CSTNode | None = around  # answer.messages[0] = ..., answer.usage.n = ...
    inner: cst.CSTNode = parent
    while isinstance(outer, (cst.Attribute, cst.Subscript)) and outer.value is inner:
        if _is_stored(module, outer):
            return False
        inner, outer = outer, module.parent(outer)
    return True


def _is_stored(module: Module, node: cst.CSTNode) -> bool:
    parent = module.parent(node)
    if isinstance(parent, (cst.AssignTarget, cst.Del)):
        return True
    return isinstance(parent, (cst.AugAssign, cst.AnnAssign, cst.For)) and parent.target is node


def _is_iterated(
    module: Module, node: cst.CSTNode, is_agent_call: Callable[[cst.CSTNode], bool]
) -> bool:
    """Return whether a loop goes through a stream here, and only reads members of its chunks."""
    parent = module.parent(node)
    if not isinstance(parent, (cst.For, cst.CompFor)) or parent.iter is not node:
        return False
    if parent.asynchronous is not None or not isinstance(parent.target, cst.Name):
        return False
    loops = [module.parent(target) for target in targets_of(module, parent.target)]
    for loop in loops:  # cells of a notebook reuse names
        again = isinstance(loop, (cst.For, cst.CompFor)) and is_agent_call(loop.iter)
        if loop is not parent and not again:
            return False
    reads = every_use(module, parent.target)
    return bool(reads) and all(_is_member_read(module, use, CHUNK_MEMBERS) for use in reads)
