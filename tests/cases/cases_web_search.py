"""Web search: a tool among others in Responses, an option of search models in Chat."""

from __future__ import annotations

from cases_tool_names import allowed, chat_allowed, flat, forced, nested
from requests_table import from_chat, from_responses

from responses_protocol import PRESETS

SEARCHING = {"model": "gpt-4o-mini-search-preview"}
SEARCH = {"type": "web_search"}

CASES = [
    from_responses(
        78,
        "web search of a model that does not search by options",
        {"model": "gpt-5.4", "tools": [flat("look"), SEARCH], "tool_choice": "auto"},
        {"model": "gpt-5.4", "tools": [nested("look")], "tool_choice": "auto"},
        ("hosted_tool", "/tools/1"),
    ),
    from_responses(
        78,
        "web search alone, and any choice of it",
        {
            "model": "gpt-5.4",
            "tools": [SEARCH],
            "tool_choice": "auto",
            "parallel_tool_calls": True,
        },
        {"model": "gpt-5.4"},
        ("hosted_tool", "/tools/0"),
        ("choice_without_tools", "/tool_choice"),
        ("choice_without_tools", "/parallel_tool_calls"),
    ),
    from_responses(
        78,
        "web search that is not allowed",
        {**SEARCHING, "tools": [SEARCH, flat("look")], "tool_choice": "none"},
        {**SEARCHING, "tools": [nested("look")], "tool_choice": "none"},
        ("hosted_tool", "/tools/0"),
    ),
    from_responses(
        78,
        "web search on a server that has none",
        {**SEARCHING, "tools": [SEARCH]},
        SEARCHING,
        ("hosted_tool", "/tools/0"),
        options=PRESETS["azure"],
    ),
    from_responses(
        78,
        "a second web search",
        {**SEARCHING, "tools": [SEARCH, {"type": "web_search_preview"}]},
        {**SEARCHING, "web_search_options": {}},
        ("order", "/tools/0"),
        ("hosted_tool", "/tools/1"),
    ),
    from_chat(
        78,
        "web search where no tool is to be called",
        {
            **SEARCHING,
            "tools": [nested("look")],
            "web_search_options": {},
            "tool_choice": "none",
        },
        {**SEARCHING, "tools": [flat("look"), SEARCH], "tool_choice": allowed(SEARCH)},
    ),
    from_chat(
        78,
        "web search beside allowed tools",
        {
            **SEARCHING,
            "tools": [nested("look"), nested("wipe")],
            "web_search_options": {},
            "tool_choice": chat_allowed("look"),
        },
        {
            **SEARCHING,
            "tools": [flat("look"), flat("wipe"), SEARCH],
            "tool_choice": allowed(forced("look"), SEARCH),
        },
    ),
    from_chat(
        56,
        "a tool of Z.AI's for web search, which no option of OpenAI's is",
        {"tools": [nested("look"), {"type": "web_search", "web_search": {"enable": True}}]},
        {"tools": [flat("look")]},
        ("hosted_tool", "/tools/1"),
    ),
]
