"""Responses requests, taken apart and put together: the hub's side of every dialect's requests.

The history is ``instructions``, as a message before all others, and ``input``. Tools that stand
in the history are read with those of ``tools``. Of these, the first that searches the web is no
value of the list but a member of its own, since that is what Chat has for it: it is left under the
name ``tools``, with the number of tools that stand behind it.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.body_layouts import BodyLayout, Form, Object, TakenList
from responses_protocol.formats.brought_tools import brought
from responses_protocol.formats.list_locations import ABSENT, ListLocation, Place, Resolve
from responses_protocol.formats.options import Options
from responses_protocol.formats.server_state import FOUND, earlier_items, resolved
from responses_protocol.formats.tool_names import is_client_search, is_search
from responses_protocol.values import Json

LIST, STRING, NULL = "list", "string", "null"
INSTRUCTIONS = "instructions+"  # before the form of the input: a message stands for instructions
LEADING = ("system", "developer")


def take(
    payload: Object, options: Options, resolve: Resolve | None
) -> tuple[dict[str, TakenList], Object]:
    """Take the history and the tools out of a request."""
    rest = dict(payload)
    values, form = _input(payload, rest)
    heads: list[Place] = [("/input", None)] if form == STRING else []
    before = 0
    if isinstance(payload.get("instructions"), str):
        text = rest.pop("instructions")
        message = {"type": "message", "role": _role(options), "content": text}
        values, form = [message, *values], INSTRUCTIONS + form
        heads.insert(0, ("/instructions", None))
        before = 1
    places = ListLocation("/input", heads=tuple(heads))
    reads, origins, codes = _reads(payload, values, before, resolve, places)
    tools, tools_form = taken_list(rest, "tools")
    tools, tools_form, tool_places = _without_search(tools, tools_form, rest)
    found = list(tools)
    inside = {}
    beside = []
    for at, more in brought(tools, reads):
        found += more.tools
        if origins[at] < origins[at + 1]:
            pointer = places.locate(f"/{origins[at]}")
            if more.callable or not more.lost:
                codes[pointer] = "merged_tools"
                inside[pointer] = [(code, pointer + inner) for code, inner in more.lost]
            beside += [pointer] if more.tools else []
    if any(map(is_client_search, tools)):
        for at, item in enumerate(reads):
            if origins[at] < origins[at + 1] and _is_searched(item):
                codes[places.locate(f"/{origins[at]}")] = "tool_search"
    named = any(map(_has_names, found))
    history = TakenList("history", values, form, places, None, None, codes, inside, (), named)
    listed = TakenList("tools", tools, tools_form, tool_places, named=named)
    if resolve is not None:
        history = history._replace(reads=reads, origins=origins)
    if len(found) > len(tools):
        ends = [len(tools)] * (len(found) - len(tools) + 1)
        borders = [*range(len(tools)), *ends]
        listed = listed._replace(reads=found, origins=borders, brought=tuple(beside))
    return {"history": history, "tools": listed}, rest


def _has_names(tool: Json) -> bool:
    """Tell whether what a tool is called depends on the other tools."""
    return isinstance(tool, dict) and (tool.get("type") == "namespace" or is_client_search(tool))


def _is_searched(item: Json) -> bool:
    """Tell whether an item is a call of the client's search of tools."""
    if not is_client_search(item) or not isinstance(item.get("call_id"), str):
        return False
    return bool(item["type"] == "tool_search_call")


def _without_search(
    tools: list[Json], form: Form, rest: Object
) -> tuple[list[Json], Form, ListLocation]:
    """Take the first tool that searches the web out of ``tools``, and leave it in ``rest``."""
    at = search_place(tools)
    if at is None:
        return tools, form, ListLocation("/tools")
    behind = len(tools) - at - 1
    rest["tools"] = {"behind": behind, "tool": tools[at]}
    tails = tuple((f"/tools/{later}", 0) for later in range(at + 1, len(tools)))
    places = ListLocation("/tools", end=at, tails=tails) if behind else ListLocation("/tools")
    others = [*tools[:at], *tools[at + 1 :]]
    return others, form if others else ABSENT, places


def search_place(tools: list[Json]) -> int | None:
    """Return where the first tool that searches the web stands."""
    return next((at for at, tool in enumerate(tools) if is_search(tool)), None)


def _input(payload: Object, rest: Object) -> tuple[list[Json], Form]:
    given = payload.get("input")
    if isinstance(given, str):
        del rest["input"]
        return [{"type": "message", "role": "user", "content": given}], STRING
    return taken_list(rest, "input")


