"""Hosted calls as marked function calls, for models that should see what was searched and found.

``Options.hosted_calls`` asks for it. The call has the type of the item for its name, and the item
under one member of a name that no tool of anybody's has for its arguments; what came out of it is
the output. So such a pair is read back as the item it stands for, byte for byte, or not at all.

Some calls have their output in an item of its own. Then the call is a marked call, and its output
holds the item in the same way. What a tool gives back may come from anybody, so that such an output
is read as an item only where it answers a marked call, and is the output that this call has; all
else is text. An output without its call is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from responses_protocol.formats.chat_completions.item_types import HOSTED_ITEMS
from responses_protocol.values import Json

MARK = "responses_item"
BEGINNING = f'{{"{MARK}": {{'
# what an item says about the result of its call
RESULTS: dict[str, tuple[str, ...]] = {
    "code_interpreter_call": ("outputs",),
    "file_search_call": ("results",),
    "image_generation_call": ("result",),
    "mcp_call": ("output", "error"),
    "mcp_list_tools": ("tools", "error"),
}
# calls with an item for the output: the member that both name the call by
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
# calls that the client runs, so that an answer with one waits for it, and not for the server
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
CONTAINER = "container_reference"  # where the server runs a shell
OUTPUTS = frozenset(kind for kind in LINKS if kind.endswith(("_output", "_response")))
# the types of the outputs, by those of the calls
OUTPUT_TYPES = {
    **{kind: f"{kind}_output" for kind in LINKS if f"{kind}_output" in OUTPUTS},
    "mcp_approval_request": "mcp_approval_response",
}
CREDENTIALS = frozenset(("authorization", "headers"))
WRAPPED = HOSTED_ITEMS | {"compaction"}
Object = dict[str, Json]


def is_wrapped(item: Json) -> bool:
    """Tell whether an item is written as a marked call or output."""
    kind = item.get("type") if isinstance(item, dict) else None
    return isinstance(kind, str) and kind in WRAPPED and not _has_credentials(item)


def _has_credentials(value: Json) -> bool:
    """Tell whether a value holds what gives access to an MCP server: no model is to read that."""
    if isinstance(value, list):
        return any(map(_has_credentials, value))
    return isinstance(value, dict) and any(
        one is not None if name in CREDENTIALS else _has_credentials(one)
        for name, one in value.items()
    )


def is_run_by_client(item: Json) -> bool:
    """Tell whether an item is a call that the client runs, unless its output is there."""
    kind = item.get("type") if isinstance(item, dict) else None
    if not isinstance(kind, str) or kind not in RUN_BY_CLIENT:
        return False
    if kind == "shell_call":
        environment = item.get("environment")
        return not isinstance(environment, dict) or environment.get("type") != CONTAINER
    return kind != "tool_search_call" or item.get("execution") == "client"


def name_of(item: Object) -> Json:
    """Return what links a call, or its output, with the other one: two types and an id."""
    own = item.get(LINKS[item["type"]])
    kind = item["type"].removesuffix("_output").removesuffix("_response")
    return kind.removesuffix("_request").removesuffix("_call"), own if isinstance(own, str) else ""


def answered(items: list[Json]) -> set[Json]:
    """Return the names of the calls that have their output among these items."""
    kinds = ((item.get("type"), item) for item in items if isinstance(item, dict))
    return {name_of(item) for kind, item in kinds if isinstance(kind, str) and kind in OUTPUTS}


def marked(item: Object) -> Object | None:
    """Return the marked function call of an item that is a call, None where it has no id."""
    own = item.get(LINKS[item["type"]])
    if not (isinstance(own, str) and own and is_wrapped(item)):
        return None
    return _call(own, item["type"], item)


def unmarked(call: Object) -> Object | None:
    """Return the item that a marked function call stands for, where the client runs it."""
    found = _read(call["arguments"]) if call.get("type") == "function_call" else None
    if found is None or found["type"] != call["name"] or not is_run_by_client(found):
        return None
    return found if _is_linked(found) else None


def wrap(items: list[Json], called: set[str]) -> tuple[list[Json], list[int]]:
    """Return ``items`` with hosted ones as marked pairs, and for each border where it was.

    ``called`` holds the ids of earlier calls that have outputs of their own, and is updated.
    """
    reads: list[Json] = []
    origins: list[int] = []
    for index, item in enumerate(items):
        origins.append(index)
        reads += _pair(item, called) if is_wrapped(item) else [item]
        origins += [index + 1] * (len(reads) - len(origins))
    return reads, [*origins, len(items)]


def wrap_one(item: Object) -> list[Json]:
    """Return what stands for a hosted item that comes by itself, so that its call came before."""
    own = item.get(LINKS[item["type"]]) if item["type"] in OUTPUTS else None
    return list(_pair(item, {own} if isinstance(own, str) else set()))


def wrapped_places(items: list[Json]) -> set[int]:
    """Return the indexes of the items that are written as marked calls or outputs."""
    called: set[str] = set()
    pairs = (
        (index, item, list(_pair(item, called)))
        for index, item in enumerate(items)
        if is_wrapped(item)
    )
    return {index for index, item, pair in pairs if pair[0] is not item}


def _pair(item: Object, called: set[str]) -> Iterator[Json]:
    kind = item["type"]
    own = item.get(LINKS[kind]) if kind in LINKS else None
    own = own if isinstance(own, str) else None
    if kind in OUTPUTS:
        yield _output(str(own), {MARK: item}) if own in called else item
    elif own is not None:
        called.add(own)
        yield _call(own, kind, item)
    else:
        results = RESULTS.get(kind, ())
        said = {name: value for name, value in item.items() if name not in results}
        found = {name: value for name, value in item.items() if name in results}
        text = _dumps(said) + _dumps(found)  # an id only for what is the same in all
        call_id = f"call_{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
        yield _call(call_id, kind, said)
        yield _output(call_id, found)


def _call(call_id: str, kind: str, item: Object) -> Object:
    arguments = _dumps({MARK: item})
    return {"type": "function_call", "call_id": call_id, "name": kind, "arguments": arguments}


def _output(call_id: str, value: Object) -> Object:
    return {"type": "function_call_output", "call_id": call_id, "output": _dumps(value)}


def _dumps(value: Object) -> str:
    """Write equal values alike: the order of keys is not part of what comes back."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)
    except ValueError:  # a number that JSON can't write: the caller looks for its place
        raise TypeError("no JSON value") from None


