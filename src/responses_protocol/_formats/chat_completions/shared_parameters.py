"""Parameters that have the same name in both APIs, but not always the same values.

A value without an equivalent in the other API is left out. A text that is too long is shortened in
both directions, so that a second round trip changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from responses_protocol._formats.body_layouts import Context, MemberGroup, pass_on
from responses_protocol._formats.ids import shorten
from responses_protocol._formats.options import Options
from responses_protocol._formats.servers import SERVERS
from responses_protocol._values import Json, Object, copy_json

PASSED = (
    "model",
    "prompt_cache_retention",
    "store",
    "temperature",
    "top_p",
)
KEYS = ("prompt_cache_key", "safety_identifier", "user")
KEY_LIMIT = 64  # of Responses: RP306; Chat accepts longer ones
TIERS = frozenset(("auto", "default", "fast", "flex", "priority", "scale"))  # of both APIs
CACHE_MODES = ("implicit", "explicit")
CACHE_LIFETIMES = ("30m",)
# the members of moderation in both APIs; Responses refuses all others
MODERATION: Mapping[str, Any] = {
    "model": {},
    "policy": {"input": {"mode": {}}, "output": {"mode": {}}},
}


def _moderation(members: Object, context: Context) -> Object:
    moderation = members.get("moderation")
    return {} if moderation is None else {"moderation": _select(moderation, MODERATION)}


def _select(value: Json, members: Mapping[str, Any]) -> Json:
    """Return a value with only these members, at all depths."""
    if not members or not isinstance(value, dict):
        return copy_json(value)
    return {name: _select(value[name], inner) for name, inner in members.items() if name in value}


def _key(members: Object, context: Context) -> Object:
    """Copy a key; one above the limit of Responses is shortened, with a hash at its end."""
    return {
        name: shorten(value, KEY_LIMIT) if isinstance(value, str) else copy_json(value)
        for name, value in members.items()
        if value is not None
    }


def _tier(members: Object, context: Context) -> Object:
    tier = members.get("service_tier")
    return {"service_tier": tier} if isinstance(tier, str) and tier in TIERS else {}


def _cache_options(members: Object, context: Context) -> Object:
    """Copy the options that Chat accepts: a mode and a lifetime."""
    options = members.get("prompt_cache_options")
    if not isinstance(options, dict):
        return {}
    accepted = {
        name: options[name]
        for name, values in (("mode", CACHE_MODES), ("ttl", CACHE_LIFETIMES))
        if options.get(name) in values
    }
    return {"prompt_cache_options": accepted} if accepted or not options else {}


def choose_limit_name(options: Options) -> str:
    """Return the name of the limit of tokens, the older one where the server refuses the newer."""
    refused = options.token_limit in SERVERS[options.server].refuses
    return "max_tokens" if refused else options.token_limit


def drops_metadata(request: Object, options: Options) -> bool:
    """Return whether Chat refuses the metadata of a request that does not enable storage.

    "The 'metadata' parameter is only allowed when 'store' is enabled." Responses stores by default,
    but the translation never enables storage for a request that does not.
    """
    return (
        SERVERS[options.server].openai
        and bool(request.get("metadata"))
        and request.get("store") is not True
    )


def _metadata_to_chat(members: Object, context: Context) -> Object:
    return {} if drops_metadata(context.payload, context.options) else pass_on(members, context)


GROUPS = (
    *(MemberGroup((name,), (name,), pass_on, pass_on) for name in PASSED),
    *(MemberGroup((name,), (name,), _key, _key) for name in KEYS),
    MemberGroup(("service_tier",), ("service_tier",), _tier, _tier),
    MemberGroup(
        ("prompt_cache_options",), ("prompt_cache_options",), _cache_options, _cache_options
    ),
    MemberGroup(("metadata",), ("metadata",), _metadata_to_chat, pass_on),
    MemberGroup(("moderation",), ("moderation",), _moderation, _moderation),
)
