"""The items of a Responses server, restored in the history of a Chat client.

A message of the client contains the text and the calls of an answer, and nothing else. Where the
items of the answer are stored, they take its place: encrypted reasoning, ids, phases, calls of
hosted tools, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from responses_protocol._gateway.store import Turn
from responses_protocol._gateway.turn_keys import arguments_value, message_digest
from responses_protocol._jsontext import digest
from responses_protocol._values import Json, Object

# The turn that a message of the request, by its number, was a part of.
Find = Callable[[int], "Turn | None"]
OUTPUT = "_output"


@dataclass(frozen=True)
class Segment:
    """Messages, the number of the first one, and the items that they were translated to."""

    start: int
    messages: list[Json]
    items: list[Json]


def restore_items(
    messages: list[Json], items: list[Json], complement: Object, find: Find
) -> list[Json]:
    """Return the items of a request, with those of stored turns restored.

    ``complement`` is that of the conversion that made the items of the messages.
    """
    restored: list[Json] = []
    for segment in segments_of(messages, items, complement):
        restored += _restore_segment(segment, find)
    return restored


def segments_of(messages: list[Json], items: list[Json], complement: Object) -> Iterator[Segment]:
    """Yield the segments of a history; the first one has the messages outside of it."""
    records = complement["lists"].get("history", {}).get("segments", [])
    sizes = [
        (
            len(record["template"] if "template" in record else record["values"]),
            record.get("count", 1),
        )
        for record in records
    ]
    # messages that became instructions stand before those of the history
    start = len(messages) - sum(size for size, _ in sizes)
    first = len(items) - sum(count for _, count in sizes)
    yield Segment(0, messages[:start], items[:first])
    for size, count in sizes:
        yield Segment(start, messages[start : start + size], items[first : first + count])
        start, first = start + size, first + count


def _restore_segment(segment: Segment, find: Find) -> list[Json]:
    known = {
        index: turn
        for index, message in enumerate(segment.messages)
        if _is_assistant(message) and (turn := find(segment.start + index)) is not None
    }
    if not known:
        return segment.items
    own = [item for item in segment.messages if _is_assistant(item)]
    turn = next(iter(known.values()))
    output = [item for item in segment.items if not _is_output(item) and not _is_input(item)]
    if (
        len(own) == 1
        and message_digest(own[0]) == turn.message
        and _has_all_call_ids(turn.items, output)
    ):
        behind = [item for item in segment.items if _is_output(item) or _is_input(item)]
        return [*turn.items, *behind]
    return list(_restore_single_items(segment.items, known.values()))


def _restore_single_items(items: list[Json], turns: Iterable[Turn]) -> Iterator[Json]:
    """Yield the items of messages that the client has changed.

    An item that the client left alone is the server's own, with the reasoning before it: servers
    demand that each reasoning item is followed by the item that it led to.
    """
    known: dict[object, list[Json]] = {}
    for turn in turns:
        before: list[Json] = []
        for item in turn.items:
            before.append(item)
            key = _key(item)
            if key is not None:
                known[key], before = before, []
    for item in items:
        yield from known.pop(_key(item), [item])


def _key(item: Json) -> object:
    """Return the key that identifies an item of the model, None for reasoning and the like."""
    if not isinstance(item, dict) or _is_output(item):
        return None
    if isinstance(item.get("call_id"), str):
        arguments = item.get("arguments", item.get("input"))
        return "call", item["call_id"], digest(arguments_value(arguments))
    if item.get("role") == "assistant":
        content = item.get("content")
        parts = content if isinstance(content, list) else [{"text": content}]
        return "message", "".join(str(part.get("text", part.get("refusal"))) for part in parts)
    return None


def _has_all_call_ids(known: list[Json], translated: list[Json]) -> bool:
    """Return whether the outputs that name the made calls name the known ones as well."""
    return _call_ids(translated) <= _call_ids(known)


def _call_ids(items: list[Json]) -> set[str]:
    return {item["call_id"] for item in items if isinstance(item.get("call_id"), str)}


def _is_assistant(message: Json) -> bool:
    return isinstance(message, dict) and message.get("role") == "assistant"


def _is_output(item: Json) -> bool:
    return str(item.get("type")).endswith(OUTPUT)


def _is_input(item: Json) -> bool:
    return item.get("role") not in (None, "assistant")
