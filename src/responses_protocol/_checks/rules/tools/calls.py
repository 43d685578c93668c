"""The calls in a history of functions that the same payload declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol._checks.rule import View
from responses_protocol._checks.rules.chat_history.turns import iter_calls
from responses_protocol._checks.rules.tools.functions import (
    Function,
    find_functions,
    iter_chat_functions,
    iter_responses_functions,
)
from responses_protocol._values import Json

HISTORIES = ("responses_history", "chat_history")
UNFINISHED = ("incomplete", "in_progress")


@dataclass(frozen=True)
class Call:
    """A call: the pointer to its arguments, their text, the name and the parameters."""

    pointer: str
    arguments: str
    name: str
    parameters: Json


def find_calls(view: View) -> list[Call]:
    """Return the finished calls of a history to functions that the payload declares."""
    result: list[Call] | None = view.memo.get("calls")
    if result is None:
        result = view.memo["calls"] = list(_iter_calls(view))
    return result


def _iter_calls(view: View) -> Iterator[Call]:
    tools = view.request.get("tools") if isinstance(view.request, dict) else None
    if not tools and (view.name == "chat_history" or not find_functions(view)):
        return
    if view.name == "chat_history":
        functions = _index_by_name(iter_chat_functions(tools))
        tool_calls = _iter_message_calls(view)
    else:
        functions = _index_by_name([*iter_responses_functions(tools), *find_functions(view)])
        tool_calls = _iter_item_calls(view)
    for pointer, call, namespace in tool_calls if functions else ():
        name, arguments = call.get("name"), call.get("arguments")
        if not isinstance(name, str) or not isinstance(arguments, str):
            continue
        function = functions.get((namespace, name))
        if function is not None:
            yield Call(pointer, arguments, name, function.definition.get("parameters"))


def _index_by_name(definitions: Iterator[Function] | list[Function]) -> dict[Json, Function]:
    return {(function.namespace, function.name): function for function in definitions}


def _iter_message_calls(view: View) -> Iterator[tuple[str, Json, Json]]:
    for pointer, call in iter_calls(view):
        if isinstance(call.get("function"), dict):
            yield f"{pointer}/function/arguments", call["function"], None


def _iter_item_calls(view: View) -> Iterator[tuple[str, Json, Json]]:
    for index in view.by_type.get("function_call", ()):
        item = view.value[index]
        if item.get("status") not in UNFINISHED:
            yield f"/{index}/arguments", item, item.get("namespace")
