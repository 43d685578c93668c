"""Hints for records that can't be recognised: a likely kind, and the option that names it."""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._checks.detection.subject import detect_subject
from responses_protocol._values import Json, escape_token


def suggest(value: Json) -> str:
    """Return a hint for a value without a subject."""
    for suggest_kind in _SUGGESTIONS:
        hint = suggest_kind(value)
        if hint:
            return hint
    return "name its subject with --as, and its place with --at"


def _text(value: Json) -> str:
    if not isinstance(value, str):
        return ""
    is_json = value.lstrip()[:1] in ("{", "[")
    return "a string that holds JSON: it was encoded twice" if is_json else "a plain string"


def _scalar(value: Json) -> str:
    return "" if isinstance(value, (dict, list)) else "a plain value"


def _empty(value: Json) -> str:
    if value:
        return ""
    kind = "list" if isinstance(value, list) else "object"
    return f"an empty {kind}: name its subject with --as"


def _nested(value: Json) -> str:
    """Look one level down, for a payload in a member with a name of its own."""
    if not isinstance(value, dict):
        return ""
    for name, member in value.items():
        subject = detect_subject(member) if isinstance(member, (dict, list)) else None
        if subject is not None:
            return (
                f"holds a {subject.label}, it seems: name its place with --at /{escape_token(name)}"
            )
    return ""


# Members that mark payloads of other APIs, and the names of these payloads.
_MARKS = (
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


def _other_api(value: Json) -> str:
    element = value[0] if isinstance(value, list) else value
    for name, description in _MARKS:
        if isinstance(element, dict) and name in element:
            return f"{description}, it seems; if not, name its subject with --as"
    return ""


_SUGGESTIONS: tuple[Callable[[Json], str], ...] = (_text, _scalar, _empty, _nested, _other_api)
