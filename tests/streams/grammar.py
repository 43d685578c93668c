"""What every emitted stream keeps to: small checks of their own, beside the package's checker."""

from __future__ import annotations

from typing import Any

from laws import same

from responses_protocol._streams.citations import can_be_announced

Payload = dict[str, Any]
PREFIXES = {"message": "msg_", "reasoning": "rs_", "custom_tool_call": "ctc_"}
TEXTS = {"output_text": "text", "refusal": "refusal", "reasoning_text": "text"}
# the names of parts in events: their own, that of their texts, and the member that counts them
NAMES = {
    "summary_text": ("reasoning_summary_part", "reasoning_summary_text", "summary_index"),
}
CALLS = {
    "function_call": ("response.function_call_arguments", "arguments"),
    "custom_tool_call": ("response.custom_tool_call_input", "input"),
}
KNOWN = ("message", "reasoning", *CALLS)
ENDS = ("response.completed", "response.incomplete", "response.failed")


def check_events(events: list[Payload]) -> None:
    """Assert that events are a whole stream of the full grammar."""
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["response.created", "response.in_progress"]
    assert kinds[-1] in ENDS
    assert not set(kinds[2:-1]) & {*ENDS, *kinds[:2]}
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    last = events[-1]["response"]
    assert f"response.{last['status']}" == kinds[-1]
    for event in events[:2]:
        assert (event["response"]["id"], event["response"]["output"]) == (last["id"], [])
        assert event["response"]["status"] == "in_progress"
    numbers = [event["output_index"] for event in events[2:-1]]
    assert numbers == sorted(numbers)  # one after another
    items: dict[int, list[Payload]] = {}
    for event in events[2:-1]:
        items.setdefault(event["output_index"], []).append(event)
    assert list(items) == list(range(len(items)))
    done = [
        _open_call(of_one, last["output"][index])
        if last["status"] == "failed" and _is_open_call(of_one)
        else _check_item(of_one)
        for index, of_one in items.items()
    ]
    assert same(last["output"], done)
    ids = [item["id"] for item in done if item["type"] in KNOWN]
    assert len(set(ids)) == len(ids)
    called = [item["call_id"] for item in done if item["type"] in CALLS]
    assert len(set(called)) == len(called)
    if kinds[-1] == "response.completed":
        assert "incomplete" not in [item.get("status") for item in done if item["type"] in CALLS]


def _is_open_call(events: list[Payload]) -> bool:
    """Tell whether an item is a call that is not done: no client is to run it."""
    ended = events[-1]["type"] == "response.output_item.done"
    return events[0]["item"]["type"] in (*CALLS, "tool_search_call") and not ended


def _open_call(events: list[Payload], final: Payload) -> Payload:
    """Assert that events tell of a call that is not done; return it as far as it came.

    Its name may be longer where it is listed at the end: it may come in pieces.
    """
    item: Payload = {**events[0]["item"]}
    if "name" in item and str(final.get("name")).startswith(item["name"]):
        item["name"] = final["name"]
    if item["type"] not in CALLS:
        assert (len(events), item["status"]) == (1, "in_progress")
        return {**item, "status": "incomplete"}
    kind, member = CALLS[item["type"]]
    assert [event["type"] for event in events[1:]] == [f"{kind}.delta"] * (len(events) - 1)
    assert {event["item_id"] for event in events[1:]} <= {item["id"]}
    text = "".join(event["delta"] for event in events[1:])
    return {**item, member: text, "status": "incomplete"}


def _check_item(events: list[Payload]) -> Payload:
    """Assert that events tell of one item from its beginning to its end; return it."""
    first, last = events[0], events[-1]
    assert first["type"] == "response.output_item.added"
    assert last["type"] == "response.output_item.done"
    item: Payload = last["item"]
    inner = events[1:-1]
    if item["type"] not in KNOWN:  # an item that a marked call stood for, with ids of its own
        assert not inner
        begun = {"status": "in_progress"} if "status" in item else {}
        assert same(first["item"], {**item, **begun})
        return item
    assert item["id"].startswith(PREFIXES.get(item["type"], "fc_"))
    assert {event["item_id"] for event in inner} <= {item["id"]}
    assert first["item"]["id"] == item["id"]
    assert first["item"].get("status", "in_progress") == "in_progress"
    if item["type"] in CALLS:
        kind, member = CALLS[item["type"]]
        assert [event["type"] for event in inner[:-1]] == [f"{kind}.delta"] * (len(inner) - 1)
        assert inner[-1]["type"] == f"{kind}.done"
        assert "".join(event["delta"] for event in inner[:-1]) == item[member]
        assert inner[-1][member] == item[member]
        assert first["item"][member] == ""
        return item
    content = item.get("content") or item["summary"]
    assert first["item"].get("content", []) == first["item"].get("summary", []) == []
    parts: dict[int, list[Payload]] = {}
    numbers: list[Any] = [event.get("content_index", event.get("summary_index")) for event in inner]
    assert numbers == sorted(numbers)
    for number, event in zip(numbers, inner, strict=True):
        parts.setdefault(number, []).append(event)
    assert list(parts) == list(range(len(content)))
    assert content or item.get("encrypted_content")  # no ghosts
    for number, of_one in parts.items():
        _check_part(of_one, content[number])
    return item


def _check_part(events: list[Payload], part: Payload) -> None:
    kind, name = part["type"], TEXTS.get(part["type"], "text")
    whole, text, index = NAMES.get(kind, ("content_part", kind, "content_index"))
    assert all(index in event for event in events)
    added, done, closed = events[0], events[-2], events[-1]
    assert (added["type"], added["part"][name]) == (f"response.{whole}.added", "")
    assert (done["type"], done[name]) == (f"response.{text}.done", part[name])
    assert (closed["type"], same(closed["part"], part)) == (f"response.{whole}.done", True)
    deltas = [event["delta"] for event in events if event["type"] == f"response.{text}.delta"]
    assert "".join(deltas) == part[name]
    assert all(deltas)
    cited = [event for event in events if "annotation" in event]
    assert [event["annotation_index"] for event in cited] == list(range(len(cited)))
    expected = [one for one in part.get("annotations", []) if can_be_announced(one)]
    assert same([event["annotation"] for event in cited], expected)
    assert len(events) == 3 + len(deltas) + len(cited)


def check_chunks(chunks: list[Payload]) -> None:
    """Assert that chunks are a whole stream as OpenAI sends them."""
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    with_choice = [chunk for chunk in chunks if chunk["choices"]]
    assert all("usage" not in chunk for chunk in with_choice)
    assert len(chunks) - len(with_choice) <= 1
    assert chunks[: len(with_choice)] == with_choice  # usage comes last
    choices = [chunk["choices"] for chunk in with_choice]
    assert {len(one) for one in choices} == {1}
    deltas = [one[0]["delta"] for one in choices]
    assert [delta.get("role") for delta in deltas] == ["assistant"] + [None] * (len(deltas) - 1)
    assert deltas[-1] == {}
    assert [one[0]["finish_reason"] for one in choices[:-1]] == [None] * (len(choices) - 1)
    fragments = [one for delta in deltas for one in delta.get("tool_calls", ())]
    ids = [one["index"] for one in fragments if "id" in one]
    assert ids == list(range(len(ids)))
    known = 0
    for one in fragments:
        assert one["index"] < known or (one["index"] == known and "type" in one)
        known = max(known, one["index"] + 1)
