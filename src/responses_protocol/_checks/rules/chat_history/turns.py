"""The tool calls of a Chat history, and the tool messages that answer them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol._checks.rule import View
from responses_protocol._values import Json

CALL: Json = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {"id": "call_abc", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    ],
}
ANSWER: Json = {"role": "tool", "tool_call_id": "call_abc", "content": "3"}
QUESTION: Json = {"role": "user", "content": "How much is 1 + 2?"}


@dataclass(frozen=True)
class Turn:
    """An assistant message with calls, or none, and the tool messages right behind it.

    ``index`` is that of the assistant message, or None; ``calls`` are the ids of its calls,
    ``answers`` the indexes of the tool messages.
    """

    index: int | None
    calls: tuple[str, ...]
    answers: tuple[int, ...]


def find_turns(view: View) -> list[Turn]:
    """Return the turns of a history with calls, and tool messages without one, as turns."""
    result: list[Turn] | None = view.memo.get("turns")
    if result is None:
        result = view.memo["turns"] = list(_iter_turns(view))
    return result


def _iter_turns(view: View) -> Iterator[Turn]:
    tools = view.by_role.get("tool", [])
    answers: set[int] = set()
    roles = set(tools)
    for index in view.by_role.get("assistant", ()):
        calls = tool_calls(view.value[index])
        if not calls:
            continue
        end = index + 1
        while end in roles:
            end += 1
        answers.update(range(index + 1, end))
        ids = tuple(call["id"] for call in calls if isinstance(call.get("id"), str))
        yield Turn(index, ids, tuple(range(index + 1, end)))
    for index in tools:
        if index not in answers:
            yield Turn(None, (), (index,))


def tool_calls(message: Json) -> list[Json]:
    """Return the tool calls of a message, without elements that are no objects."""
    calls = message.get("tool_calls") if isinstance(message, dict) else None
    return [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []


def iter_calls(view: View) -> Iterator[tuple[str, Json]]:
    """Yield the JSON Pointer and value of every tool call of a history."""
    for index in view.by_role.get("assistant", ()):
        calls = view.value[index].get("tool_calls")
        for number, call in enumerate(calls if isinstance(calls, list) else ()):
            if isinstance(call, dict):
                yield f"/{index}/tool_calls/{number}", call
