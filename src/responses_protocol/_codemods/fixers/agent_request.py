"""RPM311: the requests with which agents are called."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.callers import METHODS, find_calls
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Problem
from responses_protocol._codemods.literals import keyword
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.requests import is_chat_request, is_new_request, rewrite_request
from responses_protocol._codemods.wrapped_calls import calls_to_rename, calls_to_wrap

WRONG = """\
AGENT.predict({"messages": [{"role": "user", "content": "Hi"}]})
"""
RIGHT = WRONG.replace('"messages"', '"input"')
ENDPOINT = "this endpoint may serve an agent that migrates: the code does not show it"
ENDPOINT_HINT = (
    'if it does, write "input" in place of "messages" when you deploy the migrated agent'
)


def _run(module: Module) -> Iterator[Edit | Import | Problem]:
    done: set[cst.CSTNode] = set()
    renamed, wrapped = calls_to_rename(module), calls_to_wrap(module)
    for agent_call in find_calls(module):
        if (
            agent_call.request is None
            or is_new_request(module, agent_call.request)
            or agent_call.call in wrapped
        ):
            continue
        chat = is_chat_request(module, agent_call.request)
        edits = (
            list(rewrite_request(module, agent_call.request)) if agent_call.call in renamed else []
        )
        for edit in edits:
            if isinstance(edit, Import) or edit.node not in done:
                yield edit
        done |= {edit.node for edit in edits if isinstance(edit, Edit)}
        if not edits and (chat or agent_call.is_certain):
            which = "" if agent_call.is_certain else ", if this is a migrated agent"
            yield Problem(
                agent_call.call,
                "warning",
                f'this request needs "input" in place of "messages"{which}',
                "chat_input(messages) of responses_protocol.integrations.mlflow.calls returns it",
            )
    yield from _endpoints(module)


def _endpoints(module: Module) -> Iterator[Problem]:
    """Yield the calls of endpoints with requests of ChatAgents."""
    for call in module.all(cst.Call):
        func, inputs = call.func, keyword(call, "inputs")
        if not isinstance(func, cst.Attribute) or func.attr.value not in METHODS:
            continue
        if keyword(call, "endpoint") is None or inputs is None:
            continue
        if is_chat_request(module, inputs.value):
            yield Problem(call, "info", ENDPOINT, ENDPOINT_HINT)


FIXER = Fixer(
    code="RPM311",
    name="agent-request",
    summary="A dict that is the request of an agent has `input` in place of `messages`.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
