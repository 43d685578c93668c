"""What a row of the two tables of streams is, and what these say: tools, texts and calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]
Part = tuple[str, ...]
WHOLE, LIMIT, CUT, FAILED = "whole", "limit", "cut", "failed"


@dataclass(frozen=True)
class Script:
    """A stream, what a user sees of it in the order in which it begins, and how it ends.

    A part that is shown is a text, a thought, a refusal, a link (its address), a call (its id, name
    and arguments) or a custom call (its id, name and input). An end is ``whole``; ``limit``, where
    the model had no room left; ``cut``, where nobody said that it ended; or ``failed``.
    """

    name: str
    payloads: list[Payload]
    shown: list[Part]
    end: str = WHOLE


def text(content: str) -> Part:
    return ("text", content)


def thought(content: str) -> Part:
    return ("thought", content)


def call(call_id: str, name: str, arguments: str) -> Part:
    return ("call", call_id, name, arguments)


def custom(call_id: str, name: str, words: str) -> Part:
    return ("custom", call_id, name, words)


# The tools that every client declares; those of Chat only the functions.
FUNCTIONS = {"look": "water", "find": "a shell"}
CUSTOM = {"note": "noted"}
TOOLS: list[Payload] = [
    *(
        {"type": "function", "name": name, "parameters": {"type": "object", "properties": {}}}
        for name in FUNCTIONS
    ),
    *({"type": "custom", "name": name} for name in CUSTOM),
]
LINK = "https://example.com/tides"
OVERLOADED = {"message": "overloaded", "type": "server_error", "code": "503"}
LONG = "The tide comes in, and the tide goes out. " * 400
LOOK = call("call_1", "look", '{"at": "sea"}')
FIND = call("call_2", "find", '{"what": "a shell"}')
AGAIN = call("call_2", "look", '{"at": "sky"}')
NOTE = custom("call_1", "note", 'Low tide,\n"at noon".')
CITATION = {"url": LINK, "title": "Tides", "start_index": 0, "end_index": 4}
