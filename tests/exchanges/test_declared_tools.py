"""Every tool that a request declares comes back as it was declared, whole and streamed."""

from __future__ import annotations

import copy
import json
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from laws import same
from spellings import SPELLINGS, Spelling

import responses_protocol as rp
from responses_protocol._lens.bodies import translate_answer
from responses_protocol._lens.conversion import as_request_context
from responses_protocol.streams import fold_chunks, fold_events

Payload = dict[str, Any]
HEAD: Payload = {"id": "chatcmpl-0", "created": 7, "model": "m"}
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
GRAMMAR = {"type": "grammar", "syntax": "lark", "definition": "start: /.+/"}
# short ones collide when they are flattened, long ones are shortened
NAMES = st.sampled_from(
    ["a", "b", "a__b", "b__a", "a" * 60, "b" * 70, "a" * 70 + "b", "tool_search"]
)
NAMESPACES = st.sampled_from(["a", "b", "a__b", "n" * 60, "My server."])
OPTIONS = st.sampled_from([*rp.PRESETS.values(), rp.Options(custom_tools="function")])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


class Tool(NamedTuple):
    """A tool that a request declares; a search of tools has no name."""

    kind: str
    name: str
    namespace: str | None = None


class Call(NamedTuple):
    """What a model says of a tool: a text, and how it is spelled."""

    text: str
    spelling: Spelling
    id: str | None


CALLS = st.builds(Call, TEXTS, st.sampled_from(SPELLINGS), st.sampled_from([None, "", "call_0"]))


@st.composite
def requests(draw: st.DrawFn) -> tuple[Payload, list[Tool]]:
    """Draw a Responses request, and the tools that it declares, in the order of Chat."""
    names: set[tuple[str | None, str]] = set()
    tools, declared = draw_tools(draw, names)
    history: list[Payload] = [{"role": "user", "content": "Go."}]
    if draw(st.booleans()):
        tools.append({"type": "tool_search", "execution": "client", "description": "Finds."})
        declared.append(Tool("tool_search", ""))
    if draw(st.booleans()):
        added_tools, added_declarations = draw_tools(draw, names)
        history.append({"type": "additional_tools", "role": "developer", "tools": added_tools})
        declared += added_declarations
    if draw(st.booleans()):
        added_tools, added_declarations = draw_tools(draw, names)
        place = {"call_id": "call_s", "execution": "client", "status": "completed"}
        history.append({"type": "tool_search_call", "arguments": {"query": "a"}, **place})
        history.append({"type": "tool_search_output", "tools": added_tools, **place})
        declared += added_declarations
    return {"model": "m", "input": history, "tools": tools}, declared


def draw_tools(
    draw: st.DrawFn, names: set[tuple[str | None, str]]
) -> tuple[list[Payload], list[Tool]]:
    tools: list[Payload] = []
    declared: list[Tool] = []
    for namespace in draw(st.lists(st.none() | NAMESPACES, max_size=3)):
        group = []
        for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
            if (namespace, name) not in names:
                names.add((namespace, name))
                kind = draw(st.sampled_from(["function", "custom", "grammar"]))
                group.append(make_definition(kind, name, f"Tool {len(names)}."))
                declared.append(Tool(group[-1]["type"], name, namespace))
        if namespace is None:
            tools += group
        elif group:
            namespace_tool = {
                "type": "namespace",
                "name": namespace,
                "description": "N.",
                "tools": group,
            }
            tools.append(namespace_tool)
    return tools, declared


def make_definition(kind: str, name: str, description: str) -> Payload:
    if kind == "function":
        members: Payload = {"type": "function", "parameters": SCHEMA, "strict": False}
    else:
        members = {"type": "custom", **({"format": GRAMMAR} if kind == "grammar" else {})}
    return {**members, "name": name, "description": description}


