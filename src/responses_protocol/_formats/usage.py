"""Usage of tokens: equal counts with different names."""

from __future__ import annotations

from collections.abc import Sequence

from responses_protocol._formats.body_layouts import Context
from responses_protocol._formats.error_bodies import is_error
from responses_protocol._values import Json, Object

COUNTS = (
    ("input_tokens", "prompt_tokens"),
    ("output_tokens", "completion_tokens"),
    ("total_tokens", "total_tokens"),
)
# details, with the values of missing ones
DETAILS = (
    ("input_tokens_details", "prompt_tokens_details", {"cached_tokens": 0}),
    ("output_tokens_details", "completion_tokens_details", {"reasoning_tokens": 0}),
)
CACHE_WRITES = "cache_write_tokens"  # of the input; only Responses requires it
# members of Chat servers for a detail, beside the counts: of DeepSeek, of Moonshot, and of servers
# that forward Anthropic's
OTHER_NAMES = {
    "cached_tokens": ("prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens"),
    CACHE_WRITES: ("cache_creation_input_tokens",),
    "reasoning_tokens": ("reasoning_tokens",),  # Perplexity's
}


def to_chat(members: Object, context: Context) -> Object:
    """Return the usage in Chat's form, always with details; no member if there is none."""
    usage = members.get("usage")
    if not isinstance(usage, dict) or is_error(context.payload):
        return {}
    result = _counts(usage, COUNTS)
    if not result:
        return {}
    for responses_name, chat_name, defaults in DETAILS:
        result[chat_name] = _details(usage.get(responses_name), defaults)
    writes = _object(usage.get("input_tokens_details")).get(CACHE_WRITES)
    if _is_count(writes) and writes:
        result["prompt_tokens_details"][CACHE_WRITES] = writes
    return {"usage": result}


def to_responses(members: Object, context: Context) -> Object:
    """Return the usage in Responses' form, null if there is none."""
    if is_error(context.payload):
        return {}
    usage = members.get("usage")
    if not isinstance(usage, dict):
        return {"usage": None}
    result = _counts(usage, [(chat_name, responses_name) for responses_name, chat_name in COUNTS])
    if not result:
        return {"usage": None}
    for responses_name, chat_name, defaults in DETAILS:
        result[responses_name] = _details(usage.get(chat_name), defaults)
    writes = _object(usage.get("prompt_tokens_details")).get(CACHE_WRITES)
    result["input_tokens_details"][CACHE_WRITES] = writes if _is_count(writes) else 0
    for details in (result["input_tokens_details"], result["output_tokens_details"]):
        for name in details:
            details[name] = details[name] or _under_another_name(usage, name)
    return {"usage": result}


def _counts(usage: Object, names: Sequence[tuple[str, str]]) -> Object:
    """Return the three counts by their new names, or none where one is unknown.

    Clients fail without all three (Codex, the AI SDK); two of them give the third.
    """
    read, written, total = (_count(usage.get(name)) for name, _ in names)
    if total is None and read is not None and written is not None:
        total = read + written
    elif total is not None and read is None and written is not None:
        read = total - written
    elif total is not None and read is not None and written is None:
        written = total - read
    counts = (read, written, total)
    if any(count is None or count < 0 for count in counts):
        return {}
    return {name: count for (_, name), count in zip(names, counts, strict=True)}


def _under_another_name(usage: Object, detail: str) -> int:
    counts = (usage.get(name) for name in OTHER_NAMES[detail])
    return next((count for count in counts if type(count) is int), 0)


def _details(value: Json, defaults: Object) -> Object:
    details = _object(value)
    return {
        name: details[name] if _is_count(details.get(name)) else zero
        for name, zero in defaults.items()
    }


def _object(value: Json) -> Object:
    return value if isinstance(value, dict) else {}


def _count(value: Json) -> int | None:
    return value if type(value) is int else None


def _is_count(value: Json) -> bool:
    return type(value) is int
