"""Write answers in the forms that MLflow accepts, where it accepts less than the API (3.17).

Values that MLflow's classes would refuse are rewritten in a form that they accept, without a silent
loss. Values that the classes do not know at all are left for them to refuse.
"""

from __future__ import annotations

from responses_protocol._agents.written_items import announced_item
from responses_protocol._formats.chat_completions import custom_tools, hosted_calls
from responses_protocol._values import Json, Object, copy_json, read_type

KNOWN = frozenset(
    (
        "computer_call",
        "file_search_call",
        "mcp_approval_request",
        "mcp_approval_response",
        "web_search_call",
    )
)
# the prefixes of the events of items that MLflow does not know
UNKNOWN = (
    "response.custom_tool_call_input.",
    *(
        f"response.{type_}"
        for type_ in sorted(hosted_calls.WRAPPED - KNOWN)
        if type_.endswith("call")
    ),
    "response.mcp_list_tools.",
)
OTHERS = "other_annotations"  # a member of a part that MLflow does not check
MEMBERS: dict[str, type | tuple[type, ...]] = {
    "created_at": (int, float),
    "custom_outputs": dict,
    "error": dict,
    "id": str,
    "incomplete_details": dict,
    "instructions": str,
    "max_output_tokens": int,
    "metadata": dict,
    "model": str,
    "object": str,
    "parallel_tool_calls": bool,
    "previous_response_id": str,
    "status": str,
    "temperature": (int, float),
    "text": dict,
    "tool_choice": str,
    "top_p": (int, float),
    "truncation": str,
    "user": str,
}
COUNTS = ("input_tokens", "output_tokens", "total_tokens")
DETAILS = {
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens_details": {"reasoning_tokens": 0},
}


def write_event(event: Object) -> list[Object]:
    """Return the events for an event in forms that MLflow accepts: one for most events.

    Events that begin an item of a type that MLflow does not know are left out, since MLflow gets
    another item, or two, in its place; the event that ends the item contains all of it. Events with
    the input of a custom call are left out as well; the call is announced as the function call that
    it becomes.
    """
    if read_type(event).startswith(UNKNOWN):
        return []
    if event.get("type") == "response.output_item.added" and isinstance(event.get("item"), dict):
        item = event["item"]
        if item.get("type") == "custom_tool_call":
            return [{**event, "item": announced_item(_write_custom_call(item))}]
        return [] if _is_unknown(item) else [event]
    if event.get("type") == "response.output_item.done":
        return [{**event, "item": item} for item in write_items([event["item"]])]
    if "annotation" in event:
        known, _ = _split_annotations([event["annotation"]])
        return [{**event, "annotation": annotation} for annotation in known]
    if isinstance(event.get("response"), dict):
        return [{**event, "response": write_response(event["response"])}]
    return [event]


def _is_unknown(item: Object) -> bool:
    return hosted_calls.is_wrapped(item) and item["type"] not in KNOWN


def write_items(source: list[Json]) -> list[Object]:
    """Return items of the types that MLflow knows.

    Hosted calls that it does not know are pairs of a marked function call and its output, as
    ``Options.hosted_calls`` writes them, and custom calls are marked function calls: both are read
    back by ``history.to_responses_input``.
    """
    written: list[Object] = []
    for item in source:
        if _is_unknown(item):
            written += hosted_calls.wrap_one(item)
        else:
            written.append(ITEMS.get(item["type"], _keep_item)(item))
    return written


def write_response(answer: Object) -> Object:
    """Return a Responses answer with the members, and in the forms, that MLflow accepts."""
    written = {name: value for name, value in answer.items() if _fits(name, value)}
    if isinstance(answer.get("output"), list):
        written["output"] = write_items(answer["output"])
    counts = write_usage(answer.get("usage"))
    return written if counts is None else {**written, "usage": counts}


def _fits(name: str, value: Json) -> bool:
    return name in MEMBERS and isinstance(value, MEMBERS[name])


def _keep_item(item: Object) -> Object:
    return item


def _write_message(item: Object) -> Object:
    content = item.get("content")
    if not isinstance(content, list):
        return item
    return {**item, "content": [_write_part(part) for part in content]}


def _write_custom_call(item: Object) -> Object:
    rest = {name: value for name, value in item.items() if name != "input"}
    arguments = custom_tools.to_arguments(item.get("input") or "")
    return {**rest, "type": "function_call", "arguments": arguments}


def _write_custom_output(item: Object) -> Object:
    return {**item, "type": "function_call_output"}


ITEMS = {
    "message": _write_message,
    "custom_tool_call": _write_custom_call,
    "custom_tool_call_output": _write_custom_output,
}


def _write_part(part: Json) -> Json:
    annotations = part.get("annotations") if isinstance(part, dict) else None
    if not isinstance(annotations, list):
        return {**part, "annotations": []} if "annotations" in part else part
    known, unknown = _split_annotations(annotations)
    return {**part, "annotations": known, **({OTHERS: unknown} if unknown else {})}


def _split_annotations(annotations: list[Json]) -> tuple[list[Json], list[Json]]:
    """Return the annotations that MLflow accepts, each with a title, and all others."""
    known: list[Json] = []
    unknown: list[Json] = []
    for annotation in annotations:
        kind = annotation.get("type") if isinstance(annotation, dict) else None
        if kind == "url_citation":
            known.append({**annotation, "title": annotation.get("title") or ""})
        else:
            (known if kind in ("file_citation", "file_path") else unknown).append(annotation)
    return known, unknown


def write_usage(counted: Json) -> Object | None:
    """Return usage with all the counts that MLflow requires, None if they are not known."""
    if not isinstance(counted, dict) or not all(
        type(counted.get(name)) is int for name in COUNTS[:2]
    ):
        return None
    total = counted.get("total_tokens")
    usage: Object = {
        **copy_json(counted),
        "total_tokens": total if type(total) is int else counted[COUNTS[0]] + counted[COUNTS[1]],
    }
    for name, defaults in DETAILS.items():
        details = (counted.get(name) or {}).items()
        counts = {key: count for key, count in details if type(count) is int}
        usage[name] = {**defaults, **counts}
    return usage


def restore_items(written: list[Object]) -> list[Object]:
    """Undo ``write_items``: return the items that it was called with."""
    restored = [_join_annotations(item) for item in written]
    custom_ids = set()
    for index, item in enumerate(restored):
        if item.get("type") == "function_call":
            text = custom_tools.from_arguments(item["arguments"])
            if text is not None:
                rest = {name: value for name, value in item.items() if name != "arguments"}
                restored[index] = {**rest, "type": "custom_tool_call", "input": text}
                custom_ids.add(item["call_id"])
        elif item.get("type") == "function_call_output" and item["call_id"] in custom_ids:
            restored[index] = {**item, "type": "custom_tool_call_output"}
    typed = [item if "type" in item else {**item, "type": "message"} for item in restored]
    return hosted_calls.unwrap(typed, {}, {})[0]


def _join_annotations(item: Object) -> Object:
    """Return an item with all annotations in one member again, MLflow's own first."""
    content = item.get("content")
    if not isinstance(content, list) or not any(OTHERS in part for part in content):
        return item
    parts = []
    for part in content:
        rest = {name: value for name, value in part.items() if name != OTHERS}
        if OTHERS in part:
            rest["annotations"] = [*part.get("annotations", ()), *part[OTHERS]]
        parts.append(rest)
    return {**item, "content": parts}
