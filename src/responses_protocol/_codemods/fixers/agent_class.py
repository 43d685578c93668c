"""RPM101: the class and the imports of an agent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.agents import read_agents
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Move, Problem
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import (
    AGENT,
    CHUNK,
    MESSAGE,
    PLACES,
    RESPONSE,
    RUN_TIME,
    TYPES,
    stands_for,
)

NEW = "ResponsesAgent"


def run(module: Module) -> Iterator[Edit | Import | Move | Problem]:
    """Yield the edits of bases and imports, and findings for agents that can't be rewritten."""
    agents_of_text = read_agents(module)
    for refusal in agents_of_text.unmigrated:
        yield Problem(refusal.node, "error", refusal.reason, refusal.hint)
    if not agents_of_text.agents:
        return
    for agent in agents_of_text.agents:
        if agent.extends_directly:
            yield Edit(agent.node, lambda node: node)
    yield from _rename_class(module)
    yield Move(TYPES, "ChatContext", Import(TYPES, "ChatContext"))
    for name in (CHUNK, MESSAGE, RESPONSE):
        yield Move(TYPES, name, Import(RUN_TIME, name))
        yield from _rename_paths(module, name)


def _rename_class(module: Module) -> Iterator[Edit | Import | Move]:
    """Yield the edits of all names of ChatAgent, except its imports."""
    direct = False
    for node in module.all(cst.Name):
        if node.value != AGENT or not stands_for(module, node, AGENT) or _is_part(module, node):
            continue
        direct = True
        yield Edit(node, lambda name: name.with_changes(value=NEW), counts=False)
    for path in module.all(cst.Attribute):
        if path.attr.value == AGENT and stands_for(module, path, AGENT):
            yield Edit(path, _with_new_end, counts=False)
    for place in ("mlflow.pyfunc", "mlflow.pyfunc.model"):
        yield Move(place, AGENT, Import(place, NEW))
    if direct and not _is_imported(module):
        yield Import("mlflow.pyfunc", NEW)


def _with_new_end(node: cst.Attribute) -> cst.Attribute:
    return node.with_changes(attr=cst.Name(NEW))


def _is_part(module: Module, node: cst.Name) -> bool:
    """Return whether a name is a part of an import, of a path, or a label."""
    parent = module.parent(node)
    if isinstance(parent, cst.Attribute):
        return parent.attr is node
    if isinstance(parent, cst.Arg):
        return parent.keyword is node
    return isinstance(parent, (cst.ImportAlias, cst.AsName))


def _is_imported(module: Module) -> bool:
    return any(
        isinstance(alias.name, cst.Name) and alias.name.value == AGENT
        for alias in module.all(cst.ImportAlias)
    )


def _rename_paths(module: Module, name: str) -> Iterator[Edit | Import]:
    """Yield the edits of ``mlflow.types.agent.ChatAgentMessage``, written out."""
    for node in module.all(cst.Attribute):
        if node.attr.value == name and module.names(node) & PLACES[name]:
            yield Import(RUN_TIME, name)
            yield Edit(node, lambda path: _last_name(path), counts=False)


def _last_name(node: cst.Attribute) -> Any:
    return node.attr.with_changes(lpar=node.lpar, rpar=node.rpar)


FIXER = Fixer(
    code="RPM101",
    name="agent-class",
    summary="an agent extends ResponsesAgent",
    default=True,
    wrong="class MyAgent(ChatAgent): ...",
    right="class MyAgent(ResponsesAgent): ...",
    run=run,
    unit="chat-agent",
)
