"""The parameters of Chat Completions as those of Responses, each by its own small function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import libcst as cst

from responses_protocol.codemods.bindings import value_of
from responses_protocol.codemods.fixer import Import
from responses_protocol.codemods.literals import entries, is_plain_chat, text_of
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.names import CONVERT, called, ours

_LEAST_TOKENS = 16  # Responses takes no fewer


@dataclass(frozen=True)
class Written:
    """What takes the place of a parameter: its name, and how its value is written.

    ``converts`` tells whether the new code calls ``convert``.
    """

    name: str
    write: Callable[[Any], Any]
    converts: bool = False


@dataclass(frozen=True)
class Parameters:
    """What all parameters of a call become, by the names that they had; None goes away."""

    written: dict[str, Written | None] = field(default_factory=dict)
    reason: str = ""  # why it is not certain


Read = Written | str | None
Reader = Callable[[Module, cst.BaseExpression], Read]


def read_parameters(module: Module, given: dict[str, cst.Arg]) -> Parameters:
    """Return what the parameters of a call become, or why that is not certain."""
    written: dict[str, Written | None] = {}
    for name, arg in given.items():
        if isinstance(arg.value, cst.Name) and arg.value.value == "None":
            written[name] = None  # as if it were not there
            continue
        read = _READERS.get(name)
        if read is None:
            return Parameters(reason=f"{name} has no place in the Responses API")
        made = read(module, arg.value)
        if isinstance(made, str):
            return Parameters(reason=made)
        written[name] = made
    names = [one.name for one in written.values() if one is not None]
    if len(set(names)) < len(names):
        return Parameters(reason="two parameters become one")
    if not {"messages", "model"} <= given.keys():
        return Parameters(reason="model and messages are not to be seen here")
    return Parameters(written)


def _as_it_is(value: Any) -> Any:
    return value


def _same(name: str) -> Reader:
    return lambda module, value: Written(name, _as_it_is)


def _messages(module: Module, value: cst.BaseExpression) -> Read:
    if is_plain_chat(module, value):
        return Written("input", _as_it_is)
    return Written("input", _converting(module, "history"), converts=True)


def _tools(module: Module, value: cst.BaseExpression) -> Read:
    if isinstance(value, cst.List) and all(map(_is_nested, map(_value, value.elements))):
        return Written("tools", _flat_tools)
    known = value_of(module, value)
    converted = _converting(module, "tools")
    if known is not None:
        return Written("tools", converted, converts=True)
    # it is not known whether there are any
    return Written(
        "tools", lambda made: cst.BooleanOperation(made, cst.And(), converted(made)), converts=True
    )


def _tool_choice(module: Module, value: cst.BaseExpression) -> Read:
    if text_of(value) is not None:
        return Written("tool_choice", _as_it_is)
    if _is_nested(value):
        return Written("tool_choice", partial(_flat, name="function"))
    return Written("tool_choice", _converting(module, "tool_choice"), converts=True)


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
        return Written("text", lambda made: _dict(_entry("format", made)))
    if kind == "json_schema" and _is_nested(value, "json_schema"):
        return Written("text", lambda made: _dict(_entry("format", _flat(made, "json_schema"))))
    return "response_format is not written out here"


def _effort(module: Module, value: cst.BaseExpression) -> Read:
    return Written("reasoning", lambda made: _dict(_entry("effort", made)))


def _verbosity(module: Module, value: cst.BaseExpression) -> Read:
    return Written("text", lambda made: _dict(_entry("verbosity", made)))


def _tokens(module: Module, value: cst.BaseExpression) -> Read:
    known = value_of(module, value)
    if isinstance(known, cst.Integer) and known.evaluated_value < _LEAST_TOKENS:
        return f"the Responses API takes no max_output_tokens below {_LEAST_TOKENS}"
    return Written("max_output_tokens", _as_it_is)


def _only(*allowed: str, reason: str) -> Reader:
    def read(module: Module, value: cst.BaseExpression) -> Read:
        known = value_of(module, value)
        code = cst.Module([]).code_for_node(known) if known is not None else ""
        return None if code in allowed else reason

    return read


def conversion(module: Module) -> Import:
    """Return the import of the function that converts what only the run shows."""
    return ours(module, CONVERT, "convert")


def _converting(module: Module, kind: str) -> Callable[[Any], Any]:
    """Return what writes a value as one that is converted when the code runs."""
    function = called(conversion(module))
    source = f'{function}(x, "responses", source="chat_completions", kind="{kind}")'
    call = cst.ensure_type(cst.parse_expression(source), cst.Call)
    first, *others = call.args

    def written(value: Any) -> Any:
        made = call.with_changes(args=[first.with_changes(value=value), *others])
        return cst.Attribute(made, cst.Name("value"))

    return written


def _entry(name: str, value: cst.BaseExpression) -> cst.DictElement:
    return cst.DictElement(cst.SimpleString(f'"{name}"'), value)


def _dict(*elements: cst.BaseDictElement) -> cst.Dict:
    return cst.Dict(list(elements))


_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
_STREAMED = "the answer is streamed: its chunks become events"
_READERS: dict[str, Reader] = {
    "extra_headers": _same("extra_headers"),
    "max_completion_tokens": _tokens,
    "max_tokens": _tokens,
    "messages": _messages,
    "metadata": _same("metadata"),
    "model": _same("model"),
    "n": _only("1", "None", reason="n has no place in the Responses API"),
    "parallel_tool_calls": _same("parallel_tool_calls"),
    "prompt_cache_key": _same("prompt_cache_key"),
    "reasoning_effort": _effort,
    "response_format": _response_format,
    "safety_identifier": _same("safety_identifier"),
    "service_tier": _same("service_tier"),
    "store": _same("store"),
    "stream": _only("False", "None", reason=_STREAMED),
    "temperature": _same("temperature"),
    "timeout": _same("timeout"),
    "tool_choice": _tool_choice,
    "tools": _tools,
    "top_p": _same("top_p"),
    "user": _same("user"),
    "verbosity": _verbosity,
}
