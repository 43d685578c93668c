"""Responses requests, taken apart and put together: the hub's side of every dialect's requests.

The history is ``instructions``, as its first message, and ``input``. Tools in the history are
translated with those of ``tools``. The first web search tool is not a value of that list, since
Chat has a member for it: it stays in the rest, under the name ``tools``, with the number of tools
behind it.
"""

from __future__ import annotations

from responses_protocol._formats.added_tools import find_added_tools
from responses_protocol._formats.body_layouts import BodyLayout, Form, TakenList
from responses_protocol._formats.list_locations import ABSENT, ListLocation, Location, Resolve
from responses_protocol._formats.options import Options
from responses_protocol._formats.server_state import (
    RESOLVED,
    find_earlier_items,
    resolve_references,
)
from responses_protocol._formats.tool_names import is_client_tool_search, is_web_search
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

LIST, STRING, NULL = "list", "string", "null"
INSTRUCTIONS = "instructions+"  # before the form of the input: the first message is instructions
LEADING = ("system", "developer")


def take(
    payload: Object, options: Options, resolve: Resolve | None
) -> tuple[dict[str, TakenList], Object]:
    """Take the history and the tools out of a request."""
    rest = dict(payload)
    values, form = _take_input(payload, rest)
    heads: list[Location] = [("/input", None)] if form == STRING else []
    head_count = 0
    if isinstance(payload.get("instructions"), str):
        text = rest.pop("instructions")
        message = {"type": "message", "role": _choose_instructions_role(options), "content": text}
        values, form = [message, *values], INSTRUCTIONS + form
        heads.insert(0, ("/instructions", None))
        head_count = 1
    locations = ListLocation("/input", heads=tuple(heads))
    reads, origins, codes = _resolve_history(payload, values, head_count, resolve, locations)
    tools, tools_form = take_list(rest, "tools")
    tools, tools_form, tool_locations = _without_search(tools, tools_form, rest)
    all_tools = list(tools)
    inner_losses = {}
    added_at = []
    for index, added in find_added_tools(tools, reads):
        all_tools += added.tools
        if origins[index] < origins[index + 1]:
            pointer = locations.locate(f"/{origins[index]}")
            if added.callable or not added.losses:
                codes[pointer] = "merged_tools"
                inner_losses[pointer] = [(code, pointer + inner) for code, inner in added.losses]
            added_at += [pointer] if added.tools else []
    if any(map(is_client_tool_search, tools)):
        for index, item in enumerate(reads):
            if origins[index] < origins[index + 1] and _is_tool_search_call(item):
                codes[locations.locate(f"/{origins[index]}")] = "tool_search"
    needs_names = any(map(_has_names, all_tools))
    history = TakenList(
        "history", values, form, locations, None, None, codes, inner_losses, (), needs_names
    )
    tools_list = TakenList("tools", tools, tools_form, tool_locations, needs_names=needs_names)
    if resolve is not None:
        history = history._replace(all_values=reads, origins=origins)
    if len(all_tools) > len(tools):
        ends = [len(tools)] * (len(all_tools) - len(tools) + 1)
        tool_origins = [*range(len(tools)), *ends]
        tools_list = tools_list._replace(
            all_values=all_tools, origins=tool_origins, merged_pointers=tuple(added_at)
        )
    return {"history": history, "tools": tools_list}, rest


def _has_names(tool: Json) -> bool:
    """Return whether the Chat names of a tool depend on the other tools."""
    return isinstance(tool, dict) and (
        tool.get("type") == "namespace" or is_client_tool_search(tool)
    )


def _is_tool_search_call(item: Json) -> bool:
    """Return whether an item is a call of a tool search that the client runs."""
    if not is_client_tool_search(item) or not isinstance(item.get("call_id"), str):
        return False
    return bool(item["type"] == "tool_search_call")


def _without_search(
    tools: list[Json], form: Form, rest: Object
) -> tuple[list[Json], Form, ListLocation]:
    """Move the first web search tool from ``tools`` to ``rest``."""
    index = find_web_search(tools)
    if index is None:
        return tools, form, ListLocation("/tools")
    behind_count = len(tools) - index - 1
    rest["tools"] = {"behind": behind_count, "tool": tools[index]}
    tails = tuple((f"/tools/{index_behind}", 0) for index_behind in range(index + 1, len(tools)))
    locations = (
        ListLocation("/tools", end=index, tails=tails) if behind_count else ListLocation("/tools")
    )
    remaining = [*tools[:index], *tools[index + 1 :]]
    return remaining, form if remaining else ABSENT, locations


def find_web_search(tools: list[Json]) -> int | None:
    """Return the index of the first web search tool."""
    return next((index for index, tool in enumerate(tools) if is_web_search(tool)), None)


def _take_input(payload: Object, rest: Object) -> tuple[list[Json], Form]:
    content = payload.get("input")
    if isinstance(content, str):
        del rest["input"]
        return [{"type": "message", "role": "user", "content": content}], STRING
    return take_list(rest, "input")


def take_list(rest: Object, name: str) -> tuple[list[Json], Form]:
    """Take a list out of ``rest``; raise ConversionError where it is not a list."""
    if name not in rest:
        return [], ABSENT
    values = rest.pop(name)
    if values is None:
        return [], NULL
    if not isinstance(values, list):
        raise ConversionError("must be a list", f"/{name}")
    return values, LIST


