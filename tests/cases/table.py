"""What a row of the table of cases is, and the usual values in their normal form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import responses_protocol as rp
from responses_protocol import Kind
from responses_protocol.formats.options import DEFAULT

Dialect = Literal["responses", "chat_completions", "chat_agent"]
Payload = dict[str, Any]
R: Dialect = "responses"
C: Dialect = "chat_completions"
A: Dialect = "chat_agent"


@dataclass(frozen=True)
class Case:
    """One row: a payload, what becomes of it, and every loss as ``(code, pointer)``.

    ``row`` is the question that it answers in the project's list of semantic decisions: 1 to 15
    are about messages, to 26 content parts, to 40 tool calls, to 49 tool results, to 61 tool
    definitions and choice, to 66 reasoning, to 80 parameters of requests, to 86 whole
    answers; 95 to 98 are about MLflow.
    """

    row: int
    name: str
    source: Dialect
    given: Any
    expected: Any
    losses: frozenset[tuple[str, str]] = frozenset()
    kind: Kind = "history"
    options: rp.Options = DEFAULT
    notices: frozenset[tuple[str, str]] = frozenset()
    target: Dialect | None = None
    request: Any = None


def losses(*found: tuple[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(found)


# --- Responses ---
def made_id(content: str) -> str:
    """Return the id that is made for the model's message with this text, and no other text."""
    value = rp.convert([{"role": "assistant", "content": content}], "responses").value
    found: str = value[0]["id"]
    return found


HI_ID, EMPTY_ID = made_id("Hi."), made_id("")
HI_ID_2 = f"{HI_ID}_2"


def prompt(content: Any = "Hello", role: str = "user", **more: Any) -> Payload:
    return {"type": "message", "role": role, "content": content, **more}


def text(said: str = "Hi.", **more: Any) -> Payload:
    return {"type": "output_text", "text": said, "annotations": [], **more}


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
    made = {"type": "function_call", "call_id": call_id, "name": "look", "arguments": "{}"}
    return {**made, **more}


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
