"""RPM103: ``predict`` takes a request and returns a response."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.agents import Method, agents
from responses_protocol.codemods.fixer import Edit, Fixer, Import
from responses_protocol.codemods.methods import in_place, needed, parted, passed
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.names import RESPONSE, RUN_TIME, is_call_of
from responses_protocol.codemods.yields import own_returns

TO_RESPONSE = "to_response"


def run(module: Module) -> Iterator[Edit | Import]:
    """Yield the edits of every ``predict``, and of what it returns."""
    for agent in agents(module).agents:
        for method in agent.methods:
            if method.name == "predict":
                yield from needed(module, method)
                yield Import(RUN_TIME, TO_RESPONSE)
                yield from _edits(module, method)


def _edits(module: Module, method: Method) -> Iterator[Edit]:
    if method.parted:
        call = f"return {TO_RESPONSE}({{inner}})"
        yield Edit(method.node, lambda node: parted(method, node, call))
        return
    yield Edit(method.node, lambda node: in_place(module, method, node))
    for one in own_returns(method.node):
        if is_call_of(module, one.value, RESPONSE):
            assert one.value is not None
            yield Edit(one.value, _made_here, counts=False)
        elif one.value is not None:
            yield Edit(one, _wrapped, counts=False)


def _made_here(call: cst.Call) -> cst.Call:
    return call.with_changes(func=cst.Name(TO_RESPONSE))


def _wrapped(node: Any) -> Any:
    call = cst.Call(cst.Name(TO_RESPONSE), [passed(node.value)])
    return node.with_changes(value=call, whitespace_after_return=cst.SimpleWhitespace(" "))


FIXER = Fixer(
    code="RPM103",
    name="agent-predict",
    summary="predict takes a request and returns a ResponsesAgentResponse",
    default=True,
    wrong="""\
def predict(self, messages, context=None, custom_inputs=None):
    return ChatAgentResponse(messages=self.ask(messages))""",
    right="""\
def predict(self, request):
    messages = chat_messages(request)
    return to_response(messages=self.ask(messages))""",
    run=run,
    unit="chat-agent",
)
