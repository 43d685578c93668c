"""All call sites of a text: rewritten as one, with what is read of their answers, or left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

from responses_protocol.codemods.chat_calls.answers import Unsure, readings
from responses_protocol.codemods.chat_calls.clients import chat_method, is_openai
from responses_protocol.codemods.chat_calls.parameters import (
    Parameters,
    read_parameters,
)
from responses_protocol.codemods.fixer import Edit
from responses_protocol.codemods.literals import keywords, with_arguments, without_argument
from responses_protocol.codemods.module import Module


@dataclass(frozen=True, eq=False)
class Site:
    """A call of Chat Completions: the edits that make it one of Responses, or why there are none.

    ``converts`` tells whether the new code calls ``convert``.
    """

    call: cst.Call
    edits: tuple[Edit, ...] = ()
    answers: tuple[Edit, ...] = ()
    converts: bool = False
    reason: str = ""


def sites(module: Module) -> tuple[Site, ...]:
    """Return the calls of Chat Completions in a text, in their order."""
    return module.fact(_sites)


def _sites(module: Module) -> tuple[Site, ...]:
    return tuple(_found(module))


def _found(module: Module) -> Iterator[Site]:
    for call in module.all(cst.Call):
        found = chat_method(call)
        if found is not None:
            yield _site(module, call, *found)


def _site(module: Module, call: cst.Call, client: cst.BaseExpression, method: str) -> Site:
    if method != "create":
        return Site(call, reason=f"{method} has another form in the Responses API")
    if not is_openai(module, client):
        return Site(call, reason="not every endpoint has the Responses API, and this is unknown")
    given = keywords(call)
    if given is None:
        return Site(call, reason="its arguments are not written out")
    parameters = read_parameters(module, given)
    if parameters.reason:
        return Site(call, reason=parameters.reason)
    converts = any(one and one.converts for one in parameters.written.values())
    try:
        answers = readings(module, call, "tools" in given)
    except Unsure as error:
        return Site(call, reason=str(error))
    edit = Edit(call, lambda made: _rewritten(made, parameters))
    return Site(call, (edit,), tuple(answers), converts)


def _rewritten(made: Any, parameters: Parameters) -> Any:
    for name, written in parameters.written.items():
        if written is None:
            made = without_argument(made, name)
        else:
            made = made.with_changes(
                args=[
                    arg.with_changes(keyword=cst.Name(written.name), value=written.write(arg.value))
                    if arg.keyword.value == name
                    else arg
                    for arg in made.args
                ]
            )
    if "store" not in parameters.written:  # Chat keeps nothing, unless that is asked for
        made = with_arguments(made, {"store": cst.Name("False")})
    client = made.func.value.value.value
    return made.with_changes(
        func=cst.Attribute(cst.Attribute(client, cst.Name("responses")), made.func.attr)
    )
