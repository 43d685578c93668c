"""Hosted calls as marked function calls, which show a Chat model the earlier searches and results.

``Options.hosted_calls`` selects this. The name of a marked call is the type of the item; its
arguments contain the item in one member, ``responses_item``, which no tool has; its output contains
the results. Such a pair is translated back to exactly this item, or stays a function call.

Some calls have their output in another item. The call is then a marked call, and its output
contains that item. Since the output of a tool may be any text, it is translated back to an item
only where it answers a marked call and is the output of this call; else it stays a text. An output
without its call is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from responses_protocol._formats.chat_completions.item_types import HOSTED_ITEMS
from responses_protocol._values import Json, Object

MARK = "responses_item"
BEGINNING = f'{{"{MARK}": {{'
# the members of an item for the results of its call
RESULTS: dict[str, tuple[str, ...]] = {
    "code_interpreter_call": ("outputs",),
    "file_search_call": ("results",),
    "image_generation_call": ("result",),
    "mcp_call": ("output", "error"),
    "mcp_list_tools": ("tools", "error"),
}
# calls whose output is an item, and these outputs, with the member for the id of the call
LINKS = {
    "apply_patch_call": "call_id",
    "apply_patch_call_output": "call_id",
    "computer_call": "call_id",
    "computer_call_output": "call_id",
    "local_shell_call": "call_id",
    "local_shell_call_output": "id",
    "mcp_approval_request": "id",
    "mcp_approval_response": "approval_request_id",
    "program": "call_id",
    "program_output": "call_id",
    "shell_call": "call_id",
    "shell_call_output": "call_id",
    "tool_search_call": "call_id",
    "tool_search_output": "call_id",
}
# calls that the client runs, so that an answer with one waits for the client
RUN_BY_CLIENT = frozenset(
    [
        "apply_patch_call",
        "computer_call",
        "local_shell_call",
        "mcp_approval_request",
        "shell_call",
        "tool_search_call",
    ]
)
CONTAINER = "container_reference"  # an environment of the server
OUTPUTS = frozenset(kind for kind in LINKS if kind.endswith(("_output", "_response")))
# the types of the outputs, by those of the calls
OUTPUT_TYPES = {
    **{kind: f"{kind}_output" for kind in LINKS if f"{kind}_output" in OUTPUTS},
    "mcp_approval_request": "mcp_approval_response",
    "tool_search_call": "tool_search_output",
}
CREDENTIALS = frozenset(("authorization", "headers"))
WRAPPED = HOSTED_ITEMS | {"compaction"}


def is_wrapped(item: Json) -> bool:
    """Return whether an item is written as a marked call or output."""
    kind = item.get("type") if isinstance(item, dict) else None
    return isinstance(kind, str) and kind in WRAPPED and not _has_credentials(item)


def _has_credentials(value: Json) -> bool:
    """Return whether a value contains credentials of an MCP server, which no model may read."""
    if isinstance(value, list):
        return any(map(_has_credentials, value))
    return isinstance(value, dict) and any(
        member is not None if name in CREDENTIALS else _has_credentials(member)
        for name, member in value.items()
    )


def is_run_by_client(item: Json) -> bool:
    """Return whether an item is a call that the client runs."""
    kind = item.get("type") if isinstance(item, dict) else None
    if not isinstance(kind, str) or kind not in RUN_BY_CLIENT:
        return False
    if kind == "shell_call":
        environment = item.get("environment")
        return not isinstance(environment, dict) or environment.get("type") != CONTAINER
    return kind != "tool_search_call" or item.get("execution") == "client"


def make_link_key(item: Object) -> Json:
    """Return the key that a call and its output share: the base of their types, and an id."""
    link = item.get(LINKS[item["type"]])
    kind = item["type"].removesuffix("_output").removesuffix("_response")
    kind = kind.removesuffix("_request").removesuffix("_call")
    return kind, link if isinstance(link, str) else ""


def find_answered(items: list[Json]) -> set[Json]:
    """Return the keys of the calls that have their output among these items."""
    kinds = ((item.get("type"), item) for item in items if isinstance(item, dict))
    return {
        make_link_key(item) for kind, item in kinds if isinstance(kind, str) and kind in OUTPUTS
    }


def mark_call(item: Object) -> Object | None:
    """Return the marked function call of an item that is a call, None if it has no id."""
    link = item.get(LINKS[item["type"]])
    if not (isinstance(link, str) and link and is_wrapped(item)):
        return None
    return _make_call(link, item["type"], item)


def unmark_call(call: Object) -> Object | None:
    """Return the item of a marked function call, where the client runs it."""
    item = _read(call["arguments"]) if call.get("type") == "function_call" else None
    if item is None or item["type"] != call["name"] or not is_run_by_client(item):
        return None
    return item if _is_linked(item) else None


def wrap(items: list[Json], called: set[str]) -> tuple[list[Json], list[int]]:
    """Return ``items`` with hosted ones as marked pairs, and the index in ``items`` of each border.

    ``called`` contains the ids of earlier calls whose outputs are items, and is updated.
    """
    wrapped: list[Json] = []
    origins: list[int] = []
    for index, item in enumerate(items):
        origins.append(index)
        wrapped += _make_pair(item, called) if is_wrapped(item) else [item]
        origins += [index + 1] * (len(wrapped) - len(origins))
    return wrapped, [*origins, len(items)]


def wrap_one(item: Object) -> list[Json]:
    """Return the marked pair of a single hosted item; an output answers an earlier call."""
    link = item.get(LINKS[item["type"]]) if item["type"] in OUTPUTS else None
    return list(_make_pair(item, {link} if isinstance(link, str) else set()))


def find_wrapped(items: list[Json]) -> set[int]:
    """Return the indexes of the items that are written as marked calls or outputs."""
    called: set[str] = set()
    pairs = (
        (index, item, list(_make_pair(item, called)))
        for index, item in enumerate(items)
        if is_wrapped(item)
    )
    return {index for index, item, pair in pairs if pair[0] is not item}


def _make_pair(item: Object, called: set[str]) -> Iterator[Json]:
    kind = item["type"]
    link = item.get(LINKS[kind]) if kind in LINKS else None
    link = link if isinstance(link, str) else None
    if kind in OUTPUTS:
        yield _make_output(str(link), {MARK: item}) if link in called else item
    elif link is not None:
        called.add(link)
        yield _make_call(link, kind, item)
    else:
        names = RESULTS.get(kind, ())
        request = {name: value for name, value in item.items() if name not in names}
        results = {name: value for name, value in item.items() if name in names}
        text = _dumps(request) + _dumps(results)  # only equal items share an id
        call_id = f"call_{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
        yield _make_call(call_id, kind, request)
        yield _make_output(call_id, results)


def _make_call(call_id: str, kind: str, item: Object) -> Object:
    arguments = _dumps({MARK: item})
    return {"type": "function_call", "call_id": call_id, "name": kind, "arguments": arguments}


def _make_output(call_id: str, value: Object) -> Object:
    return {"type": "function_call_output", "call_id": call_id, "output": _dumps(value)}


def _dumps(value: Object) -> str:
    """Write equal values as equal texts: the order of keys does not matter."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)
    except ValueError:  # a number that JSON has no form for: the caller finds its pointer
        raise TypeError("no JSON value") from None


