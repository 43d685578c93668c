"""The parameters of Chat Completions as those of Responses, each by its own small function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import libcst as cst

from responses_protocol.codemods.bindings import value_of
from responses_protocol.codemods.chat_calls.limits import limit_problem
from responses_protocol.codemods.chat_calls.messages import is_plain_history
from responses_protocol.codemods.fixer import Import
from responses_protocol.codemods.literals import entries, text_of, wrapped
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.names import CHAT_CALLS, called, ours

_TWICE = "two parameters become one"
_PARSED = "parse"  # the method that reads an answer as a class


@dataclass(frozen=True)
class WrittenParameter:
    """What takes the place of a parameter: its name, and how its value is written.

    ``needs`` is what the new code calls for it.
    """

    name: str
    write: Callable[[Any], Any]
    needs: Import | None = None


@dataclass(frozen=True)
class Parameters:
    """What all parameters of a call become, by the names that they had; None goes away.

    ``usage`` tells whether a stream says its usage.
    """

    written: dict[str, WrittenParameter | None] = field(default_factory=dict)
    reason: str = ""  # why it is not certain
    usage: bool = False


Read = WrittenParameter | str | None
Reader = Callable[[Module, cst.BaseExpression], Read]


def read_parameters(
    module: Module, given: Mapping[str, cst.BaseExpression], method: str = "create"
) -> Parameters:
    """Return what the parameters of a call become, or why that is not certain."""
    written: dict[str, WrittenParameter | None] = {}
    readers = _READERS if method != _PARSED else {**_READERS, **_READERS_OF_PARSE}
    for name, value in given.items():
        if _is_absent(module, value):
            written[name] = None  # as if it were not there
            continue
        read = readers.get(name)
        if read is None:
            return Parameters(reason=f"{name} has no place in the Responses API")
        made = read(module, value)
        if isinstance(made, str):
            return Parameters(reason=made)
        written[name] = made
    names = [one.name for one in written.values() if one is not None]
    if len(set(names)) < len(names):
        return Parameters(reason=_TWICE)
    if not {"messages", "model"} <= given.keys():
        return Parameters(reason="model and messages are not to be seen here")
    return Parameters(written, usage="stream_options" in given)


def why_not(module: Module, given: Mapping[str, Sequence[cst.BaseExpression]]) -> str:
    """Return why a parameter that may have several values has no place, nothing if all have."""
    for name, values in given.items():
        for value in values:
            others = {other: some[0] for other, some in given.items()}
            made = read_parameters(module, {**others, name: value})
            if made.reason and made.reason != _TWICE:
                return made.reason
    return ""


def _is_absent(module: Module, value: cst.BaseExpression) -> bool:
    if isinstance(value, cst.Name) and value.value == "None":
        return True
    return bool(module.names(value) & _ABSENT)


def _as_it_is(value: Any) -> Any:
    return value


def _same(name: str) -> Reader:
    return lambda module, value: WrittenParameter(name, _as_it_is)


def _messages(module: Module, value: cst.BaseExpression) -> Read:
    if is_plain_history(module, value):
        return WrittenParameter("input", _as_it_is)
    return _through(module, "input", "responses_input")


def _tools(module: Module, value: cst.BaseExpression) -> Read:
    if isinstance(value, cst.List) and all(map(_is_nested, map(_value, value.elements))):
        return WrittenParameter("tools", _flat_tools)
    return _through(module, "tools", "responses_tools")


def _tool_choice(module: Module, value: cst.BaseExpression) -> Read:
    if text_of(value) is not None:
        return WrittenParameter("tool_choice", _as_it_is)
    if _is_nested(value):
        return WrittenParameter("tool_choice", partial(_flat, name="function"))
    return _through(module, "tool_choice", "responses_tool_choice")


def _value(element: cst.BaseElement) -> cst.BaseExpression:
    return element.value


def _is_nested(node: cst.BaseExpression, name: str = "function") -> bool:
    """Tell whether a dict is a type, and what belongs to it one level deeper, and nothing else."""
    found = entries(node)
    return found is not None and found.keys() == {"type", name}


def _flat(made: Any, name: str) -> Any:
    """Return a dict with what stands one level deeper beside the type."""
    found = entries(made) or {}
    inner = found[name].value
    listed = inner.elements if isinstance(inner, cst.Dict) else [cst.StarredDictElement(inner)]
    return made.with_changes(elements=_ended([found["type"], *listed]))


def _flat_tools(made: Any) -> Any:
    return made.with_changes(
        elements=[one.with_changes(value=_flat_tool(one.value)) for one in made.elements]
    )


def _flat_tool(made: Any) -> Any:
    """Return a tool without its ``function``; strict where that is said: so is Chat's default."""
    flat = _flat(made, "function")
    names = entries(flat)
    if names is not None and "strict" in names:
        return flat
    strict = _entry("strict", cst.Name("False"))
    given = [one for one in flat.elements if isinstance(one, cst.StarredDictElement)]
    others = [one for one in flat.elements if one not in given]
    # what is not written out here may say it, and then wins
    return flat.with_changes(elements=_ended([*others, strict, *given]))


