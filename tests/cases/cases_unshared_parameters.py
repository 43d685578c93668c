"""Parameters of one API only, streams, and tools in requests."""

from __future__ import annotations

from typing import Any

from cases_shared_parameters import CHAT_TOOL, SCHEMA, TOOL
from requests_table import both_directions, from_chat, from_responses
from table import Case

TOOLS: dict[str, Any] = {"tools": [TOOL]}
CHAT_TOOLS: dict[str, Any] = {"tools": [CHAT_TOOL]}
FUNCTION = {"name": "look", "parameters": SCHEMA}
LOOSE = {**TOOL, "strict": False}
PLACE = {"city": "Kyoto", "country": "JP"}
SEARCHING = {"model": "gpt-5-search-api"}
SEARCH = {"type": "web_search", "search_context_size": "low"}
OPTIONS = {"search_context_size": "low"}
LOCATED = {**SEARCH, "user_location": {"type": "approximate", **PLACE}}
NESTED = {**OPTIONS, "user_location": {"type": "approximate", "approximate": PLACE}}
USAGE = {"stream_options": {"include_usage": True}}

# (row, parameter, value, code); the value of the other side has nothing for it
RESPONSES_ONLY: tuple[tuple[int, str, Any, str], ...] = (
    (75, "previous_response_id", "resp_1", "server_state"),
    (75, "conversation", {"id": "conv_1"}, "server_state"),
    (75, "prompt", {"id": "pmpt_1", "variables": {"city": "Kyoto"}}, "server_state"),
    (76, "access_programs", {"cyber": "on"}, "responses_parameter"),
    (76, "background", True, "responses_parameter"),
    (76, "background", False, "default_value"),
    (76, "background_options", {"mode": "x"}, "responses_parameter"),
    (76, "client_metadata", {"session": "s"}, "client_metadata"),
    (76, "context_management", [{"type": "compaction"}], "responses_parameter"),
    (76, "image", {"max_cost": 1}, "responses_parameter"),
    (76, "include", [], "empty_member"),
    (76, "max_tool_calls", 0, "responses_parameter"),
    (76, "truncation", "auto", "responses_parameter"),
    (76, "truncation", "disabled", "default_value"),
)
CHAT_ONLY: tuple[tuple[int, str, Any, str], ...] = (
    (72, "audio", {"format": "wav", "voice": "ash"}, "chat_parameter"),
    (72, "frequency_penalty", 0.5, "chat_parameter"),
    (72, "frequency_penalty", 0, "default_value"),
    (72, "logit_bias", {"7": -100}, "chat_parameter"),
    (72, "modalities", ["text", "audio"], "chat_parameter"),
    (72, "modalities", ["text"], "default_value"),
    (72, "prediction", {"type": "content", "content": "x"}, "chat_parameter"),
    (72, "presence_penalty", -1, "chat_parameter"),
    (72, "seed", 0, "chat_parameter"),
    (72, "stop", ["END"], "chat_parameter"),
    (72, "stop", [], "empty_member"),
    (72, "stop", None, "empty_member"),
    (73, "n", 2, "n"),
    (73, "n", 1, "default_value"),
)

# the parameters of one API in a request of the other one: (row, parameter, value, code, place)
MISPLACED_IN_RESPONSES: tuple[tuple[int, str, Any, str, str], ...] = (
    (67, "max_tokens", 100, "chat_parameter", ""),
    (67, "max_completion_tokens", 5, "chat_parameter", ""),
    (68, "reasoning_effort", "low", "chat_parameter", ""),
    (69, "response_format", {"type": "json_object"}, "chat_parameter", ""),
    (70, "verbosity", "low", "chat_parameter", ""),
    (71, "logprobs", True, "chat_parameter", ""),
    (71, "logprobs", False, "default_value", ""),
    (78, "functions", [FUNCTION], "chat_parameter", ""),
    (78, "function_call", {"name": "look"}, "chat_parameter", ""),
    (78, "web_search_options", OPTIONS, "chat_parameter", ""),
)
MISPLACED_IN_CHAT: tuple[tuple[int, str, Any, str, str], ...] = (
    (1, "instructions", "Be kind.", "responses_parameter", ""),
    (67, "max_output_tokens", 100, "responses_parameter", ""),
    (69, "text", {"format": {"type": "json_object"}}, "responses_parameter", "/format"),
    (70, "text", {"verbosity": "low"}, "responses_parameter", "/verbosity"),
    (71, "include", ["message.output_text.logprobs"], "responses_parameter", "/0"),
)

