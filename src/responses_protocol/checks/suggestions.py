"""What a record may be that can't be recognised, for people to go on with."""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.checks.detection import detect_subject
from responses_protocol.values import Json, token


def suggest(value: Json) -> str:
    """Return a hint for a value without a subject; empty where nothing is known."""
    for looks_like in _LOOKS:
        found = looks_like(value)
        if found:
            return found
    return "say what it is with --as, and where with --at"


def _text(value: Json) -> str:
    if not isinstance(value, str):
        return ""
    twice = value.lstrip()[:1] in ("{", "[")
    return "a string that holds JSON: it was encoded twice" if twice else "a plain string"


def _scalar(value: Json) -> str:
    return "" if isinstance(value, (dict, list)) else "a plain value"


def _empty(value: Json) -> str:
    if value:
        return ""
    kind = "list" if isinstance(value, list) else "object"
    return f"an empty {kind}: say what it is with --as"


def _inside(value: Json) -> str:
    """A payload one level down, in a member that is not usual."""
    if not isinstance(value, dict):
        return ""
    for name, member in value.items():
        subject = detect_subject(member) if isinstance(member, (dict, list)) else None
        if subject is not None:
            return f"holds a {subject.label}, it seems: say so with --at /{token(name)}"
    return ""


# What others have: a member that tells it, and what it then is.
_OTHERS = (
    ("anthropic_version", "a request to Anthropic's Messages API"),
    ("stop_reason", "an answer of Anthropic's Messages API"),
    ("input_schema", "a tool of Anthropic's Messages API, or of MCP"),
    ("contents", "a request to Gemini's API"),
    ("candidates", "an answer of Gemini's API"),
    ("jsonrpc", "a message of JSON-RPC, as MCP has them"),
    ("$schema", "a JSON Schema"),
    ("properties", "a JSON Schema"),
    ("role", "a message without a content that tells its API"),
    ("name", "a tool or a record without the members of one"),
)


def _other(value: Json) -> str:
    one = value[0] if isinstance(value, list) else value
    for name, what in _OTHERS:
        if isinstance(one, dict) and name in one:
            return f"{what}, it seems; if not, say what it is with --as"
    return ""


_LOOKS: tuple[Callable[[Json], str], ...] = (_text, _scalar, _empty, _inside, _other)
