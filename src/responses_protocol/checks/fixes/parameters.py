"""Parameters of a request that have another name, or another place, in the other API."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import CHAT, RESPONSES, Fix, add, move
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

# by their own name: where it goes
TO_RESPONSES = {
    "max_tokens": ("max_output_tokens",),
    "max_completion_tokens": ("max_output_tokens",),
    "reasoning_effort": ("reasoning", "effort"),
    "verbosity": ("text", "verbosity"),
}
TO_CHAT = {"max_output_tokens": ("max_completion_tokens",)}


def responses(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Rename a parameter of Chat in a Responses request."""
    return _moved(payload, pointer, TO_RESPONSES)


def chat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Rename a parameter of Responses in a Chat request."""
    return _moved(payload, pointer, TO_CHAT)


def _moved(payload: Json, pointer: str, names: dict[str, tuple[str, ...]]) -> Patch:
    name = pointer[1:]
    target = names.get(name)
    if target is None or not isinstance(payload, dict) or name not in payload:
        return []
    owner, *inner = target
    if not inner:
        return [] if owner in payload else [move(pointer, f"/{owner}")]
    holder = payload.get(owner, {})
    if not isinstance(holder, dict) or inner[0] in holder:
        return []
    made = [] if owner in payload else [add(f"/{owner}", {})]
    return [*made, move(pointer, f"/{owner}/{inner[0]}")]


RENAMED_FOR_RESPONSES = Fix(
    "responses-parameters",
    "A parameter of Chat gets its name in Responses.",
    ("RP104",),
    RESPONSES,
    responses,
)
RENAMED_FOR_CHAT = Fix(
    "chat-parameters", "A parameter of Responses gets its name in Chat.", ("RP104",), CHAT, chat
)
