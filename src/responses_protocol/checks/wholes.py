"""Whole requests and answers, and how they differ from records that only keep what those have."""

from __future__ import annotations

from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.formats.registry import detect
from responses_protocol.values import Json

RESPONSES, CHAT, AGENT = "responses", "chat_completions", "chat_agent"

# Parameters that only one of the two APIs has.
_PARAMETERS = {
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
_SHARED = frozenset(
    ["service_tier", "store", "stream", "stream_options", "temperature", "tool_choice", "top_p"]
)
# Of these, records that are no payloads have members of the same name, but with other values.
_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("audio", "context", "custom_inputs", "prediction", "prompt"), (dict,)),
    **dict.fromkeys(("reasoning", "text"), (dict,)),
    **dict.fromkeys(("background", "store", "stream"), (bool,)),
    "conversation": (str, dict),
    "include": (list,),
    "instructions": (str, list),
    "previous_response_id": (str,),
}
# What a record may be besides that holds a history: these do not make it a request.
_HELD = frozenset(("functions", "input", "messages"))
_BESIDE_TEXT = frozenset(("input", "metadata", "tools", "user"))
_AGENT_REQUEST = frozenset(("context", "custom_inputs"))
_AGENT = _AGENT_REQUEST | {"custom_outputs", "finish_reason", "messages", "stream", "usage"}
_TELLING = (_PARAMETERS[RESPONSES] | _PARAMETERS[CHAT] | _SHARED | _AGENT_REQUEST) - _HELD
_ANSWER = frozenset(("custom_outputs", "id", "model", "object", "status"))
# What errors have besides a message, in small letters and without underscores.
_OF_ERRORS = frozenset(
    ["code", "detail", "error", "errorcode", "errortype", "param", "status", "statuscode", "type"]
)
_BESIDE_ERRORS = frozenset(
    ["data", "id", "message", "object", "path", "requestid", "success", "timestamp", "title"]
)


def whole(payload: dict[str, Json]) -> Subject | None:
    """Tell a request or an answer by the lists that it has, then by the rest of its members."""
    dialect, kind = detect(payload)
    if kind == "response" and dialect is None:
        return SUBJECTS["responses/error"] if _is_error(payload) else None
    if dialect == AGENT and not isinstance(payload.get("model"), str):
        return SUBJECTS[f"{AGENT}/{kind}"]
    if kind == "response" and dialect != AGENT:
        agent = dialect == RESPONSES and "custom_outputs" in payload
        return SUBJECTS["responses_agent/response" if agent else f"{dialect}/response"]
    return _request(payload) if kind in ("request", "response") else None


def is_whole(payload: dict[str, Json], subject: Subject) -> bool:
    """Tell whether a record is what it was taken for, or only holds a list as that does.

    A request has parameters besides, and an answer says what it is, or whose.
    """
    if subject.dialect == AGENT:
        return payload.keys() <= _AGENT or "custom_outputs" in payload or _is_request(payload)
    if subject.kind == "request":
        return _is_request(payload)
    if subject.kind == "response" and isinstance(payload.get("output"), list):
        return not _ANSWER.isdisjoint(payload)
    return True


def _request(payload: dict[str, Json]) -> Subject | None:
    listed = any(isinstance(payload.get(name), list) for name in ("input", "messages"))
    # A text, or nothing: many a record that has to do with no API is like that.
    if not (listed or payload.keys() <= _BESIDE_TEXT or _is_request(payload)):
        return None
    votes = {name: len(_present(payload, members)) for name, members in _PARAMETERS.items()}
    dialect = CHAT if votes[CHAT] > votes[RESPONSES] else RESPONSES
    if votes[CHAT] == votes[RESPONSES] and isinstance(payload.get("messages"), list):
        dialect = CHAT
    if dialect == RESPONSES and not _AGENT_REQUEST.isdisjoint(payload):
        return SUBJECTS["responses_agent/request"]
    return SUBJECTS[f"{dialect}/request"]


def _is_request(payload: dict[str, Json]) -> bool:
    if isinstance(payload.get("model"), str):
        return True
    return bool(_present(payload, _TELLING))


def _present(payload: dict[str, Json], members: frozenset[str]) -> list[str]:
    """Return the members that are there, and not just by name."""
    return [
        name
        for name in members & payload.keys()
        if payload[name] is not None and isinstance(payload[name], _TYPES.get(name, object))
    ]


def _is_error(payload: dict[str, Json]) -> bool:
    """Tell the body of an error from a record that has a message, or tells of an error."""
    if isinstance(payload.get("error"), dict):
        return True
    names = {name.lower().replace("_", "") for name in payload}
    return names <= _OF_ERRORS | _BESIDE_ERRORS or len(names & _OF_ERRORS) > 1
