"""RPM105: calls of agents with messages: of the agent itself, and of its helpers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.agents import INNER, agents, chat_calls, inner_references
from responses_protocol.codemods.fixer import Edit, Fixer, Import
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.names import RUN_TIME

AS_CHAT_AGENT = "as_chat_agent"


def run(module: Module) -> Iterator[Edit | Import]:
    """Yield the edits of calls that pass messages on."""
    found = agents(module)
    classes = [agent.node for agent in found.agents]
    defined = {method.name for agent in found.agents for method in agent.methods}
    for name in sorted(defined & found.parted):
        for node in inner_references(module, classes, name):
            yield Edit(node, _inner(name))
    if found.agents:
        for call in chat_calls(module):
            yield Import(RUN_TIME, AS_CHAT_AGENT)
            yield Edit(call.func, _asked)


def _inner(name: str) -> Any:
    return lambda node: node.with_changes(attr=cst.Name(INNER[name]))


def _asked(node: cst.Attribute) -> cst.Attribute:
    return node.with_changes(value=cst.Call(cst.Name(AS_CHAT_AGENT), [cst.Arg(node.value)]))


FIXER = Fixer(
    code="RPM105",
    name="agent-calls",
    summary="an agent that is asked with messages is asked where its code is",
    default=True,
    wrong="answer = self.predict(messages, context, custom_inputs)",
    right="answer = self._chat_answer(messages, context, custom_inputs)",
    run=run,
    unit="chat-agent",
)
