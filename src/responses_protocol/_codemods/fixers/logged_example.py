"""RPM301: the example with which an agent is logged has the members of its requests."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.bindings import every_use
from responses_protocol._codemods.callers import find_logging_calls
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Move, Problem
from responses_protocol._codemods.literals import keyword
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import RESPONSES, TYPES
from responses_protocol._codemods.requests import is_chat_request, is_new_request, rewrite_request
from responses_protocol._codemods.wrapped_calls import is_request_of

OLD = "CHAT_AGENT_INPUT_EXAMPLE"
NEW = "RESPONSES_AGENT_INPUT_EXAMPLE"
WRONG = """\
mlflow.pyfunc.log_model(
    name="agent",
    python_model=AGENT,
    input_example={"messages": [{"role": "user", "content": "Hi"}]},
)
"""
RIGHT = WRONG.replace('"messages"', '"input"')


def _run(module: Module) -> Iterator[Edit | Import | Move | Problem]:
    for call, certain in find_logging_calls(module):
        argument = keyword(call, "input_example")
        if argument is None or is_new_request(module, argument.value):
            continue
        if certain and f"{TYPES}.{OLD}" in module.names(argument.value):
            yield Edit(argument.value, lambda _: cst.Name(NEW))
            yield Import(RESPONSES, NEW)
            yield Move(TYPES, OLD, Import(TYPES, OLD))
            continue
        chat = is_chat_request(module, argument.value)
        edits = list(rewrite_request(module, argument.value)) if certain else []
        if not _is_ours(module, argument.value):  # whoever else has it goes on with messages
            edits = []
        yield from edits
        if not edits and (chat or certain):
            which = "" if certain else ", if this is a migrated agent"
            yield Problem(
                argument,
                "warning",
                f'MLflow runs an agent on its example when it logs it{which}: this needs "input"',
                'write {"input": [...]} with items of the Responses API, or leave it out',
            )


def _is_ours(module: Module, node: cst.BaseExpression) -> bool:
    if not isinstance(node, cst.Name):
        return True
    return all(is_request_of(module, use) for use in every_use(module, node))


FIXER = Fixer(
    code="RPM301",
    name="logged-example",
    summary="The `input_example` of a logged agent has `input` in place of `messages`.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
