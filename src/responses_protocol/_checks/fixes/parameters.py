"""Parameters of a request with another name, or in another place, in the other API."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import CHAT, RESPONSES, Fix, add, move, remove
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

# the path of each parameter
TO_RESPONSES = {
    "max_tokens": ("max_output_tokens",),
    "max_completion_tokens": ("max_output_tokens",),
    "reasoning_effort": ("reasoning", "effort"),
    "response_format": ("text", "format"),
    "verbosity": ("text", "verbosity"),
}
TO_CHAT = {"max_output_tokens": "max_completion_tokens", "max_tokens": "max_completion_tokens"}
# the parameters for members of members
TO_CHAT_MEMBERS = {
    "reasoning": {"effort": "reasoning_effort"},
    "text": {"format": "response_format", "verbosity": "verbosity"},
}
# parameters with the value that holds without them
DEFAULTS = {"n": 1, "logprobs": False, "logit_bias": {}, "modalities": ["text"]}


def to_responses(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move a parameter of Chat to its path in a Responses request."""
    name = pointer[1:]
    if name not in TO_RESPONSES or not isinstance(payload, dict) or name not in payload:
        return []
    owner, *inner = TO_RESPONSES[name]
    if not inner:
        return [] if owner in payload else [move(pointer, f"/{owner}")]
    container = payload.get(owner, {})
    if not isinstance(container, dict) or inner[0] in container:
        return []
    created = [] if owner in payload else [add(f"/{owner}", {})]
    return [*created, move(pointer, f"/{owner}/{inner[0]}")]


def to_chat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move a parameter of Responses, or its members, to their names in a Chat request."""
    name = pointer[1:]
    if not isinstance(payload, dict) or name not in payload:
        return []
    if name in TO_CHAT:
        return [] if TO_CHAT[name] in payload else [move(pointer, f"/{TO_CHAT[name]}")]
    container, targets = payload[name], TO_CHAT_MEMBERS.get(name, {})
    if not isinstance(container, dict) or not container or not container.keys() <= targets.keys():
        return []
    if any(targets[key] in payload for key in container):
        return []
    return [*(move(f"{pointer}/{key}", f"/{targets[key]}") for key in container), remove(pointer)]


def remove_default(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Remove a parameter of Chat whose value is the behaviour of Responses."""
    if not isinstance(payload, dict):
        return []
    name = pointer[1:]
    if name in DEFAULTS and name in payload:
        default = DEFAULTS[name]
        same = payload[name] == default and type(payload[name]) is type(default)
        return [remove(pointer)] if same else []
    options = payload.get("stream_options")
    is_usage = isinstance(options, dict) and "include_usage" in options
    return [remove(pointer)] if is_usage and pointer == "/stream_options/include_usage" else []


OF_RESPONSES = Fix(
    "responses-parameters",
    "Moves a parameter of Chat to its name and place in Responses.",
    ("RP104", "RP909", "RP910"),
    RESPONSES,
    to_responses,
)
DEFAULT = Fix(
    "unsaid-parameters",
    "Removes a parameter of Chat whose value is the behaviour of Responses.",
    ("RP104", "RP910"),
    RESPONSES,
    remove_default,
)
OF_CHAT = Fix(
    "chat-parameters",
    "Moves a parameter of Responses, or a deprecated one, to its name in Chat.",
    ("RP104", "RP509", "RP926"),
    CHAT,
    to_chat,
)
