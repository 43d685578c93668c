"""The same stream, cut elsewhere: deltas are split in two, or joined with the one before."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

Payload = dict[str, Any]
Pick = Callable[[int], int]  # a number from 0 to this, drawn
PIECES = ("content", "reasoning", "reasoning_content", "refusal")


def split_chunks(chunks: list[Payload], pick: Pick) -> list[Payload]:
    pieces: list[Payload] = []
    for chunk in copy.deepcopy(chunks):
        pieces.append(chunk)
        choices = chunk.get("choices")
        if not isinstance(choices, list) or len(choices) != 1 or not choices[0].get("delta"):
            continue
        choice = choices[0]
        if "message" in choice:  # it repeats the delta, and can't be cut with it
            continue
        delta = choice["delta"]
        head: Payload = {
            name: chunk[name] for name in ("id", "object", "model", "created") if name in chunk
        }
        place = {"index": choice["index"]} if "index" in choice else {}
        texts = [name for name in PIECES if isinstance(delta.get(name), str)]
        calls = delta.get("tool_calls") or []
        remaining: Payload = {}
        if len(texts) == 1 and len(delta[texts[0]]) > 1:
            owner, name = delta, texts[0]
            position = pick(len(owner[name]) - 1)
            if position:
                owner[name], remaining = owner[name][:position], {name: owner[name][position:]}
        elif len(calls) == 1 and not texts:
            remaining = _split_call(calls[0], pick)
        if remaining:
            pieces.append({**head, "choices": [{**place, "delta": remaining}]})
    return pieces


def _split_call(call: Payload, pick: Pick) -> Payload:
    for kind, name in (("function", "arguments"), ("custom", "input")):
        text = (call.get(kind) or {}).get(name)
        if isinstance(text, str) and len(text) > 1:
            position = pick(len(text) - 1)
            if position:
                call[kind][name] = text[:position]
                place = {"index": call["index"]} if "index" in call else {}
                return {"tool_calls": [{**place, kind: {name: text[position:]}}]}
    return {}


def join_chunks(chunks: list[Payload], pick: Pick) -> list[Payload]:
    """Join chunks that only add text to the same choice, where ``pick`` returns 1."""
    joined: list[Payload] = []
    for chunk in copy.deepcopy(chunks):
        last = joined[-1] if joined else {}
        before, delta = find_single_text(last), find_single_text(chunk)
        can_join = (
            before
            and delta
            and before.keys() == delta.keys()
            and find_place(last) == find_place(chunk)
        )
        if can_join and before and delta and pick(1):
            for name in delta:
                before[name] += delta[name]
            last.update({name: value for name, value in chunk.items() if name == "usage"})
        else:
            joined.append(chunk)
    return joined


def find_place(chunk: Payload) -> Payload:
    """Return the head of a chunk, and the index of its choice."""
    head = {name: value for name, value in chunk.items() if name not in ("choices", "usage")}
    return {**head, "index": chunk["choices"][0].get("index")}


def find_single_text(chunk: Payload) -> Payload | None:
    """Return the delta of a chunk that contains only one text."""
    choices = chunk.get("choices")
    if not isinstance(choices, list) or len(choices) != 1 or chunk.get("error") is not None:
        return None
    choice = choices[0]
    delta = choice.get("delta")
    if not isinstance(delta, dict) or set(choice) - {"index", "delta"} or len(delta) != 1:
        return None
    name, text = next(iter(delta.items()))
    return delta if name in PIECES and isinstance(text, str) else None


def split_events(events: list[Payload], pick: Pick) -> list[Payload]:
    pieces: list[Payload] = []
    for event in copy.deepcopy(events):
        pieces.append(event)
        text = event.get("delta")
        if event["type"].endswith(".delta") and isinstance(text, str) and len(text) > 1:
            position = pick(len(text) - 1)
            if position:
                event["delta"] = text[:position]
                rest = {k: v for k, v in event.items() if k != "logprobs"}
                pieces.append({**rest, "delta": text[position:]})
    return pieces


def join_events(events: list[Payload], pick: Pick) -> list[Payload]:
    joined: list[Payload] = []
    for event in copy.deepcopy(events):
        before = joined[-1] if joined else {}
        excluded = ("delta", "sequence_number")
        places = [
            {k: v for k, v in neighbour.items() if k not in excluded}
            for neighbour in (before, event)
        ]
        if (
            event["type"].endswith(".delta")
            and isinstance(event.get("delta"), str)
            and places[0] == places[1]
            and not event.get("logprobs")
            and pick(1)
        ):
            before["delta"] += event["delta"]
        else:
            joined.append(event)
    return joined
