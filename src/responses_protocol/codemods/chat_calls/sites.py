"""All call sites of a text: rewritten as one, with what is read of their answers, or left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

from responses_protocol.codemods.chat_calls.answers import UncertainRead, readings
from responses_protocol.codemods.chat_calls.clients import chat_method, is_chat, is_openai
from responses_protocol.codemods.chat_calls.dict_arguments import dict_arguments
from responses_protocol.codemods.chat_calls.limits import LIMITS, limit_doubt
from responses_protocol.codemods.chat_calls.parameters import (
    Parameters,
    read_parameters,
    why_not,
)
from responses_protocol.codemods.chat_calls.stand_ins import stand_ins
from responses_protocol.codemods.fixer import Edit, Import
from responses_protocol.codemods.literals import keywords, with_arguments, without_argument
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.names import CHAT_CALLS, called, ours

_METHODS = frozenset(("create", "parse"))
_WITHOUT_TEXT = frozenset(("response_format", "tools"))  # calls and refusals have none
_ERRORS_OF_PARSE = frozenset(("ContentFilterFinishReasonError", "LengthFinishReasonError"))


@dataclass(frozen=True, eq=False)
class Site:
    """A call of Chat Completions: the edits that make it one of Responses, or why there are none.

    ``kept`` tells why its answer is still read as one of Chat, ``doubt`` what may be refused.
    """

    node: cst.CSTNode
    edits: tuple[Edit, ...] = ()
    answers: tuple[Edit, ...] = ()
    imports: tuple[Import, ...] = ()
    reason: str = ""
    kept: str = ""
    doubt: str = ""


def sites(module: Module) -> tuple[Site, ...]:
    """Return the calls of Chat Completions in a text, in their order."""
    return module.fact(_sites)


def _sites(module: Module) -> tuple[Site, ...]:
    return tuple(_found(module))


def _found(module: Module) -> Iterator[Site]:
    seen = set()
    for call in module.all(cst.Call):
        found = chat_method(call)
        if found is not None:
            seen.add(cst.ensure_type(call.func, cst.Attribute).value)
            yield _site(module, call, *found)
    for node in module.all(cst.Attribute):
        if node not in seen and is_chat(node):
            yield Site(node, reason="what is taken of the client is called elsewhere")
    for stand_in in stand_ins(module):
        yield Site(stand_in, reason="a stand-in for it has to stand for responses.create then")


def _site(module: Module, call: cst.Call, client: cst.BaseExpression, method: str) -> Site:
    if method not in _METHODS:
        return Site(call, reason=f"{method} has another form in the Responses API")
    if not is_openai(module, client):
        return Site(call, reason="not every endpoint has the Responses API, and this is unknown")
    if method == "parse" and module.fact(_catches_errors_of_parse):
        return Site(call, reason="parse raises other errors for an answer that was cut")
    given = keywords(call)
    if given is None:
        return _of_dict(module, call, method)
    parameters = read_parameters(module, {name: arg.value for name, arg in given.items()}, method)
    if parameters.reason:
        return Site(call, reason=parameters.reason)
    limits = (limit_doubt(module, given[name].value) for name in sorted(LIMITS & given.keys()))
    doubt = next(filter(None, limits), "")
    needs = tuple(one.needs for one in parameters.written.values() if one and one.needs)
    edit = Edit(call, lambda made: _rewritten(made, parameters))
    try:
        if parameters.written.get("stream") is not None:
            raise UncertainRead("its chunks are read")
        answers = readings(module, call, has_text=not _WITHOUT_TEXT & given.keys())
    except UncertainRead as error:
        wrap, needed = _wrapping(module, call, parameters.usage)
        return Site(call, (edit,), (wrap,), (*needs, needed), kept=str(error), doubt=doubt)
    return Site(call, (edit,), tuple(answers), needs, doubt=doubt)


def _of_dict(module: Module, call: cst.Call, method: str) -> Site:
    """Return a call with arguments of a dict, which becomes another one when the code runs."""
    given = dict_arguments(module, call)
    if given is None or method != "create":
        return Site(call, reason="its arguments are not written out")
    reason = why_not(module, given)
    if reason:
        return Site(call, reason=reason)
    needed = ours(module, CHAT_CALLS, "responses_request")
    edit = Edit(call, lambda made: _converted(made, called(needed)))
    wrap, also = _wrapping(module, call, "stream_options" in given)
    why = "its arguments only show when it runs"
    return Site(call, (edit,), (wrap,), (needed, also), kept=why)


def _wrapping(module: Module, call: cst.Call, usage: bool) -> tuple[Edit, Import]:
    """Return what makes the answer of a call one of Chat, whatever is done with it."""
    needed = ours(module, CHAT_CALLS, "chat_answer")
    holder = module.parent(call)
    node = holder if isinstance(holder, cst.Await) else call
    more = {"usage": cst.Name("True")} if usage else {}

    def change(made: Any) -> Any:
        return with_arguments(cst.Call(cst.Name(called(needed)), [cst.Arg(made)]), more)

    return Edit(node, change, counts=False), needed


def _catches_errors_of_parse(module: Module) -> bool:
    return any(one.value in _ERRORS_OF_PARSE for one in module.all(cst.Name))


def _converted(made: Any, function: str) -> Any:
    inner = cst.Call(
        cst.Name(function), made.args, whitespace_before_args=made.whitespace_before_args
    )
    return _asked(made.with_changes(args=[cst.Arg(inner, star="**")], whitespace_before_args=_NONE))


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
    return _asked(made)


def _asked(made: Any) -> Any:
    """Return a call that asks the Responses API of the same client."""
    client = made.func.value.value.value
    if isinstance(client, cst.Attribute) and client.attr.value == "beta":
        client = client.value
    return made.with_changes(
        func=cst.Attribute(cst.Attribute(client, cst.Name("responses")), made.func.attr)
    )


_NONE = cst.SimpleWhitespace("")
