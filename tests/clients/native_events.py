"""The events of an answer as OpenAI's own servers send them: one item open at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Payload = dict[str, Any]
INPUTS = {"arguments": "function_call_arguments", "input": "custom_tool_call_input"}
NOTHING: dict[str, Any] = {"content": [], "summary": [], "arguments": "", "input": ""}


def response(status: str, output: list[Payload], **more: Any) -> Payload:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": "m",
        "output": output,
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        **more,
    }


def events_of(items: list[Payload], status: str | None = "completed", **more: Any) -> list[Payload]:
    """Return the events of an answer; without a status, as far as the last item came."""
    head = response("in_progress", [])
    events: list[Payload] = [
        {"type": "response.created", "response": head},
        {"type": "response.in_progress", "response": head},
    ]
    for index, item in enumerate(items):
        events += item_events(item, index, closed=status is not None or item is not items[-1])
    if status is not None:
        final_response = response(status, items, **more)
        events.append({"type": f"response.{status}", "response": final_response})
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def item_events(item: Payload, index: int, closed: bool) -> Iterator[Payload]:
    place = {"item_id": item["id"], "output_index": index}
    empty = {name: NOTHING.get(name, value) for name, value in item.items()}
    yield make_added_event(index, {**empty, "status": "in_progress"})
    for number, part in enumerate(item.get("content", [])):
        yield from part_events(part, {**place, "content_index": number}, closed)
    for number, part in enumerate(item.get("summary", [])):
        yield from summary_events(part, {**place, "summary_index": number}, closed)
    for name, kind in INPUTS.items():
        if name in item:
            for text in pieces(item[name]):
                yield {"type": f"response.{kind}.delta", **place, "delta": text}
            if closed:
                yield {"type": f"response.{kind}.done", **place, name: item[name]}
    if closed:
        yield {"type": "response.output_item.done", "output_index": index, "item": item}


def make_added_event(index: int, item: Payload) -> Payload:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def part_events(part: Payload, place: Payload, closed: bool) -> Iterator[Payload]:
    kind = part["type"]
    name = "refusal" if kind == "refusal" else "text"
    empty = {**part, name: "", **({"annotations": []} if "annotations" in part else {})}
    more: Payload = {"logprobs": []} if kind == "output_text" else {}
    yield {"type": "response.content_part.added", **place, "part": empty}
    for text in pieces(part[name]):
        yield {"type": f"response.{kind}.delta", **place, "delta": text, **more}
    for number, annotation in enumerate(part.get("annotations", [])):
        annotation_members = {"annotation_index": number, "annotation": annotation}
        yield {"type": "response.output_text.annotation.added", **place, **annotation_members}
    if closed:
        yield {"type": f"response.{kind}.done", **place, name: part[name], **more}
        yield {"type": "response.content_part.done", **place, "part": part}


def summary_events(part: Payload, place: Payload, closed: bool) -> Iterator[Payload]:
    empty = {**part, "text": ""}
    yield {"type": "response.reasoning_summary_part.added", **place, "part": empty}
    for text in pieces(part["text"]):
        yield {"type": "response.reasoning_summary_text.delta", **place, "delta": text}
    if closed:
        yield {"type": "response.reasoning_summary_text.done", **place, "text": part["text"]}
        yield {"type": "response.reasoning_summary_part.done", **place, "part": part}


def pieces(text: str) -> list[str]:
    """Return a text in two deltas, so that a client has something to join; none if it is empty."""
    half = (len(text) + 1) // 2
    return [piece for piece in (text[:half], text[half:]) if piece]
