"""Readers of Responses histories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from responses_protocol._checks.rule import View
from responses_protocol._values import Json

CALLS = {
    # the calls that the client answers, with the names in the API's messages
    "function_call": "function call",
    "custom_tool_call": "custom tool call",
    "computer_call": "computer call",
    "local_shell_call": "local shell call",
    "shell_call": "shell call",
    "apply_patch_call": "apply patch call",
    "tool_search_call": "tool search call",
}
OUTPUTS = {
    "function_call_output": "function call output",
    "custom_tool_call_output": "custom tool call output",
    "computer_call_output": "computer call output",
    "local_shell_call_output": "local shell call output",
    "shell_call_output": "shell call output",
    "apply_patch_call_output": "apply patch call output",
    "tool_search_output": "tool search output",
}
ANSWERED_BY_ID = "local_shell_call_output"
STATE = ("previous_response_id", "conversation", "prompt")
INPUT_ROLES = ("user", "system", "developer")


def answered_id(output: dict[str, Json]) -> Json:
    """Return the id of the call that an output answers: for a local shell, it can be its own id."""
    own = output.get("call_id")
    return output.get("id") if own is None and output["type"] == ANSWERED_BY_ID else own


class Part(NamedTuple):
    """A content part with the index of its item, its member, and its index in that."""

    item: int
    member: str
    number: int
    value: dict[str, Any]

    @property
    def pointer(self) -> str:
        """The JSON Pointer to the part in the history."""
        return f"/{self.item}/{self.member}/{self.number}"


def iter_messages(view: View, *roles: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the indexes and messages of some roles, role by role."""
    for role in roles:
        for index in view.by_role.get(role, ()):
            if view.value[index].get("type") in (None, "message"):
                yield index, view.value[index]


def find_parts(view: View) -> dict[str, list[Part]]:
    """Return the content parts of messages and of outputs by type."""
    if "responses_parts" not in view.memo:
        by_type: dict[str, list[Part]] = {}
        for index, item in enumerate(view.value if isinstance(view.value, list) else ()):
            if isinstance(item, dict):
                for part in _iter_parts(index, item):
                    by_type.setdefault(part.value["type"], []).append(part)
        view.memo["responses_parts"] = by_type
    cached: dict[str, list[Part]] = view.memo["responses_parts"]
    return cached


def _iter_parts(index: int, item: dict[str, Json]) -> Iterator[Part]:
    kind = item.get("type")
    for member, kinds in _WITH_PARTS:
        elements = item.get(member)
        if isinstance(elements, list) and kind in kinds:
            for part_index, part in enumerate(elements):
                if isinstance(part, dict) and isinstance(part.get("type"), str):
                    yield Part(index, member, part_index, part)


_WITH_PARTS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    ("content", (None, "message")),
    ("output", ("function_call_output", "custom_tool_call_output")),
)


def has_references(view: View) -> bool:
    """Return whether the history contains references to items."""
    untyped = view.by_type.get(None, ())
    return bool(view.by_type.get("item_reference")) or any(
        is_reference(view.value[index]) for index in untyped
    )


def is_reference(item: dict[str, Json]) -> bool:
    """Return whether an item without a type is a reference, and not a message with a role."""
    return item.get("role") is None


def is_elsewhere(view: View) -> bool:
    """Return whether the server holds a part of the history, which can have missing items."""
    request = view.request
    if isinstance(request, dict) and continues_state(request):
        return True
    return bool(view.by_type.get("compaction")) or has_references(view)


def continues_state(request: Json) -> bool:
    """Return whether a request continues stored state of the server."""
    return any(is_set(request.get(name)) for name in STATE)


def is_set(state: Json) -> bool:
    """Return whether a member names state of the server: an empty id does not."""
    return bool(state.get("id") if isinstance(state, dict) else state)


def is_request(view: View) -> bool:
    """Return whether the history is part of a request; another one can be incomplete."""
    return view.request is not None
