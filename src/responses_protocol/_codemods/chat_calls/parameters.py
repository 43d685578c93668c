"""The parameters of Chat Completions as those of Responses, each by its own small function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import libcst as cst

from responses_protocol._codemods.bindings import value_of
from responses_protocol._codemods.chat_calls.endpoints import model_problem
from responses_protocol._codemods.chat_calls.limits import limit_problem
from responses_protocol._codemods.chat_calls.messages import is_plain_history
from responses_protocol._codemods.fixer import Import
from responses_protocol._codemods.literals import entries, text_of, wrap_in_call
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import CHAT_CALLS, local_name, our_import

_SAME_TARGET = "two parameters become one"
_PARSE = "parse"  # the method that reads an answer as a class


@dataclass(frozen=True)
class WrittenParameter:
    """The new name of a parameter, and how its value is written.

    ``needs`` is the function that the new code calls for it.
    """

    name: str
    write: Callable[[Any], Any]
    needs: Import | None = None


@dataclass(frozen=True)
class Parameters:
    """The new parameters of a call, by their old names; None for one that goes away.

    ``usage`` is True where a stream has its usage in the last chunk.
    """

    written: dict[str, WrittenParameter | None] = field(default_factory=dict)
    reason: str = ""  # why it is not certain
    usage: bool = False


Read = WrittenParameter | str | None
Reader = Callable[[Module, cst.BaseExpression], Read]


def read_parameters(
    module: Module, values: Mapping[str, cst.BaseExpression], method: str = "create"
) -> Parameters:
    """Return the new parameters of a call, or the reason why they are not certain."""
    written: dict[str, WrittenParameter | None] = {}
    readers = _READERS if method != _PARSE else {**_READERS, **_READERS_OF_PARSE}
    for name, value in values.items():
        if _is_left_out(module, value):
            written[name] = None  # as if it were not there
            continue
        read = readers.get(name)
        if read is None:
            return Parameters(reason=f"{name} has no place in the Responses API")
        result = read(module, value)
        if isinstance(result, str):
            return Parameters(reason=result)
        written[name] = result
    names = [parameter.name for parameter in written.values() if parameter is not None]
    if len(set(names)) < len(names):
        return Parameters(reason=_SAME_TARGET)
    if not {"messages", "model"} <= values.keys():
        return Parameters(reason="the code does not show model and messages")
    return Parameters(written, usage="stream_options" in values)


def find_reason(module: Module, possible: Mapping[str, Sequence[cst.BaseExpression]]) -> str:
    """Return why one of several possible values has no place in Responses, nothing if all have."""
    for name, values in possible.items():
        for value in values:
            first_values = {another: some[0] for another, some in possible.items()}
            parameters = read_parameters(module, {**first_values, name: value})
            if parameters.reason and parameters.reason != _SAME_TARGET:
                return parameters.reason
    return ""


def _is_left_out(module: Module, value: cst.BaseExpression) -> bool:
    if isinstance(value, cst.Name) and value.value == "None":
        return True
    return bool(module.names(value) & _LEFT_OUT)


def _keep(value: Any) -> Any:
    return value


def _keep_value(name: str) -> Reader:
    return lambda module, value: WrittenParameter(name, _keep)


def _model(module: Module, value: cst.BaseExpression) -> Read:
    return model_problem(module, value) or WrittenParameter("model", _keep)


def _messages(module: Module, value: cst.BaseExpression) -> Read:
    if is_plain_history(module, value):
        return WrittenParameter("input", _keep)
    return _convert_when_run(module, "input", "responses_input")


def _tools(module: Module, value: cst.BaseExpression) -> Read:
    if isinstance(value, cst.List) and all(map(_is_nested, map(_value, value.elements))):
        return WrittenParameter("tools", _flat_tools)
    return _convert_when_run(module, "tools", "responses_tools")


def _tool_choice(module: Module, value: cst.BaseExpression) -> Read:
    if text_of(value) is not None:
        return WrittenParameter("tool_choice", _keep)
    if _is_nested(value):
        return WrittenParameter("tool_choice", partial(_flat, name="function"))
    return _convert_when_run(module, "tool_choice", "responses_tool_choice")


def _value(element: cst.BaseElement) -> cst.BaseExpression:
    return element.value


def _is_nested(node: cst.BaseExpression, name: str = "function") -> bool:
    """Return whether a dict has a type, the members of it one level deeper, and nothing else."""
    members = entries(node)
    return members is not None and members.keys() == {"type", name}


def _flat(literal: Any, name: str) -> Any:
    """Return a dict with the members of one level deeper beside its type."""
    members = entries(literal) or {}
    inner = members[name].value
    elements = inner.elements if isinstance(inner, cst.Dict) else [cst.StarredDictElement(inner)]
    return literal.with_changes(elements=_separate([members["type"], *elements]))


def _flat_tools(tools: Any) -> Any:
    return tools.with_changes(
        elements=[
            element.with_changes(value=_flat_tool(element.value)) for element in tools.elements
        ]
    )


def _flat_tool(tool: Any) -> Any:
    """Return a tool without its ``function``; strict only where Chat's tool is, as by default."""
    flat = _flat(tool, "function")
    names = entries(flat)
    if names is not None and "strict" in names:
        return flat
    strict = _entry("strict", cst.Name("False"))
    stars = [element for element in flat.elements if isinstance(element, cst.StarredDictElement)]
    members = [element for element in flat.elements if element not in stars]
    # a dict that is unpacked here may have it, and then wins
    return flat.with_changes(elements=_separate([*members, strict, *stars]))


