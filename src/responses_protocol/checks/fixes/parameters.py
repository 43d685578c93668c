"""Parameters of a request that have another name, or another place, in the other API."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import CHAT, RESPONSES, Fix, add, move, remove
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

# where it goes, by its own name
TO_RESPONSES = {
    "max_tokens": ("max_output_tokens",),
    "max_completion_tokens": ("max_output_tokens",),
    "reasoning_effort": ("reasoning", "effort"),
    "response_format": ("text", "format"),
    "verbosity": ("text", "verbosity"),
}
TO_CHAT = {"max_output_tokens": "max_completion_tokens", "max_tokens": "max_completion_tokens"}
# what is in it, and where that goes
OUT = {
    "reasoning": {"effort": "reasoning_effort"},
    "text": {"format": "response_format", "verbosity": "verbosity"},
}
# what says only what holds without it
DEFAULTS = {"n": 1, "logprobs": False, "logit_bias": {}, "modalities": ["text"]}


def responses(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Rename a parameter of Chat in a Responses request, or put it where Responses has it."""
    name = pointer[1:]
    if name not in TO_RESPONSES or not isinstance(payload, dict) or name not in payload:
        return []
    owner, *inner = TO_RESPONSES[name]
    if not inner:
        return [] if owner in payload else [move(pointer, f"/{owner}")]
    holder = payload.get(owner, {})
    if not isinstance(holder, dict) or inner[0] in holder:
        return []
    made = [] if owner in payload else [add(f"/{owner}", {})]
    return [*made, move(pointer, f"/{owner}/{inner[0]}")]


def chat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Rename a parameter of Responses in a Chat request, or take apart what Chat has flat."""
    name = pointer[1:]
    if not isinstance(payload, dict) or name not in payload:
        return []
    if name in TO_CHAT:
        return [] if TO_CHAT[name] in payload else [move(pointer, f"/{TO_CHAT[name]}")]
    holder, targets = payload[name], OUT.get(name, {})
    if not isinstance(holder, dict) or not holder or not holder.keys() <= targets.keys():
        return []
    if any(targets[key] in payload for key in holder):
        return []
    return [*(move(f"{pointer}/{key}", f"/{targets[key]}") for key in holder), remove(pointer)]


def unsaid(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Leave out a parameter of Chat that asks for what Responses does anyway."""
    if not isinstance(payload, dict):
        return []
    name = pointer[1:]
    if name in DEFAULTS and name in payload:
        default = DEFAULTS[name]
        same = payload[name] == default and type(payload[name]) is type(default)
        return [remove(pointer)] if same else []
    options = payload.get("stream_options")
    asked = isinstance(options, dict) and "include_usage" in options
    return [remove(pointer)] if asked and pointer == "/stream_options/include_usage" else []


OF_RESPONSES = Fix(
    "responses-parameters",
    "A parameter of Chat gets its name and its place in Responses.",
    ("RP104", "RP909", "RP910"),
    RESPONSES,
    responses,
)
UNSAID = Fix(
    "unsaid-parameters",
    "A parameter of Chat that asks for what Responses does anyway is left out.",
    ("RP104", "RP910"),
    RESPONSES,
    unsaid,
)
OF_CHAT = Fix(
    "chat-parameters",
    "A parameter of Responses, or an older one, gets its name in Chat.",
    ("RP104", "RP509", "RP926"),
    CHAT,
    chat,
)
