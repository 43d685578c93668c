"""RPM105: calls of agents with messages: of the agent itself, and of its helpers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.agents import (
    INNER,
    chat_calls,
    inner_references,
    looks_like_chat,
    other_calls,
    read_agents,
)
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Problem
from responses_protocol._codemods.literals import wrap_in_call
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import local_name, run_time
from responses_protocol._codemods.wrapped_calls import calls_to_wrap

REQUEST = "this call passes a request to the agent, possibly one of ChatAgent"
UNKNOWN = "this may be a call of an agent: the code does not show it"
UNKNOWN_HINT = "if the owner is an agent that migrates too, wrap it in as_chat_agent(...)"
HINT = 'call self._chat_answer(messages), or pass {"input": [...]}'


def run(module: Module) -> Iterator[Edit | Import | Problem]:
    """Yield the edits of calls that pass messages on."""
    agents_of_text = read_agents(module)
    if not agents_of_text.agents:
        return
    defined = {method.name for agent in agents_of_text.agents for method in agent.methods}
    for node in inner_references(module):
        name = node.attr.value
        call = module.parent(node)
        if isinstance(call, cst.Call) and call.func is node and not looks_like_chat(call):
            yield Problem(call, "error", REQUEST, HINT)
        elif name in defined or name in agents_of_text.split_methods:
            yield Edit(node, _call_inner(name))
    needed = run_time(module, "as_chat_agent")
    certain, wrapped = list(chat_calls(module)), calls_to_wrap(module)
    for call in certain:
        if call in wrapped:  # RPM315 sees to it
            continue
        yield needed
        yield Edit(call.func, lambda node: _ask_as_chat_agent(node, local_name(needed)))
    for call in other_calls(module):
        if call in certain or call in wrapped:
            continue
        if not isinstance(call.args[0].value, cst.Dict) and call.args[0].keyword is None:
            yield Problem(call, "info", UNKNOWN, UNKNOWN_HINT)


def _call_inner(name: str) -> Any:
    return lambda node: node.with_changes(attr=cst.Name(INNER[name]))


def _ask_as_chat_agent(node: cst.Attribute, name: str) -> cst.Attribute:
    return node.with_changes(value=wrap_in_call(name, node.value))


FIXER = Fixer(
    code="RPM105",
    name="agent-calls",
    summary="a call of an agent with messages calls the method with its former code",
    default=True,
    wrong="answer = self.predict(messages, context, custom_inputs)",
    right="answer = self._chat_answer(messages, context, custom_inputs)",
    run=run,
    unit="chat-agent",
)
