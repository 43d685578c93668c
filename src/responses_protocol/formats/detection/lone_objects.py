"""An object by itself: the choice of a tool, or why it can't be converted as it is."""

from __future__ import annotations

from responses_protocol.formats.detection.elements import element, streamed
from responses_protocol.values import Json

CHOICE_MEMBERS = frozenset(("mode", "name", "namespace", "server_label", "tools", "type"))
ONE_OF_A_LIST = {
    "history": "one item or message; a history is a list: pass one that holds it",
    "tools": "one tool definition; tools are a list: pass one that holds it",
}


def explain_object(payload: dict[str, Json]) -> str | None:
    """Return why an object that is no whole payload can't be read; None where it is a choice."""
    kind = payload.get("type")
    of = streamed(payload) or element(payload)
    if isinstance(kind, str) and of[1] in (None, "tools") and _is_choice(payload, kind):
        return None
    if of[1] in ONE_OF_A_LIST:
        return f"this is {ONE_OF_A_LIST[of[1]]}"
    if of[1] is not None:
        return f"this is one {of[1]} of a stream; streams have translators of their own"
    return "no known kind of payload: pass its kind and source"


def _is_choice(payload: dict[str, Json], kind: str) -> bool:
    """Tell whether all members are those of a choice: in Chat they stand below its type."""
    inner = payload.get(kind)
    if isinstance(inner, dict):
        return payload.keys() == {"type", kind} and inner.keys() <= CHOICE_MEMBERS
    return payload.keys() <= CHOICE_MEMBERS