CASES: list[Case] = [
    *(
        from_responses(row, f"{name} of Chat", {name: value}, {}, (code, f"/{name}{place}"))
        for row, name, value, code, place in MISPLACED_IN_RESPONSES
    ),
    *(
        from_chat(row, f"{name} of Responses", {name: value}, {}, (code, f"/{name}{place}"))
        for row, name, value, code, place in MISPLACED_IN_CHAT
    ),
    *(
        from_responses(row, f"{name} = {value!r}", {name: value}, {}, (code, f"/{name}"))
        for row, name, value, code in RESPONSES_ONLY
    ),
    *(
        from_chat(row, f"{name} = {value!r}", {name: value}, {}, (code, f"/{name}"))
        for row, name, value, code in CHAT_ONLY
    ),
    # --- streams ---
    *both_directions(77, "no stream", {"stream": False}, {"stream": False}),
    *both_directions(
        77, "a stream, with usage at its end", {"stream": True}, {"stream": True, **USAGE}
    ),
    *both_directions(
        77,
        "a stream that is not padded",
        {"stream": True, "stream_options": {"include_obfuscation": False}},
        {"stream": True, "stream_options": {"include_obfuscation": False, "include_usage": True}},
    ),
    from_chat(
        77,
        "a stream without usage",
        {"stream": True, "stream_options": {"include_usage": False}},
        {"stream": True},
        ("stream_usage", "/stream_options/include_usage"),
    ),
    from_chat(
        77,
        "a stream that says nothing of usage",
        {"stream": True},
        {"stream": True},
        ("stream_usage", ""),
    ),
    from_chat(77, "usage of no stream", USAGE, {}, ("options_without_stream", "/stream_options")),
    # --- tools ---
    *both_directions(50, "tools of a request", TOOLS, CHAT_TOOLS),
    from_responses(52, "no tools", {"tools": []}, {}, ("empty_member", "/tools")),
    from_chat(52, "no tools, from Chat", {"tools": []}, {}, ("empty_member", "/tools")),
    *both_directions(
        58,
        "a tool that must be called, and calls one at a time",
        {
            **TOOLS,
            "tool_choice": {"type": "function", "name": "look"},
            "parallel_tool_calls": False,
        },
        {
            **CHAT_TOOLS,
            "tool_choice": {"type": "function", "function": {"name": "look"}},
            "parallel_tool_calls": False,
        },
    ),
    from_chat(
        58,
        "a word of Mistral's, in a request",
        {**CHAT_TOOLS, "tool_choice": "any"},
        {**TOOLS, "tool_choice": "required"},
        ("tool_choice_word", "/tool_choice"),
    ),
    from_responses(
        60,
        "a hosted tool that must be called",
        {"tools": [TOOL, {"type": "file_search"}], "tool_choice": {"type": "file_search"}},
        CHAT_TOOLS,
        ("hosted_tool", "/tools/1"),
        ("tool_choice", "/tool_choice"),
    ),
    # --- web search, and what is deprecated ---
    *both_directions(
        78,
        "web search",
        {**SEARCHING, "tools": [SEARCH]},
        {**SEARCHING, "web_search_options": OPTIONS},
    ),
    *both_directions(
        78,
        "web search behind another tool, and where the user is",
        {**SEARCHING, "tools": [TOOL, LOCATED]},
        {**SEARCHING, **CHAT_TOOLS, "web_search_options": NESTED},
    ),
    from_responses(
        78,
        "web search before another tool",
        {**SEARCHING, "tools": [SEARCH, TOOL]},
        {**SEARCHING, **CHAT_TOOLS, "web_search_options": OPTIONS},
        ("order", "/tools/0"),
    ),
    from_responses(
        78,
        "web search of an older type, and what Chat can't restrict",
        {
            **SEARCHING,
            "tools": [
                {**SEARCH, "type": "web_search_preview", "filters": {"allowed_domains": ["a"]}}
            ],
        },
        {**SEARCHING, "web_search_options": OPTIONS},
        ("search_tool", "/tools/0/type"),
        ("search_tool", "/tools/0/filters"),
    ),
    from_chat(
        78,
        "an option of web search that nobody documents",
        {**SEARCHING, "web_search_options": {"x": 1}},
        {**SEARCHING, "tools": [{"type": "web_search"}]},
        ("search_tool", "/web_search_options/x"),
    ),
    from_chat(
        78,
        "deprecated functions",
        {"functions": [FUNCTION]},
        {"tools": [LOOSE]},
        ("legacy_functions", "/functions"),
    ),
    from_chat(
        78,
        "an unknown member of a deprecated function",
        {"functions": [{**FUNCTION, "x": 1}]},
        {"tools": [LOOSE]},
        ("legacy_functions", "/functions"),
        ("unknown_member", "/functions/0/x"),
    ),
    from_chat(
        78,
        "deprecated functions, one of which must be called",
        {"functions": [FUNCTION], "function_call": {"name": "look"}},
        {"tools": [LOOSE], "tool_choice": {"type": "function", "name": "look"}},
        ("legacy_functions", "/functions"),
        ("legacy_function_call", "/function_call"),
    ),
    from_chat(
        78,
        "deprecated functions beside tools",
        {**CHAT_TOOLS, "functions": [FUNCTION]},
        TOOLS,
        ("chat_parameter", "/functions"),
    ),
]
