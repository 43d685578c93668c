"""The grammar of emitted streams: small checks, independent of the package's checker."""

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
    output = [
        check_open_call(events_of_item, last["output"][index])
        if last["status"] == "failed" and is_open_call(events_of_item)
        else check_item(events_of_item)
        for index, events_of_item in items.items()
    ]
    assert same(last["output"], output)
    ids = [item["id"] for item in output if item["type"] in KNOWN]
    assert len(set(ids)) == len(ids)
    call_ids = [item["call_id"] for item in output if item["type"] in CALLS]
    assert len(set(call_ids)) == len(call_ids)
    if kinds[-1] == "response.completed":
        assert "incomplete" not in [item.get("status") for item in output if item["type"] in CALLS]


def is_open_call(events: list[Payload]) -> bool:
    """Return whether an item is a call that is not done, which no client may run."""
    is_done = events[-1]["type"] == "response.output_item.done"
    return events[0]["item"]["type"] in (*CALLS, "tool_search_call") and not is_done


def check_open_call(events: list[Payload], final: Payload) -> Payload:
    """Assert that events contain a call that is not done; return the call so far.

    Its name may be longer in the answer at the end, since it may come in pieces.
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


def check_item(events: list[Payload]) -> Payload:
    """Assert that events contain one item from its beginning to its end; return it."""
    first, last = events[0], events[-1]
    assert first["type"] == "response.output_item.added"
    assert last["type"] == "response.output_item.done"
    item: Payload = last["item"]
    events_between = events[1:-1]
    if item["type"] not in KNOWN:  # an item of a marked call, with ids of its own
        assert not events_between
        open_status = {"status": "in_progress"} if "status" in item else {}
        assert same(first["item"], {**item, **open_status})
        return item
    assert item["id"].startswith(PREFIXES.get(item["type"], "fc_"))
    assert {event["item_id"] for event in events_between} <= {item["id"]}
    assert first["item"]["id"] == item["id"]
    assert first["item"].get("status", "in_progress") == "in_progress"
    if item["type"] in CALLS:
        kind, member = CALLS[item["type"]]
        assert [event["type"] for event in events_between[:-1]] == [f"{kind}.delta"] * (
            len(events_between) - 1
        )
        assert events_between[-1]["type"] == f"{kind}.done"
        assert "".join(event["delta"] for event in events_between[:-1]) == item[member]
        assert events_between[-1][member] == item[member]
        assert first["item"][member] == ""
        return item
    content = item.get("content") or item["summary"]
    assert first["item"].get("content", []) == first["item"].get("summary", []) == []
    parts: dict[int, list[Payload]] = {}
    numbers: list[Any] = [
        event.get("content_index", event.get("summary_index")) for event in events_between
    ]
    assert numbers == sorted(numbers)
    for number, event in zip(numbers, events_between, strict=True):
        parts.setdefault(number, []).append(event)
    assert list(parts) == list(range(len(content)))
    assert content or item.get("encrypted_content")  # no empty items
    for number, events_of_part in parts.items():
        check_part(events_of_part, content[number])
    return item


def check_part(events: list[Payload], part: Payload) -> None:
    kind, name = part["type"], TEXTS.get(part["type"], "text")
    part_name, text_name, index = NAMES.get(kind, ("content_part", kind, "content_index"))
    assert all(index in event for event in events)
    first, text_done, part_done = events[0], events[-2], events[-1]
    assert (first["type"], first["part"][name]) == (f"response.{part_name}.added", "")
    assert (text_done["type"], text_done[name]) == (f"response.{text_name}.done", part[name])
    assert (part_done["type"], same(part_done["part"], part)) == (
        f"response.{part_name}.done",
        True,
    )
    deltas = [event["delta"] for event in events if event["type"] == f"response.{text_name}.delta"]
    assert "".join(deltas) == part[name]
    assert all(deltas)
    citation_events = [event for event in events if "annotation" in event]
    assert [event["annotation_index"] for event in citation_events] == list(
        range(len(citation_events))
    )
    expected = [
        annotation for annotation in part.get("annotations", []) if can_be_announced(annotation)
    ]
    assert same([event["annotation"] for event in citation_events], expected)
    assert len(events) == 3 + len(deltas) + len(citation_events)


def check_chunks(chunks: list[Payload]) -> None:
    """Assert that chunks are a whole stream as OpenAI sends them."""
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    with_choice = [chunk for chunk in chunks if chunk["choices"]]
    assert all("usage" not in chunk for chunk in with_choice)
    assert len(chunks) - len(with_choice) <= 1
    assert chunks[: len(with_choice)] == with_choice  # usage comes last
    choices = [chunk["choices"] for chunk in with_choice]
    assert {len(choice) for choice in choices} == {1}
    deltas = [choice[0]["delta"] for choice in choices]
    assert [delta.get("role") for delta in deltas] == ["assistant"] + [None] * (len(deltas) - 1)
    assert deltas[-1] == {}
    assert [choice[0]["finish_reason"] for choice in choices[:-1]] == [None] * (len(choices) - 1)
    fragments = [fragment for delta in deltas for fragment in delta.get("tool_calls", ())]
    ids = [fragment["index"] for fragment in fragments if "id" in fragment]
    assert ids == list(range(len(ids)))
    next_index = 0
    for fragment in fragments:
        assert fragment["index"] < next_index or (
            fragment["index"] == next_index and "type" in fragment
        )
        next_index = max(next_index, fragment["index"] + 1)
