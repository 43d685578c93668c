"""RPM103: ``predict`` takes a request and returns a response."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from responses_protocol._codemods.agents import Method, read_agents
from responses_protocol._codemods.fixer import Edit, Fixer, Import
from responses_protocol._codemods.methods import (
    in_place,
    needed_imports,
    request_name,
    return_of_call,
    with_inner_method,
)
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import RESPONSE, is_call_of, local_name, run_time
from responses_protocol._codemods.yields import own_returns


def run(module: Module) -> Iterator[Edit | Import]:
    """Yield the edits of every ``predict``, and of its returned values."""
    for agent in read_agents(module).agents:
        for method in agent.methods:
            if method.name == "predict":
                needed = run_time(
                    module, "new_response_of" if method.may_repeat_history else "response_of"
                )
                yield needed
                yield from needed_imports(module, method)
                yield from _edits(module, method, local_name(needed))


def _edits(module: Module, method: Method, name: str) -> Iterator[Edit]:
    if method.is_split:
        call, first = f"return {name}({{inner}})", "request" if method.may_repeat_history else ""
        yield Edit(method.node, lambda node: with_inner_method(module, method, node, call, first))
        return
    request = [cst.Arg(cst.Name(request_name(module, method)))] if method.may_repeat_history else []
    yield Edit(method.node, lambda node: in_place(module, method, node))
    for statement in own_returns(method.node):
        if is_call_of(module, statement.value, RESPONSE):
            assert statement.value is not None
            yield Edit(statement.value, lambda call: _call_with(call, name, request), False)
        elif statement.value is not None:
            yield Edit(statement, lambda node: return_of_call(node, name, request), counts=False)


def _call_with(call: cst.Call, name: str, first: Sequence[cst.Arg]) -> cst.Call:
    """Return a call that makes a response, with arguments before those that it has."""
    space = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    before = [arg.with_changes(comma=space) for arg in first]
    return call.with_changes(func=cst.Name(name), args=[*before, *call.args])


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
    messages = messages_of(request)
    return response_of(messages=self.ask(messages))""",
    run=run,
    unit="chat-agent",
)