def unwrap(
    items: list[Json], links: dict[str, str], marked_calls: dict[str, str]
) -> tuple[list[Json], list[int]]:
    """Return ``items`` with marked pairs as what they stand for, and where each index went.

    ``links`` gets the ids of marked calls, each with that of the item that the call stands for.
    ``marked_calls`` has the types of these items by their ids, also those of an earlier part of the
    history, and is updated.
    """
    answers = _answers(items)
    made: list[Json] = []
    places: list[int] = []
    done: set[int] = set()
    for index, item in enumerate(items):
        places.append(len(made))
        if item["type"] == "function_call":
            found = _read(item["arguments"])
            kind = found["type"] if found else None
            if kind in OUTPUTS:
                found = None
            if found and kind == item["name"] and not _is_linked(found):
                answer = answers.get(index)
                results = None if answer is None else _loads(items[answer]["output"])
                if results is None or not set(results) <= set(RESULTS.get(str(kind), ())):
                    found = None
                else:
                    done.add(answers[index])
                    found.update(results)
            if found is None or kind != item["name"]:
                made.append(item)
                # from here on, this call has the id
                marked_calls.pop(links.pop(item["call_id"], item["call_id"]), None)
            else:
                made.append(found)
                if _is_linked(found):
                    own = links[item["call_id"]] = found[LINKS[found["type"]]]
                    marked_calls[own] = found["type"]
        elif item["type"] == "function_call_output":
            if index not in done:
                own = links.get(item["call_id"], item["call_id"])
                found = _read_output(item["output"], marked_calls.get(own), own)
                made.append(found or {**item, "call_id": own})
        else:
            made.append(item)
    return made, [*places, len(made)]


def _answers(items: list[Json]) -> dict[int, int]:
    """Return where the output of each call stands, by where the call does."""
    calls: dict[Json, int] = {}
    found: dict[int, int] = {}
    for index, item in enumerate(items):
        if item["type"] == "function_call":
            calls[item["call_id"]] = index
        elif item["type"] == "function_call_output" and item["call_id"] in calls:
            found[calls.pop(item["call_id"])] = index
    return found


def _is_linked(item: Object) -> bool:
    link = LINKS.get(item["type"])
    return link is not None and isinstance(item.get(link), str) and item["type"] not in OUTPUTS


def _read(text: Json) -> Object | None:
    """Return the item that a marked text holds, if writing it would give that text."""
    if not isinstance(text, str) or not text.startswith(BEGINNING):
        return None
    found = _loads(text)
    item = found[MARK] if found and len(found) == 1 else None
    return item if is_wrapped(item) else None


def _read_output(text: Json, call_type: str | None, own: str) -> Object | None:
    """Return the item that a marked output holds, if it is the output of this marked call."""
    found = _read(text) if call_type in OUTPUT_TYPES else None
    if found is None or found["type"] != OUTPUT_TYPES[str(call_type)]:
        return None
    return found if found.get(LINKS[found["type"]]) == own else None


def _loads(text: Json) -> Object | None:
    try:
        found = json.loads(text)
        return found if isinstance(found, dict) and _dumps(found) == text else None
    except (TypeError, ValueError, RecursionError):
        return None
