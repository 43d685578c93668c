"""RPM315: agents of other files that are called with messages, and not with one dict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.agents import agents
from responses_protocol.codemods.callers import METHODS, is_agent, is_messages
from responses_protocol.codemods.fixer import Edit, Fixer, Import
from responses_protocol.codemods.literals import wrapped
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.names import called, run_time

WRONG = """\
answer = AGENT.predict(messages=[ChatAgentMessage(role="user", content="Hi")])
"""
RIGHT = """\
answer = as_chat_agent(AGENT).predict(messages=[ChatAgentMessage(role="user", content="Hi")])
"""
_GIVEN = frozenset(("context", "custom_inputs", "messages"))


def _run(module: Module) -> Iterator[Edit | Import]:
    if agents(module).agents:  # RPM105 sees to those in one file
        return
    needed = run_time(module, "as_chat_agent")
    for call in module.all(cst.Call):
        func = call.func
        if not isinstance(func, cst.Attribute) or func.attr.value not in METHODS:
            continue
        if _has_messages(call) and is_agent(module, func.value):
            yield needed
            yield Edit(func, lambda made: _asked(made, called(needed)))


def _has_messages(call: cst.Call) -> bool:
    names = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    if any(arg.star for arg in call.args) or not names <= _GIVEN:
        return False
    plain = [arg.value for arg in call.args if arg.keyword is None]
    return "messages" in names or len(plain) > 1 or (bool(plain) and is_messages(plain[0]))


def _asked(made: Any, function: str) -> Any:
    return made.with_changes(value=wrapped(function, made.value))


FIXER = Fixer(
    code="RPM315",
    name="agent-chat-call",
    summary="What asks an agent of another file with messages goes on doing so.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
