"""RPM204: a whole response that is yielded where chunks are expected."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.agents import INNER, read_agents
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import RESPONSE, is_call_of
from responses_protocol._codemods.yields import own_nodes, own_yields

TEXT = "this yields a whole response; readers of a ChatAgent's stream expect chunks"
HINT = "the migrated agent yields its messages; yield chunks to stream the text"


def run(module: Module) -> Iterator[Problem]:
    """Yield the responses that ``predict_stream`` yields."""
    for agent in read_agents(module).agents:
        for method in agent.methods:
            if method.name != "predict_stream":
                continue
            names = _responses(module, method.node)
            for own_yield in own_yields(method.node):
                value = own_yield.value
                is_named = isinstance(value, cst.Name) and value.value in names
                if is_named or _is_response(module, value):
                    yield Problem(own_yield, "warning", TEXT, HINT)


def _responses(module: Module, node: cst.FunctionDef) -> set[str]:
    """Return the names that a response is assigned to."""
    return {
        target.target.value
        for node_within in own_nodes(node)
        if isinstance(node_within, cst.Assign) and _is_response(module, node_within.value)
        for target in node_within.targets
        if isinstance(target.target, cst.Name)
    }


def _is_response(module: Module, node: cst.CSTNode | None) -> bool:
    if is_call_of(module, node, RESPONSE):
        return True
    func = node.func if isinstance(node, cst.Call) else None
    return (
        isinstance(func, cst.Attribute)
        and isinstance(func.value, cst.Name)
        and func.value.value == "self"
        and func.attr.value in ("predict", INNER["predict"])
    )


FIXER = Fixer(
    code="RPM204",
    name="streamed-response",
    summary="predict_stream yields a whole response",
    default=True,
    wrong="yield ChatAgentResponse(messages=[message])",
    right="yield ChatAgentChunk(delta=message)",
    run=run,
)
