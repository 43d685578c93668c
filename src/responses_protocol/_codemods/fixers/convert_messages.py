"""RPM106: ``self._convert_messages_to_dict``, which only ChatAgent has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.agents import read_agents
from responses_protocol._codemods.fixer import Edit, Fixer, Problem
from responses_protocol._codemods.module import Module

NAME = "_convert_messages_to_dict"
MESSAGE = "ResponsesAgent has no _convert_messages_to_dict"
HINT = "write [message.model_dump(exclude_none=True) for message in messages] in its place"
LOOSE = (cst.IfExp, cst.Lambda, cst.NamedExpr, cst.Tuple, cst.Yield)


def run(module: Module) -> Iterator[Edit | Problem]:
    """Yield the edits of calls of an agent's own method."""
    if not read_agents(module).agents or any(
        node.name.value == NAME for node in module.all(cst.FunctionDef)
    ):
        return
    for node in module.all(cst.Attribute):
        if node.attr.value != NAME:
            continue
        call = module.parent(node)
        if _is_plain_call(call, node):
            assert call is not None
            yield Edit(call, _dump_messages)
        else:
            yield Problem(node, "error", MESSAGE, HINT)


def _is_plain_call(call: cst.CSTNode | None, node: cst.Attribute) -> bool:
    if not isinstance(call, cst.Call) or call.func is not node or len(call.args) != 1:
        return False
    arg = call.args[0]
    is_messages = arg.keyword is None or arg.keyword.value == "messages"
    return not arg.star and is_messages and isinstance(node.value, cst.Name)


def _dump_messages(call: cst.Call) -> Any:
    value = call.args[0].value
    if isinstance(value, LOOSE) and not value.lpar:
        value = value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    dumps = cst.parse_expression("[message.model_dump(exclude_none=True) for message in messages]")
    assert isinstance(dumps, cst.ListComp)
    return dumps.with_changes(
        for_in=dumps.for_in.with_changes(iter=value), lpar=call.lpar, rpar=call.rpar
    )


FIXER = Fixer(
    code="RPM106",
    name="convert-messages",
    summary="`_convert_messages_to_dict` becomes `model_dump` of each message",
    default=True,
    wrong="self._convert_messages_to_dict(messages)",
    right="[message.model_dump(exclude_none=True) for message in messages]",
    run=run,
    unit="chat-agent",
)
