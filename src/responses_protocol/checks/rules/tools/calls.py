"""The calls in a history of functions that the same payload declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol.checks.rule import View
from responses_protocol.checks.rules.chat_history.turns import calls_in
from responses_protocol.checks.rules.tools.functions import (
    Function,
    chat_functions,
    functions,
    responses_functions,
)
from responses_protocol.values import Json

HISTORIES = ("responses_history", "chat_history")
UNFINISHED = ("incomplete", "in_progress")


@dataclass(frozen=True)
class Call:
    """A call: where its arguments stand, these as text, the function's name and its parameters."""

    pointer: str
    arguments: str
    name: str
    parameters: Json


def calls(view: View) -> list[Call]:
    """Return the finished calls of a history whose function the payload declares."""
    found: list[Call] | None = view.memo.get("calls")
    if found is None:
        found = view.memo["calls"] = list(_calls(view))
    return found


def _calls(view: View) -> Iterator[Call]:
    tools = view.whole.get("tools") if isinstance(view.whole, dict) else None
    if view.about == "chat_history":
        known, made = _by_name(chat_functions(tools)), _in_messages(view)
    else:
        known = _by_name([*responses_functions(tools), *functions(view)])
        made = _in_items(view)
    for pointer, call, namespace in made if known else ():
        name, text = call.get("name"), call.get("arguments")
        if not isinstance(name, str) or not isinstance(text, str):
            continue
        function = known.get((namespace, name))
        if function is not None:
            yield Call(pointer, text, name, function.definition.get("parameters"))


def _by_name(found: Iterator[Function] | list[Function]) -> dict[Json, Function]:
    return {(one.namespace, one.name): one for one in found}


def _in_messages(view: View) -> Iterator[tuple[str, Json, Json]]:
    for pointer, call in calls_in(view):
        if isinstance(call.get("function"), dict):
            yield f"{pointer}/function/arguments", call["function"], None


def _in_items(view: View) -> Iterator[tuple[str, Json, Json]]:
    for index in view.by_type.get("function_call", ()):
        item = view.value[index]
        if item.get("status") not in UNFINISHED:
            yield f"/{index}/arguments", item, item.get("namespace")
