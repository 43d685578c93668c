"""ChatAgent requests and answers: messages, and MLflow's members beside them.

``custom_inputs``, ``custom_outputs`` and ``context`` are MLflow's own, and the same in both
dialects. An answer without a finish reason, as most agents give it, is complete. A ChatAgent answer
has no member for an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._formats import finish_reasons, usage
from responses_protocol._formats.body_layouts import Context, MemberGroup, pass_on
from responses_protocol._formats.error_bodies import is_error
from responses_protocol._formats.options import Options
from responses_protocol._formats.server_state import STATE
from responses_protocol._values import Json, Object

UNFINISHED = "incomplete"  # a word of this package, since Chat has no reason for this
Named = Iterator[tuple[str, list[str]]]


def _finish_to_agent(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {"finish_reason": UNFINISHED}
    history = context.lists["history"]  # messages, or the items from which they are translated
    last = history[-1] if history else {}
    calls = bool(last.get("tool_calls")) or last.get("type") == "function_call"
    if finish_reasons.is_waiting(members.get("status")):
        return {"finish_reason": UNFINISHED}
    return {"finish_reason": finish_reasons.make_finish_reason(members, calls) or UNFINISHED}


def _finish_to_responses(members: Object, context: Context) -> Object:
    reason = UNFINISHED if _is_error_body(context.payload) else members.get("finish_reason")
    status, details = finish_reasons.read_finish_reason("stop" if reason is None else reason)
    result: Object = {"status": status}
    if details is not None:
        result["incomplete_details"] = details
    return result


def _object_to_agent(members: Object, context: Context) -> Object:
    return {}


def _object_to_responses(members: Object, context: Context) -> Object:
    return {"object": "response"}


def _usage_to_responses(members: Object, context: Context) -> Object:
    result = usage.to_responses(members, context)
    return result if result.get("usage") is not None else {}


def _is_error_body(payload: Object) -> bool:
    """Return whether a payload is an error in place of an agent's messages."""
    return "messages" not in payload and is_error(payload)


REQUEST_GROUPS = tuple(
    MemberGroup((name,), (name,), pass_on, pass_on)
    for name in ("context", "custom_inputs", "stream")
)
CHAT_REQUEST_GROUPS = (MemberGroup(("stream",), ("stream",), pass_on, pass_on),)
ANSWER_GROUPS = (
    MemberGroup(("object",), (), _object_to_agent, _object_to_responses),
    MemberGroup(
        ("status", "incomplete_details"),
        ("finish_reason",),
        _finish_to_agent,
        _finish_to_responses,
    ),
    MemberGroup(("usage",), ("usage",), usage.to_chat, _usage_to_responses),
    MemberGroup(("custom_outputs",), ("custom_outputs",), pass_on, pass_on),
)


def name_request_loss(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> Named:
    """Yield the losses of a difference in the members of a request of either dialect."""
    yield _grade_code("server_state" if path[0] in STATE else "agent_member", operation), path


def name_answer_loss(
    answer: Json, path: list[str], operation: dict[str, Json], options: Options
) -> Named:
    """Yield the losses of a difference in the members of an answer of either dialect."""
    code = ANSWER_CODES.get(path[0], "agent_member")
    status = answer.get("status")
    if path == ["status"] and (finish_reasons.is_waiting(status) or status == "failed"):
        code = "answer_status"
    yield _grade_code(code, operation), path


ANSWER_CODES = {
    "detail": "answer_error",
    "error": "answer_error",
    "finish_reason": "finish_reason",
    "incomplete_details": "finish_reason",
    "message": "answer_error",
    "status": "finish_reason",
    "usage": "usage_detail",
}


def _grade_code(code: str, operation: dict[str, Json]) -> str:
    """Return the code of a difference, a weaker one where only a null or a default differs."""
    if operation["op"] == "remove":
        return "absent_member"
    return "empty_member" if operation.get("value", 0) in (None, [], {}) else code