def make_chat_call(tool: Payload, declared: Tool, call: Call, number: int) -> tuple[Payload, str]:
    """Return the entry of ``tool_calls`` of a server that calls a tool of Chat so, and the text
    that is to come back.
    """
    kind = tool["type"]
    body: Payload = {"name": tool[kind]["name"]}
    text = call.text
    if kind == "custom":
        body["input"] = text
    elif declared.kind == "custom":
        spelling = call.spelling if call.spelling.fits(text) else SPELLINGS[0]
        body["arguments"] = spelling.write(text)
    else:
        body["arguments"] = text = json.dumps({"custom_tool_input": text})
    call_id = call.id if call.id is None or not call.id else f"{call.id}{number % 2}"
    return {"id": call_id, "type": kind, kind: body}, text


def find_declared_call(call: Payload) -> tuple[Tool, str]:
    """Return which tool an item calls, and what is in the call."""
    if call["type"] == "tool_search_call":
        assert call["execution"] == "client"
        return Tool("tool_search", ""), json.dumps(call["arguments"])
    kind, member = {
        "function_call": ("function", "arguments"),
        "custom_tool_call": ("custom", "input"),
    }[call["type"]]
    return Tool(kind, call["name"], call.get("namespace")), call[member]


def split_answer(answer: Payload, size: int) -> list[Payload]:
    """Return the chunks of an answer, each with so much of the arguments of a call."""
    deltas: list[Payload] = []
    for number, call in enumerate(answer["choices"][0]["message"]["tool_calls"]):
        kind = call["type"]
        member = "input" if kind == "custom" else "arguments"
        name, text = call[kind]["name"], call[kind][member]
        first_call = {
            "index": number,
            "id": call["id"],
            "type": kind,
            kind: {"name": name, member: ""},
        }
        deltas.append({"role": "assistant", "tool_calls": [first_call]})
        deltas += [
            {"tool_calls": [{"index": number, kind: {member: text[index : index + size]}}]}
            for index in range(0, len(text), size)
        ]
    head = {**HEAD, "object": "chat.completion.chunk"}
    chunks = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in deltas
    ]
    end = {"index": 0, "delta": {}, "finish_reason": answer["choices"][0]["finish_reason"]}
    return [*chunks, {**head, "choices": [end]}]


def feed_all(translator: Any, payloads: list[Payload]) -> list[Payload]:
    outputs = [output for payload in payloads for output in translator.feed(payload)]
    return outputs + list(translator.close())


def make_answer(calls: list[Payload]) -> Payload:
    message = {"role": "assistant", "content": None, "tool_calls": calls}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
    return {**HEAD, "object": "chat.completion", "choices": [choice]}


@given(requests(), OPTIONS, st.lists(CALLS, min_size=20, max_size=20), st.integers(1, 9))
def test_every_tool_comes_back_as_declared(
    request_and_tools: tuple[Payload, list[Tool]],
    options: rp.Options,
    calls: list[Call],
    size: int,
) -> None:
    request, declared = request_and_tools
    before = copy.deepcopy(request)
    exchange = rp.exchange(request, "chat_completions", options=options)
    tools = exchange.request.value.get("tools", [])
    assert len(tools) == len(declared)
    names = [tool[tool["type"]]["name"] for tool in tools]
    assert len(set(names)) == len(names)
    calls_and_texts = [
        make_chat_call(tool, declared_tool, call, number)
        for number, (tool, declared_tool, call) in enumerate(
            zip(tools, declared, calls, strict=False)
        )
    ]
    answer = make_answer([declared_tool for declared_tool, _ in calls_and_texts])
    conversion = exchange.answer(answer)
    output = conversion.value["output"]
    expected = [(tool, text) for tool, (_, text) in zip(declared, calls_and_texts, strict=False)]
    assert [find_declared_call(output_item) for output_item in output] == expected
    ids = [output_item[name] for output_item in output for name in ("id", "call_id")]
    assert all(ids)
    assert len(set(ids)) == len(ids)
    assert same(rp.restore(conversion.value, conversion.complement), answer)
    context = as_request_context(request, "responses", options)
    arguments = ("responses", "chat_completions", options, context)
    assert same(translate_answer(conversion.value, *arguments), answer) == (conversion.losses == ())
    events = feed_all(exchange.stream(), split_answer(answer, size))
    usage = conversion.value["usage"]
    assert same({**fold_events(events), "usage": usage}, conversion.value)
    second_conversion = rp.convert(answer, "responses", request=request, options=options)
    assert same(second_conversion.value, conversion.value)
    assert second_conversion.losses == conversion.losses
    assert same(request, before)


