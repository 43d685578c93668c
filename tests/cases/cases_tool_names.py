"""Names of tools: namespaces, choices by name, and tools that a history adds."""

from __future__ import annotations

from typing import Any

from cases_tools import GRAMMAR, WRAP, WRAPPED, wrapped
from requests_table import from_chat, from_responses
from table import (
    C,
    Case,
    R,
    assistant,
    losses,
    prompt,
    tool,
    user,
)

from responses_protocol import PRESETS, Options

MARKED = Options(hosted_calls="function")
MLFLOW = PRESETS["mlflow"]
NOTHING = {"type": "object", "properties": {}}
LONG = "mcp__parcels_of_the_north_and_the_south__find_every_parcel_of_a_customer"
SHORT = "mcp__parcels_of_the_north_and_the_south__find_e_d3b31d70876fbbbb"


def flat(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "function", "name": name, "parameters": NOTHING, "strict": False, **more}


def nested(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, **more}}


def space(name: str, *tools: dict[str, Any]) -> dict[str, Any]:
    return {"type": "namespace", "name": name, "description": "d", "tools": [*tools]}


def forced(name: str, kind: str = "function") -> dict[str, Any]:
    return {"type": kind, "name": name}


def chat_forced(name: str, kind: str = "function") -> dict[str, Any]:
    return {"type": kind, kind: {"name": name}}


def allowed(*tools: dict[str, Any], mode: str = "auto") -> dict[str, Any]:
    return {"type": "allowed_tools", "mode": mode, "tools": [*tools]}


def chat_allowed(*names: str, mode: str = "auto") -> dict[str, Any]:
    tools = [chat_forced(name) for name in names]
    return {"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": tools}}


SHOP = space("shop", flat("buy"), flat("sell"))
SOLD = [nested("shop__buy"), nested("shop__sell")]
SPACE = ("namespace", "/tools/0")
RUN = {"type": "custom", "name": "run"}
BROUGHT = {"type": "additional_tools", "role": "developer", "tools": [SHOP]}
RUN_BROUGHT = {**BROUGHT, "tools": [space("shop", RUN)]}
FINDER = {
    "type": "tool_search",
    "execution": "client",
    "description": "Finds",
    "parameters": NOTHING,
}
FOUND = nested("tool_search", description="Finds")
LOOKED = {
    "type": "tool_search_call",
    "call_id": "call_1",
    "execution": "client",
    "arguments": {"query": "buy"},
}
OFFERED = {
    "type": "tool_search_output",
    "call_id": "call_1",
    "execution": "client",
    "tools": [flat("buy", description="Buys")],
}
BUY = nested("buy", description="Buys")
CALLED = [
    assistant(
        None,
        tool_calls=[
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": "tool_search", "arguments": '{"query": "buy"}'},
            }
        ],
    ),
    tool(
        "call_1",
        '{"tools": [{"type": "function", "function": {"name": "buy", "description": "Buys"}}]}',
    ),
]

