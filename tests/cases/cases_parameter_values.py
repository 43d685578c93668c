"""Parameters with values that one API does not accept, and members that Chat refuses."""

from __future__ import annotations

import json

from requests_table import ABSENT, both_directions, from_chat, from_responses
from table import Case, answer, assistant, call, calling, entry, prompt, result, user
from table import tool as chat_result

from responses_protocol import PRESETS, Options
from responses_protocol._formats.ids import shorten

METADATA = {"metadata": {"run": "7"}}
KEY = "tenant-" * 10
SHORT = shorten(KEY, 64)
MARKED = {"responses_item": {"actions": [], "call_id": "call_1", "type": "computer_call"}}
OLDER_LIMIT = ("token_limit", "/max_output_tokens")


def tool(number: int) -> dict[str, object]:
    return {
        "type": "function",
        "name": f"look_{number}",
        "parameters": {"type": "object", "properties": {}, "additionalProperties": False},
        "strict": True,
    }


def chat_tool(number: int) -> dict[str, object]:
    return {
        "type": "function",
        "function": {name: value for name, value in tool(number).items() if name != "type"},
    }


TOOLS = {"tools": [tool(1)]}
CHAT_TOOLS = {"tools": [chat_tool(1)]}

CASES: list[Case] = [
    # --- limits of tokens ---
    from_chat(
        67,
        "a limit that Responses finds too small",
        {"max_completion_tokens": 5},
        {"max_output_tokens": 16},
        ("least_tokens", "/max_completion_tokens"),
    ),
    from_chat(
        67,
        "the old name of one",
        {"max_tokens": 15},
        {"max_output_tokens": 16},
        ("least_tokens", "/max_tokens"),
    ),
    from_chat(
        67,
        "one that nobody reads beside the new name",
        {"max_completion_tokens": 50, "max_tokens": 5},
        {"max_output_tokens": 50},
        ("token_limit", "/max_tokens"),
    ),
    from_chat(
        67,
        "a number that is no limit",
        {"max_tokens": -1},
        {},
        ("parameter_value", "/max_tokens"),
    ),
    from_responses(
        67,
        "the same from Responses",
        {"max_output_tokens": -1},
        {},
        ("parameter_value", "/max_output_tokens"),
        options=PRESETS["vllm"],
    ),
    from_chat(
        67,
        "a small limit as a decimal",
        {"max_completion_tokens": 5.0},
        {"max_output_tokens": 16},
        ("least_tokens", "/max_completion_tokens"),
    ),
    from_chat(
        69,
        "a shape without a schema, which Responses wants to see",
        {"response_format": {"type": "json_schema", "json_schema": {"name": "n"}}},
        {"text": {"format": {"type": "json_schema", "name": "n", "schema": {}}}},
        ("absent_member", "/response_format/json_schema"),
    ),
    from_responses(
        69,
        "the same from Responses",
        {"text": {"format": {"type": "json_schema", "name": "n"}}},
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "n", "schema": {}},
            }
        },
        ("absent_member", "/text/format"),
    ),
    from_responses(
        67,
        "a limit that Chat takes, but would not get back",
        {"max_output_tokens": 0},
        {"max_completion_tokens": 0},
        ("least_tokens", "/max_output_tokens"),
    ),
    *both_directions(
        67, "the least limit", {"max_output_tokens": 16}, {"max_completion_tokens": 16}
    ),
    # --- effort ---
    from_chat(
        68,
        "the effort in an object, as OpenRouter takes it",
        {"reasoning": {"effort": "high", "max_tokens": 2000}},
        {"reasoning": {"effort": "high"}},
        ("effort_form", "/reasoning/effort"),
        ("unknown_parameter", "/reasoning/max_tokens"),
    ),
    from_chat(
        68,
        "an object beside the effort, which holds",
        {"reasoning_effort": "low", "reasoning": {"enabled": True}},
        {"reasoning": {"effort": "low"}},
        ("unknown_parameter", "/reasoning/enabled"),
    ),
    from_responses(
        68,
        "an effort that Chat refuses beside functions",
        {"model": "gpt-5.4", "reasoning": {"effort": "low"}, **TOOLS},
        {"model": "gpt-5.4", "reasoning_effort": "low", **CHAT_TOOLS},
        notices=(("reasoning_with_tools", "/reasoning/effort"),),
    ),
    from_responses(
        68,
        "a model that reasons unless it is told not to",
        {"model": "gpt-5.6-terra", **TOOLS},
        {"model": "gpt-5.6-terra", **CHAT_TOOLS},
        notices=(("reasoning_with_tools", "/model"),),
    ),
    from_responses(
        68,
        "one that is told",
        {"model": "gpt-6.2", "reasoning": {"effort": "none"}, **TOOLS},
        {"model": "gpt-6.2", "reasoning_effort": "none", **CHAT_TOOLS},
    ),
    from_responses(
        68,
        "no functions",
        {"model": "gpt-5.4", "reasoning": {"effort": "low"}},
        {"model": "gpt-5.4", "reasoning_effort": "low"},
    ),
    from_responses(
        68,
        "an older model",
        {"model": "gpt-5-mini", "reasoning": {"effort": "low"}, **TOOLS},
        {"model": "gpt-5-mini", "reasoning_effort": "low", **CHAT_TOOLS},
    ),
    # --- store and metadata ---
    from_responses(
        74,
        "not said to be stored, and not said that it is not, from Responses",
        {"store": ABSENT},
        {"store": ABSENT},
        notices=(("store_default", ""),),
    ),
    *both_directions(
        79, "metadata of what is stored", {"store": True, **METADATA}, {"store": True, **METADATA}
    ),
    from_responses(
        79,
        "metadata of what is not stored, which Chat refuses",
        METADATA,
        {},
        ("metadata_not_stored", "/metadata"),
    ),
    from_responses(
        79,
        "metadata of what Responses stores without a word",
        {"store": ABSENT, **METADATA},
        {"store": ABSENT},
        ("metadata_not_stored", "/metadata"),
        notices=(("store_default", ""),),
    ),
    from_chat(
        79,
        "metadata that a Chat server takes, and OpenAI does not",
        METADATA,
        METADATA,
        ("metadata_not_stored", "/metadata"),
    ),
    from_chat(
        79,
        "metadata without a value, which OpenAI refuses like any other",
        {"metadata": {"x": None}},
        {"metadata": {"x": None}},
        ("metadata_not_stored", "/metadata"),
    ),
    from_responses(
        79,
        "metadata for a server that is not known to refuse it",
        METADATA,
        METADATA,
        options=PRESETS["vllm"],
    ),
    # --- keys, tiers, caches ---
    *(
        from_chat(79, f"{name}, too long", {name: KEY}, {name: SHORT}, ("key_length", f"/{name}"))
        for name in ("prompt_cache_key", "safety_identifier", "user")
    ),
    from_responses(
        79,
        "a key that is too long for its own API",
        {"user": KEY},
        {"user": SHORT},
        ("key_length", "/user"),
    ),
    from_responses(
        79,
        "a tier that Chat does not have",
        {"service_tier": "ultrafast"},
        {},
        ("parameter_value", "/service_tier"),
    ),
    from_chat(
        79,
        "a tier of one server",
        {"service_tier": "on_demand"},
        {},
        ("parameter_value", "/service_tier"),
    ),
    from_responses(
        79,
        "what only Responses has for caches",
        {"prompt_cache_options": {"mode": "explicit", "ttl": "12h", "prewarm": True}},
        {"prompt_cache_options": {"mode": "explicit"}},
        ("parameter_value", "/prompt_cache_options/ttl"),
        ("parameter_value", "/prompt_cache_options/prewarm"),
    ),
    from_responses(
        79,
        "nothing but that",
        {"prompt_cache_options": {"comparison_response_id": "resp_1"}},
        {},
        ("parameter_value", "/prompt_cache_options/comparison_response_id"),
    ),
    *both_directions(
        79,
        "what both have for caches",
        {
            "prompt_cache_options": {"mode": "implicit", "ttl": "30m"},
            "prompt_cache_retention": "24h",
        },
        {
            "prompt_cache_options": {"mode": "implicit", "ttl": "30m"},
            "prompt_cache_retention": "24h",
        },
    ),
    # --- streams ---
    from_responses(
        77,
        "options of a stream that is not asked for",
        {"stream_options": {"include_obfuscation": False}},
        {},
        ("options_without_stream", "/stream_options"),
    ),
    # --- numbers of tools ---
    from_responses(
        56,
        "more tools than Chat takes",
        {"tools": [tool(number) for number in range(129)]},
        {"tools": [chat_tool(number) for number in range(129)]},
        notices=(("tool_limit", "/tools"),),
    ),
    # --- additional members of the answer ---
    from_responses(
        76,
        "members of an answer that Chat does not have",
        {"include": ["reasoning.encrypted_content", "web_search_call.results"]},
        {},
        ("include", "/include/0"),
        ("include", "/include/1"),
    ),
    # --- members that a server refuses ---
    from_responses(
        71,
        "log probabilities, which Groq refuses",
        {"include": ["message.output_text.logprobs"], "top_logprobs": 2},
        {},
        ("unsupported_parameter", "/include/0"),
        ("unsupported_parameter", "/top_logprobs"),
        options=PRESETS["groq"],
    ),
    from_responses(
        79,
        "parameters that Mistral refuses",
        {"store": True, "max_output_tokens": 50},
        {"store": ABSENT, "max_tokens": 50},
        ("unsupported_hint", "/store"),
        options=PRESETS["mistral"],
        notices=(OLDER_LIMIT,),
    ),
    from_responses(
        69,
        "a shape of answers that DeepSeek refuses",
        {
            "text": {
                "format": {"type": "json_schema", "name": "n", "schema": {}},
                "verbosity": "low",
            }
        },
        {"verbosity": "low"},
        ("unsupported_parameter", "/text/format"),
        options=PRESETS["deepseek"],
    ),
    from_chat(
        78,
        "options of a search that ask for it, though they say nothing more",
        {"web_search_options": {}},
        {},
        ("unsupported_parameter", "/web_search_options"),
        options=PRESETS["groq"],
    ),
    from_responses(
        43,
        "a call that a request ends with, before it was answered",
        {"input": [prompt(), call("a"), call("b"), result("a")]},
        {"messages": [user(), calling(entry("a"), entry("b")), chat_result("a")]},
        notices=(("unanswered_call", "/input/2"),),
    ),
    from_chat(
        43,
        "the same from Chat",
        {"messages": [user(), calling(entry("a"))]},
        {"input": [prompt(), call("a")]},
        notices=(("unanswered_call", "/messages/1/tool_calls/0"),),
    ),
    from_responses(
        3,
        "a history that Mistral refuses, since it ends with the assistant",
        {"input": [prompt(), answer()], "store": ABSENT},
        {"messages": [user(), assistant()], "store": ABSENT},
        options=PRESETS["mistral"],
        notices=(("store_default", ""), ("last_role", "/input")),
    ),
    # --- members of histories that every server refuses in a request ---
    from_responses(
        29,
        "a request that ends with a call",
        {"input": [prompt(), call()]},
        {"messages": [user(), calling(entry())]},
        notices=(("unanswered_call", "/input/1"),),
    ),
    from_chat(
        29,
        "a request that ends with calls, of which one is answered",
        {"messages": [user(), calling(entry(), entry("call_2")), chat_result()]},
        {"input": [prompt(), call(), call("call_2"), result()]},
        notices=(("unanswered_call", "/messages/1/tool_calls/1"),),
    ),
    from_responses(
        29,
        "a request that ends with a marked call",
        {"input": [prompt(), {"type": "computer_call", "call_id": "call_1", "actions": []}]},
        {
            "messages": [
                user(),
                calling(entry("call_1", "computer_call", json.dumps(MARKED))),
            ]
        },
        options=Options(hosted_calls="function"),
        notices=(("wrapped_call", "/input/1"), ("unanswered_call", "/input/1")),
    ),
    from_chat(
        76,
        "what neither API knows of moderation, which Responses refuses",
        {"moderation": {"model": "omni", "x": 1, "policy": {"input": {"mode": "score"}}}},
        {"moderation": {"model": "omni", "policy": {"input": {"mode": "score"}}}},
        ("unknown_parameter", "/moderation/x"),
    ),
    from_responses(
        40,
        "a search of tools with a schema that no function takes",
        {"tools": [{"type": "tool_search", "execution": "client", "parameters": {"title": "q"}}]},
        {"tools": [{"type": "function", "function": {"name": "tool_search"}}]},
        ("tool_search", "/tools/0"),
    ),
]
