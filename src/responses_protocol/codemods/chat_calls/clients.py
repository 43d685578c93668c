"""Which client a call is of: OpenAI's own endpoint has the Responses API, others may not."""

from __future__ import annotations

import libcst as cst

from responses_protocol.codemods.bindings import value_of
from responses_protocol.codemods.literals import keywords
from responses_protocol.codemods.module import Module

_CLIENTS = frozenset(
    f"openai.{place}{name}" for place in ("", "_client.") for name in ("AsyncOpenAI", "OpenAI")
)
_PATH = ("chat", "completions")


def chat_method(node: cst.Call) -> tuple[cst.BaseExpression, str] | None:
    """Return the client and the method of a call of Chat Completions, None for any other call."""
    func = node.func
    if not isinstance(func, cst.Attribute):
        return None
    owner: cst.BaseExpression = func.value
    for name in reversed(_PATH):
        if not isinstance(owner, cst.Attribute) or owner.attr.value != name:
            return None
        owner = owner.value
    return owner, func.attr.value


def is_openai(module: Module, client: cst.BaseExpression) -> bool:
    """Tell whether a client is plainly one of OpenAI's own endpoint."""
    if "openai" in module.names(client):
        return True
    made = _made(module, client)
    if not isinstance(made, cst.Call) or not module.names(made.func) & _CLIENTS:
        return False
    given = keywords(made)
    return given is not None and "base_url" not in given


def _made(module: Module, client: cst.BaseExpression) -> cst.BaseExpression | None:
    if not isinstance(client, cst.Attribute):
        return value_of(module, client)
    values = [
        one.value
        for one in module.all(cst.Assign)
        for target in one.targets
        if client.deep_equals(target.target)
    ]
    values += [
        one.value
        for one in module.all(cst.AnnAssign)
        if one.value is not None and client.deep_equals(one.target)
    ]
    return values[0] if len(values) == 1 else None