def unwrap(
    items: list[Json], links: dict[str, str], marked_calls: dict[str, str]
) -> tuple[list[Json], list[int]]:
    """Return ``items`` with the items of marked pairs, and the index in the result of each border.

    ``links`` gets for the id of each marked call the id in its item. ``marked_calls`` contains the
    types of these items by the ids in them, also of an earlier part of the history; it is updated.
    """
    outputs = _find_outputs(items)
    result: list[Json] = []
    borders: list[int] = []
    merged: set[int] = set()  # the indexes of outputs that are in the item of their call
    for index, item in enumerate(items):
        borders.append(len(result))
        if item["type"] == "function_call":
            hosted = _read_marked_call(item, items, outputs.get(index))
            if hosted is None:
                result.append(item)
                # from here on, this call has the id
                marked_calls.pop(links.pop(item["call_id"], item["call_id"]), None)
            else:
                result.append(hosted)
                if _is_linked(hosted):
                    link = links[item["call_id"]] = hosted[LINKS[hosted["type"]]]
                    marked_calls[link] = hosted["type"]
                else:
                    merged.add(outputs[index])
        elif item["type"] == "function_call_output":
            if index not in merged:
                link = links.get(item["call_id"], item["call_id"])
                hosted = _read_output(item["output"], marked_calls.get(link), link)
                result.append(hosted or {**item, "call_id": link})
        else:
            result.append(item)
    return result, [*borders, len(result)]


def _read_marked_call(call: Object, items: list[Json], output: int | None) -> Object | None:
    """Return the item of a marked call, with the results in its output where it needs one."""
    item = _read(call["arguments"])
    if item is None or item["type"] in OUTPUTS or item["type"] != call["name"]:
        return None
    if _is_linked(item):
        return item
    results = None if output is None else _loads(items[output]["output"])
    if results is None or not set(results) <= set(RESULTS.get(item["type"], ())):
        return None
    return {**item, **results}


def _find_outputs(items: list[Json]) -> dict[int, int]:
    """Return the index of the output of each call, by the index of the call."""
    calls: dict[Json, int] = {}
    outputs: dict[int, int] = {}
    for index, item in enumerate(items):
        if item["type"] == "function_call":
            calls[item["call_id"]] = index
        elif item["type"] == "function_call_output" and item["call_id"] in calls:
            outputs[calls.pop(item["call_id"])] = index
    return outputs


def _is_linked(item: Object) -> bool:
    link = LINKS.get(item["type"])
    return link is not None and isinstance(item.get(link), str) and item["type"] not in OUTPUTS


def _read(text: Json) -> Object | None:
    """Return the item in a marked text, where the same text would be written for it."""
    if not isinstance(text, str) or not text.startswith(BEGINNING):
        return None
    value = _loads(text)
    item = value[MARK] if value and len(value) == 1 else None
    return item if is_wrapped(item) else None


def _read_output(text: Json, call_type: str | None, link: str) -> Object | None:
    """Return the item in a marked output, where it is the output of this marked call."""
    item = _read(text) if call_type in OUTPUT_TYPES else None
    if item is None or item["type"] != OUTPUT_TYPES[str(call_type)]:
        return None
    return item if item.get(LINKS[item["type"]]) == link else None


def _loads(text: Json) -> Object | None:
    try:
        value = json.loads(text)
        return value if isinstance(value, dict) and _dumps(value) == text else None
    except (TypeError, ValueError, RecursionError):
        return None
