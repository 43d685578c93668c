"""RPM205: ids of messages of the input, which MLflow takes away from a ResponsesAgent."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.agents import Method, read_agents
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.literals import read_member, text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.trees import walk

TEXT = "MLflow removes the ids of messages from the input of a ResponsesAgent: this is None"
HINT = "pass such data in custom_inputs or context, for example a conversation_id"
LOOPS = (cst.For, cst.CompFor)


def run(module: Module) -> Iterator[Problem]:
    """Yield the ids that are read from messages of the input."""
    for agent in read_agents(module).agents:
        own = {method.node for method in agent.methods}
        helpers = {
            statement.name.value: statement
            for statement in agent.node.body.body
            if isinstance(statement, cst.FunctionDef) and statement not in own
        }
        findings = [
            statement for method in agent.methods for statement in _find_ids(method, helpers)
        ]
        yield from {
            id(statement.node): statement for statement in findings
        }.values()  # both methods call a helper


def _find_ids(method: Method, helpers: dict[str, cst.FunctionDef]) -> Iterator[Problem]:
    names_of_messages = {
        name for name, value in method.signature.values.items() if value == "messages"
    }
    yield from _ids_in(method.node, names_of_messages)
    for node in walk(method.node.body):  # functions to which the agent passes its messages
        func = node.func if isinstance(node, cst.Call) else None
        if not isinstance(func, cst.Attribute) or func.attr.value not in helpers:
            continue
        assert isinstance(node, cst.Call)
        helper = helpers[func.attr.value]
        names = [param.name.value for param in helper.params.params[1:]]
        parameters = {
            arg.keyword.value if arg.keyword is not None else name
            for arg, name in zip(node.args, [*names, *([""] * len(node.args))], strict=False)
            if _is_input(arg.value, names_of_messages)
        }
        yield from _ids_in(helper, parameters - {""})


def _ids_in(function: cst.FunctionDef, names_of_messages: set[str]) -> Iterator[Problem]:
    nodes = list(walk(function.body))
    elements = {
        loop.target.value
        for loop in nodes
        if isinstance(loop, LOOPS)
        and isinstance(loop.target, cst.Name)
        and _is_input(loop.iter, names_of_messages)
    }
    elements |= {
        target.target.value
        for assignment in nodes
        if isinstance(assignment, cst.Assign) and _is_element(assignment.value, names_of_messages)
        for target in assignment.targets
        if isinstance(target.target, cst.Name)
    }
    for node in nodes:
        owner = _owner(node)
        if owner is None:
            continue
        is_element = isinstance(owner, cst.Name) and owner.value in elements
        if is_element or _is_element(owner, names_of_messages):
            yield Problem(node, "warning", TEXT, HINT)


def _owner(node: cst.CSTNode) -> cst.BaseExpression | None:
    """Return the object of which ``.id``, ``["id"]`` or ``.get("id")`` is read."""
    if isinstance(node, (cst.Attribute, cst.Subscript)) and read_member(node) == "id":
        return node.value
    return None


def _is_input(node: cst.BaseExpression, names_of_messages: set[str]) -> bool:
    """Return whether an expression is the messages, or some of them, in any order."""
    if isinstance(node, cst.Name):
        return node.value in names_of_messages
    if isinstance(node, cst.Subscript):
        return isinstance(node.slice[0].slice, cst.Slice) and _is_input(
            node.value, names_of_messages
        )
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.args:
        keeps_messages = node.func.value in ("reversed", "list", "sorted", "tuple")
        return keeps_messages and _is_input(node.args[0].value, names_of_messages)
    return False


def _is_element(node: cst.BaseExpression, names_of_messages: set[str]) -> bool:
    return (
        isinstance(node, cst.Subscript)
        and isinstance(node.slice[0].slice, cst.Index)
        and text_of(node.slice[0].slice.value) is None
        and _is_input(node.value, names_of_messages)
    )


FIXER = Fixer(
    code="RPM205",
    name="input-ids",
    summary="the code reads the id of an input message",
    default=True,
    wrong="session = self.sessions[messages[-2].id]",
    right="session = self.sessions[custom_inputs['session_id']]",
    run=run,
)
