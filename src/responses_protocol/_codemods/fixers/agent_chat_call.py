"""RPM315: agents that are still called, and read, as ChatAgents."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.agent_names import KEEPING, PASSING
from responses_protocol._codemods.callers import WRAPPING
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
KEPT = "this keeps the form of a ChatAgent, since some use of its answer is not understood"
KEPT_HINT = 'to leave it, ask with {"input": [...]} and read output, and events of streams'
LEAVES = "an agent is passed to code that is not here, and that may ask it with messages"
LEAVES_HINT = "pass as_chat_agent(...) of it, if that code asks it as a ChatAgent"
_HARMLESS = (
    PASSING
    | KEEPING
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
    needed = run_time(module, WRAPPING)
    for whole_call in calls_to_wrap(module).values():
        yield needed
        yield Edit(whole_call.owner, lambda owner: wrap_in_call(local_name(needed), owner))
        if not whole_call.plain:
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
        if name in _HARMLESS or agent_names.is_here(name) or name.endswith(WRAPPING):
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
    summary="A call that passes messages to an agent, or uses its answer in any other way than to "
    "read it, keeps working.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