def put_list(payload: Object, name: str, values: list[Json], form: Form) -> None:
    """Put a list into ``payload`` in this form; values are always a list."""
    if values or form == LIST:
        payload[name] = values
    elif form == NULL:
        payload[name] = None


def _resolve_history(
    payload: Object,
    values: list[Json],
    head_count: int,
    resolve: Resolve | None,
    locations: ListLocation,
) -> tuple[list[Json], list[int], dict[str, str]]:
    """Return the history with the server's items that ``resolve`` finds, borders, and codes."""
    if resolve is None:
        return values, list(range(len(values) + 1)), {}
    try:
        reads, origins, codes = resolve_references(values, resolve)
    except ConversionError as error:
        raise ConversionError(error.reason, locations.locate(error.pointer)) from None
    codes = {locations.locate(pointer): code for pointer, code in codes.items()}
    earlier: list[Json] = []
    for name, items in find_earlier_items(payload, resolve).items():
        earlier += items
        codes[f"/{name}"] = RESOLVED
    return (
        [*reads[:head_count], *earlier, *reads[head_count:]],
        [*origins[:head_count], *[head_count] * len(earlier), *origins[head_count:]],
        codes,
    )


def put(
    lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
) -> Object:
    """Put a request together."""
    payload = {name: value for name, value in rest.items() if name == "model"}
    values = lists["history"]
    whole_form = forms.get("history") or form("history", values, options)
    input_form = whole_form.removeprefix(INSTRUCTIONS)
    if input_form != whole_form and _starts_with_instructions(values, options):
        payload["instructions"] = values[0]["content"]
        values = values[1:]
    text = _only_text(values) if input_form == STRING else None
    if text is not None:
        payload["input"] = text
    else:
        put_list(payload, "input", values, LIST if input_form == STRING else input_form)
    tools = lists["tools"]
    tools_form = forms.get("tools") or form("tools", tools, options)
    payload.update(rest)
    search = rest.get("tools")
    # a damaged complement may have any value here
    if isinstance(search, dict) and isinstance(search.get("behind"), int):
        index = max(0, len(tools) - search["behind"])
        payload["tools"] = [*tools[:index], search.get("tool"), *tools[index:]]
    else:
        put_list(payload, "tools", tools, tools_form)
    return payload


def _choose_instructions_role(options: Options) -> str:
    """Return the role of the message for instructions."""
    return options.developer_role if options.instructions == "developer" else "system"


def _starts_with_instructions(values: list[Json], options: Options) -> bool:
    """Return whether the first value can be instructions, from which it is translated back."""
    first = values[0] if values else None
    return (
        isinstance(first, dict)
        and first.keys() == {"type", "role", "content"}
        and first["role"] == _choose_instructions_role(options)
        and isinstance(first["content"], str)
    )


def _only_text(values: list[Json]) -> str | None:
    if len(values) == 1 and isinstance(values[0], dict) and values[0].get("role") == "user":
        content = values[0].get("content")
        return content if isinstance(content, str) else None
    return None


def form(name: str, values: list[Json], options: Options) -> Form:
    """Return the form of a list without a source."""
    if name == "tools":
        return LIST if values else ABSENT
    if options.leading_system == "instructions" and _starts_with_instructions(values, options):
        second = values[1] if len(values) > 1 else None
        if not (isinstance(second, dict) and second.get("role") in LEADING):
            return INSTRUCTIONS + LIST
    return LIST


def form_losses(name: str, source: Form, usual: Form) -> list[tuple[str, str]]:
    """Return the losses of a list of the form ``source``, which restores as ``usual``."""
    if name == "tools":
        return [name_empty_list(source, "/tools")]
    has_instructions = source.startswith(INSTRUCTIONS)
    losses = []
    if has_instructions != usual.startswith(INSTRUCTIONS):
        losses.append(("instructions", "/instructions" if has_instructions else "/input/0"))
    form = source.removeprefix(INSTRUCTIONS)
    if form != usual.removeprefix(INSTRUCTIONS):
        losses.append(
            ("input_form", "/input") if form == STRING else name_empty_list(form, "/input")
        )
    return losses


def name_empty_list(source: Form, pointer: str) -> tuple[str, str]:
    """Return the loss of a list that is absent or null, and restores as a list."""
    return ("absent_member", "") if source == ABSENT else ("empty_member", pointer)


LAYOUT = BodyLayout(take, put, form, form_losses)


def _take_history(
    payload: Object, options: Options, resolve: Resolve | None
) -> tuple[dict[str, TakenList], Object]:
    """Take the history out of a request, and leave its tools."""
    lists, rest = take(
        {name: value for name, value in payload.items() if name != "tools"}, options, resolve
    )
    if "tools" in payload:
        rest["tools"] = payload["tools"]
    history = lists["history"]
    codes = {pointer: code for pointer, code in history.codes.items() if code == RESOLVED}
    return {"history": history._replace(codes=codes, inside={}, needs_names=False)}, rest


def _put_history(
    lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
) -> Object:
    other_members = {name: value for name, value in rest.items() if name != "tools"}
    payload = put({**lists, "tools": []}, forms, other_members, options)
    if "tools" in rest:
        payload["tools"] = rest["tools"]
    return payload


# for dialects whose requests have no tools
LAYOUT_WITHOUT_TOOLS = BodyLayout(_take_history, _put_history, form, form_losses)
