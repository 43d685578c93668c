"""The call sites of a text, each with its edits and the reads of its answer, or a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

from responses_protocol._codemods.chat_calls.answers import (
    AnswerContent,
    UncertainRead,
    read_answer,
)
from responses_protocol._codemods.chat_calls.clients import (
    chat_method,
    find_taken_chats,
    is_chat,
    is_openai,
)
from responses_protocol._codemods.chat_calls.dict_arguments import dict_arguments
from responses_protocol._codemods.chat_calls.limits import LIMITS, limit_doubt
from responses_protocol._codemods.chat_calls.parameters import (
    Parameters,
    find_reason,
    read_parameters,
)
from responses_protocol._codemods.chat_calls.stand_ins import stand_ins
from responses_protocol._codemods.fixer import Edit, Import, Problem
from responses_protocol._codemods.literals import keywords, with_arguments, without_argument
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import CHAT_CALLS, local_name, our_import

_METHODS = frozenset(("create", "parse"))
_WITHOUT_TEXT = frozenset(("response_format", "tools"))  # calls and refusals have none
_TAKEN = "a part of the client is called elsewhere"
_ERRORS_OF_PARSE = frozenset(("ContentFilterFinishReasonError", "LengthFinishReasonError"))


@dataclass(frozen=True, eq=False)
class Site:
    """A call of Chat Completions: the edits that make it one of Responses, or why there are none.

    ``kept`` is the reason to keep the answer of Chat, ``doubt`` a value that the API may refuse.
    """

    node: cst.CSTNode
    edits: tuple[Edit, ...] = ()
    answers: tuple[Edit | Problem, ...] = ()
    imports: tuple[Import, ...] = ()
    reason: str = ""
    kept: str = ""
    doubt: str = ""


def find_sites(module: Module) -> tuple[Site, ...]:
    """Return the calls of Chat Completions in a text, in their order."""
    return module.fact(_find_sites)


def _find_sites(module: Module) -> tuple[Site, ...]:
    return tuple(_yield_sites(module))


def _yield_sites(module: Module) -> Iterator[Site]:
    known = set()
    for call in module.all(cst.Call):
        method = chat_method(call)
        if method is not None:
            known.add(cst.ensure_type(call.func, cst.Attribute).value)
            yield _read_site(module, call, *method)
    for node in module.all(cst.Attribute):
        if node not in known and is_chat(node):
            yield Site(node, reason=_TAKEN)
    for node in find_taken_chats(module):
        yield Site(node, reason=_TAKEN)
    for stand_in in stand_ins(module):
        yield Site(stand_in, reason="a mock of it must replace responses.create instead")


def _read_site(module: Module, call: cst.Call, client: cst.BaseExpression, method: str) -> Site:
    if method not in _METHODS:
        return Site(call, reason=f"{method} has another form in the Responses API")
    if not is_openai(module, client):
        return Site(call, reason="the endpoint is unknown, and may not have the Responses API")
    if method == "parse" and module.fact(_catches_errors_of_parse):
        return Site(call, reason="parse raises other errors for an incomplete answer")
    arguments = keywords(call)
    if arguments is None:
        return _read_dict_site(module, call, method)
    parameters = read_parameters(
        module, {name: arg.value for name, arg in arguments.items()}, method
    )
    if parameters.reason:
        return Site(call, reason=parameters.reason)
    limits = (
        limit_doubt(module, arguments[name].value) for name in sorted(LIMITS & arguments.keys())
    )
    doubt = next(filter(None, limits), "")
    needs = tuple(
        parameter.needs
        for parameter in parameters.written.values()
        if parameter and parameter.needs
    )
    edit = Edit(call, lambda call_node: _rewrite_call(call_node, parameters))
    try:
        if parameters.written.get("stream") is not None:
            raise UncertainRead("its chunks are read")
        answers = read_answer(
            module,
            call,
            AnswerContent(
                has_text=not _WITHOUT_TEXT & arguments.keys(),
                has_limit=bool(LIMITS & arguments.keys()),
                may_call="tools" in arguments,
            ),
        )
    except UncertainRead as error:
        wrap, needed = _wrap_answer(module, call, parameters.usage)
        return Site(call, (edit,), (wrap,), (*needs, needed), kept=str(error), doubt=doubt)
    return Site(call, (edit,), tuple(answers), needs, doubt=doubt)


def _read_dict_site(module: Module, call: cst.Call, method: str) -> Site:
    """Return the site of a call with a dict of arguments, which is converted when the code runs."""
    arguments = dict_arguments(module, call)
    if arguments is None or method != "create":
        return Site(call, reason="the code does not show its arguments")
    reason = find_reason(module, arguments)
    if reason:
        return Site(call, reason=reason)
    needed = our_import(module, CHAT_CALLS, "responses_request")
    edit = Edit(call, lambda call_node: _convert_when_run(call_node, local_name(needed)))
    wrap, also = _wrap_answer(module, call, "stream_options" in arguments)
    why = "its arguments only show when it runs"
    return Site(call, (edit,), (wrap,), (needed, also), kept=why)


def _wrap_answer(module: Module, call: cst.Call, usage: bool) -> tuple[Edit, Import]:
    """Return the edit that makes the answer of a call one of Chat, for any use."""
    needed = our_import(module, CHAT_CALLS, "chat_answer")
    parent = module.parent(call)
    node = parent if isinstance(parent, cst.Await) else call
    more = {"usage": cst.Name("True")} if usage else {}

    def change(node: Any) -> Any:
        return with_arguments(cst.Call(cst.Name(local_name(needed)), [cst.Arg(node)]), more)

    return Edit(node, change, counts=False), needed


def _catches_errors_of_parse(module: Module) -> bool:
    return any(name.value in _ERRORS_OF_PARSE for name in module.all(cst.Name))


def _convert_when_run(call: Any, function: str) -> Any:
    inner = cst.Call(
        cst.Name(function), call.args, whitespace_before_args=call.whitespace_before_args
    )
    return _call_responses(
        call.with_changes(args=[cst.Arg(inner, star="**")], whitespace_before_args=_NONE)
    )


def _rewrite_call(call: Any, parameters: Parameters) -> Any:
    for name, written in parameters.written.items():
        if written is None:
            call = without_argument(call, name)
        else:
            call = call.with_changes(
                args=[
                    arg.with_changes(keyword=cst.Name(written.name), value=written.write(arg.value))
                    if arg.keyword.value == name
                    else arg
                    for arg in call.args
                ]
            )
    if "store" not in parameters.written:  # Chat keeps nothing, unless that is asked for
        call = with_arguments(call, {"store": cst.Name("False")})
    return _call_responses(call)


def _call_responses(call: Any) -> Any:
    """Return a call of the Responses API of the same client."""
    client = call.func.value.value.value
    if isinstance(client, cst.Attribute) and client.attr.value == "beta":
        client = client.value
    return call.with_changes(
        func=cst.Attribute(cst.Attribute(client, cst.Name("responses")), call.func.attr)
    )


_NONE = cst.SimpleWhitespace("")
