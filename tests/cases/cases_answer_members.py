"""The members of answers beside their content: usage, ids, times, tiers, and those of one API."""

from __future__ import annotations

from typing import Any

from answers_table import ABSENT, both_directions, from_chat, from_responses, make_choice
from table import Case

USAGE: dict[str, Any] = {
    "input_tokens": 9,
    "output_tokens": 5,
    "total_tokens": 14,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 0},
    "output_tokens_details": {"reasoning_tokens": 2},
}
CHAT_USAGE: dict[str, Any] = {
    "prompt_tokens": 9,
    "completion_tokens": 5,
    "total_tokens": 14,
    "prompt_tokens_details": {"cached_tokens": 4},
    "completion_tokens_details": {"reasoning_tokens": 2},
}


def without_sum(usage: dict[str, Any]) -> dict[str, Any]:
    return {name: count for name, count in usage.items() if name != "total_tokens"}


ZEROS = {
    "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
    "output_tokens_details": {"reasoning_tokens": 0},
}
CHAT_ZEROS = {
    "prompt_tokens_details": {"cached_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0},
}
# (member, value, code) of one side only, beside what the other side writes anyway
RESPONSES_ONLY: tuple[tuple[str, Any, str], ...] = (
    ("access_programs", {"cyber": "on"}, "envelope"),
    ("background", False, "envelope"),
    ("billing", {"payer": "developer"}, "envelope"),
    ("completed_at", 8, "envelope"),
    ("content_filters", [], "envelope"),
    ("conversation", {"id": "conv_1"}, "envelope"),
    ("image", {"max_cost": 1}, "envelope"),
    ("input_transformations", [{"type": "x"}], "envelope"),
    ("max_output_tokens", 5, "envelope"),
    ("max_tool_calls", 1, "envelope"),
    ("moderation", {"input": None}, "envelope"),
    ("object", "answer", "envelope"),
    ("previous_response_id", "resp_0", "envelope"),
    ("prompt", {"id": "pmpt_1"}, "envelope"),
    ("prompt_cache_diagnostics", {"type": "x"}, "envelope"),
    ("prompt_cache_key", None, "envelope"),
    ("prompt_cache_options", {"mode": "implicit"}, "envelope"),
    ("prompt_cache_retention", "24h", "envelope"),
    ("reasoning", {"effort": "low", "summary": None}, "envelope"),
    ("safety_identifier", "s", "envelope"),
    ("store", True, "envelope"),
    ("text", {"format": {"type": "text"}}, "envelope"),
    ("tool_usage", {"web_search": 1}, "envelope"),
    ("top_logprobs", 0, "envelope"),
    ("truncation", "disabled", "envelope"),
    ("user", None, "envelope"),
    ("instructions", "Be kind.", "echo"),
    ("parallel_tool_calls", False, "echo"),
    ("temperature", 1.0, "echo"),
    ("tool_choice", "none", "echo"),
    ("top_p", 0.5, "echo"),
    ("service_tier", "on_demand", "service_tier"),
    ("x_new", 1, "unknown_member"),
    ("x_none", None, "empty_member"),
)
CHAT_ONLY: tuple[tuple[str, Any, str], ...] = (
    ("moderation", {"input": None}, "envelope"),
    ("service_tier", "on_demand", "service_tier"),
    ("system_fingerprint", "fp_1", "envelope"),
    ("x_groq", {"id": "req_1"}, "unknown_member"),
    ("x_none", None, "empty_member"),
)

SILENT: dict[str, Any] = {"output": []}  # its id does not show in the ids of items
CHAT_SILENT: dict[str, Any] = {"choices": [make_choice(content=None)]}
NO_ID, NO_CHAT_ID = "resp_0", "chatcmpl-0"  # always the same, where there is none

CASES: list[Case] = [
    from_responses(
        86,
        "the tools that were given",
        {"tools": [{"type": "web_search"}]},
        {},
        ("echo", "/tools/0"),
    ),
    *both_directions(84, "usage", {"usage": USAGE}, {"usage": CHAT_USAGE}),
    *both_directions(
        84,
        "what was written to a cache",
        {"usage": {**USAGE, "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 3}}},
        {
            "usage": {
                **CHAT_USAGE,
                "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 3},
            }
        },
    ),
    *both_directions(84, "no usage", {"usage": None}, {"usage": ABSENT}),
    from_responses(
        84, "no usage at all", {"usage": ABSENT}, {"usage": ABSENT}, ("usage_detail", "")
    ),
    from_chat(84, "usage is null", {"usage": None}, {"usage": None}, ("usage_detail", "/usage")),
    from_chat(
        84,
        "usage without details",
        {"usage": {**CHAT_USAGE, "prompt_tokens_details": None, "completion_tokens_details": {}}},
        {"usage": {**USAGE, **ZEROS}},
        ("usage_detail", "/usage/prompt_tokens_details"),
        ("usage_detail", "/usage/completion_tokens_details"),
    ),
    from_chat(
        84,
        "counts that Responses does not have",
        {
            "usage": {
                **CHAT_USAGE,
                "completion_tokens_details": {"reasoning_tokens": 2, "audio_tokens": 0},
                "queue_time": 0.5,
            }
        },
        {"usage": USAGE},
        ("usage_detail", "/usage/completion_tokens_details/audio_tokens"),
        ("usage_detail", "/usage/queue_time"),
    ),
    from_responses(
        84,
        "usage as older servers have it",
        {"usage": {**USAGE, **ZEROS, "input_tokens_details": {"cached_tokens": 0.0}}},
        {"usage": {**CHAT_USAGE, **CHAT_ZEROS}},
        ("usage_detail", "/usage/input_tokens_details"),
        ("usage_detail", "/usage/input_tokens_details/cached_tokens"),
    ),
    from_chat(
        84,
        "counts without their sum",
        {"usage": without_sum(CHAT_USAGE)},
        {"usage": USAGE},
        ("usage_detail", "/usage"),
    ),
    from_responses(
        84,
        "counts without their sum, from Responses",
        {"usage": without_sum(USAGE)},
        {"usage": CHAT_USAGE},
        ("usage_detail", "/usage"),
    ),
    from_chat(
        84,
        "a count and no sum, which clients of Responses do not take",
        {"usage": {"completion_tokens": 2}},
        {"usage": None},
        ("usage_detail", "/usage"),
    ),
    from_chat(
        84,
        "a sum and one of its counts tell the other",
        {"usage": {"completion_tokens": 2, "total_tokens": 5}},
        {"usage": {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5, **ZEROS}},
        ("usage_detail", "/usage"),
    ),
    from_chat(
        84,
        "a sum that is less than its count",
        {"usage": {"completion_tokens": 2, "total_tokens": 1}},
        {"usage": None},
        ("usage_detail", "/usage"),
    ),
    *both_directions(
        86, "a tier that both know", {"service_tier": "flex"}, {"service_tier": "flex"}
    ),
    *both_directions(86, "notes", {"metadata": {"a": "b"}}, {"metadata": {"a": "b"}}),
    *(
        from_responses(86, f"{name} = {value!r}", {name: value}, {}, (code, f"/{name}"))
        for name, value, code in RESPONSES_ONLY
    ),
    *(
        from_chat(86, f"{name} = {value!r}, from Chat", {name: value}, {}, (code, f"/{name}"))
        for name, value, code in CHAT_ONLY
    ),
    from_responses(
        86, "half a second", {"created_at": 7.5}, {"created": 7}, ("envelope", "/created_at")
    ),
    from_responses(
        86, "a whole second, as a dump has it", {"created_at": 7.0}, {}, ("envelope", "/created_at")
    ),
    from_responses(
        86, "no name of a model", {"model": None}, {"model": ""}, ("empty_member", "/model")
    ),
    from_chat(
        86, "a model that is null", {"model": None}, {"model": ""}, ("empty_member", "/model")
    ),
    from_chat(
        86,
        "no time and another object",
        {"created": None, "object": ""},
        {"created_at": 0},
        ("envelope", "/object"),
        ("envelope", "/created"),
    ),
    *both_directions(86, "an answer without content", SILENT, CHAT_SILENT),
    *(
        from_responses(
            86,
            f"an id without its prefix: {'no id' if own is ABSENT else own!r}",
            {**SILENT, "id": own},
            {**CHAT_SILENT, "id": swapped},
            ("answer_id", pointer),
        )
        for own, swapped, pointer in (
            ("abc", "chatcmpl-abc", "/id"),
            ("chatcmpl-abc", "chatcmpl-abc", "/id"),
            ("", NO_CHAT_ID, "/id"),
            (None, NO_CHAT_ID, "/id"),
            (ABSENT, NO_CHAT_ID, ""),
        )
    ),
    *(
        from_chat(
            86,
            f"an id without its prefix, from Chat: {'no id' if own is ABSENT else own!r}",
            {**CHAT_SILENT, "id": own},
            {**SILENT, "id": swapped},
            ("answer_id", pointer),
        )
        for own, swapped, pointer in (
            ("gen-7", "resp_gen-7", "/id"),
            ("resp_7", "resp_7", "/id"),
            ("", NO_ID, "/id"),
            (ABSENT, NO_ID, ""),
        )
    ),
]
