"""RPM205: ids of messages of the input, which MLflow takes away from a ResponsesAgent."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol.codemods.agents import Method, read_agents
from responses_protocol.codemods.fixer import Finding, Fixer
from responses_protocol.codemods.literals import read_member, text_of
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.trees import walk

TEXT = "MLflow takes the ids of messages away before a ResponsesAgent sees them: this is None"
HINT = "pass what the ids are for in custom_inputs or context, such as a conversation_id"
LOOPS = (cst.For, cst.CompFor)


def run(module: Module) -> Iterator[Finding]:
    """Yield the ids that are read from messages of the input."""
    for agent in read_agents(module).agents:
        own = {method.node for method in agent.methods}
        helpers = {
            one.name.value: one
            for one in agent.node.body.body
            if isinstance(one, cst.FunctionDef) and one not in own
        }
        found = [one for method in agent.methods for one in _read(method, helpers)]
        yield from {id(one.node): one for one in found}.values()  # both methods call a helper


def _read(method: Method, helpers: dict[str, cst.FunctionDef]) -> Iterator[Finding]:
    given = {name for name, value in method.signature.given.items() if value == "messages"}
    yield from _ids(method.node, given)
    for node in walk(method.node.body):  # what the agent passes its messages on to
        func = node.func if isinstance(node, cst.Call) else None
        if not isinstance(func, cst.Attribute) or func.attr.value not in helpers:
            continue
        assert isinstance(node, cst.Call)
        helper = helpers[func.attr.value]
        names = [one.name.value for one in helper.params.params[1:]]
        passed = {
            arg.keyword.value if arg.keyword is not None else name
            for arg, name in zip(node.args, [*names, *([""] * len(node.args))], strict=False)
            if _is_input(arg.value, given)
        }
        yield from _ids(helper, passed - {""})


def _ids(function: cst.FunctionDef, given: set[str]) -> Iterator[Finding]:
    inside = list(walk(function.body))
    elements = {
        loop.target.value
        for loop in inside
        if isinstance(loop, LOOPS)
        and isinstance(loop.target, cst.Name)
        and _is_input(loop.iter, given)
    }
    elements |= {
        target.target.value
        for one in inside
        if isinstance(one, cst.Assign) and _is_element(one.value, given)
        for target in one.targets
        if isinstance(target.target, cst.Name)
    }
    for node in inside:
        owner = _owner(node)
        if owner is None:
            continue
        named = isinstance(owner, cst.Name) and owner.value in elements
        if named or _is_element(owner, given):
            yield Finding(node, "warning", TEXT, HINT)


def _owner(node: cst.CSTNode) -> cst.BaseExpression | None:
    """Return what ``.id``, ``["id"]`` or ``.get("id")`` is asked of."""
    if isinstance(node, (cst.Attribute, cst.Subscript)) and read_member(node) == "id":
        return node.value
    return None


def _is_input(node: cst.BaseExpression, given: set[str]) -> bool:
    """Tell whether an expression is the messages, some of them, or all of them in another order."""
    if isinstance(node, cst.Name):
        return node.value in given
    if isinstance(node, cst.Subscript):
        return isinstance(node.slice[0].slice, cst.Slice) and _is_input(node.value, given)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.args:
        known = node.func.value in ("reversed", "list", "sorted", "tuple")
        return known and _is_input(node.args[0].value, given)
    return False


def _is_element(node: cst.BaseExpression, given: set[str]) -> bool:
    return (
        isinstance(node, cst.Subscript)
        and isinstance(node.slice[0].slice, cst.Index)
        and text_of(node.slice[0].slice.value) is None
        and _is_input(node.value, given)
    )


FIXER = Fixer(
    code="RPM205",
    name="input-ids",
    summary="an id of a message of the input is read",
    default=True,
    wrong="session = self.sessions[messages[-2].id]",
    right="session = self.sessions[custom_inputs['session_id']]",
    run=run,
)
