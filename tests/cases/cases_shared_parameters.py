"""Parameters that both APIs have, with the same name or different ones."""

from __future__ import annotations

from typing import Any

from requests_table import ABSENT, both_directions, from_chat, from_responses
from table import Case, prompt, user

from responses_protocol import PRESETS, Options

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
FULL = {"name": "place", "description": "d", "schema": SCHEMA, "strict": False}
FEW = {"name": "place", "schema": SCHEMA}
TOOL = {"type": "function", "name": "look", "parameters": SCHEMA, "strict": True}
CHAT_TOOL = {
    "type": "function",
    "function": {"name": "look", "parameters": SCHEMA, "strict": True},
}
ANY_JSON = {"text": {"format": {"type": "json_object"}}}
ANY_CHAT_JSON = {"response_format": {"type": "json_object"}}
LOGPROBS = "message.output_text.logprobs"
ENCRYPTED = "reasoning.encrypted_content"
MAX_TOKENS = Options(token_limit="max_tokens")
# Values that are false in Python are values all the same (row 80).
SAME: tuple[tuple[str, Any], ...] = (
    ("metadata", {}),
    ("moderation", {"model": "omni"}),
    ("prompt_cache_key", ""),
    ("prompt_cache_options", {"mode": "implicit"}),
    ("prompt_cache_retention", "24h"),
    ("safety_identifier", "s"),
    ("service_tier", "flex"),
    ("store", False),
    ("store", True),
    ("temperature", 0),
    ("temperature", 0.0),
    ("top_p", 0.5),
    ("user", ""),
)


