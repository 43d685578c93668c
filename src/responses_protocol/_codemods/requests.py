"""The requests of ChatAgents that are written out, and how they become those of ResponsesAgents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import libcst as cst

from responses_protocol._codemods.bindings import every_use, values_of
from responses_protocol._codemods.fixer import Edit, Import
from responses_protocol._codemods.literals import (
    entries,
    is_plain_chat,
    rename_key,
    with_entry,
    wrap_in_call,
)
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import CALLS, local_name, our_import

FUNCTION = "chat_input"


def is_chat_request(module: Module, node: cst.BaseExpression | None) -> bool:
    """Return whether an expression is a request that is written out, here or where its name is."""
    return "messages" in _members(module, node)


def is_new_request(module: Module, node: cst.BaseExpression | None) -> bool:
    """Return whether an expression is a request of a ResponsesAgent already."""
    members = _members(module, node)
    return "input" in members and "messages" not in members


def _members(module: Module, node: cst.BaseExpression | None) -> set[str]:
    values = (values_of(module, node) or []) if node is not None else []
    return {name for value in values for name in entries(value) or {}}


def rewrite_request(module: Module, node: cst.BaseExpression) -> Iterator[Edit | Import]:
    """Yield the edits of a request that is written out, nothing where that is not certain.

    Messages that mean the same in both APIs are only named otherwise; others are converted when the
    code runs. A name is looked up, all that it is bound to.
    """
    literals = values_of(module, node) or []
    if not any(map(_messages_of, literals)) or not all(map(_is_request, literals)):
        return
    if isinstance(node, cst.Name) and not _is_only_in_calls(module, node):
        return
    for literal in literals:
        messages = _messages_of(literal)
        if messages is not None:
            plain = is_plain_chat(module, messages)
            needed = None if plain else our_import(module, CALLS, FUNCTION)
            if needed is not None:
                yield needed
            function = None if needed is None else local_name(needed)
            yield Edit(literal, partial(_as_input, function=function))


def _messages_of(node: cst.BaseExpression) -> cst.BaseExpression | None:
    members = (entries(node) or {}).get("messages")
    return None if members is None else members.value


def _is_request(node: cst.BaseExpression) -> bool:
    return bool((entries(node) or {}).keys() & {"input", "messages"})


def _is_only_in_calls(module: Module, node: cst.Name) -> bool:
    """Return whether nobody but calls can see a request that has a name."""
    return all(_is_passed_on(module, part) for part in every_use(module, node))


def _is_passed_on(module: Module, node: cst.Name) -> bool:
    """Return whether a request goes into a call as it is, and is not looked into or changed."""
    parent = module.parent(node)
    call = module.parent(parent) if isinstance(parent, cst.Arg) else None
    return isinstance(call, cst.Call) and parent in call.args


def _as_input(literal: Any, function: str | None) -> Any:
    messages = _messages_of(literal)
    if messages is None:  # another fixer has done it, since the example is a request as well
        return literal
    if function is not None:
        literal = with_entry(literal, "messages", wrap_in_call(function, messages))
    return rename_key(literal, "messages", "input")
