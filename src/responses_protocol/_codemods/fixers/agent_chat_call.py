"""RPM315: agents that are still called, and read, as ChatAgents."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.agent_names import ADD_METHODS, PASS_THROUGH
from responses_protocol._codemods.callers import WRAPPER
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Problem
from responses_protocol._codemods.literals import wrap_in_call
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import local_name, run_time
from responses_protocol._codemods.wrapped_calls import calls_to_wrap, find_agent_names

WRONG = """\
answer = AGENT.predict(messages=[ChatAgentMessage(role="user", content="Hi")])
"""
RIGHT = """\
answer = as_chat_agent(AGENT).predict(messages=[ChatAgentMessage(role="user", content="Hi")])
"""
KEPT = "this call stays one of a ChatAgent, since the code uses its answer in an unknown way"
KEPT_HINT = 'to replace it, pass {"input": [...]}, and read output, or the events of a stream'
LEAVES = "this passes an agent to code in no migrated file, which may call it with messages"
LEAVES_HINT = "pass as_chat_agent(agent) if that code calls it as a ChatAgent"
_HARMLESS = (
    PASS_THROUGH
    | ADD_METHODS
    | {
        "callable",
        "dir",
        "getattr",
        "hasattr",
        "id",
        "isinstance",
        "len",
        "print",
        "repr",
        "setattr",
        "str",
        "type",
        "vars",
    }
)
_KNOWN = ("mlflow", "responses_protocol", "copy", "cloudpickle", "pickle")


def _run(module: Module) -> Iterator[Edit | Import | Problem]:
    needed = run_time(module, WRAPPER)
    for whole_call in calls_to_wrap(module).values():
        yield needed
        yield Edit(whole_call.owner, lambda owner: wrap_in_call(local_name(needed), owner))
        if not whole_call.passes_messages:
            yield Problem(whole_call.node, "info", KEPT, KEPT_HINT)
    yield from _calls_that_pass_agents(module)


def _calls_that_pass_agents(module: Module) -> Iterator[Problem]:
    """Yield the calls that pass an agent to functions of other files."""
    agent_names = find_agent_names(module)
    if agent_names is None:
        return
    for call in module.all(cst.Call):
        func = call.func
        name = func.attr.value if isinstance(func, cst.Attribute) else ""
        name = func.value if isinstance(func, cst.Name) else name
        if name in _HARMLESS or agent_names.defines(name) or name.endswith(WRAPPER):
            continue
        if any(qualified_name.split(".")[0] in _KNOWN for qualified_name in module.names(func)):
            continue
        if any(_is_agent(module, arg) and agent_names.may_hold(arg.value) for arg in call.args):
            yield Problem(call, "warning", LEAVES, LEAVES_HINT)


def _is_agent(module: Module, arg: cst.Arg) -> bool:
    return not (isinstance(arg.value, cst.Name) and arg.value.value == "self")


FIXER = Fixer(
    code="RPM315",
    name="agent-chat-call",
    summary="A call with messages, or whose answer is used in an unknown way, stays as it is: "
    "`as_chat_agent` wraps the agent.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
