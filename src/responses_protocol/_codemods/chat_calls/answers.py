"""Reads of a Chat answer, rewritten for the members that an answer of Responses has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

from responses_protocol._codemods.bindings import has_other_readers, target_of, uses
from responses_protocol._codemods.chat_calls.contents import (
    NullUse,
    is_tested,
    replace_content,
    use_of_null,
)
from responses_protocol._codemods.fixer import Edit, Problem
from responses_protocol._codemods.module import Module

Path = tuple[str, ...]
_CREATED: Path = ("created",)
_MESSAGE: Path = ("choices", "0", "message")
_CONTENT = (*_MESSAGE, "content")
_TOOL_CALLS = (*_MESSAGE, "tool_calls")
_RESPONSES_PATHS: dict[Path, Path] = {
    ("id",): ("id",),
    ("model",): ("model",),
    (*_MESSAGE, "parsed"): ("output_parsed",),
    ("usage", "completion_tokens"): ("usage", "output_tokens"),
    ("usage", "completion_tokens_details", "reasoning_tokens"): (
        "usage",
        "output_tokens_details",
        "reasoning_tokens",
    ),
    ("usage", "prompt_tokens"): ("usage", "input_tokens"),
    ("usage", "prompt_tokens_details", "cached_tokens"): (
        "usage",
        "input_tokens_details",
        "cached_tokens",
    ),
    ("usage", "total_tokens"): ("usage", "total_tokens"),
}
_CALL_PATHS: dict[Path, Path] = {
    ("function", "arguments"): ("arguments",),
    ("function", "name"): ("name",),
    ("id",): ("call_id",),
}
_REFUSAL = (
    "a refusal has the content None, at which this code fails; output_text is an empty text",
    "look for a refusal in the output if an empty text would mislead",
)


class UncertainRead(Exception):
    """A read that has no certain counterpart in the Responses API."""


@dataclass(frozen=True)
class AnswerContent:
    """The content of an answer, as the parameters of its call show it.

    ``has_text`` is True where it has a text unless the model refuses, ``has_limit`` where a limit
    may cut it, ``may_call`` where it may be a call of tools instead.
    """

    has_text: bool
    has_limit: bool
    may_call: bool


def read_answer(module: Module, call: cst.Call, known: AnswerContent) -> list[Edit | Problem]:
    """Return the edits of all reads of the answer of a call, and findings about them.

    Raises ``UncertainRead``.
    """
    target = target_of(module, call)
    awaited = module.parent(call)
    node: cst.CSTNode = awaited if isinstance(awaited, cst.Await) else call
    if isinstance(module.parent(node), cst.AnnAssign):
        raise UncertainRead("an annotation names its type")
    if target is None:
        return list(_read_place(module, node, known))
    nodes = uses(module, target)
    if nodes is None:
        raise UncertainRead(f"{target.value} is bound to other values as well")
    if has_other_readers(module, target):
        raise UncertainRead(f"the code may read {target.value} other than by its name")
    return [edit for node in nodes for edit in _read_place(module, node, known)]


def _read_place(
    module: Module, node: cst.CSTNode, known: AnswerContent
) -> Iterator[Edit | Problem]:
    path, places = _read_path(module, node)
    if _is_printed_as_code(module, places[-1] if places else node):
        raise UncertainRead("an f-string prints the code that reads it")
    if any(_is_changed(module, place) for place in places):
        raise UncertainRead("a member of it is assigned")
    if path[:1] == _CREATED:
        yield Edit(places[0], _replace_reader(1, _whole_seconds), counts=False)
        return
    if path[:4] == _CONTENT:
        use = use_of_null(module, places[3], known.has_text)
        keeps_null = use is NullUse.DISTINCT
        if keeps_null and known.has_limit and not isinstance(node, cst.Name):
            raise UncertainRead("a limit may cut it, and its text is then empty and not null")
        if keeps_null and known.has_limit and known.may_call:
            raise UncertainRead("a limit may cut a call, and its text is then null")
        read = replace_content(module, places[3], keeps_null, known.has_limit)
        yield Edit(places[3], _replace_reader(4, read), counts=False)
        if use is NullUse.ERROR:
            yield Problem(places[3], "info", *_REFUSAL)
        return
    if path[:4] == _TOOL_CALLS:
        yield from _read_calls(module, places[3])
        return
    for size in (4, 3, 2, 1):
        if len(path) >= size and path[:size] in _RESPONSES_PATHS:
            new = _RESPONSES_PATHS[path[:size]]
            yield Edit(places[size - 1], _replace_reader(size, _read_attributes(new)), counts=False)
            return
    if path == ("usage",) and is_tested(module, places[0]):
        return
    description = ".".join(path[:4]) or "the answer as a whole"
    raise UncertainRead(
        f"the code reads {description}, which has another form in the Responses API"
    )


def _is_changed(module: Module, node: cst.CSTNode) -> bool:
    parent = module.parent(node)
    return isinstance(
        parent, (cst.AssignTarget, cst.Del, cst.For, cst.AugAssign, cst.AnnAssign)
    ) and (parent.target is node)


def _is_printed_as_code(module: Module, node: cst.CSTNode) -> bool:
    """Return whether an expression stands in an f-string with ``=`` behind it."""
    parent: cst.CSTNode | None = node
    while parent is not None and not isinstance(parent, cst.BaseStatement):
        if isinstance(parent, cst.FormattedStringExpression) and parent.equal is not None:
            return True
        parent = module.parent(parent)
    return False


def _read_path(module: Module, node: cst.CSTNode) -> tuple[Path, list[cst.CSTNode]]:
    """Return the members that are read of a node, and the nodes that read them, inner ones first.

    A call of a method ends the path.
    """
    path: list[str] = []
    places: list[cst.CSTNode] = []
    while True:
        parent = module.parent(node)
        step = _member_read(parent, node)
        if parent is None or step is None:
            return tuple(path), places
        path.append(step)
        places.append(parent)
        node = parent


def _member_read(parent: cst.CSTNode | None, node: cst.CSTNode) -> str | None:
    if isinstance(parent, cst.Attribute) and parent.value is node:
        return parent.attr.value
    if isinstance(parent, cst.Subscript) and parent.value is node and len(parent.slice) == 1:
        index = parent.slice[0].slice
        if isinstance(index, cst.Index) and isinstance(index.value, cst.Integer):
            return str(index.value.evaluated_value)
    return None


def _read_calls(module: Module, node: cst.CSTNode) -> Iterator[Edit]:
    """Yield the edits of a list of tool calls that a loop reads, or a condition tests."""
    parent = module.parent(node)
    loop = parent
    if isinstance(parent, cst.BooleanOperation) and parent.left is node:
        if not isinstance(parent.operator, cst.Or):
            raise UncertainRead("tool calls are looked at in another way than one by one")
        loop = module.parent(parent)
        node_in_loop: cst.CSTNode = parent
    else:
        node_in_loop = node
    yield Edit(node, _replace_reader(4, _function_calls), counts=False)
    if isinstance(loop, cst.For) and loop.iter is node_in_loop:
        target = loop.target
        uses_of_call = uses(module, target) if isinstance(target, cst.Name) else None
        if uses_of_call is None:
            raise UncertainRead("tool calls are looked at in another way than one by one")
        for use in uses_of_call:
            yield _read_call(module, use)
    elif not is_tested(module, node_in_loop):
        raise UncertainRead("tool calls are looked at in another way than one by one")


def _read_call(module: Module, node: cst.Name) -> Edit:
    path, places = _read_path(module, node)
    for size in (2, 1):
        if len(path) >= size and path[:size] in _CALL_PATHS:
            new = _CALL_PATHS[path[:size]]
            return Edit(
                places[size - 1], _replace_reader(size, _read_attributes(new)), counts=False
            )
    raise UncertainRead("a tool call is handed on as a whole")


def _replace_reader(depth: int, make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change of a node that reads ``depth`` members: ``make`` gets their owner."""

    def change(node: Any) -> Any:
        for _ in range(depth):
            node = node.value
        return make(node)

    return change


def _read_attributes(path: Path) -> Callable[[Any], Any]:
    def made(node: Any) -> Any:
        for name in path:
            node = cst.Attribute(node, cst.Name(name))
        return node

    return made


def _whole_seconds(node: Any) -> Any:
    """Chat counts whole seconds, and the SDK reads those of Responses as a float."""
    return cst.Call(cst.Name("int"), [cst.Arg(cst.Attribute(node, cst.Name("created_at")))])


def _function_calls(node: Any) -> Any:
    calls = cst.parse_expression('[item for item in x.output if item.type == "function_call"]')
    return calls.with_deep_changes(
        cst.ensure_type(calls, cst.ListComp).for_in.iter,
        value=node,
    )