# --- Chat callers in front of a Responses server ---


@st.composite
def chat_requests(draw: st.DrawFn) -> tuple[Payload, list[Tool]]:
    tools = []
    declared = []
    for name in draw(st.lists(NAMES, max_size=4, unique=True)):
        kind = draw(st.sampled_from(["function", "custom", "grammar"]))
        declared.append(Tool("function" if kind == "function" else "custom", name))
        if kind == "function":
            function = {"name": name, "description": "F.", "parameters": SCHEMA}
            tools.append({"type": "function", "function": function})
        else:
            grammar = {name: GRAMMAR[name] for name in ("syntax", "definition")}
            form = {"type": "grammar", "grammar": grammar}
            custom = {"name": name, **({"format": form} if kind == "grammar" else {})}
            tools.append({"type": "custom", "custom": custom})
    messages = [{"role": "user", "content": "Go."}]
    return {"model": "m", "messages": messages, "tools": tools}, declared


def make_item(tool: Payload, declared: Tool, call: Call, number: int) -> tuple[Payload, str]:
    """Return the item of a server that calls a tool of Responses so."""
    text = call.text
    members = {"id": f"i_{number}", "name": tool["name"], "status": "completed"}
    members["call_id"] = f"{call.id or 'call_'}{number % 2}"
    if tool["type"] == "custom":
        return {**members, "type": "custom_tool_call", "input": text}, text
    if declared.kind == "custom":
        spelling = call.spelling if call.spelling.fits(text) else SPELLINGS[0]
        return {**members, "type": "function_call", "arguments": spelling.write(text)}, text
    text = json.dumps({"custom_tool_input": text})
    return {**members, "type": "function_call", "arguments": text}, text


@given(chat_requests(), OPTIONS, st.lists(CALLS, min_size=4, max_size=4))
def test_every_tool_of_a_chat_request_comes_back_as_declared(
    request_and_tools: tuple[Payload, list[Tool]], options: rp.Options, calls: list[Call]
) -> None:
    request, declared = request_and_tools
    exchange = rp.exchange(request, "responses", options=options)
    tools = exchange.request.value.get("tools", [])
    items_and_texts = [
        make_item(tool, declared_tool, call, number)
        for number, (tool, declared_tool, call) in enumerate(
            zip(tools, declared, calls, strict=False)
        )
    ]
    answer = {
        "id": "resp_0",
        "object": "response",
        "created_at": 7,
        "model": "m",
        "status": "completed",
        "output": [declared_tool for declared_tool, _ in items_and_texts],
    }
    conversion = exchange.answer(answer)
    tool_calls = conversion.value["choices"][0]["message"].get("tool_calls", [])
    actual = []
    for declared_tool in tool_calls:
        member = "input" if declared_tool["type"] == "custom" else "arguments"
        actual.append(
            (
                Tool(declared_tool["type"], declared_tool[declared_tool["type"]]["name"]),
                declared_tool[declared_tool["type"]][member],
            )
        )
    assert actual == [
        (tool, text) for tool, (_, text) in zip(declared, items_and_texts, strict=False)
    ]
    assert len({declared_tool["id"] for declared_tool in tool_calls}) == len(tool_calls)
    assert same(rp.restore(conversion.value, conversion.complement), answer)
    events: list[Payload] = [
        {"type": "response.created", "response": {**answer, "status": "in_progress", "output": []}},
        *(
            {"type": "response.output_item.done", "output_index": index, "item": declared_tool}
            for index, (declared_tool, _) in enumerate(items_and_texts)
        ),
        {"type": "response.completed", "response": answer},
    ]
    completion = fold_chunks(feed_all(exchange.stream(), events))
    assert completion["id"] == conversion.value["id"]
    assert same(completion["choices"][0]["message"].get("tool_calls", []), tool_calls)
