"""RPM203: the result of a tool that becomes a message of the assistant."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.literals import text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import (
    MESSAGE,
    argument,
    entry,
    is_call_of,
    names_chat_agent,
)

RESULT = "this tool output becomes a message of the assistant, and can't be distinguished from one"
RESULT_HINT = 'give it the role "tool", with tool_call_id and name'
ANY = "messages of LangChain have no role, so all of them, tool outputs too, become the assistant's"
ANY_HINT = "distinguish messages by their type, or use parse_message of MLflow"


def run(module: Module) -> Iterator[Problem]:
    """Yield the places where a role is written over."""
    if not names_chat_agent(module):
        return
    for node in module.nodes:
        if isinstance(node, cst.Call):
            role = argument(node, "role") if is_call_of(module, node, MESSAGE) else None
            if role is not None and text_of(role) == "assistant" and _is_of_tool(module, node):
                yield Problem(role, "warning", RESULT, RESULT_HINT)
            elif _is_default(node):
                yield Problem(node, "warning", ANY, ANY_HINT)
        elif isinstance(node, cst.Dict):
            role = entry(node, "role")
            if role is not None and text_of(role) == "assistant" and _is_of_tool(module, node):
                yield Problem(role, "warning", RESULT, RESULT_HINT)
        elif isinstance(node, cst.Assign) and _relabels(node) and _is_of_tool(module, node):
            yield Problem(node, "warning", RESULT, RESULT_HINT)


def _is_default(call: cst.Call) -> bool:
    """Return whether a call is ``getattr(message, "role", "assistant")``."""
    values = [arg.value for arg in call.args]
    return (
        isinstance(call.func, cst.Name)
        and call.func.value == "getattr"
        and [text_of(value) for value in values[1:]] == ["role", "assistant"]
    )


def _relabels(node: cst.Assign) -> bool:
    """Return whether an assignment is ``message["role"] = "assistant"``."""
    return text_of(node.value) == "assistant" and any(
        _is_role(target.target) for target in node.targets
    )


def _is_role(target: cst.BaseExpression) -> bool:
    if isinstance(target, cst.Attribute):
        return target.attr.value == "role"
    if not isinstance(target, cst.Subscript):
        return False
    index = target.slice[0].slice
    return isinstance(index, cst.Index) and text_of(index.value) == "role"


def _is_of_tool(module: Module, node: cst.CSTNode) -> bool:
    """Return whether a place is reached for results of tools only."""
    inner, outer = node, module.parent(node)
    while outer is not None and not isinstance(outer, cst.FunctionDef):
        if isinstance(outer, cst.If) and inner is outer.body and _asks_for_tool(outer.test):
            return True
        inner, outer = outer, module.parent(outer)
    return False


def _asks_for_tool(test: cst.BaseExpression) -> bool:
    """Return whether a test is for nothing but the result of a tool."""
    if isinstance(test, cst.Call) and isinstance(test.func, cst.Name):
        kinds = [arg.value for arg in test.args[1:]]
        return (
            test.func.value == "isinstance"
            and len(kinds) == 1
            and isinstance(kinds[0], cst.Name)
            and kinds[0].value == "ToolMessage"
        )
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        comparison = test.comparisons[0]
        return (
            isinstance(comparison.operator, cst.Equal) and text_of(comparison.comparator) == "tool"
        )
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return _asks_for_tool(test.left) or _asks_for_tool(test.right)
    return False


FIXER = Fixer(
    code="RPM203",
    name="relabelled-result",
    summary="a tool output becomes a message of the assistant",
    default=True,
    wrong="""\
if isinstance(message, ToolMessage):
    yield ChatAgentMessage(role="assistant", content=message.content, id=message.id)""",
    right="""\
if isinstance(message, ToolMessage):
    yield ChatAgentMessage(**parse_message(message))""",
    run=run,
)
