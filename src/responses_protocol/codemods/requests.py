"""The requests of ChatAgents that are written out, and how they become those of ResponsesAgents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.bindings import readings, value_of
from responses_protocol.codemods.callers import CALLS
from responses_protocol.codemods.fixer import Edit, Import
from responses_protocol.codemods.literals import (
    entries,
    is_plain_chat,
    renamed_key,
    with_entry,
    wrapped,
)
from responses_protocol.codemods.module import Module

FUNCTION = "chat_input"


def is_chat_request(module: Module, node: cst.BaseExpression | None) -> bool:
    """Tell whether an expression is a request that is written out, here or where its name is."""
    return "messages" in (entries(value_of(module, node)) or {})


def is_new_request(module: Module, node: cst.BaseExpression | None) -> bool:
    """Tell whether an expression is a request of a ResponsesAgent already."""
    return "input" in (entries(value_of(module, node)) or {})


def rewritten(
    module: Module, node: cst.BaseExpression, *, constant: bool = False
) -> Iterator[Edit | Import]:
    """Yield the edits of a request that is written out, nothing where that is not certain.

    Messages that mean the same in both APIs are only named otherwise; others are converted when the
    code runs, but for a ``constant``, which has to be plain JSON.
    """
    literal = value_of(module, node)
    found = entries(literal)
    if found is None or not isinstance(literal, cst.Dict) or "messages" not in found:
        return
    messages = found["messages"].value
    plain = is_plain_chat(module, messages)
    if (constant and not plain) or (isinstance(node, cst.Name) and not _is_known(module, node)):
        return
    if not plain:
        yield Import(CALLS, FUNCTION)
    yield Edit(literal, lambda made: _as_input(made, plain))


def _is_known(module: Module, node: cst.Name) -> bool:
    """Tell whether nobody but calls of agents can see a request that has a name."""
    listed = readings(module, node)
    return listed is not None and all(_is_handed_on(module, one) for one in listed)


def _is_handed_on(module: Module, node: cst.Name) -> bool:
    """Tell whether a request goes into a call as it is, and is not looked into or changed."""
    holder = module.parent(node)
    call = module.parent(holder) if isinstance(holder, cst.Arg) else None
    return isinstance(call, cst.Call) and holder in call.args


def _as_input(made: Any, plain: bool) -> Any:
    if not plain:
        found = entries(made) or {}
        made = with_entry(made, "messages", wrapped(FUNCTION, found["messages"].value))
    return renamed_key(made, "messages", "input")
