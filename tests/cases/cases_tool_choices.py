"""Choices of tools, or kinds of choices, that the other API does not have."""

from __future__ import annotations

from cases_tool_names import (
    BROUGHT,
    MLFLOW,
    SOLD,
    allowed,
    chat_allowed,
    flat,
    forced,
    nested,
    space,
)
from cases_web_search import SEARCH, SEARCHING
from requests_table import from_chat, from_responses
from table import C, Case, call, calling, entry, losses, prompt, result, tool

import responses_protocol as rp

MCP = {"type": "mcp", "server_label": "s", "server_url": "https://example.com"}
FOLDED = "north_parcels_v2__find_ed6afe47817173ef"
LISTED_MCP = {"type": "mcp", "server_label": "s"}
CASES = [
    from_responses(
        59,
        "nothing allowed but what the server runs: no function may be called",
        {"tools": [flat("look"), MCP], "tool_choice": allowed(LISTED_MCP)},
        {"tools": [nested("look")], "tool_choice": "none"},
        ("hosted_tool", "/tools/1"),
        ("tool_choice_word", "/tool_choice"),
    ),
    from_responses(
        59,
        "a namespace that nobody declares among allowed tools",
        {
            "tools": [flat("look")],
            "tool_choice": allowed(forced("look"), {"type": "namespace", "name": "north"}),
        },
        {"tools": [nested("look")], "tool_choice": chat_allowed("look")},
        ("tool_choice", "/tool_choice/tools/1"),
    ),
    from_responses(
        59,
        "one of them must be called, which no choice of Chat can say",
        {"tools": [flat("look"), MCP], "tool_choice": allowed(LISTED_MCP, mode="required")},
        {"tools": [nested("look")]},
        ("hosted_tool", "/tools/1"),
        ("tool_choice", "/tool_choice"),
    ),
    from_responses(
        59,
        "web search among tools of which one must be called",
        {
            **SEARCHING,
            "tools": [flat("look"), SEARCH],
            "tool_choice": allowed(forced("look"), SEARCH, mode="required"),
        },
        {
            **SEARCHING,
            "tools": [nested("look")],
            "web_search_options": {},
            "tool_choice": chat_allowed("look", mode="required"),
        },
    ),
    from_chat(
        59,
        "the same from Chat",
        {
            **SEARCHING,
            "tools": [nested("look")],
            "web_search_options": {},
            "tool_choice": chat_allowed("look", mode="required"),
        },
        {
            **SEARCHING,
            "tools": [flat("look"), SEARCH],
            "tool_choice": allowed(forced("look"), SEARCH, mode="required"),
        },
    ),
    from_responses(
        59,
        "a namespace that the history brings among allowed tools",
        {
            "input": [prompt(), BROUGHT],
            "tools": [flat("look")],
            "tool_choice": allowed(forced("look"), {"type": "namespace", "name": "shop"}),
        },
        {
            "tools": [nested("look"), *SOLD],
            "tool_choice": chat_allowed("look", "shop__buy", "shop__sell"),
        },
        ("merged_tools", "/input/1"),
        ("namespace", "/tool_choice/tools/1"),
    ),
    from_chat(
        59,
        "allowed tools, where a choice names one tool",
        {"tools": [nested("look")], "tool_choice": chat_allowed("look")},
        {"tools": [flat("look")]},
        ("tool_choice", "/tool_choice"),
        options=MLFLOW,
    ),
    from_responses(
        59,
        "the same from Responses",
        {"tools": [flat("look")], "tool_choice": allowed(forced("look"))},
        {"tools": [nested("look")]},
        ("tool_choice", "/tool_choice"),
        options=MLFLOW,
    ),
    *(
        from_responses(
            59,
            f"allowed tools, which {server} does not have",
            {"tools": [flat("look"), flat("buy")], "tool_choice": allowed(forced("look"))},
            {"tools": [nested("look"), nested("buy")]},
            ("tool_choice", "/tool_choice"),
            options=rp.PRESETS[server],
        )
        for server in ("databricks", "deepseek", "groq", "vllm", "zai")
    ),
    from_chat(
        59,
        "the same from Chat, for a server that refuses them",
        {"tools": [nested("look")], "tool_choice": chat_allowed("look")},
        {"tools": [flat("look")]},
        ("tool_choice", "/tool_choice"),
        options=rp.PRESETS["vllm"],
    ),
    from_responses(
        59,
        "nothing allowed but what the server runs, for a server without allowed tools",
        {"tools": [flat("look"), MCP], "tool_choice": allowed(LISTED_MCP)},
        {"tools": [nested("look")], "tool_choice": "none"},
        ("hosted_tool", "/tools/1"),
        ("tool_choice_word", "/tool_choice"),
        options=rp.PRESETS["vllm"],
    ),
    from_chat(
        59,
        "no function, but web search, where a choice names one tool",
        {
            **SEARCHING,
            "tools": [nested("look")],
            "web_search_options": {},
            "tool_choice": "none",
        },
        {**SEARCHING, "tools": [flat("look"), SEARCH]},
        ("tool_choice", "/tool_choice"),
        options=MLFLOW,
    ),
    Case(
        98,
        "a function call that MLflow's side reads as custom",
        C,
        [calling(entry(arguments='{"custom_tool_input": "ls"}')), tool()],
        [call(arguments='{"custom_tool_input": "ls"}'), result()],
        losses(
            ("tool_call_type", "/0/tool_calls/0/type"),
            ("tool_call_type", "/0/tool_calls/0/function"),
            ("absent_member", "/0/tool_calls/0"),
        ),
        options=MLFLOW,
    ),
    from_responses(
        55,
        "letters of a namespace that no name in Chat may have",
        {
            "tools": [space("north.parcels v2", flat("find"))],
            "tool_choice": forced("find"),
            "input": [call(name="find", namespace="north.parcels v2"), result()],
        },
        {
            "tools": [nested(FOLDED)],
            "tool_choice": {"type": "function", "function": {"name": FOLDED}},
            "messages": [calling(entry(name=FOLDED)), tool()],
        },
        ("namespace", "/tools/0"),
        ("namespace", "/tool_choice/name"),
        ("namespace", "/input/0/name"),
        ("namespace", "/input/0/namespace"),
    ),
]
