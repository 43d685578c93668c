"""Payloads as the start page shows them: without keys and passwords, and never long."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from responses_protocol._values import Json

MASK = "(redacted)"
LONGEST_STRING = 2_000  # characters of one string
LONGEST_TEXT = 40_000  # characters of one payload
DEEPEST = 100  # levels of lists and objects
# Members that hold secrets, as tools and their arguments name them.
_NAMES = (
    r"authorization|proxy-authorization|cookie|x-api-key|api[-_]?key|access[-_]?token"
    r"|refresh[-_]?token|auth[-_]?token|client[-_]?secret|secret|password|passwd|credentials?"
)
_SECRET_NAME = re.compile(_NAMES, re.IGNORECASE)
_SECRETS_IN_TEXT = (
    # Keys of the usual shapes, wherever they stand.
    re.compile(r"()\b(?:sk|pk|rk|gh[opsu]|xox[abp]|hf)[-_][A-Za-z0-9_-]{8,}"),
    re.compile(r"(\b(?:Bearer|Basic)\s+)[A-Za-z0-9+/_.~=-]{8,}", re.IGNORECASE),
    # Members of JSON within a string, lines of environment files, and headers.
    re.compile(
        rf"((?:\b|_)(?:{_NAMES})\\?[\"']?\s*[:=]\s*\\?[\"']?)[^\s\"'\\,;}}]+", re.IGNORECASE
    ),
)
ENCRYPTED = "encrypted_content"
HEADERS = "headers"  # of an MCP server: any of them may be its key


def shown_text(value: Json, secrets: Collection[str]) -> str:
    """Return a payload as indented JSON without its secrets, cut where it is long.

    Args:
        value: The payload.
        secrets: Texts that must not be shown wherever they stand, such as the client's key.
    """
    text = json.dumps(_redact(value, secrets, DEEPEST), ensure_ascii=False, indent=2)
    return _shorten(text, LONGEST_TEXT)


def _redact(value: Json, secrets: Collection[str], levels: int) -> Json:
    if isinstance(value, str):
        return _redact_string(value, secrets)
    if not isinstance(value, (dict, list)):
        return value
    if not levels:
        return "(nested too deeply)"
    if isinstance(value, list):
        return [_redact(item, secrets, levels - 1) for item in value]
    return {
        _redact_string(name, secrets): _redact_member(name, member, secrets, levels - 1)
        for name, member in value.items()
    }


def _redact_member(name: str, member: Json, secrets: Collection[str], levels: int) -> Json:
    if isinstance(member, (str, int, float)) and _SECRET_NAME.fullmatch(name):
        return MASK
    if name == ENCRYPTED and isinstance(member, str):
        return f"({len(member):,} characters)"  # a summary of the gateway is only encoded
    if name == HEADERS and isinstance(member, dict):
        return dict.fromkeys(member, MASK)
    return _redact(member, secrets, levels)


def _redact_string(text: str, secrets: Collection[str]) -> str:
    # A secret that begins before the cut is redacted as well.
    longest_secret = max(map(len, secrets), default=0) + 200
    shown = text[: LONGEST_STRING + longest_secret]
    for secret in secrets:
        shown = shown.replace(secret, MASK)
    for pattern in _SECRETS_IN_TEXT:
        shown = pattern.sub(rf"\g<1>{MASK}", shown)
    if len(text) <= LONGEST_STRING:
        return shown
    return f"{shown[:LONGEST_STRING]}... ({len(text):,} characters)"


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}\n... ({len(text):,} characters)"