def taken_list(rest: Object, name: str) -> tuple[list[Json], Form]:
    """Take a list out of ``rest``; raise ConversionError where it is something else."""
    if name not in rest:
        return [], ABSENT
    values = rest.pop(name)
    if values is None:
        return [], NULL
    if not isinstance(values, list):
        raise ConversionError("must be a list", f"/{name}")
    return values, LIST


def put_list(payload: Object, name: str, values: list[Json], form: Form) -> None:
    """Put a list into ``payload`` in this form, but for one that has no room for values."""
    if values or form == LIST:
        payload[name] = values
    elif form == NULL:
        payload[name] = None


def _reads(
    payload: Object, values: list[Json], before: int, resolve: Resolve | None, places: ListLocation
) -> tuple[list[Json], list[int], dict[str, str]]:
    """Return what the history is with what the server holds, as far as the caller can find that."""
    if resolve is None:
        return values, list(range(len(values) + 1)), {}
    try:
        reads, origins, codes = resolved(values, resolve)
    except ConversionError as error:
        raise ConversionError(error.reason, places.locate(error.pointer)) from None
    codes = {places.locate(pointer): code for pointer, code in codes.items()}
    earlier: list[Json] = []
    for name, items in earlier_items(payload, resolve).items():
        earlier += items
        codes[f"/{name}"] = FOUND
    return (
        [*reads[:before], *earlier, *reads[before:]],
        [*origins[:before], *[before] * len(earlier), *origins[before:]],
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
    if input_form != whole_form and _leads(values, options):
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
    # a complement that was tampered with may have anything here
    if isinstance(search, dict) and isinstance(search.get("behind"), int):
        at = max(0, len(tools) - search["behind"])
        payload["tools"] = [*tools[:at], search.get("tool"), *tools[at:]]
    else:
        put_list(payload, "tools", tools, tools_form)
    return payload


def _role(options: Options) -> str:
    """Return the role of the message that stands for instructions."""
    return options.developer_role if options.instructions == "developer" else "system"


def _leads(values: list[Json], options: Options) -> bool:
    """Tell whether the first value can be the instructions, and would come back as it is."""
    first = values[0] if values else None
    return (
        isinstance(first, dict)
        and first.keys() == {"type", "role", "content"}
        and first["role"] == _role(options)
        and isinstance(first["content"], str)
    )


def _only_text(values: list[Json]) -> str | None:
    if len(values) == 1 and isinstance(values[0], dict) and values[0].get("role") == "user":
        content = values[0].get("content")
        return content if isinstance(content, str) else None
    return None


def form(name: str, values: list[Json], options: Options) -> Form:
    """Return the form that a list gets where no source says one."""
    if name == "tools":
        return LIST if values else ABSENT
    if options.leading_system == "instructions" and _leads(values, options):
        second = values[1] if len(values) > 1 else None
        if not (isinstance(second, dict) and second.get("role") in LEADING):
            return INSTRUCTIONS + LIST
    return LIST


def form_losses(name: str, found: Form, usual: Form) -> list[tuple[str, str]]:
    """Name what the form of a list loses, where the way back would choose ``usual``."""
    if name == "tools":
        return [empty(found, "/tools")]
    lifted, usually = found.startswith(INSTRUCTIONS), usual.startswith(INSTRUCTIONS)
    losses = []
    if lifted != usually:
        losses.append(("instructions", "/instructions" if lifted else "/input/0"))
    form = found.removeprefix(INSTRUCTIONS)
    if form != usual.removeprefix(INSTRUCTIONS):
        losses.append(("input_form", "/input") if form == STRING else empty(form, "/input"))
    return losses


def empty(found: Form, pointer: str) -> tuple[str, str]:
    """Name the loss of a list that is not there, or is null, where the way back writes one."""
    return ("absent_member", "") if found == ABSENT else ("empty_member", pointer)


FRAME = BodyLayout(take, put, form, form_losses)


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
    found = {pointer: code for pointer, code in history.codes.items() if code == FOUND}
    return {"history": history._replace(codes=found, inside={}, named=False)}, rest


def _put_history(
    lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
) -> Object:
    own = {name: value for name, value in rest.items() if name != "tools"}
    payload = put({**lists, "tools": []}, forms, own, options)
    if "tools" in rest:
        payload["tools"] = rest["tools"]
    return payload


# for dialects whose requests have no tools
FRAME_WITHOUT_TOOLS = BodyLayout(_take_history, _put_history, form, form_losses)
