"""A reader of event streams that is as strict as the one of the Codex CLI.

It has one place for the item that is open, and compares no ids: a message or reasoning that is
announced takes the place, any item that is done empties it, and what a delta says belongs to the
item in that place. Items that lack what they need are passed over; so are events of other kinds.
Calls are run when they are done. Only ``response.completed`` ends a stream well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from client_scripts import CUT, FAILED, LIMIT, WHOLE, Part
from screen import NO_ROOM, parts_of_answer, reason_of

Payload = dict[str, Any]
# What an item must have to be read, and of which type; other items are kept, and show nothing.
NEEDS: dict[str, dict[str, type]] = {
    "message": {"role": str, "content": list},
    "reasoning": {"summary": list},
    "function_call": {"call_id": str, "name": str, "arguments": str},
    "custom_tool_call": {"call_id": str, "name": str, "input": str},
    "tool_search_call": {"execution": str},
}
CONTENT = {
    "message": {"input_text", "input_image", "output_text"},
    "reasoning": {"reasoning_text", "text"},
}
CALL_TYPES = ("function_call", "custom_tool_call", "tool_search_call")
# What is said by a delta, and the member without which that is passed over.
SAYS = {
    "response.output_text.delta": "message",
    "response.reasoning_text.delta": "reasoning",
    "response.reasoning_summary_text.delta": "reasoning",
}
INDEXES = {
    "response.reasoning_text.delta": "content_index",
    "response.reasoning_summary_text.delta": "summary_index",
}
COUNTS = ("input_tokens", "output_tokens", "total_tokens")
DETAILS = {"input_tokens_details": "cached_tokens", "output_tokens_details": "reasoning_tokens"}


@dataclass
class Turn:
    """What Codex makes of a stream: the items that are done, and what it showed before."""

    items: list[Payload] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # by item, as it came
    strays: list[str] = field(default_factory=list)  # deltas without an item, or in a wrong one
    end: str = CUT
    message: str = ""

    @property
    def calls(self) -> list[Payload]:
        return [item for item in self.items if item["type"] in CALL_TYPES]

    @property
    def seen(self) -> list[Part]:
        return parts_of_answer(self.items)


def read_turn(events: Iterable[Payload]) -> Turn:
    turn = Turn()
    place: str | None = None
    for event in events:
        kind = event.get("type")
        if kind == "response.output_item.added" and readable(event["item"]):
            if event["item"]["type"] not in CALL_TYPES:
                place = event["item"]["type"]
                turn.shown.append("")
        elif kind == "response.output_item.done":
            place = None
            if readable(event["item"]):
                turn.items.append(event["item"])
        elif kind in SAYS and INDEXES.get(kind, "delta") in event:
            if place == SAYS[kind]:
                turn.shown[-1] += event["delta"]
            else:
                turn.strays.append(event["delta"])
        elif kind == "response.completed":
            turn.end = WHOLE if ends_well(event["response"]) else FAILED
            break
        elif kind == "response.incomplete":
            turn.message = reason_of(event) or ""
            turn.end = LIMIT if turn.message == NO_ROOM else FAILED
        elif kind == "response.failed":
            turn.end, turn.message = FAILED, message_of_error(event["response"].get("error"))
    return turn


def readable(item: Payload) -> bool:
    needs = NEEDS.get(item["type"], {})
    content = item.get("content") or []
    return all(isinstance(item.get(name), type_) for name, type_ in needs.items()) and all(
        part["type"] in CONTENT.get(item["type"], ()) for part in content
    )


def ends_well(response: Payload) -> bool:
    """Return whether the last event can be read: an id, and usage with all of its counts."""
    usage = response.get("usage")
    counted = usage is None or (
        all(isinstance(usage.get(name), int) for name in COUNTS)
        and all(
            isinstance(usage[name].get(member), int)
            for name, member in DETAILS.items()
            if usage.get(name) is not None
        )
    )
    return isinstance(response.get("id"), str) and counted


def message_of_error(error: Any) -> str:
    """Return the message of an error, where its members are of the types that they must have."""
    if not isinstance(error, dict):
        return ""
    members = [error.get(name) for name in ("type", "code", "message")]
    return (
        (error.get("message") or "")
        if all(isinstance(member, str | None) for member in members)
        else ""
    )
