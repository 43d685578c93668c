"""RPM651: agents that can be served by MLflow's AgentServer, and those that can't, and why."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.serving import explain_unserved, find_set_model


def run(module: Module) -> Iterator[Problem]:
    """Yield a finding for the agent of a text."""
    call = find_set_model(module)
    if call is None:
        return
    reason = explain_unserved(module, call)
    if reason:
        message = f"this agent gets no server: {reason}"
        yield Problem(call, "warning", message, "write its @invoke and @stream by hand")
    else:
        message = "a new file beside this one serves the agent; this file stays as it is"
        yield Problem(call, "info", message, "--agent-server --write writes it")


FIXER = Fixer(
    code="RPM651",
    name="agent-server",
    summary="an agent is served by MLflow's AgentServer",
    default=False,
    wrong="mlflow.models.set_model(AGENT)",
    right="server = AgentServer('ResponsesAgent')",
    run=run,
)
