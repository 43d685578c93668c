"""The rows of the table of cases, and common values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import responses_protocol as rp
from responses_protocol import Kind
from responses_protocol._formats.options import DEFAULT

Dialect = Literal["responses", "chat_completions", "chat_agent"]
Payload = dict[str, Any]
R: Dialect = "responses"
C: Dialect = "chat_completions"
A: Dialect = "chat_agent"


@dataclass(frozen=True)
class Case:
    """A row: a payload, its translation, and every loss and notice as ``(code, pointer)``.

    ``decision`` is a number of the project's list of semantic decisions: 1 to 15 are about
    messages, to 26 content parts, to 40 tool calls, to 49 tool outputs, to 61 tool definitions and
    choice, to 66 reasoning, to 80 parameters of requests, to 86 answers; 95 to 98 are about MLflow.
    """

    decision: int
    name: str
    source: Dialect
    payload: Any
    expected: Any
    losses: frozenset[tuple[str, str]] = frozenset()
    kind: Kind = "history"
    options: rp.Options = DEFAULT
    notices: frozenset[tuple[str, str]] = frozenset()
    target: Dialect | None = None
    request: Any = None


def losses(*pairs: tuple[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(pairs)


# --- Responses ---
def derive_message_id(content: str) -> str:
    """Return the derived id of an assistant message with only this text."""
    value = rp.convert([{"role": "assistant", "content": content}], "responses").value
    item_id: str = value[0]["id"]
    return item_id


HI_ID, EMPTY_ID = derive_message_id("Hi."), derive_message_id("")
HI_ID_2 = f"{HI_ID}_2"


def prompt(content: Any = "Hello", role: str = "user", **more: Any) -> Payload:
    return {"type": "message", "role": role, "content": content, **more}


def text(content: str = "Hi.", **more: Any) -> Payload:
    return {"type": "output_text", "text": content, "annotations": [], **more}


def answer(*parts: Payload, item_id: str = HI_ID, **more: Any) -> Payload:
    return {
        "type": "message",
        "id": item_id,
        "role": "assistant",
        "status": "completed",
        "content": list(parts or [text()]),
        **more,
    }


def call(call_id: str = "call_1", **more: Any) -> Payload:
    item = {"type": "function_call", "call_id": call_id, "name": "look", "arguments": "{}"}
    return {**item, **more}


def result(call_id: str = "call_1", output: Any = "sunny", **more: Any) -> Payload:
    return {"type": "function_call_output", "call_id": call_id, "output": output, **more}


# --- Chat Completions ---
def user(content: Any = "Hello", **more: Any) -> Payload:
    return {"role": "user", "content": content, **more}


def assistant(content: Any = "Hi.", **more: Any) -> Payload:
    return {"role": "assistant", "content": content, **more}


def entry(call_id: str = "call_1", name: str = "look", arguments: str = "{}") -> Payload:
    function = {"name": name, "arguments": arguments}
    return {"id": call_id, "type": "function", "function": function}


def calling(*entries: Payload, content: Any = None, **more: Any) -> Payload:
    return assistant(content, tool_calls=list(entries or [entry()]), **more)


def tool(call_id: str = "call_1", content: Any = "sunny", **more: Any) -> Payload:
    return {"role": "tool", "tool_call_id": call_id, "content": content, **more}
