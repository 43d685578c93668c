"""Usage of tokens: the same counts under other names."""

from __future__ import annotations

from collections.abc import Sequence

from responses_protocol.formats.body_layouts import Context, Object
from responses_protocol.formats.error_bodies import is_error
from responses_protocol.values import Json

COUNTS = (
    ("input_tokens", "prompt_tokens"),
    ("output_tokens", "completion_tokens"),
    ("total_tokens", "total_tokens"),
)
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
    made = _counts(usage, COUNTS)
    if not made:
        return {}
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
    made = _counts(usage, [(theirs, ours) for ours, theirs in COUNTS])
    if not made:
        return {"usage": None}
    for ours, theirs, defaults in DETAILS:
        made[ours] = _details(usage.get(theirs), defaults)
    writes = _object(usage.get("prompt_tokens_details")).get(CACHE_WRITES)
    made["input_tokens_details"][CACHE_WRITES] = writes if _is_count(writes) else 0
    for details in (made["input_tokens_details"], made["output_tokens_details"]):
        for name in details:
            details[name] = details[name] or _under_another_name(usage, name)
    return {"usage": made}


def _counts(usage: Object, names: Sequence[tuple[str, str]]) -> Object:
    """Return the three counts by their new names, or nothing where one is not known.

    Clients fail where one of them is not there (Codex, the AI SDK). The two others tell it.
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
    found = (usage.get(name) for name in OTHER_NAMES[detail])
    return next((count for count in found if type(count) is int), 0)


def _details(given: Json, defaults: Object) -> Object:
    found = _object(given)
    return {
        name: found[name] if _is_count(found.get(name)) else zero for name, zero in defaults.items()
    }


def _object(value: Json) -> Object:
    return value if isinstance(value, dict) else {}


def _count(value: Json) -> int | None:
    return value if type(value) is int else None


def _is_count(value: Json) -> bool:
    return type(value) is int
