"""RPM201: a message of an agent without an id, which MLflow refuses."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import (
    CHUNK,
    MESSAGE,
    RESPONSE,
    argument,
    entry,
    is_call_of,
    is_opaque,
    names_chat_agent,
)

TEXT = "this message has no id: MLflow raises an error for messages of an agent without one"
HINT = "give it a unique id, the same for all chunks of the message"


def run(module: Module) -> Iterator[Problem]:
    """Yield the messages in responses and chunks that are written out without an id."""
    if not names_chat_agent(module):
        return
    for call in module.all(cst.Call):
        if is_call_of(module, call, CHUNK) or _is_call(module, call, "chunk"):
            messages = [argument(call, "delta")]
        elif is_call_of(module, call, RESPONSE) or _is_call(module, call, "response_of"):
            argument_value = argument(call, "messages")
            elements = (
                argument_value.elements if isinstance(argument_value, (cst.List, cst.Tuple)) else ()
            )
            messages = [message.value for message in elements]
            if isinstance(argument_value, (cst.ListComp, cst.GeneratorExp)):
                messages = [argument_value.elt]
        else:
            continue
        for message in messages:
            if message is not None and _lacks_id(module, message):
                yield Problem(message, "warning", TEXT, HINT)


def _is_call(module: Module, call: cst.Call, name: str) -> bool:
    """Return whether a call is one of those that the migration wrote."""
    func = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    return isinstance(func, cst.Name) and func.value == name and bool(call.args)


def _lacks_id(module: Module, node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Dict):
        stars = any(isinstance(element, cst.StarredDictElement) for element in node.elements)
        return not stars and entry(node, "id") is None and entry(node, "role") is not None
    if isinstance(node, cst.Call) and is_call_of(module, node, MESSAGE):
        return not is_opaque(node) and argument(node, "id") is None
    return False


FIXER = Fixer(
    code="RPM201",
    name="missing-id",
    summary="a message has no id",
    default=True,
    wrong='ChatAgentChunk(delta=ChatAgentMessage(role="assistant", content=text))',
    right='ChatAgentChunk(delta=ChatAgentMessage(role="assistant", content=text, id=message_id))',
    run=run,
)
