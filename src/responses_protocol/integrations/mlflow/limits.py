"""What MLflow takes of an answer, where it takes less than the Responses API (3.17).

Nothing is taken away here without a word: what MLflow's classes would refuse is said as they want
it, and what they do not know at all is left for them to refuse.
"""

from __future__ import annotations

from responses_protocol.agents.written_items import announced_item
from responses_protocol.formats.chat_completions import custom_tools, hosted_calls
from responses_protocol.values import Json, copy_json, read_type

Object = dict[str, Json]
KNOWN = frozenset(
    (
        "computer_call",
        "file_search_call",
        "mcp_approval_request",
        "mcp_approval_response",
        "web_search_call",
    )
)
# the beginnings of the events of items that MLflow does not know
UNKNOWN = (
    "response.custom_tool_call_input.",
    *(f"response.{one}" for one in sorted(hosted_calls.WRAPPED - KNOWN) if one.endswith("call")),
    "response.mcp_list_tools.",
)
OTHERS = "other_annotations"  # a member of a part, where MLflow looks at none but its own
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


def events(made: Object) -> list[Object]:
    """Return the events, of most one, that say what an event says.

    What comes before an item of a type that MLflow does not know is left out, since the item will
    be another one, or two; it is told when it is done, and that has all of it. So is the input of a
    custom call, which is announced as the function call that it becomes.
    """
    if read_type(made).startswith(UNKNOWN):
        return []
    if made.get("type") == "response.output_item.added" and isinstance(made.get("item"), dict):
        item = made["item"]
        if item.get("type") == "custom_tool_call":
            return [{**made, "item": announced_item(_custom_call(item))}]
        return [] if _is_unknown(item) else [made]
    if made.get("type") == "response.output_item.done":
        return [{**made, "item": one} for one in items([made["item"]])]
    if "annotation" in made:
        known, _ = _annotations([made["annotation"]])
        return [{**made, "annotation": one} for one in known]
    if isinstance(made.get("response"), dict):
        return [{**made, "response": response(made["response"])}]
    return [made]


def _is_unknown(item: Object) -> bool:
    return hosted_calls.is_wrapped(item) and item["type"] not in KNOWN


def items(made: list[Json]) -> list[Object]:
    """Return items of the types that MLflow knows.

    Hosted calls that it does not know are pairs of a marked function call and its output, as
    ``Options.hosted_calls`` writes them, and custom calls are marked function calls: both are read
    back by ``history.to_responses_input``.
    """
    found: list[Object] = []
    for item in made:
        if _is_unknown(item):
            found += hosted_calls.wrap_one(item)
        else:
            found.append(ITEMS.get(item["type"], _same)(item))
    return found


def response(made: Object) -> Object:
    """Return a Responses answer with the members, and in the forms, that MLflow takes."""
    found = {name: value for name, value in made.items() if _fits(name, value)}
    if isinstance(made.get("output"), list):
        found["output"] = items(made["output"])
    counts = usage(made.get("usage"))
    return found if counts is None else {**found, "usage": counts}


def _fits(name: str, value: Json) -> bool:
    return name in MEMBERS and isinstance(value, MEMBERS[name])


def _same(item: Object) -> Object:
    return item


def _message(item: Object) -> Object:
    content = item.get("content")
    if not isinstance(content, list):
        return item
    return {**item, "content": [_part(part) for part in content]}


def _custom_call(item: Object) -> Object:
    rest = {name: value for name, value in item.items() if name != "input"}
    arguments = custom_tools.to_arguments(item.get("input") or "")
    return {**rest, "type": "function_call", "arguments": arguments}


def _custom_output(item: Object) -> Object:
    return {**item, "type": "function_call_output"}


ITEMS = {
    "message": _message,
    "custom_tool_call": _custom_call,
    "custom_tool_call_output": _custom_output,
}


def _part(part: Json) -> Json:
    listed = part.get("annotations") if isinstance(part, dict) else None
    if not isinstance(listed, list):
        return {**part, "annotations": []} if "annotations" in part else part
    known, others = _annotations(listed)
    return {**part, "annotations": known, **({OTHERS: others} if others else {})}


def _annotations(listed: list[Json]) -> tuple[list[Json], list[Json]]:
    """Return those that MLflow takes, which wants a title of each, and all others."""
    known: list[Json] = []
    others: list[Json] = []
    for one in listed:
        kind = one.get("type") if isinstance(one, dict) else None
        if kind == "url_citation":
            known.append({**one, "title": one.get("title") or ""})
        else:
            (known if kind in ("file_citation", "file_path") else others).append(one)
    return known, others


def usage(made: Json) -> Object | None:
    """Return usage with all the counts that MLflow asks for, None where they are not known."""
    if not isinstance(made, dict) or not all(type(made.get(one)) is int for one in COUNTS[:2]):
        return None
    total = made.get("total_tokens")
    found: Object = {
        **copy_json(made),
        "total_tokens": total if type(total) is int else made[COUNTS[0]] + made[COUNTS[1]],
    }
    for name, defaults in DETAILS.items():
        given = made.get(name)
        counts = {key: one for key, one in (given or {}).items() if type(one) is int}
        found[name] = {**defaults, **counts}
    return found


def restored(listed: list[Object]) -> list[Object]:
    """Return items as they were before ``items`` has written them for MLflow."""
    found = [_without_others(one) for one in listed]
    custom = {}
    for at, one in enumerate(found):
        if one.get("type") == "function_call":
            text = custom_tools.from_arguments(one["arguments"])
            if text is not None:
                rest = {name: value for name, value in one.items() if name != "arguments"}
                found[at] = {**rest, "type": "custom_tool_call", "input": text}
                custom[one["call_id"]] = True
        elif one.get("type") == "function_call_output" and one["call_id"] in custom:
            found[at] = {**one, "type": "custom_tool_call_output"}
    typed = [one if "type" in one else {**one, "type": "message"} for one in found]
    return hosted_calls.unwrap(typed, {}, {})[0]


def _without_others(item: Object) -> Object:
    """Return an item with all annotations in one place again, in their order but for theirs."""
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
