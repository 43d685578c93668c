"""What is read of a Chat answer, and where the Responses API has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.bindings import has_other_readers, target_of, uses
from responses_protocol.codemods.fixer import Edit
from responses_protocol.codemods.module import Module

Path = tuple[str, ...]
_CREATED: Path = ("created",)
_MESSAGE: Path = ("choices", "0", "message")
_CONTENT = (*_MESSAGE, "content")
_TOOL_CALLS = (*_MESSAGE, "tool_calls")
_PLACES: dict[Path, Path] = {
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
_OF_CALLS: dict[Path, Path] = {
    ("function", "arguments"): ("arguments",),
    ("function", "name"): ("name",),
    ("id",): ("call_id",),
}


class UncertainRead(Exception):
    """What is read of an answer can't be said in the other API, or not for certain."""


def readings(module: Module, call: cst.Call, has_text: bool) -> list[Edit]:
    """Return the edits of all places where the answer of a call is read.

    ``has_text`` tells whether there is a text in every answer. Raises ``UncertainRead``.
    """
    target = target_of(module, call)
    awaited = module.parent(call)
    node: cst.CSTNode = awaited if isinstance(awaited, cst.Await) else call
    if isinstance(module.parent(node), cst.AnnAssign):
        raise UncertainRead("an annotation says what it is")
    if target is None:
        return list(_reading(module, node, has_text))
    found = uses(module, target)
    if found is None:
        raise UncertainRead(f"{target.value} is bound to something else as well")
    if has_other_readers(module, target):
        raise UncertainRead(f"{target.value} may be read in other ways than by its name")
    return [edit for node in found for edit in _reading(module, node, has_text)]


def _reading(module: Module, node: cst.CSTNode, has_text: bool) -> Iterator[Edit]:
    path, places = _path(module, node)
    if _is_printed_as_code(module, places[-1] if places else node):
        raise UncertainRead("an f-string prints the code that reads it")
    if path[:1] == _CREATED:
        yield Edit(places[0], _replacing(1, _created), counts=False)
        return
    if path[:4] == _CONTENT:
        yield Edit(places[3], _replacing(4, _text if has_text else _text_or_none), counts=False)
        return
    if path[:4] == _TOOL_CALLS:
        yield from _calls(module, places[3])
        return
    for size in (4, 3, 2, 1):
        if len(path) >= size and path[:size] in _PLACES:
            new = _PLACES[path[:size]]
            yield Edit(places[size - 1], _replacing(size, _attributes(new)), counts=False)
            return
    if path == ("usage",) and _is_asked(module.parent(places[0]), places[0]):
        return
    what = ".".join(path[:4]) or "the answer as a whole"
    raise UncertainRead(f"{what} is read, which the Responses API has in another shape")


def _is_printed_as_code(module: Module, node: cst.CSTNode) -> bool:
    """Tell whether an expression stands in an f-string with ``=`` behind it."""
    holder: cst.CSTNode | None = node
    while holder is not None and not isinstance(holder, cst.BaseStatement):
        if isinstance(holder, cst.FormattedStringExpression) and holder.equal is not None:
            return True
        holder = module.parent(holder)
    return False


def _path(module: Module, node: cst.CSTNode) -> tuple[Path, list[cst.CSTNode]]:
    """Return the members that are read of a node, and the nodes that read them, inner ones first.

    A method that is called ends it.
    """
    path: list[str] = []
    places: list[cst.CSTNode] = []
    while True:
        holder = module.parent(node)
        step = _step(holder, node)
        if holder is None or step is None:
            return tuple(path), places
        path.append(step)
        places.append(holder)
        node = holder


def _step(holder: cst.CSTNode | None, node: cst.CSTNode) -> str | None:
    if isinstance(holder, cst.Attribute) and holder.value is node:
        return holder.attr.value
    if isinstance(holder, cst.Subscript) and holder.value is node and len(holder.slice) == 1:
        index = holder.slice[0].slice
        if isinstance(index, cst.Index) and isinstance(index.value, cst.Integer):
            return str(index.value.evaluated_value)
    return None


def _calls(module: Module, node: cst.CSTNode) -> Iterator[Edit]:
    """Edit a list of calls that is gone through, or asked whether there is anything in it."""
    holder = module.parent(node)
    loop = holder
    if isinstance(holder, cst.BooleanOperation) and holder.left is node:
        if not isinstance(holder.operator, cst.Or):
            raise UncertainRead("tool calls are looked at in another way than one by one")
        loop = module.parent(holder)
        node_in_loop: cst.CSTNode = holder
    else:
        node_in_loop = node
    yield Edit(node, _replacing(4, _function_calls), counts=False)
    if isinstance(loop, cst.For) and loop.iter is node_in_loop:
        target = loop.target
        found = uses(module, target) if isinstance(target, cst.Name) else None
        if found is None:
            raise UncertainRead("tool calls are looked at in another way than one by one")
        for one in found:
            yield _of_call(module, one)
    elif not _is_asked(loop, node_in_loop):
        raise UncertainRead("tool calls are looked at in another way than one by one")


def _is_asked(holder: cst.CSTNode | None, node: cst.CSTNode) -> bool:
    """Tell whether it is only asked whether there is anything in a list."""
    if isinstance(holder, cst.UnaryOperation):
        return isinstance(holder.operator, cst.Not)
    return isinstance(holder, (cst.If, cst.IfExp, cst.While)) and holder.test is node


def _of_call(module: Module, node: cst.Name) -> Edit:
    path, places = _path(module, node)
    for size in (2, 1):
        if len(path) >= size and path[:size] in _OF_CALLS:
            new = _OF_CALLS[path[:size]]
            return Edit(places[size - 1], _replacing(size, _attributes(new)), counts=False)
    raise UncertainRead("a tool call is handed on as a whole")


def _replacing(depth: int, make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change of a node that reads ``depth`` members, by what is made of their owner."""

    def change(made: Any) -> Any:
        for _ in range(depth):
            made = made.value
        return make(made)

    return change


def _attributes(path: Path) -> Callable[[Any], Any]:
    def made(node: Any) -> Any:
        for name in path:
            node = cst.Attribute(node, cst.Name(name))
        return node

    return made


def _created(node: Any) -> Any:
    """Chat counts whole seconds, and the SDK reads those of Responses as a float."""
    return cst.Call(cst.Name("int"), [cst.Arg(cst.Attribute(node, cst.Name("created_at")))])


def _text(node: Any) -> Any:
    return cst.Attribute(node, cst.Name("output_text"))


def _text_or_none(node: Any) -> Any:
    """Without a text Chat says null, and the Responses API has none."""
    return cst.BooleanOperation(
        _text(node),
        cst.Or(),
        cst.Name("None"),
        lpar=[cst.LeftParen()],
        rpar=[cst.RightParen()],
    )


def _function_calls(node: Any) -> Any:
    made = cst.parse_expression('[item for item in x.output if item.type == "function_call"]')
    return made.with_deep_changes(
        cst.ensure_type(made, cst.ListComp).for_in.iter,
        value=node,
    )
