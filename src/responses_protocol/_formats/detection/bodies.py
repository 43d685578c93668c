"""The dialect and kind of requests and answers, by their lists and their other members."""

from __future__ import annotations

from responses_protocol._formats.detection.elements import AGENT, CHAT, RESPONSES, PayloadType
from responses_protocol._formats.error_bodies import is_error
from responses_protocol._values import Json

# Parameters that only one of the two APIs has.
PARAMETERS = {
    RESPONSES: frozenset(
        [
            "background",
            "context_management",
            "conversation",
            "include",
            "input",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "previous_response_id",
            "prompt",
            "reasoning",
            "text",
            "truncation",
        ]
    ),
    CHAT: frozenset(
        [
            "audio",
            "frequency_penalty",
            "function_call",
            "functions",
            "logit_bias",
            "logprobs",
            "max_completion_tokens",
            "max_tokens",
            "messages",
            "modalities",
            "n",
            "prediction",
            "presence_penalty",
            "reasoning_effort",
            "response_format",
            "seed",
            "stop",
            "verbosity",
            "web_search_options",
        ]
    ),
}
SHARED = frozenset(
    ["service_tier", "store", "stream", "stream_options", "temperature", "tool_choice", "top_p"]
)
# The types of members whose names other records use too, for other values.
_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("audio", "context", "custom_inputs", "prediction", "prompt"), (dict,)),
    **dict.fromkeys(("reasoning", "text"), (dict,)),
    **dict.fromkeys(("background", "store", "stream"), (bool,)),
    "conversation": (str, dict),
    "include": (list,),
    "instructions": (str, list),
    "previous_response_id": (str,),
}
AGENT_REQUEST = frozenset(("context", "custom_inputs"))
_AGENT_ANSWER = frozenset(("custom_outputs", "finish_reason", "usage"))  # beside messages
_STATE = frozenset(("conversation", "previous_response_id", "prompt"))  # instead of an input


def detect_body(payload: dict[str, Json]) -> PayloadType | None:
    """Return the dialect and kind of a request or an answer, None for any other object."""
    if isinstance(payload.get("choices"), list):
        return CHAT, "response"
    if isinstance(payload.get("output"), list):
        return RESPONSES, "response"
    has_messages = isinstance(payload.get("messages"), list)
    if has_messages and not isinstance(payload.get("model"), str):  # agents have no model
        if _is_agent_answer(payload):
            return AGENT, "response"
        if not AGENT_REQUEST.isdisjoint(payload):
            return AGENT, "request"
    if (
        has_messages
        or isinstance(payload.get("input"), (list, str))
        or not _STATE.isdisjoint(payload)
    ):
        return _request_dialect(payload, has_messages), "request"
    return (None, "response") if is_error(payload) else None


def _is_agent_answer(payload: dict[str, Json]) -> bool:
    names = _AGENT_ANSWER & payload.keys()
    if names == {"usage"}:  # OpenRouter has a parameter of this name
        usage = payload["usage"]
        return not (isinstance(usage, dict) and "include" in usage)
    return bool(names)


def _request_dialect(payload: dict[str, Json], has_messages: bool) -> str:
    """Return the dialect of most of the parameters; others are mistakes."""
    if PARAMETERS[RESPONSES].isdisjoint(payload):
        return CHAT
    if PARAMETERS[CHAT].isdisjoint(payload):
        return RESPONSES
    chat, responses = (len(find_present(payload, PARAMETERS[name])) for name in (CHAT, RESPONSES))
    return CHAT if chat > responses or (chat == responses and has_messages) else RESPONSES


def find_present(payload: dict[str, Json], members: frozenset[str]) -> list[str]:
    """Return the names of those members that have a value of the right type."""
    return [
        name
        for name in members & payload.keys()
        if payload[name] is not None and isinstance(payload[name], _TYPES.get(name, object))
    ]
