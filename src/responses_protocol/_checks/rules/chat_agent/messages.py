"""The messages of ChatAgent payloads."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import View
from responses_protocol._values import Json

ANSWERS = ("chat_agent_response", "chat_agent_chunks")
ALL = ("chat_agent_history", *ANSWERS)

USER: dict[str, Json] = {"role": "user", "content": "How much is 1 + 2?"}
CALL: dict[str, Json] = {
    "id": "call_a",
    "type": "function",
    "function": {"name": "add", "arguments": "{}"},
}
ANSWER: dict[str, Json] = {"role": "assistant", "content": "3.", "id": "m1"}
SOURCE = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.types.html (MLflow 3.17)"


def iter_messages(view: View) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the messages of a view, with their pointers."""
    elements, pointer, member = view.value, "", None
    if view.name == "chat_agent_response":
        elements = elements.get("messages") if isinstance(elements, dict) else None
        pointer = "/messages"
    elif view.name == "chat_agent_chunks":
        member = "delta"
    for index, element in enumerate(elements if isinstance(elements, list) else ()):
        message = element.get(member) if member and isinstance(element, dict) else element
        if isinstance(message, dict):
            yield f"{pointer}/{index}" + (f"/{member}" if member else ""), message


def iter_calls(view: View) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the tool calls of all messages of a view, with their pointers."""
    for pointer, message in iter_messages(view):
        elements = message.get("tool_calls")
        for index, call in enumerate(elements if isinstance(elements, list) else ()):
            if isinstance(call, dict):
                yield f"{pointer}/tool_calls/{index}", call
