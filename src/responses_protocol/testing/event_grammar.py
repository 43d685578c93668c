"""The events of one item of a Responses stream: all that there are, or those a server sends."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol.testing.turns import Payload

__all__ = ["told"]

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


def told(draw: st.DrawFn, item: Payload, at: int, manner: Payload) -> list[Payload]:
    """Return the events that tell of an item, in the manner of a server."""
    place: Payload = {}
    if manner["index"] != "absent":
        place["output_index"] = {"gaps": 2 * at + 1, "zero": 0}.get(manner["index"], at)
    own = {} if manner["ids"] == "none" else {"item_id": item["id"]}
    added = {"type": "response.output_item.added", **place, "item": _begun(item)}
    done = {"type": "response.output_item.done", **place, "item": item}
    if manner["ids"] == "none":
        for event in (added, done):
            event["item"] = {k: v for k, v in event["item"].items() if k != "id"}
    events = [added, *_inside(draw, item, {**own, **place}, manner["nulls"]), done]
    wanted = [event for event in events if _is_sent(draw, event["type"], manner["events"])]
    if manner["close"] == "none" or (manner["close"] == "last open" and at > 0):
        wanted = [event for event in wanted if manner["events"] == "done" or _opens(event)]
    return wanted


def _opens(event: Payload) -> bool:
    return not event["type"].endswith("item.done")


def _is_sent(draw: st.DrawFn, kind: str, which: str) -> bool:
    if which == "some":
        return draw(st.integers(0, 3)) > 0
    return {
        "all": True,
        "sparse": kind.endswith(("output_text.delta", "item.done")),
        "done": kind.endswith("item.done"),
        "deltas": kind.endswith(("delta", "item.added", "part.added")),
        "bare deltas": kind.endswith(("delta", "item.added")),
        "last": False,
    }[which]


def _begun(item: Payload) -> Payload:
    """Return an item as it is announced."""
    made = dict(item)
    for name, empty in (("content", []), ("summary", []), ("arguments", ""), ("input", "")):
        if isinstance(made.get(name), type(empty)):
            made[name] = type(empty)()
    if "status" in made:
        made["status"] = "in_progress"
    made.pop("encrypted_content", None)
    return made


def _inside(draw: st.DrawFn, item: Payload, place: Payload, nulls: bool) -> list[Payload]:
    if str(item.get("type")) in _CALLS:
        kind, member = _CALLS[item["type"]]
        if not isinstance(item.get(member), str):
            return []
        deltas = [
            {"type": f"{kind}.delta", **place, "delta": one} for one in _cut(draw, item[member])
        ]
        return [*deltas, {"type": f"{kind}.done", **place, member: item[member]}]
    events = []
    for member in ("summary", "content"):
        parts = item.get(member)
        for number, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict) and str(part.get("type")) in _TEXTS:
                events += _part(draw, part, {**place}, number, nulls)
    return events


def _part(
    draw: st.DrawFn, part: Payload, place: Payload, number: int, nulls: bool
) -> list[Payload]:
    kind, member, index, name = _TEXTS[part["type"]]
    text: Any = part.get(name)
    if not isinstance(text, str):
        return []
    place = {**place, index: number}
    around = _PART_EVENTS[member]
    empty: Payload = {**part, name: ""}
    empty.update((key, []) for key in ("annotations", "logprobs") if key in part)
    more: Payload = {"logprobs": None, "obfuscation": None} if nulls else {}
    logprobs = part.get("logprobs") or []
    deltas = [{"type": f"{kind}.delta", **place, "delta": one, **more} for one in _cut(draw, text)]
    if part["type"] == "output_text" and logprobs:
        deltas[0]["logprobs"] = [_without_bytes(one) for one in logprobs] if nulls else logprobs
    cited = [
        {
            "type": "response.output_text.annotation.added",
            **place,
            "annotation_index": at,
            "annotation": one,
        }
        for at, one in enumerate(part.get("annotations") or ())
    ]
    done = {"type": f"{kind}.done", **place, name: text, **more}
    if logprobs:
        done["logprobs"] = logprobs
    return [
        {"type": f"{around}.added", **place, "part": empty},
        *deltas,
        *cited,
        done,
        {"type": f"{around}.done", **place, "part": part},
    ]


def _without_bytes(logprob: Payload) -> Payload:
    """Return a log probability as OpenAI's deltas have it."""
    return {name: value for name, value in logprob.items() if name != "bytes"}


def _cut(draw: st.DrawFn, text: str) -> list[str]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