def formats(shape: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how both sides ask for JSON of a schema."""
    return (
        {"text": {"format": {"type": "json_schema", **shape}}},
        {"response_format": {"type": "json_schema", "json_schema": shape}},
    )


CASES: list[Case] = [
    *(
        case
        for name, value in SAME
        for case in both_directions(
            79 if value else 80, f"{name} = {value!r}", {name: value}, {name: value}
        )
    ),
    from_responses(79, "a null says nothing", {"user": None}, {}, ("empty_member", "/user")),
    from_responses(
        79, "a parameter nobody documents", {"x_new": 1}, {}, ("unknown_parameter", "/x_new")
    ),
    from_responses(
        79, "no model, as where the address names it", {"model": ABSENT}, {"model": ABSENT}
    ),
    from_chat(79, "no model, from Chat", {"model": ABSENT}, {"model": ABSENT}),
    from_chat(
        79,
        "a parameter of one server",
        {"thinking": {"type": "enabled"}, "enable_x": None},
        {},
        ("unknown_parameter", "/thinking"),
        ("empty_member", "/enable_x"),
    ),
    *both_directions(
        67, "the limit of tokens", {"max_output_tokens": 50}, {"max_completion_tokens": 50}
    ),
    from_responses(
        67,
        "the limit of tokens, for servers that know the old name",
        {"max_output_tokens": 50},
        {"max_tokens": 50},
        options=MAX_TOKENS,
        notices=(("token_limit", "/max_output_tokens"),),
    ),
    from_chat(
        67,
        "the old name of the limit",
        {"max_tokens": 50},
        {"max_output_tokens": 50},
        ("token_limit", "/max_tokens"),
    ),
    from_chat(
        67,
        "the old name, as an option says",
        {"max_tokens": 50},
        {"max_output_tokens": 50},
        options=MAX_TOKENS,
    ),
    from_chat(
        67,
        "both names, of which the newer holds",
        {"max_tokens": 30, "max_completion_tokens": 40},
        {"max_output_tokens": 40},
        ("token_limit", "/max_tokens"),
    ),
    *(
        case
        for effort in ("none", "xhigh", "max", 512)
        for case in both_directions(
            68, f"effort {effort}", {"reasoning": {"effort": effort}}, {"reasoning_effort": effort}
        )
    ),
    from_responses(
        68,
        "Chat takes nothing of reasoning but the effort",
        {"reasoning": {"effort": "low", "summary": "auto"}},
        {"reasoning_effort": "low"},
        ("reasoning_member", "/reasoning/summary"),
    ),
    from_responses(
        68,
        "reasoning as a dump has it",
        {"reasoning": {"effort": None, "summary": None}},
        {},
        ("empty_member", "/reasoning"),
    ),
    *both_directions(69, "a schema with everything", *formats(FULL)),
    *both_directions(69, "a schema that does not say strict", *formats(FEW)),
    *both_directions(
        69,
        "any JSON",
        {**ANY_JSON, "input": [prompt("As JSON.")]},
        {**ANY_CHAT_JSON, "messages": [user("As JSON.")]},
    ),
    from_responses(
        69,
        "any JSON, for a server that wants no word",
        ANY_JSON,
        ANY_CHAT_JSON,
        options=PRESETS["xai"],
    ),
    from_chat(
        69,
        "any JSON, and no word of it, from Chat",
        ANY_CHAT_JSON,
        ANY_JSON,
        notices=(("json_word", "/response_format"),),
    ),
    from_responses(
        69,
        "any JSON, which no message asks for in words",
        {**ANY_JSON, "instructions": "Be brief."},
        {**ANY_CHAT_JSON, "messages": [{"role": "system", "content": "Be brief."}, user()]},
        ("instructions", "/instructions"),
        notices=(("json_word", "/text/format"),),
    ),
    from_chat(
        69,
        "any JSON, which instructions alone ask for",
        {**ANY_CHAT_JSON, "messages": [{"role": "system", "content": "As JSON."}, user()]},
        {**ANY_JSON, "instructions": "As JSON."},
        options=Options(leading_system="instructions"),
        notices=(("json_word", "/response_format"),),
    ),
    *both_directions(
        69, "text", {"text": {"format": {"type": "text"}}}, {"response_format": {"type": "text"}}
    ),
    from_responses(
        69,
        "a shape that Chat does not have",
        {"text": {"format": {"type": "grammar", "syntax": "lark"}}},
        {},
        ("response_format", "/text/format"),
    ),
    from_chat(
        69,
        "a shape of one server, with a verbosity beside it",
        {"response_format": {"type": "regex", "pattern": "a+"}, "verbosity": "low"},
        {"text": {"verbosity": "low"}},
        ("response_format", "/response_format"),
    ),
    from_chat(
        69,
        "a member of the schema that nobody documents",
        {"response_format": {"type": "json_schema", "json_schema": {**FEW, "x": 1}}},
        {"text": {"format": {"type": "json_schema", **FEW}}},
        ("response_format", "/response_format/json_schema/x"),
    ),
    *both_directions(70, "verbosity alone", {"text": {"verbosity": "low"}}, {"verbosity": "low"}),
    *both_directions(
        70,
        "verbosity beside a format",
        {"text": {"format": {"type": "text"}, "verbosity": "high"}},
        {"response_format": {"type": "text"}, "verbosity": "high"},
    ),
    *both_directions(71, "log probabilities", {"include": [LOGPROBS]}, {"logprobs": True}),
    *both_directions(
        71,
        "the most likely tokens",
        {"include": [LOGPROBS], "top_logprobs": 0},
        {"logprobs": True, "top_logprobs": 0},
    ),
    from_responses(
        71,
        "a number without the wish",
        {"top_logprobs": 3},
        {},
        ("logprobs_wish", "/top_logprobs"),
    ),
    from_chat(
        71,
        "a number without the wish, from Chat",
        {"top_logprobs": 3},
        {},
        ("logprobs_wish", "/top_logprobs"),
    ),
    from_chat(71, "no log probabilities", {"logprobs": False}, {}, ("default_value", "/logprobs")),
    from_responses(
        71,
        "a wish beside others",
        {"include": [ENCRYPTED, LOGPROBS]},
        {"logprobs": True},
        ("include", "/include/0"),
    ),
    from_chat(
        74,
        "not said to be stored, and not said that it is not",
        {"store": ABSENT},
        {"store": ABSENT},
        notices=(("store_default", ""),),
    ),
    from_chat(
        74,
        "store is null",
        {"store": None},
        {"store": ABSENT},
        ("empty_member", "/store"),
        notices=(("store_default", ""),),
    ),
]
