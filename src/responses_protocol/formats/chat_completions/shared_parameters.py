"""Parameters that both APIs know by one name, and what one of them does not take of their values.

A value that the other side has no equivalent for is left out; one that is only too long gets the
form that is not, in both directions, so that a second round trip changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from responses_protocol.formats.body_layouts import Context, MemberGroup, Object, passed
from responses_protocol.formats.ids import shortened
from responses_protocol.formats.options import Options
from responses_protocol.formats.servers import SERVERS
from responses_protocol.values import Json, copied

PASSED = (
    "model",
    "prompt_cache_retention",
    "store",
    "temperature",
    "top_p",
)
KEYS = ("prompt_cache_key", "safety_identifier", "user")
KEY_LIMIT = 64  # of Responses: RP306; Chat takes longer ones
TIERS = frozenset(("auto", "default", "fast", "flex", "priority", "scale"))  # of both APIs
CACHE_MODES = ("implicit", "explicit")
CACHE_LIFETIMES = ("30m",)
# what moderation has on both sides: Responses takes no other members, nowhere
MODERATION: Mapping[str, Any] = {
    "model": {},
    "policy": {"input": {"mode": {}}, "output": {"mode": {}}},
}


def _moderation(members: Object, context: Context) -> Object:
    given = members.get("moderation")
    return {} if given is None else {"moderation": _known(given, MODERATION)}


def _known(value: Json, members: Mapping[str, Any]) -> Json:
    """Return a value with those of its members that are known, in them likewise."""
    if not members or not isinstance(value, dict):
        return copied(value)
    return {name: _known(value[name], inner) for name, inner in members.items() if name in value}


def _key(members: Object, context: Context) -> Object:
    """Pass a key; one that Responses finds too long keeps its beginning and a hash of it all."""
    return {
        name: shortened(value, KEY_LIMIT) if isinstance(value, str) else copied(value)
        for name, value in members.items()
        if value is not None
    }


def _tier(members: Object, context: Context) -> Object:
    tier = members.get("service_tier")
    return {"service_tier": tier} if isinstance(tier, str) and tier in TIERS else {}


def _cache_options(members: Object, context: Context) -> Object:
    """Pass what Chat has of the options: a mode, and the lifetime that it knows."""
    given = members.get("prompt_cache_options")
    if not isinstance(given, dict):
        return {}
    made = {
        name: given[name]
        for name, known in (("mode", CACHE_MODES), ("ttl", CACHE_LIFETIMES))
        if given.get(name) in known
    }
    return {"prompt_cache_options": made} if made or not given else {}


def limit_name(options: Options) -> str:
    """Return the name of the limit of tokens: the older one where the server refuses the other."""
    refused = options.token_limit in SERVERS[options.server].refuses
    return "max_tokens" if refused else options.token_limit


def drops_metadata(request: Object, options: Options) -> bool:
    """Tell whether Chat refuses the metadata of a request, since it does not ask for storage.

    "The 'metadata' parameter is only allowed when 'store' is enabled." Responses stores without a
    word, but a Chat request is never told to store what its source does not tell it to.
    """
    return (
        SERVERS[options.server].openai
        and bool(request.get("metadata"))
        and request.get("store") is not True
    )


def _metadata_to_chat(members: Object, context: Context) -> Object:
    return {} if drops_metadata(context.payload, context.options) else passed(members, context)


GROUPS = (
    *(MemberGroup((name,), (name,), passed, passed) for name in PASSED),
    *(MemberGroup((name,), (name,), _key, _key) for name in KEYS),
    MemberGroup(("service_tier",), ("service_tier",), _tier, _tier),
    MemberGroup(
        ("prompt_cache_options",), ("prompt_cache_options",), _cache_options, _cache_options
    ),
    MemberGroup(("metadata",), ("metadata",), _metadata_to_chat, passed),
    MemberGroup(("moderation",), ("moderation",), _moderation, _moderation),
)