def _ended(elements: Sequence[Any]) -> list[Any]:
    """Return elements with commas between them, and none at the end."""
    *others, last = elements
    return [
        *(
            one if isinstance(one.comma, cst.Comma) else one.with_changes(comma=_COMMA)
            for one in others
        ),
        last.with_changes(comma=cst.MaybeSentinel.DEFAULT),
    ]


def _response_format(module: Module, value: cst.BaseExpression) -> Read:
    found = entries(value_of(module, value))
    kind = text_of(found["type"].value) if found and "type" in found else None
    if kind == "text":
        return None
    if kind == "json_object":
        return WrittenParameter("text", lambda made: _dict(_entry("format", made)))
    if kind == "json_schema" and _is_nested(value, "json_schema"):
        return WrittenParameter(
            "text", lambda made: _dict(_entry("format", _flat(made, "json_schema")))
        )
    return _through(module, "text", "responses_text")


def _effort(module: Module, value: cst.BaseExpression) -> Read:
    return WrittenParameter("reasoning", lambda made: _dict(_entry("effort", made)))


def _verbosity(module: Module, value: cst.BaseExpression) -> Read:
    return WrittenParameter("text", lambda made: _dict(_entry("verbosity", made)))


def _stream(module: Module, value: cst.BaseExpression) -> Read:
    is_off = isinstance(value, cst.Name) and value.value == "False"
    return None if is_off else WrittenParameter("stream", _as_it_is)


def _tokens(module: Module, value: cst.BaseExpression) -> Read:
    return limit_problem(module, value) or WrittenParameter("max_output_tokens", _as_it_is)


def _only(*allowed: str, reason: str) -> Reader:
    def read(module: Module, value: cst.BaseExpression) -> Read:
        known = value_of(module, value)
        code = cst.Module([]).code_for_node(known) if known is not None else ""
        return None if code in allowed else reason

    return read


def _through(module: Module, parameter: str, function: str) -> WrittenParameter:
    """Return a parameter whose value goes through a function when the code runs."""
    needed = ours(module, CHAT_CALLS, function)
    return WrittenParameter(parameter, lambda made: wrapped(called(needed), made), needed)


def _entry(name: str, value: cst.BaseExpression) -> cst.DictElement:
    return cst.DictElement(cst.SimpleString(f'"{name}"'), value)


def _dict(*elements: cst.BaseDictElement) -> cst.Dict:
    return cst.Dict(list(elements))


_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
_ABSENT = frozenset(("openai.NOT_GIVEN", "openai.omit"))
_ZERO = ("0", "0.0")
_READERS: dict[str, Reader] = {
    "extra_headers": _same("extra_headers"),
    "extra_query": _same("extra_query"),
    "frequency_penalty": _only(
        *_ZERO, reason="frequency_penalty has no place in the Responses API"
    ),
    "max_completion_tokens": _tokens,
    "max_tokens": _tokens,
    "messages": _messages,
    "metadata": _same("metadata"),
    "model": _same("model"),
    "logit_bias": _only("{}", reason="logit_bias has no place in the Responses API"),
    "logprobs": _only("False", reason="logprobs are in another place in the Responses API"),
    "n": _only("1", reason="n has no place in the Responses API"),
    "parallel_tool_calls": _same("parallel_tool_calls"),
    "presence_penalty": _only(*_ZERO, reason="presence_penalty has no place in the Responses API"),
    "prompt_cache_key": _same("prompt_cache_key"),
    "reasoning_effort": _effort,
    "response_format": _response_format,
    "safety_identifier": _same("safety_identifier"),
    "service_tier": _same("service_tier"),
    "store": _same("store"),
    "stream": _stream,
    "stream_options": _only(
        '{"include_usage": True}',
        "{'include_usage': True}",
        "dict(include_usage=True)",
        reason="stream_options are not written out here",
    ),
    "temperature": _same("temperature"),
    "timeout": _same("timeout"),
    "tool_choice": _tool_choice,
    "tools": _tools,
    "top_p": _same("top_p"),
    "user": _same("user"),
    "verbosity": _verbosity,
}
_READERS_OF_PARSE: dict[str, Reader] = {
    "response_format": _same("text_format"),
    "tools": lambda module, value: "parse reads the calls of tools in another way",
}