def _separate(elements: Sequence[Any]) -> list[Any]:
    """Return elements with commas between them, and none at the end."""
    *first, last = elements
    return [
        *(
            element if isinstance(element.comma, cst.Comma) else element.with_changes(comma=_COMMA)
            for element in first
        ),
        last.with_changes(comma=cst.MaybeSentinel.DEFAULT),
    ]


def _response_format(module: Module, value: cst.BaseExpression) -> Read:
    members = entries(value_of(module, value))
    kind = text_of(members["type"].value) if members and "type" in members else None
    if kind == "text":
        return None
    if kind == "json_object":
        return WrittenParameter("text", lambda format_node: _dict(_entry("format", format_node)))
    if kind == "json_schema" and _is_nested(value, "json_schema"):
        return WrittenParameter(
            "text", lambda format_node: _dict(_entry("format", _flat(format_node, "json_schema")))
        )
    return _convert_when_run(module, "text", "responses_text")


def _effort(module: Module, value: cst.BaseExpression) -> Read:
    return WrittenParameter("reasoning", lambda effort: _dict(_entry("effort", effort)))


def _verbosity(module: Module, value: cst.BaseExpression) -> Read:
    return WrittenParameter("text", lambda verbosity: _dict(_entry("verbosity", verbosity)))


def _stream(module: Module, value: cst.BaseExpression) -> Read:
    is_off = isinstance(value, cst.Name) and value.value == "False"
    return None if is_off else WrittenParameter("stream", _keep)


def _tokens(module: Module, value: cst.BaseExpression) -> Read:
    return limit_problem(module, value) or WrittenParameter("max_output_tokens", _keep)


def _allow(*allowed: str, reason: str) -> Reader:
    def read(module: Module, value: cst.BaseExpression) -> Read:
        known = value_of(module, value)
        code = cst.Module([]).code_for_node(known) if known is not None else ""
        return None if code in allowed else reason

    return read


def _convert_when_run(module: Module, parameter: str, function: str) -> WrittenParameter:
    """Return a parameter whose value a function converts when the code runs."""
    needed = our_import(module, CHAT_CALLS, function)
    return WrittenParameter(
        parameter, lambda value: wrap_in_call(local_name(needed), value), needed
    )


def _entry(name: str, value: cst.BaseExpression) -> cst.DictElement:
    return cst.DictElement(cst.SimpleString(f'"{name}"'), value)


def _dict(*elements: cst.BaseDictElement) -> cst.Dict:
    return cst.Dict(list(elements))


_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
_LEFT_OUT = frozenset(("openai.NOT_GIVEN", "openai.omit"))
_ZERO = ("0", "0.0")
_READERS: dict[str, Reader] = {
    "extra_headers": _keep_value("extra_headers"),
    "extra_query": _keep_value("extra_query"),
    "frequency_penalty": _allow(
        *_ZERO, reason="frequency_penalty has no place in the Responses API"
    ),
    "max_completion_tokens": _tokens,
    "max_tokens": _tokens,
    "messages": _messages,
    "metadata": _keep_value("metadata"),
    "model": _model,
    "logit_bias": _allow("{}", reason="logit_bias has no place in the Responses API"),
    "logprobs": _allow("False", reason="the Responses API returns logprobs in another place"),
    "moderation": _allow(reason="the Responses API has fewer members of moderation"),
    "n": _allow("1", reason="n has no place in the Responses API"),
    "parallel_tool_calls": _keep_value("parallel_tool_calls"),
    "presence_penalty": _allow(*_ZERO, reason="presence_penalty has no place in the Responses API"),
    "prompt_cache_key": _keep_value("prompt_cache_key"),
    "prompt_cache_options": _allow(
        reason="the Responses API accepts fewer values of prompt_cache_options"
    ),
    "prompt_cache_retention": _keep_value("prompt_cache_retention"),
    "reasoning_effort": _effort,
    "response_format": _response_format,
    "safety_identifier": _keep_value("safety_identifier"),
    "service_tier": _keep_value("service_tier"),
    "store": _keep_value("store"),
    "stream": _stream,
    "stream_options": _allow(
        '{"include_usage": True}',
        "{'include_usage': True}",
        "dict(include_usage=True)",
        reason="stream_options is no literal",
    ),
    "temperature": _keep_value("temperature"),
    "timeout": _keep_value("timeout"),
    "tool_choice": _tool_choice,
    "tools": _tools,
    "top_logprobs": _allow(reason="the Responses API returns logprobs in another place"),
    "top_p": _keep_value("top_p"),
    "user": _keep_value("user"),
    "verbosity": _verbosity,
    "web_search_options": _allow(reason="web search is a tool in the Responses API"),
}
_READERS_OF_PARSE: dict[str, Reader] = {
    "response_format": _keep_value("text_format"),
    "tools": lambda module, value: "parse of the Responses API reads tool calls in another way",
}
