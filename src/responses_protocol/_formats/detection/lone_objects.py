"""Single objects: tool choices, and explanations why others can't be converted."""

from __future__ import annotations

from responses_protocol._formats.detection.elements import detect_element, detect_stream_part
from responses_protocol._values import Json

CHOICE_MEMBERS = frozenset(("mode", "name", "namespace", "server_label", "tools", "type"))
ELEMENTS = {
    "history": "one item or message; a history is a list: pass a list that contains it",
    "tools": "one tool definition; tools are a list: pass a list that contains it",
}


def explain_object(payload: dict[str, Json]) -> str | None:
    """Return why a single object can't be converted, None if it is a tool choice."""
    choice_type = payload.get("type")
    _, kind = detect_stream_part(payload) or detect_element(payload)
    is_candidate = isinstance(choice_type, str) and kind in (None, "tools")
    if is_candidate and _is_choice(payload, choice_type):
        return None
    if kind in ELEMENTS:
        return f"this is {ELEMENTS[kind]}"
    if kind is not None:
        return f"this is one {kind} of a stream; streams have translators of their own"
    return "no known kind of payload: pass its kind and source"


def _is_choice(payload: dict[str, Json], choice_type: Json) -> bool:
    """Return whether all members are those of a choice, which Chat has under its type."""
    inner = payload.get(choice_type)
    if isinstance(inner, dict):
        return payload.keys() == {"type", choice_type} and inner.keys() <= CHOICE_MEMBERS
    return payload.keys() <= CHOICE_MEMBERS
