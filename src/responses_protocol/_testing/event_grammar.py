"""The events of one item of a Responses stream: all of them, or those that some servers send."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol._testing.turns import Payload

__all__ = ["make_item_events"]

# by the type of a part: its events, the member of the item, the index, the member of the part
_TEXTS = {
    "output_text": ("response.output_text", "content", "content_index", "text"),
    "refusal": ("response.refusal", "content", "content_index", "refusal"),
    "reasoning_text": ("response.reasoning_text", "content", "content_index", "text"),
    "summary_text": ("response.reasoning_summary_text", "summary", "summary_index", "text"),
}
_CALLS = {
    "function_call": ("response.function_call_arguments", "arguments"),
    "custom_tool_call": ("response.custom_tool_call_input", "input"),
    "mcp_call": ("response.mcp_call_arguments", "arguments"),
    "code_interpreter_call": ("response.code_interpreter_call_code", "code"),
}
_PART_EVENTS = {"content": "response.content_part", "summary": "response.reasoning_summary_part"}


def make_item_events(draw: st.DrawFn, item: Payload, index: int, traits: Payload) -> list[Payload]:
    """Return the events of an item, with the traits of a server."""
    place: Payload = {}
    if traits["index"] != "absent":
        place["output_index"] = {"gaps": 2 * index + 1, "zero": 0}.get(traits["index"], index)
    item_id = {} if traits["ids"] == "none" else {"item_id": item["id"]}
    added = {"type": "response.output_item.added", **place, "item": _begin(item)}
    done = {"type": "response.output_item.done", **place, "item": item}
    if traits["ids"] == "none":
        for event in (added, done):
            event["item"] = {k: v for k, v in event["item"].items() if k != "id"}
    events = [added, *_make_inner_events(draw, item, {**item_id, **place}, traits["nulls"]), done]
    sent = [event for event in events if _is_sent(draw, event["type"], traits["events"])]
    if traits["close"] == "none" or (traits["close"] == "last open" and index > 0):
        sent = [event for event in sent if traits["events"] == "done" or _is_before_end(event)]
    return sent


def _is_before_end(event: Payload) -> bool:
    return not event["type"].endswith("item.done")


def _is_sent(draw: st.DrawFn, kind: str, choice: str) -> bool:
    if choice == "some":
        return draw(st.integers(0, 3)) > 0
    return {
        "all": True,
        "sparse": kind.endswith(("output_text.delta", "item.done")),
        "done": kind.endswith("item.done"),
        "deltas": kind.endswith(("delta", "item.added", "part.added")),
        "bare deltas": kind.endswith(("delta", "item.added")),
        "last": False,
    }[choice]


def _begin(item: Payload) -> Payload:
    """Return an item in the form of its first event."""
    begun = dict(item)
    for name, empty in (("content", []), ("summary", []), ("arguments", ""), ("input", "")):
        if isinstance(begun.get(name), type(empty)):
            begun[name] = type(empty)()
    if "status" in begun:
        begun["status"] = "in_progress"
    begun.pop("encrypted_content", None)
    return begun


def _make_inner_events(
    draw: st.DrawFn, item: Payload, place: Payload, nulls: bool
) -> list[Payload]:
    if str(item.get("type")) in _CALLS:
        kind, member = _CALLS[item["type"]]
        if not isinstance(item.get(member), str):
            return []
        deltas = [
            {"type": f"{kind}.delta", **place, "delta": piece} for piece in _cut(draw, item[member])
        ]
        return [*deltas, {"type": f"{kind}.done", **place, member: item[member]}]
    events = []
    for member in ("summary", "content"):
        parts = item.get(member)
        for number, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict) and str(part.get("type")) in _TEXTS:
                events += _make_part_events(draw, part, {**place}, number, nulls)
    return events


def _make_part_events(
    draw: st.DrawFn, part: Payload, place: Payload, number: int, nulls: bool
) -> list[Payload]:
    kind, member, index, name = _TEXTS[part["type"]]
    text: Any = part.get(name)
    if not isinstance(text, str):
        return []
    place = {**place, index: number}
    part_event = _PART_EVENTS[member]
    empty: Payload = {**part, name: ""}
    empty.update((key, []) for key in ("annotations", "logprobs") if key in part)
    more: Payload = {"logprobs": None, "obfuscation": None} if nulls else {}
    logprobs = part.get("logprobs") or []
    pieces = _cut(draw, text)
    deltas = [{"type": f"{kind}.delta", **place, "delta": piece, **more} for piece in pieces]
    if part["type"] == "output_text" and logprobs:
        deltas[0]["logprobs"] = [*map(_without_bytes, logprobs)] if nulls else logprobs
    citations = [
        {
            "type": "response.output_text.annotation.added",
            **place,
            "annotation_index": annotation_index,
            "annotation": annotation,
        }
        for annotation_index, annotation in enumerate(part.get("annotations") or ())
    ]
    done = {"type": f"{kind}.done", **place, name: text, **more}
    if logprobs:
        done["logprobs"] = logprobs
    return [
        {"type": f"{part_event}.added", **place, "part": empty},
        *deltas,
        *citations,
        done,
        {"type": f"{part_event}.done", **place, "part": part},
    ]


def _without_bytes(logprob: Payload) -> Payload:
    """Return a log probability in the form of OpenAI's deltas."""
    return {name: value for name, value in logprob.items() if name != "bytes"}


def _cut(draw: st.DrawFn, text: str) -> list[str]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