CASES = [
    # --- a choice contains the name that the tool has in the value ---
    from_responses(
        58,
        "a tool that only a namespace has",
        {"tools": [SHOP], "tool_choice": forced("buy")},
        {"tools": SOLD, "tool_choice": chat_forced("shop__buy")},
        SPACE,
        ("namespace", "/tool_choice/name"),
    ),
    from_responses(
        58,
        "a tool that two namespaces have, of which the choice names none",
        {"tools": [SHOP, space("mall", flat("buy"))], "tool_choice": forced("buy")},
        {"tools": [*SOLD, nested("mall__buy")]},
        SPACE,
        ("namespace", "/tools/1"),
        ("tool_choice", "/tool_choice"),
    ),
    from_responses(
        59,
        "a namespace among allowed tools stands for all of its tools",
        {
            "tools": [SHOP, flat("wipe")],
            "tool_choice": allowed({"type": "namespace", "name": "shop"}, forced("wipe")),
        },
        {
            "tools": [*SOLD, nested("wipe")],
            "tool_choice": chat_allowed("shop__buy", "shop__sell", "wipe"),
        },
        SPACE,
        ("namespace", "/tool_choice/tools/0"),
    ),
    from_responses(
        59,
        "a hosted tool among allowed ones",
        {
            "tools": [flat("look"), {"type": "file_search"}],
            "tool_choice": allowed({"type": "file_search"}, forced("look")),
        },
        {"tools": [nested("look")], "tool_choice": chat_allowed("look")},
        ("hosted_tool", "/tools/1"),
        ("tool_choice", "/tool_choice/tools/0"),
    ),
    from_responses(
        58,
        "a long name",
        {"tools": [flat(LONG)], "tool_choice": forced(LONG)},
        {"tools": [nested(SHORT)], "tool_choice": chat_forced(SHORT)},
        ("namespace", "/tools/0/name"),
        ("namespace", "/tool_choice/name"),
    ),
    from_chat(
        58,
        "a long name, from Chat",
        {"tools": [nested(LONG)], "tool_choice": chat_allowed(LONG)},
        {"tools": [flat(SHORT)], "tool_choice": allowed(forced(SHORT))},
        ("namespace", "/tools/0/function/name"),
        ("namespace", "/tool_choice/allowed_tools/tools/0/function/name"),
    ),
    from_responses(
        58,
        "a custom tool that is a function by an option",
        {"tools": [RUN], "tool_choice": forced("run", "custom")},
        {"tools": [WRAPPED], "tool_choice": chat_forced("run")},
        options=WRAP,
        notices=(("wrapped_tool", "/tools/0"),),
    ),
    from_chat(
        58,
        "the same from Chat, where all of it is read as custom",
        {"tools": [WRAPPED, nested("look")], "tool_choice": chat_allowed("run", "look")},
        {
            "tools": [RUN, flat("look")],
            "tool_choice": allowed(forced("run", "custom"), forced("look")),
        },
        options=WRAP,
    ),
    from_chat(
        58,
        "a custom tool that is a function in Responses by an option",
        {
            "tools": [{"type": "custom", "custom": {"name": "run"}}],
            "tool_choice": chat_forced("run", "custom"),
        },
        {
            "tools": [{**WRAPPED["function"], "type": "function", "strict": None}],
            "tool_choice": forced("run"),
        },
        options=MLFLOW,
        notices=(("wrapped_tool", "/tools/0"),),
    ),
    # --- calls have the names of the definitions ---
    from_responses(
        55,
        "two tools that fold to one name: the one at the top keeps it, and calls follow",
        {
            "tools": [SHOP, flat("shop__buy", description="Bulk")],
            "input": [
                prompt(),
                {
                    "type": "function_call",
                    "call_id": "call_1",
                    "namespace": "shop",
                    "name": "buy",
                    "arguments": "{}",
                },
            ],
        },
        {
            "tools": [
                nested("shop__buy_74454c70cf60fd6b"),
                nested("shop__sell"),
                nested("shop__buy", description="Bulk"),
            ],
            "messages": [
                user(),
                assistant(
                    None,
                    tool_calls=[
                        {
                            "id": "call_1",
                            "type": "function",
                            "function": {"name": "shop__buy_74454c70cf60fd6b", "arguments": "{}"},
                        }
                    ],
                ),
            ],
        },
        SPACE,
        ("namespace", "/input/1/name"),
        ("namespace", "/input/1/namespace"),
        notices=(("unanswered_call", "/input/1"),),
    ),
    # --- grammars, and arguments in other spellings ---
    Case(
        54,
        "a grammar behind a description that has one itself",
        R,
        [
            {
                **RUN,
                "description": "Runs.\n\n[custom_tool_input: regex grammar]\na+",
                "format": {"type": "grammar", **GRAMMAR},
            }
        ],
        [
            wrapped(
                description="Runs.\n\n[custom_tool_input: regex grammar]\na+"
                "\n\n[custom_tool_input: lark grammar]\nstart: /a+/"
            )
        ],
        losses(
            ("tool_member", "/0/description"),
            ("tool_member", "/0/format/definition"),
            ("tool_member", "/0/format/syntax"),
        ),
        kind="tools",
        options=WRAP,
        notices=losses(("wrapped_tool", "/0")),
    ),
    Case(
        54,
        "a text format, which is what there is without a word",
        R,
        [{**RUN, "format": {"type": "text"}}],
        [WRAPPED],
        losses(("default_value", "/0/format")),
        kind="tools",
        options=WRAP,
        notices=losses(("wrapped_tool", "/0")),
    ),
    *(
        Case(
            33,
            f"a wrapped call that a model spells in its way: {spelling!r}",
            C,
            [
                assistant(
                    None,
                    tool_calls=[
                        {
                            "id": "call_1",
                            "type": "function",
                            "function": {"name": "run", "arguments": spelling},
                        }
                    ],
                )
            ],
            [{"type": "custom_tool_call", "call_id": "call_1", "name": "run", "input": "é\n"}],
            losses(("arguments_form", "/0/tool_calls/0/function/arguments")),
            options=WRAP,
        )
        for spelling in (
            '{"custom_tool_input":"é\\n"}',
            '\n{ "custom_tool_input" :\t"\\u00e9\\n" }\n',
            '{"custom_tool_inpu\\u0074": "\\u00E9\\u000a"}',
        )
    ),
    # --- tools that a history adds ---
    from_responses(
        40,
        "a namespace that the history brings, and a choice of one of its tools",
        {"input": [BROUGHT, prompt()], "tool_choice": forced("sell")},
        {"messages": [user()], "tools": SOLD, "tool_choice": chat_forced("shop__sell")},
        ("absent_member", ""),
        ("merged_tools", "/input/0"),
        ("namespace", "/tool_choice/name"),
    ),
    from_responses(
        40,
        "a hosted tool, and another tool of a name that is taken, beside new ones",
        {
            "input": [
                {
                    **BROUGHT,
                    "tools": [flat("look"), flat("buy", description="x"), {"type": "shell"}],
                },
                prompt(),
            ],
            "tools": [flat("buy", description="Buys")],
        },
        {"messages": [user()], "tools": [BUY, nested("look")]},
        ("merged_tools", "/input/0"),
        ("additional_tools", "/input/0/tools/1"),
        ("hosted_tool", "/input/0/tools/2"),
    ),
    from_responses(
        40,
        "a custom tool that the history brings, with the name of a function in Chat",
        {"input": [prompt(), RUN_BROUGHT], "tools": [flat("shop__run")]},
        {
            "messages": [user()],
            "tools": [
                nested("shop__run"),
                {"type": "custom", "custom": {"name": "shop__run_7f6bf1bc64ab28bb"}},
            ],
        },
        ("merged_tools", "/input/1"),
    ),
    from_responses(
        40,
        "a custom tool that the history brings, and that the request has in Chat's form",
        {"input": [prompt(), RUN_BROUGHT], "tools": [{**RUN, "name": "shop__run"}]},
        {"messages": [user()], "tools": [{"type": "custom", "custom": {"name": "shop__run"}}]},
        ("merged_tools", "/input/1"),
    ),
    from_responses(
        40,
        "a search of tools that the client runs",
        {"input": [prompt(), LOOKED, OFFERED], "tools": [FINDER]},
        {"messages": [user(), *CALLED], "tools": [FOUND, BUY]},
        ("tool_search", "/tools/0"),
        ("tool_search", "/input/1"),
        ("merged_tools", "/input/2"),
    ),
    from_responses(
        58,
        "a search of tools that the client must run",
        {"tools": [FINDER], "tool_choice": {"type": "tool_search"}},
        {"tools": [FOUND], "tool_choice": chat_forced("tool_search")},
        ("tool_search", "/tools/0"),
        ("tool_search", "/tool_choice"),
        ("tool_search", "/tool_choice/type"),
    ),
    # --- an unknown member ---
    Case(
        51,
        "a text format with a member that neither API knows",
        C,
        [{"type": "custom", "custom": {"name": "run", "format": {"type": "text", "x": 1}}}],
        [{**RUN, "format": {"type": "text"}}],
        losses(("tool_member", "/0/custom/format/x")),
        "tools",
    ),
]
