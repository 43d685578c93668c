"""The third stage: a server of MLflow's AgentServer for the agent of a file, beside it."""

from __future__ import annotations

import keyword

import libcst as cst

from responses_protocol._codemods.bindings import values_of
from responses_protocol._codemods.idiomatic.methods import AGENT, chat_agents
from responses_protocol._codemods.module import Module

_SET = frozenset(("mlflow.models.set_model", "mlflow.models.model.set_model"))
_SERVER = '''\
"""Serves the agent of {module}.py: ``python {server}.py --port 8000``.

POST /responses, and /invocations, take a request of the Responses API, also with "stream": true.
"""

import asyncio

from mlflow.genai.agent_server import AgentServer, invoke, stream

from {module} import {name} as agent


@invoke()
async def invoke_agent(request):
    return await asyncio.to_thread(agent.predict, request)


@stream()
async def stream_agent(request):
    events = iter(agent.predict_stream(request))
    while (event := await asyncio.to_thread(next, events, None)) is not None:
        yield event


server = AgentServer("ResponsesAgent")
app = server.app

if __name__ == "__main__":
    server.run(app_import_string="{server}:app")
'''


def find_set_model(module: Module) -> cst.Call | None:
    """Return the last call of ``set_model`` in a text, which names the agent to serve."""
    calls = [call for call in module.all(cst.Call) if module.names(call.func) & _SET]
    return calls[-1] if calls else None


def explain_unserved(module: Module, call: cst.Call) -> str:
    """Return why a server can't be made for an agent, nothing if it can."""
    if chat_agents(module):
        return "it is a ChatAgent: run migrate without --agent-server first"
    only = call.args[0].value if len(call.args) == 1 else None
    if not isinstance(only, cst.Name):
        return "it has no name to import it by"
    values = values_of(module, only)
    classes = {
        node.name.value
        for node in module.all(cst.ClassDef)
        if any(module.names(base.value) & AGENT for base in node.bases)
    }
    if not classes and not values:
        return "it may be no ResponsesAgent"
    return ""


def server_of(module: Module, name: str) -> str | None:
    """Return the code that serves the agent of the module ``name``; None if it has none."""
    call = find_set_model(module)
    if call is None or explain_unserved(module, call) or not _is_name(name):
        return None
    only = cst.ensure_type(call.args[0].value, cst.Name)
    return _SERVER.format(module=name, name=only.value, server=f"{name}_server")


def _is_name(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)
