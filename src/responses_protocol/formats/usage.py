"""Usage of tokens: the same counts under other names."""

from __future__ import annotations

from responses_protocol.formats.error_bodies import is_error
from responses_protocol.formats.frames import Context, Object
from responses_protocol.values import Json

COUNTS = (
    ("input_tokens", "prompt_tokens"),
    ("output_tokens", "completion_tokens"),
    ("total_tokens", "total_tokens"),
)
TOTAL = "total_tokens"  # of both dialects
# details, with what is written where there are none: null for those that may be missing
DETAILS = (
    ("input_tokens_details", "prompt_tokens_details", {"cached_tokens": 0}),
    ("output_tokens_details", "completion_tokens_details", {"reasoning_tokens": 0}),
)
CACHE_WRITES = "cache_write_tokens"  # of the input; only Responses requires it
# other names of Chat servers for a detail, beside the counts: of DeepSeek, of Moonshot, and of
# those that pass on Anthropic's
OTHER_NAMES = {
    "cached_tokens": ("prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens"),
    CACHE_WRITES: ("cache_creation_input_tokens",),
    "reasoning_tokens": ("reasoning_tokens",),  # Perplexity's
}


def to_chat(members: Object, context: Context) -> Object:
    """Return the usage as Chat has it, with details in any case; none where there is none."""
    usage = members.get("usage")
    if not isinstance(usage, dict) or is_error(context.payload):
        return {}
    made = _summed({theirs: usage[ours] for ours, theirs in COUNTS if _is_count(usage.get(ours))})
    for ours, theirs, defaults in DETAILS:
        made[theirs] = _details(usage.get(ours), defaults)
    writes = _object(usage.get("input_tokens_details")).get(CACHE_WRITES)
    if _is_count(writes) and writes:
        made["prompt_tokens_details"][CACHE_WRITES] = writes
    return {"usage": made}


def to_responses(members: Object, context: Context) -> Object:
    """Return the usage as Responses has it; null where there is none."""
    if is_error(context.payload):
        return {}
    usage = members.get("usage")
    if not isinstance(usage, dict):
        return {"usage": None}
    made = _summed({ours: usage[theirs] for ours, theirs in COUNTS if _is_count(usage.get(theirs))})
    for ours, theirs, defaults in DETAILS:
        made[ours] = _details(usage.get(theirs), defaults)
    writes = _object(usage.get("prompt_tokens_details")).get(CACHE_WRITES)
    made["input_tokens_details"][CACHE_WRITES] = writes if _is_count(writes) else 0
    for details in (made["input_tokens_details"], made["output_tokens_details"]):
        for name in details:
            details[name] = details[name] or _under_another_name(usage, name)
    return {"usage": made}


def _summed(counts: Object) -> Object:
    """Return the counts with their sum, without which Codex takes the answer for failed."""
    if TOTAL in counts or len(counts) < len(COUNTS) - 1:
        return counts
    return {**counts, TOTAL: sum(counts.values())}


def _under_another_name(usage: Object, detail: str) -> int:
    found = (usage.get(name) for name in OTHER_NAMES[detail])
    return next((count for count in found if type(count) is int), 0)


def _details(given: Json, defaults: Object) -> Object:
    found = _object(given)
    return {
        name: found[name] if _is_count(found.get(name)) else zero for name, zero in defaults.items()
    }


def _object(value: Json) -> Object:
    return value if isinstance(value, dict) else {}


def _is_count(value: Json) -> bool:
    return type(value) is int
